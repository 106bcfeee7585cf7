//! Where the pages of a GitLab are, and where its API is.

use url::Url;

/// One GitLab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The host of its pages, with the port if it is not the usual one, and the path below which they begin
    /// if there is one: `git.example.com/gitlab`.
    pub host: String,
    /// Where its API begins.
    pub api: Url,
}

/// An address that no GitLab can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no address of a GitLab; write one such as https://gitlab.example.com")]
pub struct NoAddress(String);

/// Where the API is below the pages.
const API: &str = "/api/v4";

impl Server {
    /// The GitLab at `url`, which is the address of its pages or of its API.
    ///
    /// # Errors
    /// [`NoAddress`] if there is no host in it.
    pub fn at(url: &str) -> Result<Self, NoAddress> {
        let wrong = || NoAddress(url.to_owned());
        let mut api = Url::parse(url).map_err(|_| wrong())?;
        let name = api.host_str().ok_or_else(wrong)?.to_owned();
        let path = api.path().trim_end_matches('/');
        let below = path.strip_suffix(API).unwrap_or(path).to_owned();
        let port = api.port().map(|port| format!(":{port}"));
        let host = format!("{name}{}{below}", port.unwrap_or_default());
        api.set_path(&format!("{below}{API}"));
        Ok(Self { host, api })
    }

    /// A project's name without the path below which the pages are, which is part of addresses that people
    /// clone from.
    #[must_use]
    pub fn project<'a>(&self, name: &'a str) -> &'a str {
        let below = self.host.split_once('/').map_or("", |(_, below)| below);
        let inside = name.strip_prefix(below).filter(|_| !below.is_empty());
        inside
            .and_then(|it| it.strip_prefix('/'))
            .filter(|it| it.contains('/'))
            .unwrap_or(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_interfaces() {
        for (url, host, api) in [
            (
                "https://gitlab.com",
                "gitlab.com",
                "https://gitlab.com/api/v4",
            ),
            (
                "https://gitlab.com/api/v4/",
                "gitlab.com",
                "https://gitlab.com/api/v4",
            ),
            (
                "https://git.example.com:8443/tools/gitlab/",
                "git.example.com:8443/tools/gitlab",
                "https://git.example.com:8443/tools/gitlab/api/v4",
            ),
            (
                "http://127.0.0.1:4102/gitlab/api/v4",
                "127.0.0.1:4102/gitlab",
                "http://127.0.0.1:4102/gitlab/api/v4",
            ),
        ] {
            let server = Server::at(url).expect(url);
            assert_eq!((server.host.as_str(), server.api.as_str()), (host, api));
        }
        for url in ["", "git.example.com", "mailto:a@b", "https://"] {
            assert!(Server::at(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_path_below_the_host_is_no_group() {
        let server = Server::at("https://git.example.com/gitlab").expect("an address");
        assert_eq!(server.project("gitlab/acme/shop"), "acme/shop");
        assert_eq!(server.project("acme/shop"), "acme/shop", "cloned by ssh");
        assert_eq!(
            server.project("gitlab/shop"),
            "gitlab/shop",
            "a group of that name"
        );
        let server = Server::at("https://git.example.com").expect("an address");
        assert_eq!(server.project("gitlab/acme/shop"), "gitlab/acme/shop");
    }
}

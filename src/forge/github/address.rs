//! Where the pages of a GitHub are, and where its API is.

use url::Url;

/// One GitHub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The host of its pages, with the port if it is not the usual one.
    pub host: String,
    /// Where its API begins.
    pub api: Url,
}

/// An address that no GitHub can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no address of a GitHub; write one such as https://git.example.com")]
pub struct NoAddress(String);

impl Server {
    /// The GitHub at `url`, which is the address of its pages or of its API.
    ///
    /// github.com and GHE.com have their API on a host of its own, Enterprise Server below `/api/v3`. What
    /// is reached without TLS, a server for tests that is, has it where the address says.
    ///
    /// # Errors
    /// [`NoAddress`] if there is no host in it.
    pub fn at(url: &str) -> Result<Self, NoAddress> {
        let wrong = || NoAddress(url.to_owned());
        let mut api = Url::parse(url).map_err(|_| wrong())?;
        let name = api.host_str().ok_or_else(wrong)?.to_owned();
        let cloud = |name: &str| name == "github.com" || name.ends_with(".ghe.com");
        let pages = match name.strip_prefix("api.") {
            Some(rest) if cloud(rest) => rest,
            _ => &name,
        };
        let host = match api.port() {
            Some(port) => format!("{pages}:{port}"),
            None => pages.to_owned(),
        };
        let plain = api.scheme() == "http";
        let bare = api.path().trim_end_matches('/').is_empty();
        if cloud(pages) {
            let name = format!("api.{pages}");
            api.set_host(Some(&name)).map_err(|_| wrong())?;
        } else if bare && !plain {
            api.set_path("/api/v3");
        }
        Ok(Self { host, api })
    }
}

/// Where GraphQL is asked, beside the REST interface at `api`.
pub(super) fn graphql(api: &Url) -> String {
    let base = api.as_str().trim_end_matches('/');
    match base.strip_suffix("/v3") {
        Some(above) => format!("{above}/graphql"),
        None => format!("{base}/graphql"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_interfaces() {
        for (url, host, api, asked) in [
            (
                "https://github.com",
                "github.com",
                "https://api.github.com/",
                "https://api.github.com/graphql",
            ),
            (
                "https://api.github.com",
                "github.com",
                "https://api.github.com/",
                "https://api.github.com/graphql",
            ),
            (
                "https://acme.ghe.com/",
                "acme.ghe.com",
                "https://api.acme.ghe.com/",
                "https://api.acme.ghe.com/graphql",
            ),
            (
                "https://git.example.com:8443",
                "git.example.com:8443",
                "https://git.example.com:8443/api/v3",
                "https://git.example.com:8443/api/graphql",
            ),
            (
                "https://git.example.com/api/v3/",
                "git.example.com",
                "https://git.example.com/api/v3/",
                "https://git.example.com/api/graphql",
            ),
            (
                "http://127.0.0.1:4102",
                "127.0.0.1:4102",
                "http://127.0.0.1:4102/",
                "http://127.0.0.1:4102/graphql",
            ),
            (
                "http://127.0.0.1:4102/api/v3",
                "127.0.0.1:4102",
                "http://127.0.0.1:4102/api/v3",
                "http://127.0.0.1:4102/api/graphql",
            ),
        ] {
            let server = Server::at(url).expect(url);
            assert_eq!((server.host.as_str(), server.api.as_str()), (host, api));
            assert_eq!(graphql(&server.api), asked);
        }
        for url in ["", "git.example.com", "mailto:a@b", "https://"] {
            assert!(Server::at(url).is_err(), "{url}");
        }
    }
}

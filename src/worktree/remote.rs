//! The repository's name, as its remote tells it.

use git2::Repository;

/// Where the repository lives on a forge. Built from the address of a remote, of which nothing else is
/// kept: it may hold a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The host of its pages; with the port where the remote is reached over HTTP and names one.
    pub host: String,
    /// `owner/name`, or as many groups as there are.
    pub name: String,
}

impl Remote {
    /// Reads `https://…`, `ssh://…`, `git://…` and `user@host:path`; paths of this machine are none.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None => return Self::parse_scp(url),
        };
        let (authority, path) = rest.split_once('/')?;
        let host = authority.rsplit_once('@').map_or(authority, |(_, it)| it);
        let host = match scheme.as_str() {
            "http" => host.strip_suffix(":80").unwrap_or(host),
            "https" => host.strip_suffix(":443").unwrap_or(host),
            // Another protocol's port says nothing about the pages.
            "ssh" | "git+ssh" | "ssh+git" | "git" => without_port(host),
            _ => return None,
        };
        Self::of(host, path)
    }

    /// `user@host:path`, where no slash stands before the colon and the host is no drive letter.
    fn parse_scp(url: &str) -> Option<Self> {
        let (authority, path) = match url.find('[') {
            Some(_) => {
                let close = url.find("]:")?;
                (&url[..=close], &url[close + 2..])
            }
            None => url.split_once(':')?,
        };
        let host = authority.rsplit_once('@').map_or(authority, |(_, it)| it);
        let drive = authority.len() == 1;
        (!authority.contains(['/', '\\']) && !drive).then(|| Self::of(host, path))?
    }

    fn of(host: &str, path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next()?.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.starts_with('~')
                && !part.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@')
        };
        let whole = !host.is_empty() && path.contains('/') && path.split('/').all(part);
        whole.then(|| Self {
            host: host.to_ascii_lowercase(),
            name: path.to_owned(),
        })
    }
}

/// The remote `origin`, else the only one there is.
pub(super) fn of(repository: &Repository) -> Option<Remote> {
    let remote = repository.find_remote("origin").ok().or_else(|| {
        let names = repository.remotes().ok()?;
        let mut names = names.iter();
        match (names.next(), names.next()) {
            (Some(Ok(Some(only))), None) => repository.find_remote(only).ok(),
            _ => None,
        }
    })?;
    Remote::parse(remote.url().ok()?)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_address() {
        for (url, host, name) in [
            (
                "https://github.com/acme/shop.git",
                "github.com",
                "acme/shop",
            ),
            ("https://GitHub.com/acme/Shop/", "github.com", "acme/Shop"),
            (
                "https://x-access-token:s3cret@github.com:443/acme/shop",
                "github.com",
                "acme/shop",
            ),
            (
                "http://u:p@ss@gl.example:8080/a/b/c.git",
                "gl.example:8080",
                "a/b/c",
            ),
            ("ssh://git@gl.example:2222/a/b.git", "gl.example", "a/b"),
            ("git@github.com:acme/shop.git", "github.com", "acme/shop"),
            ("gl.example:a/b/c", "gl.example", "a/b/c"),
            ("git@gl.example:/a/b.git", "gl.example", "a/b"),
            ("git@[::1]:a/b", "[::1]", "a/b"),
            ("git://host/a/shop.git", "host", "a/shop"),
        ] {
            let remote = Remote::parse(url).expect(url);
            assert_eq!((remote.host.as_str(), remote.name.as_str()), (host, name));
            assert!(!format!("{remote:?}").contains("s3cret"));
        }
    }

    #[test]
    fn other_addresses_have_no_name() {
        for url in [
            "",
            "/srv/git/acme/shop.git",
            "../acme/shop",
            "./a:b/c",
            "C:\\git\\acme\\shop",
            "C:/git/acme",
            "file:///srv/git/acme/shop.git",
            "https://github.com/shop",
            "https://github.com/../shop",
            "https:///acme/shop",
            "git@host:shop.git",
            "ext::sh -c a/b",
        ] {
            assert_eq!(Remote::parse(url), None, "{url}");
        }
    }
}

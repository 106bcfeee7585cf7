//! How a report names an issue.

use std::fmt;

/// A reference to an issue, as far as its text alone tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reference {
    /// `ft-7k3q…`: an issue of the embedded tracker, by its key or a unique beginning of it,
    /// here without the `ft-`.
    Local(String),
    /// `#42` or `owner/name#42`: an issue of the tracker in use.
    Number {
        /// `owner/name`, absent for an issue of the repository at hand.
        repository: Option<String>,
        /// The number of the issue.
        number: u64,
    },
    /// The address of an issue on a forge.
    Url(IssueUrl),
    /// A place in another kind of tracker: `OPS-12`, the address of a card.
    Foreign(String),
}

/// The parts of an issue's address on GitHub, GitLab or a forge that spells it alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IssueUrl {
    /// Host, with the port if one is written.
    pub host: String,
    /// `owner/name`; on GitLab as many groups as there are.
    pub repository: String,
    /// The number of the issue.
    pub number: u64,
    /// The whole address as written.
    pub url: String,
}

impl Reference {
    /// Reads `ft-…`, `#42` or `owner/name#42`.
    #[must_use]
    pub fn parse_label(text: &str) -> Option<Self> {
        if let Some(key) = text.strip_prefix("ft-") {
            let shaped = (4..=32).contains(&key.len())
                && key
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
            return shaped.then(|| Self::Local(key.to_owned()));
        }
        let (repository, number) = text.split_once('#')?;
        Some(Self::Number {
            repository: match repository {
                "" => None,
                name => Some(repository_name(name)?.to_owned()),
            },
            number: parse_number(number)?,
        })
    }

    /// Reads the address of an issue; pull requests, commits and other pages are none.
    #[must_use]
    pub fn parse_url(url: &str) -> Option<Self> {
        IssueUrl::parse(url).map(Self::Url)
    }

    /// The short form people use: `#42`, `owner/name#42`, `ft-7k3q…`; of a foreign address its end.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Local(key) => format!("ft-{key}"),
            Self::Number {
                repository: None,
                number,
            } => format!("#{number}"),
            Self::Number {
                repository: Some(name),
                number,
            } => format!("{name}#{number}"),
            Self::Url(issue) => format!("#{}", issue.number),
            Self::Foreign(text) => {
                let path = text.split(['?', '#']).next().unwrap_or(text);
                let end = path.trim_end_matches('/').rsplit('/').next();
                end.unwrap_or(text).to_owned()
            }
        }
    }
}

impl fmt::Display for Reference {
    /// The fullest form known: the address where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(issue) => f.write_str(&issue.url),
            Self::Foreign(text) => f.write_str(text),
            other => f.write_str(&other.label()),
        }
    }
}

impl IssueUrl {
    /// Reads `https://host/owner/name/issues/42` and GitLab's `/-/issues/42` and `/-/work_items/42`;
    /// a query, a fragment or a closing slash behind the number is allowed.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"))?;
        let (host, path) = rest.split_once('/')?;
        let path = path.split(['?', '#']).next()?.trim_end_matches('/');
        let (before, number) = path.rsplit_once('/')?;
        let (repository, kind) = before.rsplit_once('/')?;
        let repository = match kind {
            "issues" => repository.strip_suffix("/-").unwrap_or(repository),
            "work_items" => repository.strip_suffix("/-")?,
            _ => return None,
        };
        Some(Self {
            host: host.to_owned(),
            repository: repository_name(repository)?.to_owned(),
            number: parse_number(number)?,
            url: url.to_owned(),
        })
    }
}

fn parse_number(text: &str) -> Option<u64> {
    let digits = (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn repository_name(text: &str) -> Option<&str> {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    (text.contains('/') && text.split('/').all(part)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for text in ["#42", "acme/shop#42", "a/b/c#1", "ft-7k3q9d"] {
            assert_eq!(Reference::parse_label(text).expect(text).label(), text);
        }
        for text in ["42", "#", "#x", "shop#42", "ft-", "ft-7K3Q", "/x#1", "#42a"] {
            assert_eq!(Reference::parse_label(text), None, "{text}");
        }
    }

    #[test]
    fn addresses() {
        for (url, repository, number) in [
            ("https://github.com/acme/shop/issues/42", "acme/shop", 42),
            (
                "https://gl.example:8080/a/b/c/-/issues/7#note_1",
                "a/b/c",
                7,
            ),
            ("https://gl.example/a/b/-/work_items/7/", "a/b", 7),
        ] {
            let issue = IssueUrl::parse(url).expect(url);
            assert_eq!(
                (issue.repository.as_str(), issue.number),
                (repository, number)
            );
        }
        for url in [
            "https://github.com/acme/shop/pull/42",
            "https://github.com/acme/shop/issues",
            "https://github.com/issues/42",
            "https://github.com/acme/shop/issues?q=42",
            "ftp://github.com/acme/shop/issues/42",
        ] {
            assert_eq!(IssueUrl::parse(url), None, "{url}");
        }
    }
}

//! The tracker's record of an action, and what this tool writes into it.

mod body;
mod draft;
mod hash;
mod key;
mod listing;
mod marker;
mod parent;

pub use body::{Body, compose};
pub use draft::{Draft, IssuePatch};
pub use hash::Wrote;
pub use key::Key;
pub use listing::{Blind, Listing, Query, Reach, UnreadFile};
pub use marker::Marker;
pub use parent::{Parent, ReportMarker};

use std::fmt;

use jiff::civil::Date;

use crate::action::{IssueUrl, Reference, Word};

/// The label by which our issues are listed, unless the config names others.
pub const LABEL: &str = "followthrough";

/// Which issue, in which repository of which tracker.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssueId {
    /// The host that serves it; empty for the embedded tracker.
    pub host: String,
    /// `owner/name`; empty for the embedded tracker.
    pub repository: String,
    /// How it is named there.
    pub name: IssueName,
}

/// How a tracker names an issue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IssueName {
    /// Forges count.
    Number(u64),
    /// The embedded tracker names an issue by its key; a person may write a unique beginning of it.
    Key(String),
}

impl IssueId {
    /// The issue of the embedded tracker whose key is, or begins with, `key`.
    #[must_use]
    pub fn local(key: impl Into<String>) -> Self {
        Self {
            host: String::new(),
            repository: String::new(),
            name: IssueName::Key(key.into()),
        }
    }

    /// The reference as a report in `home` writes it: with the repository only where it is another one.
    #[must_use]
    pub fn reference(&self, home: &Home) -> Reference {
        match &self.name {
            IssueName::Key(key) => Reference::Local(key.clone()),
            IssueName::Number(number) => Reference::Number {
                repository: (self.repository != home.repository).then(|| self.repository.clone()),
                number: *number,
            },
        }
    }
}

impl fmt::Display for IssueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            IssueName::Key(key) => write!(f, "ft-{key}"),
            IssueName::Number(number) => write!(f, "{}#{number}", self.repository),
        }
    }
}

/// The tracker in use, as far as references have to be told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Home {
    /// The host of its addresses, with the path below which they begin if there is one; empty for the
    /// embedded tracker.
    pub host: String,
    /// The repository that a bare `#42` means; empty for the embedded tracker.
    pub repository: String,
}

impl Home {
    /// The issue of this tracker that a person names: `#42`, `42`, `owner/name#42`, an address,
    /// `ft-7k3q` or `7k3q`.
    #[must_use]
    pub fn named(&self, handle: &str) -> Option<IssueId> {
        let spelled = handle.to_lowercase();
        let label = |text: String| self.resolve(&Reference::parse_label(&text)?);
        let url = Reference::parse_url(handle).and_then(|it| self.resolve(&it));
        url.or_else(|| label(spelled.clone()))
            .or_else(|| label(format!("#{spelled}")))
            .or_else(|| label(format!("ft-{spelled}")))
    }

    /// The repository of an address of this tracker, which may have a path of its own before it.
    fn below(&self, url: &IssueUrl) -> Option<String> {
        let whole = format!("{}/{}", url.host, url.repository);
        let (host, rest) = whole.split_at_checked(self.host.len())?;
        let repository = rest.strip_prefix('/')?;
        let ours = host.eq_ignore_ascii_case(&self.host) && repository.contains('/');
        ours.then(|| repository.to_owned())
    }

    /// The issue of this tracker that `reference` names, or none if it points elsewhere.
    #[must_use]
    pub fn resolve(&self, reference: &Reference) -> Option<IssueId> {
        let embedded = self.host.is_empty();
        // Forges tell names apart without regard to case.
        let own = |repository: &str| match repository.eq_ignore_ascii_case(&self.repository) {
            true => self.repository.clone(),
            false => repository.to_owned(),
        };
        let id = |repository: &str, number| IssueId {
            host: self.host.clone(),
            repository: own(repository),
            name: IssueName::Number(number),
        };
        match reference {
            Reference::Local(key) if embedded => Some(IssueId::local(key)),
            Reference::Number { repository, number } if !embedded => Some(id(
                repository.as_deref().unwrap_or(&self.repository),
                *number,
            )),
            Reference::Url(url) if !embedded => Some(id(&self.below(url)?, url.number)),
            _ => None,
        }
    }
}

/// Whether the work is open, and if not, how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Not closed.
    Open,
    /// Closed as completed.
    Completed,
    /// Closed without being done.
    NotPlanned,
    /// Closed as a duplicate of another issue: the work is not done, it stands elsewhere.
    Duplicate,
}

impl State {
    /// True unless closed.
    #[must_use]
    pub fn is_open(self) -> bool {
        self == Self::Open
    }

    /// What it is called in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Completed => "done",
            Self::NotPlanned => "dropped (closed as not planned)",
            Self::Duplicate => "closed as a duplicate",
        }
    }

    /// The word a report shows for it.
    #[must_use]
    pub fn word(self) -> Word {
        match self {
            Self::Open => Word::Open,
            Self::Completed => Word::Done,
            Self::NotPlanned | Self::Duplicate => Word::Dropped,
        }
    }
}

impl From<Word> for State {
    fn from(word: Word) -> Self {
        match word {
            Word::Open => Self::Open,
            Word::Done => Self::Completed,
            Word::Dropped => Self::NotPlanned,
        }
    }
}

/// One issue as its tracker showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Which one.
    pub id: IssueId,
    /// Its address for people; none for the embedded tracker.
    pub url: Option<String>,
    /// The file that holds it, relative to the repository's root; only for the embedded tracker.
    pub file: Option<String>,
    /// Its title.
    pub title: String,
    /// Its text, with our marker and our fenced block.
    pub body: Body,
    /// Open, or how it was closed.
    pub state: State,
    /// Names of its labels.
    pub labels: Vec<String>,
    /// Names of the people it is assigned to.
    pub assignees: Vec<String>,
    /// The day in the tracker's own field, where it has one.
    pub due: Option<Date>,
    /// True if only those can read it who were let in, whoever can read the tracker.
    pub confidential: bool,
    /// True if people left something on it that none of these fields shows: comments beside our
    /// reminders, a milestone, a parent.
    pub discussed: bool,
    /// True if a marker in it may be believed: see "trusted" in ARCHITECTURE.md.
    pub trusted: bool,
}

impl Issue {
    /// The marker, if the issue has one that may be believed.
    #[must_use]
    pub fn marker(&self) -> Option<&Marker> {
        self.body.marker().filter(|_| self.trusted)
    }

    /// True if people left something on an issue of ours: in its text, its title or beside them.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        let wrote = self.body.marker().and_then(|marker| marker.wrote.as_ref());
        let block = self.body.block().map(Wrote::hash_block);
        self.discussed
            || self.body.has_words_of_people()
            || wrote.is_none_or(|it| it.title != Wrote::hash_title(&self.title))
            || wrote.map(|it| &it.block) != block.as_ref()
    }

    /// Where a person finds it: its address, else its file, else its name.
    #[must_use]
    pub fn place(&self) -> String {
        let known = self.url.clone().or_else(|| self.file.clone());
        known.unwrap_or_else(|| self.id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_below_a_path_are_ours() {
        let home = |host: &str| Home {
            host: host.to_owned(),
            repository: "acme/sre/shop".to_owned(),
        };
        let below = home("git.example.com/gitlab");
        for named in [
            "#7",
            "7",
            "acme/sre/shop#7",
            "https://git.example.com/gitlab/acme/sre/shop/-/issues/7",
            "https://Git.example.com/gitlab/acme/sre/Shop/-/work_items/7#note_1",
        ] {
            let id = below.named(named).expect(named);
            assert_eq!(id.to_string(), "acme/sre/shop#7", "{named}");
            assert_eq!(id.host, "git.example.com/gitlab");
        }
        let elsewhere = "https://git.example.com/acme/sre/shop/-/issues/7";
        assert_eq!(below.named(elsewhere), None);
        let plain = home("git.example.com");
        let id = plain.named(elsewhere).expect("ours");
        assert_eq!(id.to_string(), "acme/sre/shop#7");
    }
}

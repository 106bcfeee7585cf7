//! A question to a tracker, and its answer.

use std::collections::{BTreeMap, BTreeSet};

use super::{Issue, IssueId, Key};

/// What is asked of a tracker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Only issues whose marker names this scope.
    pub scope: String,
    /// Which of them, besides the named ones.
    pub reach: Reach,
    /// Issues that reports name: each is found, gone, moved or forbidden in the answer,
    /// whatever its state and labels.
    pub named: BTreeSet<IssueId>,
    /// Issues whose end the reports tell already: it is not asked again what became of them.
    pub settled: BTreeSet<IssueId>,
}

/// How far a query reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Nothing but the named ones.
    Named,
    /// Open ones, at least the hundred opened last: enough to see who else was at work just now.
    Newest,
    /// Open ones.
    #[default]
    Open,
    /// Closed ones too.
    All,
}

/// What a tracker answered. A list that failed or was cut short is an error, never a listing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Our issues of the scope, and the named ones that could be read; each once.
    pub issues: Vec<Issue>,
    /// Open issues with our label and without a marker: a hand may have taken it out.
    pub unmarked: Vec<Issue>,
    /// Closed issues were asked for: what is missing here does not exist.
    pub closed_seen: bool,
    /// Named issues that were deleted or never existed.
    pub gone: BTreeSet<IssueId>,
    /// Named issues that now live elsewhere: from, to.
    pub moved: BTreeMap<IssueId, IssueId>,
    /// Issues that exist, or may exist, and cannot be read; with the reason for people. Named ones, and
    /// whatever else the tracker came across: none of them may be taken for gone or created anew.
    pub forbidden: BTreeMap<IssueId, String>,
    /// The keys in what those left behind that went elsewhere: nothing is opened in their place.
    pub away: BTreeMap<Key, IssueId>,
    /// Set if the list shows too little to prove that an issue does not exist.
    pub blind: Option<Blind>,
    /// Files of the embedded tracker that could not be understood, in the order of their names.
    pub unread: Vec<UnreadFile>,
}

impl Listing {
    /// Takes over what another answer holds that asked as far and no further, or for named issues. An issue
    /// that is here already stays as it is.
    pub fn take(&mut self, other: Self) {
        let known: BTreeSet<IssueId> = self.issues.iter().map(|it| it.id.clone()).collect();
        let new = |issue: &Issue| !known.contains(&issue.id);
        self.issues.extend(other.issues.into_iter().filter(new));
        self.unmarked.extend(other.unmarked);
        self.gone.extend(other.gone);
        self.moved.extend(other.moved);
        self.forbidden.extend(other.forbidden);
        self.away.extend(other.away);
    }
}

/// A list that lacks issues which exist: their label was renamed or taken off, or the token cannot list
/// them. Nothing may be opened on its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    /// Addresses of issues of ours that the list lacks and that could be read by number, at most five.
    pub exist: Vec<String>,
    /// How many of the issues that reports name the list lacks.
    pub lacking: usize,
    /// How many issues of ours the reports name; 0 if none, and one was come across all the same.
    pub named: usize,
    /// The labels of the first that exists.
    pub labels: Vec<String>,
}

/// A file among the issues of the embedded tracker that is none, or cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    /// The file, relative to the repository's root.
    pub file: String,
    /// The line at fault, from 1; 1 if it is the file as a whole.
    pub line: usize,
    /// What is wrong with it and what to do.
    pub reason: String,
    /// The issues it may hold; each of them is in [`Listing::forbidden`] too, unless another file
    /// holds it.
    pub ids: BTreeSet<IssueId>,
}

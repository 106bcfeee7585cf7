//! A question to a tracker, and its answer.

use std::collections::{BTreeMap, BTreeSet};

use super::{Issue, IssueId};

/// What is asked of a tracker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Only issues whose marker names this scope.
    pub scope: String,
    /// Closed ones too; else only open ones.
    pub closed: bool,
    /// Issues that reports name: each is found, gone, moved or forbidden in the answer,
    /// whatever its state and labels.
    pub named: BTreeSet<IssueId>,
}

/// What a tracker answered. A list that failed or was cut short is an error, never a listing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Our issues of the scope, and the named ones that could be read; each once.
    pub issues: Vec<Issue>,
    /// Closed issues were asked for: what is missing here does not exist.
    pub closed_seen: bool,
    /// Named issues that were deleted or never existed.
    pub gone: BTreeSet<IssueId>,
    /// Named issues that now live elsewhere: from, to.
    pub moved: BTreeMap<IssueId, IssueId>,
    /// Named issues that exist, or may exist, and cannot be read; with the reason for people.
    pub forbidden: BTreeMap<IssueId, String>,
}

//! What one forge says and does its own way.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::{Doing, Settings};
use crate::forge::merge::Merged;
use crate::forge::transport::{Answer, Transport, TransportError};
use crate::issue::{Draft, Issue, IssueId, Marker, Reach};
use crate::tracker::Capabilities;

/// Who opened an issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::forge) struct Author {
    pub(in crate::forge) login: String,
    /// Their number, where the forge asks by it.
    pub(in crate::forge) id: u64,
    /// True if it is a machine that the forge let in.
    pub(in crate::forge) is_bot: bool,
    /// `OWNER`, `MEMBER`, `COLLABORATOR`, or less, where the forge says so with the issue.
    pub(in crate::forge) association: String,
}

/// An issue before it is settled whether its marker may be believed.
#[derive(Debug, Clone)]
pub(in crate::forge) struct Found {
    pub(in crate::forge) issue: Issue,
    pub(in crate::forge) author: Author,
    /// What it was called where it was looked for, if it lives elsewhere now.
    pub(in crate::forge) was: Option<IssueId>,
}

/// What stands where an issue was looked for.
#[derive(Debug)]
pub(in crate::forge) enum Seen {
    Issue(Box<Found>),
    Other(Box<Other>),
}

/// Something that is no issue, or leads to one that cannot be read.
#[derive(Debug)]
pub(in crate::forge) struct Other {
    pub(in crate::forge) id: IssueId,
    /// What it is, in a sentence that begins with "it".
    pub(in crate::forge) why: String,
    /// The marker that was left behind in its text.
    pub(in crate::forge) marker: Option<Marker>,
}

impl Other {
    /// The issue went elsewhere.
    pub(in crate::forge) fn left(issue: Issue, why: String) -> Seen {
        let marker = issue.body.marker().cloned();
        let id = issue.id;
        Seen::Other(Box::new(Self { id, why, marker }))
    }
}

/// What became of an issue that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::forge) enum Fate {
    Gone,
    /// It may exist.
    Hidden,
    /// Nothing can be read at all.
    Unknown,
}

/// A new issue.
#[derive(Debug)]
pub(in crate::forge) struct Opened {
    pub(in crate::forge) found: Found,
    /// Those whom it was asked to assign.
    pub(in crate::forge) assignees: Vec<String>,
    /// What was not even asked for, and why.
    pub(in crate::forge) warnings: Vec<String>,
}

/// A forge, as far as it differs from others. No method judges whose markers are believed, sends a create
/// twice, or looks whether it was carried out: that is the same for all.
#[async_trait]
pub(in crate::forge) trait Dialect: Send + Sync {
    fn settings(&self) -> &Settings;

    fn transport(&self) -> &Transport;

    fn capabilities(&self) -> Capabilities;

    /// What it is called in messages.
    fn name(&self) -> &'static str;

    /// What an answer that is no success means, and what a person can do about it; none if the answer says it
    /// all.
    fn advice(&self, repository: &str, doing: Doing, answer: &Answer) -> Option<String>;

    /// What a person should know in time, such as that the token ends soon; asked once, before the first write
    /// of a run.
    async fn notice(&self) -> Option<String> {
        None
    }

    /// Whether the token may set labels, as far as the forge says so. One that may not is not refused: its labels
    /// are left out.
    async fn may_label(&self) -> Option<bool> {
        None
    }

    /// A line of a text that the forge may take for an order if the text is sent: ours hold none, but a part that
    /// people wrote can.
    fn order<'a>(&self, _text: &'a str) -> Option<&'a str> {
        None
    }

    /// True if only those can read its issues who were let in, and it says so.
    async fn is_private(&self) -> bool;

    /// The issues with our label, whatever their scope, from the oldest on; never for [`Reach::Named`].
    async fn labelled(&self, reach: Reach) -> Result<Vec<Seen>, TransportError>;

    /// The hundred issues opened last, with any labels or none.
    async fn newest(&self) -> Result<Vec<Found>, TransportError>;

    /// The hundred issues changed last, with any labels or none: to take a label off is a change.
    async fn touched(&self) -> Result<Vec<Found>, TransportError>;

    /// Reads many issues at once, as far as it can, and returns the numbers that are left: those of which it
    /// says nothing, and those that are better asked for one by one.
    async fn many(
        &self,
        repository: &str,
        numbers: Vec<u64>,
        found: &mut Vec<Seen>,
    ) -> Result<Vec<u64>, TransportError>;

    /// One issue, from wherever it lives now.
    async fn one(&self, repository: &str, number: u64) -> Result<Seen, TransportError>;

    /// What became of an issue that [`Dialect::one`] did not get.
    async fn fate(&self, repository: &str, error: &TransportError) -> Result<Fate, TransportError>;

    /// Of these issues, which are closed as if the work were done, those whose work goes on elsewhere; what they
    /// became, in a sentence that begins with "it". Asked for only where a report does not tell the end yet.
    async fn left(&self, _closed: &[&Found]) -> Result<BTreeMap<IssueId, String>, TransportError> {
        Ok(BTreeMap::new())
    }

    /// For each issue, whether its author is one of those whose markers are believed.
    async fn vouched(&self, found: &[&Found]) -> Result<Vec<bool>, TransportError>;

    /// Opens an issue, everything in one request.
    async fn open(&self, draft: &Draft, body: String) -> Result<Opened, TransportError>;

    /// Changes an issue; none if nothing had to be sent.
    async fn change(
        &self,
        current: &Issue,
        number: u64,
        merged: &Merged,
    ) -> Result<Option<Found>, TransportError>;

    /// What its comments say, those of the forge itself left out.
    async fn comments(&self, repository: &str, number: u64) -> Result<Vec<String>, TransportError>;

    /// Adds a comment.
    async fn say(&self, repository: &str, number: u64, text: &str) -> Result<(), TransportError>;
}

//! What a tracker must be able to do, and the one place that makes it do so.

mod apply;
mod router;
mod survey;

pub use apply::{Outcome, apply};
pub use router::Router;
pub use survey::{Wanted, survey};

use async_trait::async_trait;

use crate::issue::{Draft, Home, Issue, IssueId, IssuePatch, Listing, Marker, Query};
use crate::plan::Allowance;

/// What a tracker can hold; drafts are lowered to it before they are compared, so that a plan converges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Longest title, in characters.
    pub title_chars: usize,
    /// Longest body, in characters.
    pub body_chars: usize,
    /// True if our issues are found by their label, so that a lost label must be put back.
    pub found_by_label: bool,
    /// True if it is reached over a network: every list costs requests, and others may write at the
    /// same time.
    pub remote: bool,
    /// True if its issues have a field for the day they are due.
    pub due_dates: bool,
    /// True if it can keep an issue from those who can read the others.
    pub confidential: bool,
}

/// What can go wrong with a tracker, as far as callers act differently.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrackerError {
    /// The request was refused: nothing changed, and trying again changes nothing.
    #[error("{0}")]
    Refused(String),
    /// The issue does not exist or is not visible.
    #[error("{0} does not exist or cannot be seen")]
    NotFound(IssueId),
    /// It may or may not have happened: list before trying again.
    #[error("not confirmed: {0}")]
    Unconfirmed(String),
    /// The tracker cannot be reached or read now.
    #[error("{0}")]
    Unavailable(String),
    /// Nothing more of this kind may be asked of it in this run; nothing changed.
    #[error("{0}")]
    Halted(String),
}

/// An issue as the tracker wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// As it is now.
    pub issue: Issue,
    /// What the tracker left out of what was asked for, and the right it asks for; a sentence each.
    pub warnings: Vec<String>,
}

impl From<Issue> for Written {
    fn from(issue: Issue) -> Self {
        let warnings = Vec::new();
        Self { issue, warnings }
    }
}

/// Issues of ours that were not found by their label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unlisted {
    /// They have it by now.
    pub labelled: Vec<Issue>,
    /// They lack it.
    pub unlabelled: Vec<Issue>,
}

/// A tracker: where issues live.
#[async_trait]
pub trait Tracker: Send + Sync {
    /// What it can hold.
    fn capabilities(&self) -> Capabilities;

    /// How its issues are referred to.
    fn home(&self) -> Home;

    /// True if its lists show the issues of ours that live where `id` does.
    fn lists(&self, id: &IssueId) -> bool {
        id.repository.eq_ignore_ascii_case(&self.home().repository)
    }

    /// How much this run may still ask of it, as far as it has said so.
    fn allowance(&self) -> Option<Allowance> {
        None
    }

    /// True if only those can read its issues who were let in. Where nobody can tell, anybody can.
    async fn is_private(&self) -> bool;

    /// The issues asked for. Identity rests on this call: it must see every issue it is asked for
    /// or fail.
    ///
    /// # Errors
    /// [`TrackerError::Unavailable`] if the answer would not be whole.
    async fn list(&self, query: &Query) -> Result<Listing, TrackerError>;

    /// Issues of the scope among the hundred changed last, whatever their labels: a list by label shows none that
    /// lost it, nor those that another sync opened meanwhile. Nothing where issues are not found by a label.
    ///
    /// # Errors
    /// As [`Tracker::list`].
    async fn come_across(&self, _scope: &str) -> Result<Unlisted, TrackerError> {
        Ok(Unlisted::default())
    }

    /// Opens an issue; called at most once per action.
    ///
    /// # Errors
    /// [`TrackerError::Unconfirmed`] if the issue may exist all the same, [`TrackerError::Halted`] if
    /// no more may be opened in this run.
    async fn create(&self, draft: &Draft, marker: &Marker) -> Result<Written, TrackerError>;

    /// Changes text, labels and state in one request and returns the issue as it is then.
    /// `seen` is the issue as the plan saw it; what people changed since then stays.
    ///
    /// # Errors
    /// [`TrackerError::Refused`] if the issue changed so that the patch would overwrite it.
    async fn update(&self, seen: &Issue, patch: &IssuePatch) -> Result<Written, TrackerError>;

    /// True if these very words stand below the issue already, whoever wrote them: before a comment is sent again of
    /// which nobody knows whether it arrived.
    ///
    /// # Errors
    /// As [`Tracker::update`].
    async fn has_comment(&self, id: &IssueId, text: &str) -> Result<bool, TrackerError>;

    /// Adds a comment. It is sent as it is: what it holds of anybody's was made harmless before (`render`).
    ///
    /// # Errors
    /// As [`Tracker::update`].
    async fn comment(&self, id: &IssueId, text: &str) -> Result<(), TrackerError>;
}

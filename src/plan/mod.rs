//! The plan: what would change in the tracker. A value, so not applying it is the dry run.

mod brought;
mod diff;
mod guard;
mod repair;
mod timely;

pub use diff::diff;
pub use guard::{Allowance, Class, Guard, Held, Reason};
pub use repair::repairs;
pub use timely::{Nudge, Timely};

use crate::action::Word;
use crate::issue::{Draft, Issue, IssuePatch, Marker};
use crate::ledger::Ledger;

/// Everything that would change in the tracker, in the order of the reports.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// At most one change for each issue.
    pub changes: Vec<Change>,
    /// Classes of changes that the guard holds back.
    pub held: Vec<Held>,
    /// How many changes for confidential reports are not made because anybody can read the tracker.
    pub withheld: usize,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Index into [`crate::ledger::Ledger::entries`].
    pub entry: usize,
    /// What to do.
    pub what: What,
}

/// What a change does. Nothing is ever deleted.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Opens an issue.
    Create {
        /// Its text.
        draft: Draft,
        /// Its marker.
        marker: Box<Marker>,
    },
    /// Changes an issue of ours.
    Update {
        /// As the ledger saw it.
        seen: Box<Issue>,
        /// The fields to change.
        patch: IssuePatch,
        /// Why, for people; never empty.
        why: Vec<Why>,
        /// A comment to be made once the change is made, and only then.
        say: Option<String>,
    },
}

/// Why an issue changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A person ticked the action.
    Close,
    /// A person gave the action up.
    Drop,
    /// A person unticked the action.
    Reopen,
    /// The title in the report changed.
    Title,
    /// What the report says of it changed.
    Text,
    /// The report has another name.
    Renamed,
    /// Only what the marker remembers changes.
    Memory,
    /// A label of ours was missing.
    Label,
    /// The owner in the report is not assigned.
    Assign,
    /// It was opened twice, and the other one is in use.
    Double,
    /// It is due on another day.
    Due,
    /// Its report is confidential.
    Hide,
    /// It is late.
    Late,
    /// It is late no more.
    NotLate,
    /// People are reminded of its due date.
    Nudge,
}

impl Why {
    /// What it is called in a sentence: "close", "retitle".
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Drop => "close as not planned",
            Self::Reopen => "reopen",
            Self::Title => "retitle",
            Self::Text => "update the text",
            Self::Renamed => "follow the renamed report",
            Self::Memory => "remember what was heard",
            Self::Label => "put back the label",
            Self::Assign => "assign the owner",
            Self::Double => "close as a duplicate",
            Self::Due => "move the due date",
            Self::Hide => "make confidential",
            Self::Late => "mark as overdue",
            Self::NotLate => "take off the mark of being overdue",
            Self::Nudge => "remind of the due date",
        }
    }

    fn of(word: Word) -> Self {
        match word {
            Word::Open => Self::Reopen,
            Word::Done => Self::Close,
            Word::Dropped => Self::Drop,
        }
    }
}

impl Change {
    /// True if a report tells of it: an issue that is opened gets a reference, one that is closed or
    /// reopened another word.
    #[must_use]
    pub fn is_told_in_reports(&self) -> bool {
        match &self.what {
            What::Create { .. } => true,
            What::Update { patch, why, .. } => patch.state.is_some() && !why.contains(&Why::Double),
        }
    }

    /// True if it changes an issue, and this is how it was before.
    #[must_use]
    pub fn leaves(&self, issue: &Issue) -> bool {
        matches!(&self.what, What::Update { seen, .. } if **seen == *issue)
    }

    /// The repository it is made in; none: the tracker's own.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        match &self.what {
            What::Create { draft, .. } => draft.repository.as_deref(),
            What::Update { seen, .. } => Some(&seen.id.repository),
        }
    }

    /// True if it speaks of a confidential report.
    #[must_use]
    pub fn is_delicate(&self, ledger: &Ledger) -> bool {
        let entry = &ledger.entries[self.entry];
        ledger.reports[entry.report].report.front.confidential
    }
}

impl Plan {
    /// True if nothing would change and nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.held.is_empty()
    }

    /// True if a change speaks of a confidential report.
    #[must_use]
    pub fn is_delicate(&self, ledger: &Ledger) -> bool {
        self.changes.iter().any(|it| it.is_delicate(ledger))
    }

    /// The plan without what speaks of confidential reports: for a tracker that anybody can read.
    #[must_use]
    pub fn in_public(mut self, ledger: &Ledger) -> Self {
        let all = self.changes.len();
        self.changes.retain(|it| !it.is_delicate(ledger));
        self.withheld += all - self.changes.len();
        self
    }

    /// How many issues would be opened.
    #[must_use]
    pub fn creates(&self) -> usize {
        self.changes
            .iter()
            .filter(|change| matches!(change.what, What::Create { .. }))
            .count()
    }
}

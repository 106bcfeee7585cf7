//! The sink for decisions; it costs nothing while nobody listens.

use std::cell::RefCell;
use std::ops::Range;

use super::Refusal;
use crate::read::vocabulary::Role;

/// What the reader decided of some lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Note {
    /// They hold no action.
    Refused(Refusal),
    /// They name a group of the actions below them.
    Group,
    /// They name the columns of a table.
    TableHead,
    /// They state a fact of the incident.
    Fact(Role),
    /// They are an entry of the timeline.
    Entry,
}

/// Where the reader's decisions are noted.
pub(in crate::read) struct Ear(Option<RefCell<Notes>>);

/// Indexes of lines, and what they are.
type Notes = Vec<(Range<usize>, Note)>;

impl Ear {
    /// Nobody listens.
    pub(in crate::read) const DEAF: Self = Self(None);

    pub(super) fn listening() -> Self {
        Self(Some(RefCell::default()))
    }

    /// Notes what the lines at these indexes are; what is noted later says more.
    pub(in crate::read) fn note(&self, lines: Range<usize>, note: Note) {
        if let Some(notes) = &self.0 {
            notes.borrow_mut().push((lines, note));
        }
    }

    /// Notes why the lines at these indexes hold no action.
    pub(in crate::read) fn refuse(&self, lines: Range<usize>, why: Refusal) {
        self.note(lines, Note::Refused(why));
    }

    pub(in crate::read) fn listens(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn heard(&self) -> Notes {
        self.0.as_ref().map(RefCell::take).unwrap_or_default()
    }
}

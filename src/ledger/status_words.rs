//! The words of a table's status column, in the author's own language.

use crate::action::{Action, Form, Word};
use crate::text::Span;

/// For each word of ours, a cell of the report that says the same and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusWords {
    open: Option<Span>,
    done: Option<Span>,
    dropped: Option<Span>,
}

impl StatusWords {
    /// Looks through the status cells of a report's actions; the first of equals counts.
    #[must_use]
    pub fn of(actions: &[Action]) -> Self {
        let mut words = Self::default();
        for action in actions {
            if let (Some(cell), Some(mark)) = (cell(action), &action.mark) {
                words.slot(mark.value.word()).get_or_insert(cell);
            }
        }
        words
    }

    /// A cell that says `word`.
    #[must_use]
    pub fn cell(mut self, word: Word) -> Option<Span> {
        *self.slot(word)
    }

    /// True if the write-back can bring the action's mark in line with `word`: it is that of a box, or its
    /// status cell holds a word only and the column has one for this.
    #[must_use]
    pub fn can_follow(self, action: &Action, word: Word) -> bool {
        let by_tick = |tick| action.mark.as_ref().is_some_and(|it| it.span == tick);
        action.place.tick.is_some_and(by_tick)
            || (cell(action).is_some() && self.cell(word).is_some())
    }

    fn slot(&mut self, word: Word) -> &mut Option<Span> {
        match word {
            Word::Open => &mut self.open,
            Word::Done => &mut self.done,
            Word::Dropped => &mut self.dropped,
        }
    }
}

/// The action's status cell, if the mark is all it holds.
fn cell(action: &Action) -> Option<Span> {
    let Form::Row { status, .. } = &action.place.form else {
        return None;
    };
    status.filter(|cell| action.mark.as_ref().is_some_and(|mark| mark.span == *cell))
}

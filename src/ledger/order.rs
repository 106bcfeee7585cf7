//! A person's mark, and whether it is an order that has not been obeyed yet.

use super::last_word;
use crate::action::{Action, Mark, Word};
use crate::issue::Issue;

/// What a mark asks of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Nothing: there is no mark, it says what we wrote, or it was obeyed before.
    Nothing,
    /// Bring the issue to this state, and remember the mark as heard.
    Obey(Word),
    /// The issue went another way, and the word that will be written then contradicts a mark that
    /// this tool cannot change: remember the mark as heard, so that it is not taken for an order.
    Note(Word),
    /// Mark and word agree again, and the issue went another way since: forget what was heard, so
    /// that the same mark counts when a person sets it anew.
    Forget,
}

/// Compares a mark with the word that we wrote last. Our own word is never read as an order.
///
/// Where no word of ours stands yet, the action was open when its issue was created, so `open` is
/// what we would have written. What was heard is forgotten only once it would hinder: as long as the
/// issue is in the state that was heard, the memory costs nothing and a write would.
#[must_use]
pub fn heard(action: &Action, issue: &Issue) -> Heard {
    let Some(mark) = action.mark.as_ref().map(|mark| mark.value) else {
        return Heard::Nothing;
    };
    let before = issue.marker().and_then(|marker| marker.heard);
    let word = last_word(action).unwrap_or(Word::Open);
    if agrees(action, mark, word) {
        let contradicted = issue.state.word() != word && action.place.tick.is_none();
        return match before {
            Some(before) if contradicted && before == mark.word() => Heard::Nothing,
            _ if contradicted => Heard::Note(mark.word()),
            Some(before) if before != issue.state.word() => Heard::Forget,
            _ => Heard::Nothing,
        };
    }
    if before == Some(mark.word()) {
        Heard::Nothing
    } else {
        Heard::Obey(mark.word())
    }
}

/// A box has no sign for `dropped`: it is left unticked.
fn agrees(action: &Action, mark: Mark, word: Word) -> bool {
    let unticked = action.place.tick.is_some() && mark == Mark::Open;
    mark.word() == word || (word == Word::Dropped && unticked)
}

//! Cells of a table row.

use super::is_blank;
use crate::action::{Action, Form, Link, LinkOrigin, Word};
use crate::ledger::StatusWords;
use crate::text::{EditSet, Source, Span};

/// The issue cell, if the reference belongs into it: it is empty, or holds our form already.
pub(super) fn issue_cell(source: &Source, cell: Span, link: Option<&Link>) -> Option<Span> {
    let ours = link
        .is_some_and(|link| matches!(link.origin, LinkOrigin::Ours(_)) && cell.contains(link.span));
    (ours || is_blank(source, cell)).then_some(cell)
}

/// Writes a cell, with a blank between the text and the bars.
pub(super) fn write(source: &Source, cell: Span, text: &str, edits: &mut EditSet) {
    let around = |offset: usize, before: bool| {
        let text = source.text();
        let next = if before {
            text[..offset].chars().next_back()
        } else {
            text[offset..].chars().next()
        };
        matches!(next, Some(' ' | '\t'))
    };
    let left = if around(cell.start, true) { "" } else { " " };
    let right = if around(cell.end, false) { "" } else { " " };
    if is_blank(source, cell) {
        edits.replace(source, cell, format!("{left}{text}{right}"));
    } else {
        edits.replace(source, cell, text);
    }
}

/// Changes a status cell that contradicts the issue, with a word that the same column already uses;
/// a cell that holds more than a status word is left alone.
pub(super) fn status(
    source: &Source,
    action: &Action,
    word: Word,
    words: StatusWords,
    edits: &mut EditSet,
) {
    let (
        Form::Row {
            status: Some(cell), ..
        },
        Some(mark),
    ) = (&action.place.form, &action.mark)
    else {
        return;
    };
    let contradicts = mark.value.word() != word && mark.span == *cell;
    if let Some(new) = words.cell(word).filter(|_| contradicts) {
        edits.replace(source, *cell, source.slice(new));
    }
}

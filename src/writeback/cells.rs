//! Cells of a table row.

use super::is_blank;
use crate::action::{Action, Form, Link, LinkOrigin, Word};
use crate::ledger::StatusWords;
use crate::text::{EditSet, Source, Span};

/// The issue cell, if the reference belongs into it: it is empty, or holds our form already and nothing
/// else. Behind other words the reference stands as a suffix.
pub(super) fn issue_cell(source: &Source, cell: Span, link: Option<&Link>) -> Option<Span> {
    let ours =
        link.is_some_and(|link| matches!(link.origin, LinkOrigin::Ours(_)) && link.span == cell);
    (ours || is_blank(source, cell)).then_some(cell)
}

/// Writes a cell, with a blank between the text and the bars. What was aligned stays so as long as the
/// text fits.
pub(super) fn write(source: &Source, cell: Span, text: &str, edits: &mut EditSet) {
    let room = room(source, cell);
    let old = source.slice(room);
    let blank = old.trim().is_empty();
    let lead = match blank {
        true => " ",
        false => &old[..old.len() - old.trim_start().len()],
    };
    let trail = old.len() - old.trim_end().len();
    let closed = source.text()[room.end..].starts_with(['|', '<']);
    let least = if blank { usize::from(closed) } else { trail };
    let mut new = format!("{lead}{text}");
    let spare = width(old).saturating_sub(width(&new));
    let blanks = match closed && is_aligned(source, room.end) {
        true => spare.max(least.min(1)),
        false => least,
    };
    new.extend(std::iter::repeat_n(' ', blanks));
    edits.replace(source, room, new);
}

/// The cell with the blanks around it.
fn room(source: &Source, cell: Span) -> Span {
    let blank = |c: char| matches!(c, ' ' | '\t');
    let before = source.text()[..cell.start].trim_end_matches(blank).len();
    let behind = &source.text()[cell.end..];
    let blanks = behind.len() - behind.trim_start_matches(blank).len();
    Span::new(before, cell.end + blanks)
}

/// True if the bar at `offset` stands below another one, as in a table that a formatter aligned.
fn is_aligned(source: &Source, offset: usize) -> bool {
    let text = source.text();
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let above = text[..start].lines().next_back().unwrap_or_default();
    above.chars().nth(width(&text[start..offset])) == Some('|')
}

fn width(text: &str) -> usize {
    text.chars().count()
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
    let words_alone = action.place.tick != Some(*cell) && mark.span == *cell;
    let contradicts = mark.value.word() != word && words_alone;
    if let Some(new) = words.cell(word).filter(|_| contradicts) {
        write(source, *cell, source.slice(new), edits);
    }
}

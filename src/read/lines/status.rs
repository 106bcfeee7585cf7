//! The lines that ask for a status table, and the rows that we wrote between them.

use super::{Kind, Line};
use crate::action::{StatusRows, StatusTable, is_status_head};

/// Where the report asks for its status table: `lines` are those of `text`.
pub(in crate::read) fn status(text: &str, lines: &[Line]) -> StatusTable {
    let mut found = StatusTable::default();
    for line in lines.iter().filter(|line| line.kind == Kind::Status) {
        let words = &text[line.span().range()];
        let rows = StatusRows::below(words, text, behind(text, line.end()));
        match rows.and_then(|rows| rows.closing.map(|_| rows.span)) {
            Some(span) => found.between = found.between.or(Some(span)),
            None => found.lone.push(line.number as usize),
        }
    }
    found
}

/// The offset behind the line ending at or behind `end`.
pub(super) fn behind(text: &str, end: usize) -> usize {
    text[end..].find('\n').map_or(text.len(), |at| end + at + 1)
}

/// Hides the rows of a table of ours that end the lines read so far: its opening line was lost.
pub(super) fn hide_rows(text: &str, lines: &mut [Line]) {
    let is_row = |line: &Line| matches!(line.kind, Kind::Row | Kind::Delimiter);
    let rows = lines.iter().rev().take_while(|line| is_row(line)).count();
    let from = lines.len() - rows;
    if rows > 0 && is_status_head(&text[lines[from].span().range()]) {
        lines[from..]
            .iter_mut()
            .for_each(|line| line.kind = Kind::Comment);
    }
}

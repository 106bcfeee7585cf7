//! Tables that a formatter aligned: where a cell grows, its column grows with it.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use crate::text::{Edit, EditSet, Source, Span, bars};

/// Where the text of a column stands, as its line of dashes says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
    Middle,
}

/// Puts the columns right that the edits of `source` would leave crooked. A column that was not aligned before is
/// left alone.
pub(super) fn keep(source: &Source, edits: &mut EditSet) {
    let mut from = 0;
    while let Some(at) = edits.next_from(from) {
        let table = rows(source.text(), at);
        from = table.end.max(at + 1);
        for (line, text) in realigned(source, table, edits) {
            edits.take_within(line);
            edits.replace(source, line, text);
        }
    }
}

/// The lines around an offset that begin with a bar.
fn rows(text: &str, at: usize) -> Range<usize> {
    let is_row = |line: &str| line.trim_start_matches([' ', '\t']).starts_with('|');
    let first = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut start = first;
    for line in text[..first].split_inclusive('\n').rev() {
        if !is_row(line) {
            break;
        }
        start -= line.len();
    }
    let lines = text[start..].split_inclusive('\n');
    let length: usize = lines.take_while(|line| is_row(line)).map(str::len).sum();
    start..start + length
}

/// The lines of a table with its edits and its columns put right; none if nothing is to be put right.
fn realigned(source: &Source, table: Range<usize>, edits: &EditSet) -> Vec<(Span, String)> {
    put_right(source, table, edits).unwrap_or_default()
}

fn put_right(source: &Source, table: Range<usize>, edits: &EditSet) -> Option<Vec<(Span, String)>> {
    let mut spans = Vec::new();
    let mut start = table.start;
    for line in source.text()[table].split_inclusive('\n') {
        let length = line.trim_end_matches(['\n', '\r']).len();
        spans.push(Span::new(start, start + length));
        start += line.len();
    }
    let old: Vec<Vec<&str>> = spans.iter().map(|it| cells(source.slice(*it))).collect();
    let made: Option<Vec<String>> = spans
        .iter()
        .map(|it| edited(source, *it, edits.edits()))
        .collect();
    let made = made?;
    let mut new: Vec<Vec<String>> = made
        .iter()
        .map(|line| cells(line).into_iter().map(str::to_owned).collect())
        .collect();
    let columns = old.first()?.len();
    let even = |count: usize| count == columns;
    if !old.iter().all(|it| even(it.len())) || !new.iter().all(|it| even(it.len())) {
        return None;
    }
    let mut moved = false;
    // What stands before the first bar and behind the last is no cell.
    for column in 1..columns.saturating_sub(1) {
        let before: Vec<&str> = old.iter().map(|row| row[column]).collect();
        let after: Vec<&str> = new.iter().map(|row| row[column].as_str()).collect();
        if before != after
            && let Some(column_now) = widened(&before, &after)
        {
            for (row, cell) in new.iter_mut().zip(column_now) {
                moved |= row[column] != cell;
                row[column] = cell;
            }
        }
    }
    let lines = new.iter().map(|row| row.join("|"));
    moved.then(|| spans.into_iter().zip(lines).collect())
}

/// A line with its edits; none if one leads out of it.
fn edited(source: &Source, line: Span, edits: &[Edit]) -> Option<String> {
    let mut own = EditSet::default();
    for edit in edits {
        let (start, end) = (edit.span.start, edit.span.end);
        if start > line.end || end < line.start {
            continue;
        }
        if start < line.start || end > line.end || edit.replace.contains('\n') {
            return None;
        }
        own.push(Edit {
            span: Span::new(start - line.start, end - line.start),
            ..edit.clone()
        });
    }
    own.apply(source.slice(line)).ok()
}

fn cells(line: &str) -> Vec<&str> {
    let mut from = 0;
    let mut found: Vec<&str> = bars(line)
        .into_iter()
        .map(|at| {
            let cell = &line[from..at];
            from = at + 1;
            cell
        })
        .collect();
    found.push(&line[from..]);
    found
}

/// The cells of a column as wide as the widest of them; none if they were not aligned before.
fn widened(before: &[&str], after: &[&str]) -> Option<Vec<String>> {
    let dashes = before.get(1)?;
    let side = side(dashes.trim())?;
    let room = before[0].width();
    let drawn = |cells: &[&str], room: usize| -> Vec<String> {
        let cell = |(row, cell): (usize, &&str)| match row {
            1 => ruled(dashes, room),
            _ => padded(cell.trim(), room, side),
        };
        cells.iter().enumerate().map(cell).collect()
    };
    let widest = |cells: &[&str]| {
        let texts = cells.iter().enumerate().filter(|(row, _)| *row != 1);
        let widths = texts.map(|(_, cell)| cell.trim().width() + 2);
        widths.max().unwrap_or(0)
    };
    if widest(before) > room || drawn(before, room) != before {
        return None;
    }
    // Formatters leave room for three dashes.
    let tight = widest(before).max(5) == room;
    let least = if tight { 5 } else { room };
    let room = widest(after).max(least);
    Some(drawn(after, room))
}

fn side(dashes: &str) -> Option<Side> {
    let inner = dashes.trim_matches(':');
    if inner.is_empty() || !inner.bytes().all(|b| b == b'-') {
        return None;
    }
    Some(match (dashes.starts_with(':'), dashes.ends_with(':')) {
        (true, true) => Side::Middle,
        (false, true) => Side::Right,
        _ => Side::Left,
    })
}

fn padded(text: &str, room: usize, side: Side) -> String {
    let spare = room.saturating_sub(text.width() + 2);
    let left = match side {
        Side::Left => 0,
        Side::Right => spare,
        Side::Middle => spare / 2,
    };
    let right = spare - left;
    format!(" {:left$}{text}{:right$} ", "", "")
}

/// The line of dashes, drawn as it was.
fn ruled(dashes: &str, room: usize) -> String {
    let core = dashes.trim();
    let blank = if dashes.starts_with(' ') { " " } else { "" };
    let colon = |there: bool| if there { ":" } else { "" };
    let (open, close) = (colon(core.starts_with(':')), colon(core.ends_with(':')));
    let count = room.saturating_sub(2 * blank.len() + open.len() + close.len());
    format!("{blank}{open}{:-<count$}{close}{blank}", "")
}

/// A table of our own, aligned as formatters do it.
pub(super) fn drawn(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].width())
            .max()
            .unwrap_or(0)
            .max(3)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.collect();
        format!("|{}|", cells.join("|"))
    };
    let row = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths);
        line(&mut cells.map(|(text, width)| padded(text, width + 2, Side::Left)))
    };
    let mut lines: Vec<String> = rows.iter().map(row).collect();
    let rule = line(&mut widths.iter().map(|width| format!(" {:-<width$} ", "")));
    lines.insert(1.min(lines.len()), rule);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table with a reference in its only empty cell.
    fn filled(table: &str) -> String {
        let source = Source::new("a.md", table.as_bytes().to_vec()).unwrap();
        let is_empty = |cell: &&str| !cell.is_empty() && cell.trim_matches(' ').is_empty();
        let cell = table.split('|').find(is_empty).expect("an empty cell");
        let at = cell.as_ptr() as usize - table.as_ptr() as usize;
        let mut edits = EditSet::default();
        edits.replace(&source, Span::new(at, at + cell.len()), " ft-7k3q, open ");
        keep(&source, &mut edits);
        edits.apply(table).unwrap()
    }

    #[test]
    fn a_column_grows_with_its_widest_cell() {
        let table = "- x\n\n  | Action | Issue | Due |\r\n  | ------ | ----- | --: |\r\n  | 直す   |       |   1 |\r\nx";
        let wider = "- x\n\n  | Action | Issue         | Due |\r\n  | ------ | ------------- | --: |\r\n  | 直す   | ft-7k3q, open |   1 |\r\nx";
        assert_eq!(filled(table), wider);
        let table = "| Issue |\n|:-----:|\n|       |\n| other |\n";
        let wider = "| Issue         |\n|:-------------:|\n| ft-7k3q, open |\n|     other     |\n";
        assert_eq!(
            filled(table),
            wider.replace("| Issue         |", "|     Issue     |")
        );
    }

    #[test]
    fn what_was_crooked_stays_crooked() {
        let table = "| Action | Issue |\n|-|-|\n| Patch | |\n| Add it | x |";
        assert_eq!(filled(table), table.replace("| |", "| ft-7k3q, open |"));
        let table = "| Issue |\n| ----- |\n|       |\n| too long |\n";
        assert_eq!(
            filled(table),
            table.replace("|       |", "| ft-7k3q, open |")
        );
    }

    #[test]
    fn our_own_table_is_aligned() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let lines = drawn(&[row(["Action", "Due"]), row(["直す it all", "-"])]);
        assert_eq!(
            lines,
            [
                "| Action      | Due |",
                "| ----------- | --- |",
                "| 直す it all | -   |"
            ]
        );
    }
}

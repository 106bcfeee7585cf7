//! Tables that reStructuredText writes as lists of lists.

use super::columns::{SAMPLE, columns, kind};
use super::rows::{self, Shape};
use super::{Input, Part};
use crate::read::explain::Taken;
use crate::read::lines::{Kind, Line};
use crate::read::vocabulary::fold;
use crate::text::Span;

/// A cell and the index of the line it begins on.
type Cell = (usize, Span);

/// Reads the list tables of a segment.
pub(super) fn read(part: &mut Part, active: bool) {
    let Input { text, lines, .. } = *part.input;
    let mut at = part.segment.lines.start;
    let end = part.segment.lines.end;
    while at < end {
        let opens = lines[at].kind == Kind::Directive && is_list_table(raw(text, lines[at]));
        let body = at + 1;
        at += 1;
        if !opens {
            continue;
        }
        let base = lines[body - 1].indent;
        while at < end && lines[at].kind == Kind::Directive && lines[at].indent > base {
            at += 1;
        }
        table(part, &cells(text, &lines[body..at], body), active);
    }
}

/// True for the first line of such a table.
pub(in crate::read) fn is_list_table(line: &str) -> bool {
    line.starts_with(".. list-table::")
}

/// The line behind its indentation, list markers included.
fn raw(text: &str, line: Line) -> &str {
    text[line.start()..line.end()].trim_start()
}

/// The rows: `* - ` begins one, `- ` at the column of its cells the next cell, all else goes on.
fn cells(text: &str, lines: &[Line], first: usize) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut column = 0;
    for (at, line) in lines.iter().enumerate() {
        let whole = raw(text, *line);
        let width = usize::from(line.indent);
        let cell = |rest: &str| {
            let rest = rest.trim_start();
            (first + at, Span::new(line.end() - rest.len(), line.end()))
        };
        let inner = whole.strip_prefix(['*', '-']).map(str::trim_start);
        let row = inner.and_then(|it| it.strip_prefix("- ").or((it == "-").then_some("")));
        if let (Some(rest), true) = (row, column == 0 || width < column) {
            column = width + whole.len() - inner.unwrap_or_default().len();
            rows.push(vec![cell(rest)]);
        } else if let (Some(rest), true) = (whole.strip_prefix('-'), width == column)
            && let Some(row) = rows.last_mut()
        {
            row.push(cell(rest));
        } else if let Some((_, last)) = rows.last_mut().and_then(|row| row.last_mut()) {
            let start = if last.is_empty() {
                line.end() - whole.len()
            } else {
                last.start
            };
            *last = Span::new(start, line.end());
        }
    }
    rows
}

fn table(part: &mut Part, table: &[Vec<Cell>], active: bool) {
    let Some((head, rows)) = table.split_first() else {
        return;
    };
    let text = part.input.text;
    let names: Vec<String> = head
        .iter()
        .map(|(_, cell)| fold(&text[cell.range()]))
        .collect();
    let spans = |row: &Vec<Cell>| row.iter().map(|(_, cell)| *cell).collect();
    let sample: Vec<Vec<Span>> = rows.iter().take(SAMPLE).map(spans).collect();
    let Ok(columns) = columns(part, &names, &sample, active) else {
        return;
    };
    let rule = match active {
        true => Taken::Row,
        false => Taken::TellingRow,
    };
    let before = part.kind;
    part.kind = kind(&columns, before);
    for row in rows {
        let spans = row.iter().map(|(_, cell)| *cell);
        let own = columns
            .iter()
            .position(|it| *it == Some(crate::read::vocabulary::Field::Action));
        let Some((line, _)) = own.and_then(|at| row.get(at)) else {
            continue;
        };
        rows::take(part, *line, rows::named(spans, &columns), rule, Shape::List);
    }
    part.kind = before;
}

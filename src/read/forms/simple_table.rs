//! Simple tables of reStructuredText: columns as wide as the `====` above and below them.

use super::columns::{self, SAMPLE, kind};
use super::rows::{self, Shape};
use super::{Input, Part};
use crate::read::explain::Taken;
use crate::read::lines::{Kind, Line};
use crate::read::vocabulary::{Field, fold};
use crate::text::Span;

/// Reads the simple tables of a segment.
pub(super) fn read(part: &mut Part, active: bool) {
    let Input { text, lines, .. } = *part.input;
    let (mut at, end) = (part.segment.lines.start, part.segment.lines.end);
    while at < end {
        let first = at;
        at += 1;
        if !is_border(text, lines[first]) {
            continue;
        }
        while at < end && lines[at].kind == Kind::Directive {
            at += 1;
        }
        table(part, first, at, active);
    }
}

/// `=====  =====`: two columns or more.
pub(in crate::read) fn is_simple_border(line: &str) -> bool {
    let plain = line.bytes().all(|byte| matches!(byte, b'=' | b' '));
    plain && line.split_whitespace().count() > 1 && line.len() > 4
}

fn is_border(text: &str, line: Line) -> bool {
    line.kind == Kind::Directive && is_simple_border(&text[line.span().range()])
}

/// The first columns, in characters of the line, of what stands below the runs of the border.
fn starts(border: &str) -> Vec<usize> {
    let bytes = border.as_bytes();
    let begins = |at: &usize| bytes[*at] == b'=' && (*at == 0 || bytes[*at - 1] == b' ');
    (0..bytes.len()).filter(begins).collect()
}

/// The cells of a line by the columns of its table, blanks around them cut off.
fn cells(text: &str, line: Line, columns: &[usize]) -> Vec<Span> {
    let whole = &text[line.start()..line.end()];
    let offset = |column: usize| {
        let at = whole.char_indices().nth(column).map(|(at, _)| at);
        at.unwrap_or(whole.len())
    };
    let ends = columns.iter().skip(1).map(|it| offset(*it));
    let bounds = columns
        .iter()
        .map(|it| offset(*it))
        .zip(ends.chain([whole.len()]));
    bounds
        .map(|(from, to)| {
            let cell = &whole[from..to.max(from)];
            let start = line.start() + from + cell.len() - cell.trim_start().len();
            Span::new(start, start + cell.trim().len())
        })
        .collect()
}

/// A table between the lines `first` and `end`: the header stands between the first two borders.
fn table(part: &mut Part, first: usize, end: usize, active: bool) {
    let Input { text, lines, .. } = *part.input;
    let border = &text[lines[first].start()..lines[first].end()];
    let borders = starts(border);
    let split = |at: usize| cells(text, lines[at], &borders);
    let Some(below) = (first + 1..end).find(|at| is_border(text, lines[*at])) else {
        return;
    };
    let mut names = vec![String::new(); borders.len()];
    for (name, cell) in (first + 1..below).flat_map(|at| split(at).into_iter().enumerate()) {
        name_onto(&mut names[name], &text[cell.range()]);
    }
    let sample: Vec<Vec<Span>> = (below + 1..end).take(SAMPLE).map(split).collect();
    let Ok(fields) = columns::columns(part, &names, &sample, active) else {
        return;
    };
    let rule = match active {
        true => Taken::Row,
        false => Taken::TellingRow,
    };
    let before = part.kind;
    part.kind = kind(&fields, before);
    let mut at = below + 1;
    while at < end {
        let line = at;
        at += 1;
        if is_border(text, lines[line]) {
            continue;
        }
        let mut more = Vec::new();
        // A line without a first cell goes on with the row above.
        while at < end
            && !is_border(text, lines[at])
            && split(at).first().is_none_or(|it| it.is_empty())
        {
            more.extend(rows::named(split(at), &fields));
            at += 1;
        }
        let more = more
            .into_iter()
            .filter(|(field, cell)| *field == Field::Action && !cell.is_empty());
        let shape = Shape::Grid(more.map(|(_, cell)| cell).collect());
        rows::take(part, line, rows::named(split(line), &fields), rule, shape);
    }
    part.kind = before;
}

/// Adds the words of one line of a header to its column's name.
fn name_onto(name: &mut String, words: &str) {
    let words = fold(words);
    if !name.is_empty() && !words.is_empty() {
        name.push(' ');
    }
    name.push_str(&words);
}

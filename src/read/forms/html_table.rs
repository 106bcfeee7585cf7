//! Tables that are written in HTML: read like others from the second edition of the reader on.

use super::columns::{SAMPLE, columns, kind};
use super::rows::{self, Shape};
use super::{Input, Part};
use crate::action::{Form, Trace, traces};
use crate::read::edition::Edition;
use crate::read::explain::{Note, Taken};
use crate::read::lines::{Kind, Line};
use crate::read::tail;
use crate::read::vocabulary::{Field, fold};
use crate::text::Span;

/// Reads the HTML tables of a segment. The first edition knows only the rows to which a sync wrote a reference.
pub(super) fn read(part: &mut Part, active: bool) {
    let Input { text, lines, .. } = *part.input;
    let segment = &lines[part.segment.lines.clone()];
    let Some(last) = segment.last() else { return };
    let mut done = 0;
    for line in segment.iter().filter(|it| opens(text, **it)) {
        if line.start() < done {
            continue;
        }
        let from = line.span().start;
        let close = find(&text[from..last.end()], "</table");
        let region = Span::new(from, close.map_or(last.end(), |at| from + at));
        done = region.end;
        let before = part.found.len();
        table(part, region, active);
        match part.input.words.knows(Edition::Second) {
            // What stands on lines of its own between the tags passes for paragraphs.
            true => part.barred.push(region),
            false => keep_carried(part, before),
        }
    }
}

/// True for a line that begins a table.
pub(super) fn opens(text: &str, line: Line) -> bool {
    let start = text.as_bytes()[line.span().range()].get(..7);
    let next = start.and_then(|it| it.get(6));
    let named = start.is_some_and(|it| it[..6].eq_ignore_ascii_case(b"<table"));
    line.kind == Kind::Html && named && next.is_some_and(|it| matches!(it, b'>' | b' '))
}

fn keep_carried(part: &mut Part, before: usize) {
    let (text, words) = (part.input.text, part.input.words);
    let status = |written: &str| tail::status(written, words);
    let is_ours = |field: Field, cell: Span| {
        // A line of its own in a cell is an action of this edition by itself.
        let written = matches!(field, Field::Action | Field::Issue);
        if !written || text[cell.range()].contains('\n') {
            return false;
        }
        let found = traces(&text[cell.range()], &status);
        // Where a sync writes it; elsewhere in a cell it stands behind a line of its own.
        let ends = |it: &Trace| it.word.is_some() && it.span.end == cell.len();
        found.iter().any(ends)
    };
    let new = part.found.split_off(before);
    let carried = new
        .into_iter()
        .filter(|it| it.cells.iter().any(|(field, cell)| is_ours(*field, *cell)));
    part.found.extend(carried);
}

fn table(part: &mut Part, region: Span, active: bool) {
    let Input {
        text, lines, ear, ..
    } = *part.input;
    let Some(found) = cells(text, region) else {
        return;
    };
    let Some((head, body)) = found.split_first() else {
        return;
    };
    let line_of = |cell: Span| lines.partition_point(|it| it.start() <= cell.start) - 1;
    let name = |cell: &Span| fold(&text[cell.range()]);
    let names: Vec<String> = head.iter().map(name).collect();
    let sample = &body[..body.len().min(SAMPLE)];
    let Ok(columns) = columns(part, &names, sample, active) else {
        return;
    };
    if let Some(first) = head.first() {
        let at = line_of(*first);
        ear.note(at..at + 1, Note::TableHead);
    }
    let rule = match active {
        true => Taken::Row,
        false => Taken::TellingRow,
    };
    let own = columns.iter().position(|it| *it == Some(Field::Action));
    let before = part.kind;
    part.kind = kind(&columns, before);
    for row in body {
        if let Some(cell) = own.and_then(|at| row.get(at)) {
            let named = rows::named(row.iter().copied(), &columns);
            rows::take(part, line_of(*cell), named, rule, Shape::Html);
        }
    }
    part.kind = before;
}

/// The cells of each row, blanks around them cut off; none where cells span rows or columns, or hold tables.
fn cells(text: &str, region: Span) -> Option<Vec<Vec<Span>>> {
    let mut rows: Vec<Vec<Span>> = Vec::new();
    let mut open: Option<usize> = None;
    let body = &text[region.range()];
    for (at, _) in body.match_indices('<').skip(1) {
        let rest = &body[at..];
        let Some(length) = rest.find('>') else { break };
        let tag = rest[1..length].to_ascii_lowercase();
        let name = tag.split([' ', '\t', '\n', '/']).find(|it| !it.is_empty());
        let closes = tag.starts_with('/');
        match name.unwrap_or_default() {
            "table" => return None,
            "td" | "th" | "tr" => {}
            _ => continue,
        }
        if tag.contains("span=") {
            return None;
        }
        if let Some(from) = open.take() {
            rows.last_mut()?
                .push(trimmed(text, region.start + from, region.start + at));
        }
        match name {
            _ if closes => {}
            Some("tr") => rows.push(Vec::new()),
            _ => open = Some(at + length + 1),
        }
    }
    rows.retain(|row| !row.is_empty());
    Some(rows)
}

fn trimmed(text: &str, from: usize, to: usize) -> Span {
    let cell = &text[from..to.max(from)];
    let start = from + cell.len() - cell.trim_start().len();
    Span::new(start, start + cell.trim().len())
}

fn find(text: &str, tag: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut starts = memchr::memchr_iter(b'<', bytes);
    starts.find(|at| {
        let found = bytes.get(*at..at + tag.len());
        found.is_some_and(|it| it.eq_ignore_ascii_case(tag.as_bytes()))
    })
}

/// Leaves out what was taken from the lines of a table beside its rows.
pub(super) fn drop_lines(part: &mut Part, before: usize) {
    let barred = std::mem::take(&mut part.barred);
    let is_row = |form: &Form| matches!(form, Form::Row { .. });
    let mut at = 0;
    part.found.retain(|it| {
        at += 1;
        at <= before || is_row(&it.form) || !barred.iter().any(|region| region.contains(it.own))
    });
}

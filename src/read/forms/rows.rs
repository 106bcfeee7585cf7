//! Rows of tables, read by the roles of their columns.

use std::ops::Range;

use super::columns::{SAMPLE, columns, is_data, kind};
use super::{Candidate, Input, MAX_OWN, Part};
use crate::action::Form;
use crate::read::blocks::{Block, BlockKind};
use crate::read::explain::{Note, Refusal, Taken};
use crate::read::judge;
use crate::read::lines::Kind;
use crate::read::placeholder::is_placeholder;
use crate::read::sections::bold_line;
use crate::read::tail;
use crate::read::vocabulary::{Field, fold};
use crate::text::{Span, bars};

/// Reads the tables of a segment; outside of action sections the header must leave no doubt.
pub(super) fn read(part: &mut Part, blocks: &[Block], active: bool) {
    let beside = active && other_actions(part, blocks);
    let tables = blocks.iter().enumerate();
    for (index, block) in tables.filter(|(_, it)| it.kind == BlockKind::Table) {
        let range = block.lines.clone();
        let Input {
            lines, words, ear, ..
        } = *part.input;
        let head = match range.clone().find(|at| lines[*at].kind == Kind::Delimiter) {
            Some(border) if border > range.start => border - 1,
            Some(border) => border + 1,
            // Rows whose line of dashes was forgotten; their first must leave no doubt.
            None if lines[range.start].kind == Kind::Text => range.start,
            None if names_columns(part, range.start) => range.start,
            None => {
                ear.refuse(range, Refusal::NoTableHead);
                continue;
            }
        };
        if head >= range.end || !matches!(lines[head].kind, Kind::Row | Kind::Text) {
            continue;
        }
        let names = cells(part.input.text, lines[head].span()).into_iter();
        let names: Vec<String> = names
            .map(|cell| fold(&part.input.text[cell.range()]))
            .collect();
        let inside = lines[range.start].indent > 0
            && index
                .checked_sub(1)
                .is_some_and(|it| blocks[it].is_item() || blocks[it].depth > 0);
        if active && is_data(&names, beside || inside, words) {
            ear.refuse(range, Refusal::NoActionColumn);
            continue;
        }
        let columns = match columns(part, &names, &sample(part, head + 1..range.end), active) {
            Ok(columns) => columns,
            Err(why) => {
                ear.refuse(range, why);
                continue;
            }
        };
        ear.note(head..head + 1, Note::TableHead);
        let rule = match active {
            true => Taken::Row,
            false => Taken::TellingRow,
        };
        let rows = head + 1..range.end;
        let before = part.kind;
        part.kind = kind(&columns, before);
        match part.input.text.as_bytes()[lines[range.start].start()..].trim_ascii_start() {
            [b'+', ..] => grid(part, rows, &columns, rule),
            _ if lines[head].kind == Kind::Text => {
                rows.for_each(|at| row(part, at, &columns, rule, Shape::List));
            }
            _ => pipes(part, rows, &columns, rule),
        }
        part.kind = before;
    }
}

/// The cells of the first rows.
fn sample(part: &Part, rows: Range<usize>) -> Vec<Vec<Span>> {
    let Input { text, lines, .. } = *part.input;
    let told = rows.filter(|at| matches!(lines[*at].kind, Kind::Row | Kind::Text));
    let first = told.take(SAMPLE);
    first.map(|at| cells(text, lines[at].span())).collect()
}

/// True if a list, or a table that leaves no doubt, holds the actions of the segment.
fn other_actions(part: &Part, blocks: &[Block]) -> bool {
    let sure = |it: &Block| it.kind == BlockKind::Table && names_columns(part, it.lines.start);
    blocks
        .iter()
        .any(|it| it.is_item() && it.depth == 0 || sure(it))
}

/// The rows of a pipe table; one with nothing but a cell in bold names the group of those below it.
fn pipes(part: &mut Part, rows: Range<usize>, columns: &[Option<Field>], rule: Taken) {
    let Input {
        text,
        lines,
        words,
        ear,
        ..
    } = *part.input;
    let rows: Vec<usize> = rows.filter(|at| lines[*at].kind == Kind::Row).collect();
    let is_group = |at: usize| {
        let all = cells(text, lines[at].span());
        let mut said = all.iter().filter(|cell| !cell.is_empty());
        let (Some(cell), None) = (said.next(), said.next()) else {
            return false;
        };
        let written = &text[cell.range()];
        let order = || judge::starts_with_order(&fold(written), words);
        all.len() > 1 && bold_line(written).is_some() && !order()
    };
    let groups: Vec<bool> = rows.iter().map(|at| is_group(*at)).collect();
    let all = groups.iter().all(|it| *it);
    for (at, group) in rows.into_iter().zip(groups) {
        if group && !all {
            ear.note(at..at + 1, Note::Group);
        } else {
            row(part, at, columns, rule, Shape::Pipe);
        }
    }
}

/// The rows of a grid table: a row ends at a border, and its cells may span lines.
fn grid(part: &mut Part, range: Range<usize>, columns: &[Option<Field>], rule: Taken) {
    let Input { text, lines, .. } = *part.input;
    let split = |at: usize| named(cells(text, lines[at].span()), columns);
    let mut at = range.start;
    while at < range.end {
        let first = at;
        while at < range.end && lines[at].kind == Kind::Row {
            at += 1;
        }
        if first < at {
            let more = (first + 1..at).flat_map(split);
            let more = more
                .filter(|(field, cell)| *field == Field::Action && !cell.is_empty())
                .map(|(_, cell)| cell)
                .collect();
            take(part, first, split(first), rule, Shape::Grid(more));
        }
        at += 1;
    }
}

/// True if the row holds the name of an action column and of another one.
fn names_columns(part: &Part, at: usize) -> bool {
    let (text, words) = (part.input.text, part.input.words);
    let fields: Vec<Field> = cells(text, part.input.lines[at].span())
        .into_iter()
        .filter_map(|cell| words.field(&fold(&text[cell.range()])))
        .collect();
    fields.contains(&Field::Action) && fields.len() > 1
}

/// The cells of a row, blanks around them cut off.
pub(in crate::read) fn cells(text: &str, span: Span) -> Vec<Span> {
    let (mut out, mut from) = (Vec::new(), span.start);
    let line = &text[span.range()];
    let mut borders = bars(line);
    if borders.is_empty() {
        borders = line.match_indices('\t').map(|(at, _)| at).collect();
    }
    for at in borders {
        // A bar at the start opens the first cell.
        if at > 0 {
            out.push(trim(text, from, span.start + at));
        }
        from = span.start + at + 1;
    }
    if from < span.end {
        out.push(trim(text, from, span.end));
    }
    out
}

fn trim(text: &str, from: usize, to: usize) -> Span {
    let cell = &text[from..to.max(from)];
    let start = from + cell.len() - cell.trim_start().len();
    Span::new(start, start + cell.trim().len())
}

fn row(part: &mut Part, at: usize, columns: &[Option<Field>], rule: Taken, shape: Shape) {
    let line = part.input.lines[at];
    let row = named(cells(part.input.text, line.span()), columns);
    take(part, at, row, rule, shape);
}

/// The cells whose columns have a role.
pub(super) fn named(
    cells: impl IntoIterator<Item = Span>,
    columns: &[Option<Field>],
) -> Vec<(Field, Span)> {
    let pairs = cells.into_iter().zip(columns);
    pairs
        .filter_map(|(cell, field)| Some(((*field)?, cell)))
        .collect()
}

/// How a table is written, and so where its actions can be written to.
pub(super) enum Shape {
    /// Rows of one line each.
    Pipe,
    /// Cells may span lines, here that of the action; nothing can be written without breaking its borders.
    Grid(Vec<Span>),
    /// Cells between tags.
    Html,
    /// A list of lists, or cells parted by tabs: a cell takes any text.
    List,
}

/// Takes the action of a row, if its cell holds one.
pub(super) fn take(
    part: &mut Part,
    at: usize,
    named: Vec<(Field, Span)>,
    rule: Taken,
    shape: Shape,
) {
    let (text, words) = (part.input.text, part.input.words);
    let Some((_, own)) = named
        .iter()
        .find(|(field, _)| *field == Field::Action)
        .copied()
    else {
        part.input.ear.refuse(at..at + 1, Refusal::EmptyRow);
        return;
    };
    if named.iter().any(|(_, cell)| cell.len() > MAX_OWN) {
        part.input.ear.refuse(at..at + 1, Refusal::TooLong);
        return;
    }
    let seen = &text[tail::visible(text, own).range()];
    if own.is_empty() || is_placeholder(seen, &fold(seen), words) {
        part.input.ear.refuse(at..at + 1, Refusal::EmptyRow);
        return;
    }
    let cell = |wanted: Field| {
        named
            .iter()
            .find(|(field, _)| *field == wanted)
            .map(|(_, span)| *span)
    };
    let (issue, status) = (cell(Field::Issue), cell(Field::Status));
    let html = matches!(shape, Shape::Html);
    let (form, more) = match shape {
        Shape::Grid(more) => (Form::GridRow, more),
        Shape::List if issue.is_none() => (Form::Item, Vec::new()),
        Shape::Pipe | Shape::Html | Shape::List => (Form::Row { issue, status }, Vec::new()),
    };
    part.found.push(Candidate {
        kind: part.kind,
        list: part.kind,
        line: at,
        own,
        form,
        rule,
        html,
        tick: None,
        below: at + 1..at + 1,
        cells: named.into(),
        more: more.into(),
        carried: Box::default(),
        group: part.group.clone(),
    });
}

#[cfg(test)]
mod tests {
    use crate::read::{Vocabulary, read};
    use crate::text::Source;

    #[test]
    fn our_reference_closes_no_bracket_of_a_cell() {
        for reference in ["", " (ft-7k3q9d2mzx4c8v1n, open)"] {
            let text = format!(
                "## Action items\n\n| Action | Owner |\n|---|---|\n| ](Runbook for locks{reference} | Ana |\n"
            );
            let source = Source::new("a.md", text.into_bytes()).ok();
            let found = source.map(|it| read(&it, &Vocabulary::default()).actions.len());
            assert_eq!(found, Some(1), "{reference}");
        }
    }
}

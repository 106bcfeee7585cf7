//! Rows of tables, read by the roles of their columns.

use super::{Candidate, Input, Part};
use crate::action::{Form, Kind as ActionKind};
use crate::read::blocks::{Block, BlockKind};
use crate::read::explain::{Note, Refusal, Taken};
use crate::read::judge;
use crate::read::lines::Kind;
use crate::read::vocabulary::{Field, fold};
use crate::text::Span;

/// Reads the tables of a segment; outside of action sections the header must leave no doubt.
pub(super) fn read(part: &mut Part, blocks: &[Block], active: bool) {
    for block in blocks.iter().filter(|block| block.kind == BlockKind::Table) {
        let range = block.lines.clone();
        let Input { lines, ear, .. } = *part.input;
        let head = match range.clone().find(|at| lines[*at].kind == Kind::Delimiter) {
            Some(border) if border > range.start => border - 1,
            Some(border) => border + 1,
            // Rows whose line of dashes was forgotten; their first must leave no doubt.
            None if names_columns(part, range.start) => range.start,
            None => {
                ear.refuse(range, Refusal::NoTableHead);
                continue;
            }
        };
        if head >= range.end || lines[head].kind != Kind::Row {
            continue;
        }
        let columns = match columns(part, head, active) {
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
        let rows = (head + 1..range.end).filter(|at| lines[*at].kind == Kind::Row);
        rows.for_each(|at| row(part, at, &columns, rule));
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
    let bytes = text.as_bytes();
    let (mut out, mut from, mut at, mut code) = (Vec::new(), span.start, span.start, false);
    if bytes.get(at) == Some(&b'|') {
        at += 1;
        from = at;
    }
    while at < span.end {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => code = !code && memchr::memchr(b'`', &bytes[at + 1..span.end]).is_some(),
            b'|' if !code => {
                out.push(trim(text, from, at));
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
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

fn columns(part: &Part, head: usize, active: bool) -> Result<Vec<Option<Field>>, Refusal> {
    let (text, words) = (part.input.text, part.input.words);
    let names: Vec<String> = cells(text, part.input.lines[head].span())
        .into_iter()
        .map(|cell| fold(&text[cell.range()]))
        .collect();
    let timed = names.iter().any(|name| {
        matches!(
            name.as_str(),
            "time"
                | "timestamp"
                | "event"
                | "events"
                | "when"
                | "utc"
                | "時刻"
                | "イベント"
                | "tid"
                | "uhrzeit"
                | "heure"
                | "hora"
        )
    });
    if timed && !active {
        return Err(Refusal::TimedTable);
    }
    let mut fields: Vec<Option<Field>> = names.iter().map(|name| words.field(name)).collect();
    settle(&names, &mut fields);
    let has = |field: Field| fields.contains(&Some(field));
    if active {
        if !has(Field::Action) {
            let free = fields
                .iter()
                .position(|field| matches!(field, None | Some(Field::Notes)));
            let plain = fields
                .iter()
                .position(|field| *field == Some(Field::Category));
            let named = free.or(plain).filter(|at| !names[*at].is_empty());
            let named = named.ok_or(Refusal::NoActionColumn)?;
            fields[named] = Some(Field::Action);
        }
        return Ok(fields);
    }
    let sure = names.iter().any(|name| {
        words.field(name) == Some(Field::Action)
            && words
                .role(name, crate::read::vocabulary::Reading::Strict)
                .is_some_and(|role| role.is_action())
    });
    let work = has(Field::Owner) || has(Field::Due) || has(Field::Status);
    match sure && work {
        true => Ok(fields),
        false => Err(Refusal::NoActionColumn),
    }
}

/// One column for each role: the plainest name wins for the action, the first for the others.
fn settle(names: &[String], fields: &mut [Option<Field>]) {
    let vague = [
        "description",
        "what",
        "details",
        "name",
        "title",
        "summary",
        "item",
        "内容",
        "項目",
        "step",
        "fix",
    ];
    let actions: Vec<usize> = (0..fields.len())
        .filter(|at| fields[*at] == Some(Field::Action))
        .collect();
    let best = actions
        .iter()
        .copied()
        .find(|at| !vague.contains(&names[*at].as_str()))
        .or(actions.first().copied());
    for at in actions {
        if Some(at) != best {
            fields[at] = Some(Field::Notes);
        }
    }
    for field in [
        Field::Owner,
        Field::Due,
        Field::Status,
        Field::Priority,
        Field::Issue,
    ] {
        let mut seen = false;
        for slot in fields.iter_mut().filter(|slot| **slot == Some(field)) {
            if std::mem::replace(&mut seen, true) {
                *slot = Some(Field::Notes);
            }
        }
    }
}

fn row(part: &mut Part, at: usize, columns: &[Option<Field>], rule: Taken) {
    let (text, words) = (part.input.text, part.input.words);
    let line = part.input.lines[at];
    let mut named = Vec::new();
    for (cell, field) in cells(text, line.span()).into_iter().zip(columns) {
        if let Some(field) = field {
            named.push((*field, cell));
        }
    }
    let Some((_, own)) = named
        .iter()
        .find(|(field, _)| *field == Field::Action)
        .copied()
    else {
        part.input.ear.refuse(at..at + 1, Refusal::EmptyRow);
        return;
    };
    let folded = fold(&text[own.range()]);
    if own.is_empty() || judge::is_placeholder(&text[own.range()], &folded, words) {
        part.input.ear.refuse(at..at + 1, Refusal::EmptyRow);
        return;
    }
    let cell = |wanted: Field| {
        named
            .iter()
            .find(|(field, _)| *field == wanted)
            .map(|(_, span)| *span)
    };
    let form = Form::Row {
        issue: cell(Field::Issue),
        status: cell(Field::Status),
    };
    let concrete = [Field::Owner, Field::Due, Field::Issue];
    let kind = match concrete.iter().any(|field| columns.contains(&Some(*field))) {
        true => ActionKind::Task,
        false => part.kind,
    };
    part.found.push(Candidate {
        kind,
        line: at,
        own,
        form,
        rule,
        html: false,
        tick: None,
        below: at + 1..at + 1,
        cells: named,
        group: part.group.clone(),
    });
}

//! What the columns of a table hold: by their names, and where those do not say it by their cells.

use super::Part;
use crate::action::Kind as ActionKind;
use crate::read::explain::Refusal;
use crate::read::judge;
use crate::read::vocabulary::{Field, Role, Vocabulary, fold};
use crate::text::Span;

/// How many rows are looked at to see what a column holds.
pub(super) const SAMPLE: usize = 8;

/// What the columns of these names hold. `sample` are the cells of the first rows, for a table none of whose columns
/// is known for actions.
pub(super) fn columns(
    part: &Part,
    names: &[String],
    sample: &[Vec<Span>],
    active: bool,
) -> Result<Vec<Option<Field>>, Refusal> {
    let words = part.input.words;
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
    let mut fields: Vec<Option<Field>> = names.iter().map(|name| field(name, words)).collect();
    settle(names, &mut fields);
    let has = |field: Field| fields.contains(&Some(field));
    if active {
        if !has(Field::Action) {
            let at = unnamed(part, names, &fields, sample).ok_or(Refusal::NoActionColumn)?;
            fields[at] = Some(Field::Action);
        }
        return Ok(fields);
    }
    let lessons = part.segment.role == Some(Role::Lessons);
    let sure = names.iter().any(|name| {
        lessons && name == "action"
            || words.field(name) == Some(Field::Action)
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

/// The column that holds the actions though its name does not say so: the one whose cells read like orders, else the
/// first that holds nothing else.
fn unnamed(
    part: &Part,
    names: &[String],
    fields: &[Option<Field>],
    sample: &[Vec<Span>],
) -> Option<usize> {
    let (text, words) = (part.input.text, part.input.words);
    let orders = |at: usize| {
        let cells = sample.iter().filter_map(|row| row.get(at));
        let ordered = |cell: &&Span| judge::starts_with_order(&fold(&text[cell.range()]), words);
        cells.filter(ordered).count()
    };
    let open = |field: Option<Field>| {
        matches!(
            field,
            None | Some(Field::Notes | Field::Category | Field::Issue)
        )
    };
    let named = |at: &usize| !names[*at].is_empty();
    let candidates = (0..fields.len())
        .filter(|at| open(fields[*at]))
        .filter(named);
    let ordered = candidates.map(|at| (orders(at), std::cmp::Reverse(at)));
    let best = ordered.max().filter(|(count, _)| *count * 2 > sample.len());
    let first = |wanted: fn(&Option<Field>) -> bool| fields.iter().position(wanted);
    let free = first(|field| matches!(field, None | Some(Field::Notes)));
    let plain = || first(|field| *field == Some(Field::Category));
    best.map(|(_, at)| at.0)
        .or_else(|| free.or_else(plain).filter(named))
}

/// True for a table none of whose columns is known for actions, inside an item or beside other actions: `| Priority |
/// Meaning |`, `| Service | Limit |`; and for one that compares, wherever it stands: `| Metric | Before | After |`.
pub(super) fn is_data(names: &[String], beside: bool, words: &Vocabulary) -> bool {
    let works = |name: &String| {
        let work = [
            Field::Action,
            Field::Owner,
            Field::Due,
            Field::Status,
            Field::Issue,
        ];
        field(name, words).is_some_and(|it| work.contains(&it))
    };
    let named = |wanted: &str| names.iter().any(|name| name == wanted);
    (beside || named("before") && named("after")) && !names.iter().any(works)
}

/// A table that says who does what until when holds tasks, whatever it stands under.
pub(super) fn kind(columns: &[Option<Field>], otherwise: ActionKind) -> ActionKind {
    let concrete = [Field::Owner, Field::Due, Field::Issue];
    match concrete.iter().any(|field| columns.contains(&Some(*field))) {
        true => ActionKind::Task,
        false => otherwise,
    }
}

/// What a column of this name holds; of a longer name like `Assigned owner` the last word says it, of one like
/// `Penanggung jawab peran` those before it.
fn field(name: &str, words: &Vocabulary) -> Option<Field> {
    let last = || {
        let (before, last) = name.rsplit_once(' ')?;
        let found = words.field(last).or_else(|| words.field(before))?;
        matches!(found, Field::Owner | Field::Status | Field::Priority).then_some(found)
    };
    words.field(name).or_else(last)
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

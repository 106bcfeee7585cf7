//! Lines and paragraphs without a list marker: `Title: text`, plain lines, one paragraph per action,
//! paragraphs that begin with an owner in bold.

use super::{Input, Part};
use crate::action::{Form, Kind};
use crate::read::blocks::{Block, BlockKind};
use crate::read::explain::{Refusal, Taken};
use crate::read::judge::{Sense, sense, starts_with_verb};
use crate::read::sections::{ends_in_colon, floor, split_label};
use crate::read::vocabulary::{Field, Reading, Role, fold};
use crate::read::{owner, tail};
use crate::text::Span;

/// Indexes of the lines of one line or paragraph that may be an action, and what it seems to be.
struct Unit {
    first: usize,
    end: usize,
    sense: Sense,
    until: usize,
}

impl Unit {
    /// Notes why the unit is no action: what its own words say, or else the rule at hand.
    fn refuse(&self, part: &Part, rule: Refusal) {
        let why = match self.sense {
            Sense::Lead => Refusal::Lead,
            Sense::Closing => Refusal::Closing,
            Sense::Nothing => Refusal::Placeholder,
            Sense::Order | Sense::Phrase | Sense::Tale => rule,
        };
        part.input.ear.refuse(self.first..self.end, why);
    }
}

/// The lines and paragraphs outside of lists.
fn units(part: &Part, blocks: &[Block]) -> Vec<Unit> {
    let mut units = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if block.kind == BlockKind::Paragraph && block.depth == 0 {
            // The rows of a table are actions of their own.
            let next = blocks[at + 1..].iter().find(|it| {
                it.kind == BlockKind::Table || it.kind == BlockKind::Paragraph && it.depth == 0
            });
            let until = next.map_or(part.segment.lines.end, |next| next.lines.start);
            split(part.input, block, until, &mut units);
        }
    }
    units
}

/// Reads the paragraphs of an action section.
pub(super) fn read(part: &mut Part, blocks: &[Block]) {
    let units = units(part, blocks);
    if units.is_empty() {
        return;
    }
    let listed = blocks
        .iter()
        .any(|block| block.kind != BlockKind::Paragraph);
    let led = units
        .iter()
        .filter(|unit| owner_lead(part.input, span(part.input, unit)).is_some())
        .count();
    if led > 0 {
        for unit in &units {
            let own = span(part.input, unit);
            if owner_lead(part.input, own).is_some() {
                let below = unit.end..unit.until;
                part.push(unit.first, own, Form::Line, below, Taken::Led);
            } else {
                unit.refuse(part, Refusal::NotLed);
            }
        }
        return;
    }
    let units = bold_series(part.input, units);
    if listed {
        for unit in &units {
            let own = span(part.input, unit);
            match named(part.input, own) {
                Some(text) => push_named(part, unit, text),
                None => unit.refuse(part, Refusal::BesideList),
            }
        }
    } else {
        series(part, &units);
    }
}

/// `**Action item:** text` beside a list says of itself what it is.
fn push_named(part: &mut Part, unit: &Unit, own: Span) {
    if sense(part.input.text, own, part.input.words) == Sense::Nothing {
        unit.refuse(part, Refusal::Placeholder);
        return;
    }
    let kind = std::mem::replace(&mut part.kind, Kind::Task);
    let below = unit.end..unit.until;
    // The label may stand below a line of signs, such as a fence that nobody closed.
    let begins = |at: &usize| part.input.lines[*at].start() <= own.start;
    let first = (unit.first..unit.end).rev().find(begins);
    let first = first.unwrap_or(unit.first);
    part.push(first, own, Form::Line, below, Taken::Label);
    part.kind = kind;
}

/// The text behind `Action item:`.
pub(super) fn named(input: &Input, own: Span) -> Option<Span> {
    let text = &input.text[own.range()];
    let (label, rest) = split_label(text)?;
    let folded = fold(&text[label.range()]);
    let task = input.words.role(&folded, Reading::Strict) == Some(Role::Task);
    let one = input.words.field(&folded) == Some(Field::Action) && folded.contains(' ');
    (task && one).then(|| Span::new(own.start + rest.start, own.end))
}

/// Lines of the form `Title: order`, two or more in a row, outside of action sections or among text.
pub(super) fn titled(part: &mut Part, blocks: &[Block]) {
    let units = units(part, blocks);
    for (unit, taken) in units.iter().zip(titled_runs(part.input, &units)) {
        let own = span(part.input, unit);
        if taken && own.len() <= MAX_OWN {
            part.push(
                unit.first,
                own,
                Form::Line,
                unit.end..unit.until,
                Taken::Lesson,
            );
        }
    }
}

/// Which units stand in a row of titles with an order each.
fn titled_runs(input: &Input, units: &[Unit]) -> Vec<bool> {
    let titled: Vec<bool> = units
        .iter()
        .map(|unit| unit.sense == Sense::Order && is_titled_order(input, span(input, unit)))
        .collect();
    let beside = |at: usize| {
        let before = at.checked_sub(1).is_some_and(|it| titled[it]);
        before || titled.get(at + 1) == Some(&true)
    };
    (0..units.len())
        .map(|at| titled[at] && beside(at))
        .collect()
}

/// `Title: Do this`, the title no verb's noun of what happened.
fn is_titled_order(input: &Input, own: Span) -> bool {
    let text = &input.text[own.range()];
    let order = |rest: &str| {
        let capital = rest.starts_with(|c: char| c.is_uppercase());
        capital && starts_with_verb(&fold(&rest[..floor(rest, 80)]), input.words)
    };
    split_label(text).is_some_and(|(_, rest)| order(&text[rest.range()]))
}

fn span(input: &Input, unit: &Unit) -> Span {
    Span::new(
        input.lines[unit.first].span().start,
        input.lines[unit.end - 1].end(),
    )
}

/// Cuts a paragraph where its lines are actions of their own rather than one wrapped text.
fn split(input: &Input, block: &Block, until: usize, units: &mut Vec<Unit>) {
    let range = block.lines.clone();
    let whole = |at: usize| input.lines[at].span();
    let body = |at: usize| &input.text[tail::visible(input.text, whole(at)).range()];
    let starts = |at: usize| {
        let first = body(at)
            .trim_start_matches(['*', '_', '`', '"', '“', '[', '('])
            .chars()
            .next();
        first.is_some_and(|c| !c.is_lowercase())
    };
    let mut indent = input.lines[range.start].indent;
    let all = range
        .clone()
        .all(|at| starts(at) && input.lines[at].indent == indent);
    // `To prevent this, we will take these steps:` over lines that are indented deeper.
    let leads = |at: usize| ends_in_colon(body(at)) && body(at).split(' ').count() > 6;
    let mut first = range.start;
    for at in range.clone() {
        let next = at + 1;
        let last = next == range.end;
        let cut = last || {
            let ended = body(at)
                .trim_end_matches(['*', '_', ' ', ')', '"', '”'])
                .ends_with(['.', '!', '?', '。', ':', ';', '：'])
                || input.text[whole(at).range()].ends_with("<br>")
                || body(at).ends_with(')');
            let beside = input.lines[next].indent <= indent && (all || ended);
            starts(next) && (beside || leads(at))
        };
        if cut {
            // A line of signs alone, such as a fence that nobody closed, is no place for a reference.
            let says = |at: &usize| body(*at).contains(char::is_alphanumeric);
            let end = (first + 1..next).rev().find(says).unwrap_or(first) + 1;
            let mut unit = Unit {
                first,
                end,
                sense: Sense::Nothing,
                until: if last { until.max(next) } else { next },
            };
            let own = span(input, &unit);
            unit.sense = match super::items::is_field(input, own) {
                true => Sense::Nothing,
                false => sense(input.text, own, input.words),
            };
            units.push(unit);
            first = next;
            indent = input.lines.get(next).map_or(indent, |line| line.indent);
        }
    }
}

/// Paragraphs that begin with a title in bold each, `**Alert on the pool.** It ran dry unseen.`: two or more of them
/// are a series, however much each tells.
fn bold_series(input: &Input, mut units: Vec<Unit>) -> Vec<Unit> {
    let titled = |unit: &Unit| {
        let tells = matches!(unit.sense, Sense::Tale | Sense::Order | Sense::Phrase);
        tells && has_bold_title(&input.text[span(input, unit).range()])
    };
    let count = units.iter().filter(|unit| titled(unit)).count();
    let others = units.iter().filter(|unit| unit.sense == Sense::Tale);
    let others = others.filter(|unit| !titled(unit)).count();
    if count >= 2 && count > others {
        for unit in units.iter_mut().filter(|unit| titled(unit)) {
            unit.sense = Sense::Order;
        }
        // What leads to the series or follows it tells.
        let tales = units.iter_mut().filter(|unit| unit.sense == Sense::Tale);
        tales.for_each(|unit| unit.sense = Sense::Lead);
    }
    units
}

/// `**Title.** text`, `**Title:** text`, `**Title** - text`
fn has_bold_title(text: &str) -> bool {
    let inner = text.strip_prefix("**").unwrap_or_default();
    let Some((title, rest)) = inner.split_once("**") else {
        return false;
    };
    let closed = title.ends_with(['.', ':', '!']);
    let parted = rest.trim_start().starts_with([':', '-', '–', '—']);
    let short = (1..=10).contains(&fold(title).split(' ').count()) && title.len() <= 100;
    short && (closed || parted) && rest.chars().any(char::is_alphanumeric)
}

/// A series counts when most of it reads like actions; what follows a closing sentence never does.
fn series(part: &mut Part, units: &[Unit]) {
    let closing = units.iter().position(|unit| unit.sense == Sense::Closing);
    let (units, after) = units.split_at(closing.unwrap_or(units.len()));
    after
        .iter()
        .for_each(|unit| unit.refuse(part, Refusal::AfterClosing));
    let count = |sense: Sense| units.iter().filter(|unit| unit.sense == sense).count();
    let (orders, phrases, tales) = (
        count(Sense::Order),
        count(Sense::Phrase),
        count(Sense::Tale),
    );
    let most = orders + phrases >= 2 && orders + phrases > 2 * tales;
    let one = orders == 1 && tales == 0;
    let runs = titled_runs(part.input, units);
    for (unit, in_run) in units.iter().zip(runs) {
        let (taken, rule) = match unit.sense {
            Sense::Order => (most || one || in_run, Taken::Order),
            Sense::Phrase => (most, Taken::Series),
            _ => (false, Taken::Series),
        };
        let own = span(part.input, unit);
        if !taken {
            let tells = unit.sense == Sense::Tale;
            unit.refuse(
                part,
                if tells {
                    Refusal::Tale
                } else {
                    Refusal::Phrase
                },
            );
        } else if own.len() > MAX_OWN {
            unit.refuse(part, Refusal::TooLong);
        } else {
            part.push(unit.first, own, Form::Line, unit.end..unit.until, rule);
        }
    }
}

/// The owner in bold before a paragraph's text: `**JP** Move the alert`.
pub(super) fn owner_lead(input: &Input, own: Span) -> Option<Span> {
    let text = &input.text[own.range()];
    let inner = text.strip_prefix("**")?;
    let end = inner
        .as_bytes()
        .iter()
        .take(60)
        .position(|byte| *byte == b'*')?;
    let behind = inner.get(end..)?.strip_prefix("**")?;
    let name = &inner[..end];
    let colon = name.ends_with(':') || behind.starts_with(':');
    let words = behind.trim_start_matches([' ', ':', '-', '–']);
    let text_follows = behind.len() != words.len() && !fold(words).is_empty();
    let known = owner::is_owner(name.trim_end_matches(':'), input.words);
    let sure = known && text_follows && !(colon && split_label(name).is_some());
    sure.then(|| Span::new(own.start + 2, own.start + 2 + end))
}

/// A paragraph longer than this is a chapter, not an action.
const MAX_OWN: usize = 4096;

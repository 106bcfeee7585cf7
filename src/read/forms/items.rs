//! List items: bullets, numbers, boxes and `<li>`, nested as deep as people nest them.

use std::rc::Rc;

use super::beside::{explains, ordering};
use super::{Candidate, Group, Input, MAX_OWN, Part, add_heading, last_sentence};
use crate::action::{Form, Kind, Mark};
use crate::read::blocks::{Block, BlockKind};
use crate::read::explain::{Note, Refusal, Taken};
use crate::read::judge;
use crate::read::lines::Marker;
use crate::read::sections::{bold_line, ends_in_colon, split_label};
use crate::read::vocabulary::{Field, List, Reading, Role, fold};
use crate::read::{owner, refused, tail, told};
use crate::text::Span;

/// What an item with items below it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parent {
    /// The action; what is below it says more.
    Action,
    /// The name of a group; the actions are below it.
    Group,
    /// An action whose concrete task stands below it.
    Both,
}

/// Reads the lists of an action section; beside a table only boxes are actions, the rest explains it.
pub(super) fn read(part: &mut Part, blocks: &[Block], table: bool) {
    let mut work = vec![(0, blocks.len(), 0, part.group.clone())];
    let led = led(part, blocks);
    let rows = table || part.rows;
    let orders = ordering(part, blocks);
    if told_list(part, blocks) {
        let items = blocks.iter().filter(|it| it.is_item());
        items.for_each(|it| refuse(part, it, Refusal::ToldDone));
        return;
    }
    if let Some(told) = done_list(part, blocks)
        && part.group.mark.is_none()
    {
        Rc::make_mut(&mut part.group).mark = Some((Mark::Done, told));
        work[0].3 = part.group.clone();
    }
    while let Some((from, to, depth, mut group)) = work.pop() {
        let scale = label_scale(part, blocks, from, to, depth);
        let mut at = from;
        while at < to {
            let block = &blocks[at];
            let next = block.next.max(at + 1);
            let here = block.depth == depth && block.is_item();
            if depth == 0 && at > 0 && block.kind == BlockKind::Paragraph {
                lead(part, block, &mut group);
            }
            if here && led[at] {
                refuse(part, block, Refusal::GoesOn);
            } else if here
                && tick(part, block).is_none()
                && explains(part, block, rows, table && !orders[at])
            {
                refuse(part, block, Refusal::ExplainsTable);
            } else if here {
                item(part, blocks, at, scale, &group, &mut work);
            }
            at = next;
        }
    }
}

/// `We have:` over one list and `We will:` over the next: each sentence speaks of the list below it.
fn lead(part: &Part, block: &Block, group: &mut Rc<Group>) {
    let own = block.own(part.input.lines);
    let text = &part.input.text[own.range()];
    if block.depth > 0 || !ends_in_colon(text) {
        return;
    }
    let done = judge::says_done(&fold(last_sentence(text)), part.input.words);
    let told = matches!(group.mark, Some((Mark::Done, _)));
    if done != told && (done || part.led) {
        Rc::make_mut(group).mark = done.then_some((Mark::Done, own));
    }
}

/// True for a list without boxes below `Immediate actions` or `Remediation` that tells throughout what was
/// done: that was during the incident.
fn told_list(part: &Part, blocks: &[Block]) -> bool {
    let Some(head) = &part.segment.head else {
        return false;
    };
    let during = head
        .folded
        .split(' ')
        .any(|word| part.input.words.has(List::AtOnce, word))
        || matches!(
            head.folded.as_str(),
            "remediation" | "fix" | "fixes" | "long term fix" | "short term fix"
        ) && head.own.is_some();
    if !during {
        return false;
    }
    let (mut told, mut all) = (0, 0);
    for block in blocks.iter().filter(|it| it.is_item() && it.depth == 0) {
        let seen = visible(part, block).trim_start_matches(['✅', '✔', '\u{fe0f}', ' ']);
        let done = tick(part, block).is_none() && told::is_told(seen, part.input.words);
        told += usize::from(done);
        all += 1;
    }
    all >= 2 && told * 3 >= all * 2
}

/// The first item of a list whose every item begins with what was done, one of them beyond doubt:
/// then `Improved monitoring` tells too.
fn done_list(part: &Part, blocks: &[Block]) -> Option<Span> {
    let words = part.input.words;
    let (mut sure, mut all, mut first) = (0, 0, None);
    for block in blocks.iter().filter(|it| it.is_item() && it.depth == 0) {
        let folded = fold(visible(part, block));
        let word = folded.split(' ').next().unwrap_or_default();
        let plain = words.has(List::Past, word);
        if tick(part, block).is_some() || !plain && !words.has(List::PastOrNot, word) {
            return None;
        }
        sure += usize::from(plain);
        all += 1;
        first = first.or(Some(own(part, block)));
    }
    first.filter(|_| all > 1 && sure > 0)
}

/// Which lists stand right below a paragraph that is itself an action, or below `Target:`: they go on with it.
fn led(part: &Part, blocks: &[Block]) -> Vec<bool> {
    let mut open = false;
    let lines = part.input.lines;
    blocks
        .iter()
        .map(|block| {
            if block.depth == 0 && !block.is_item() {
                let own = tail::visible(part.input.text, block.own(lines));
                open = block.kind == BlockKind::Paragraph
                    && super::lines::owner_lead(part.input, own).is_some()
                    && ends_in_colon(&part.input.text[own.range()])
                    || is_field_name(part, own);
            }
            open
        })
        .collect()
}

/// `Target:` by itself: what stands below it says when, or who, and is no action.
fn is_field_name(part: &Part, own: Span) -> bool {
    let text = &part.input.text[own.range()];
    let field = || part.input.words.field(&fold(text));
    text.len() < 40
        && ends_in_colon(text)
        && matches!(field(), Some(Field::Owner | Field::Due | Field::Status))
}

/// Notes why an item is no action.
pub(super) fn refuse(part: &Part, block: &Block, why: Refusal) {
    part.input.ear.refuse(block.lines.start..block.until, why);
}

pub(super) fn tick(part: &Part, block: &Block) -> Option<(Span, usize)> {
    match block.kind {
        BlockKind::Item(_) => judge::tick(part.input.text, part.input.lines[block.lines.start]),
        _ => None,
    }
}

/// The item's own text behind its box.
fn own(part: &Part, block: &Block) -> Span {
    let own = block.own(part.input.lines);
    let from = tick(part, block).map_or(own.start, |(_, from)| from);
    Span::new(from.min(own.end), own.end)
}

pub(super) fn visible<'a>(part: &'a Part, block: &Block) -> &'a str {
    let span = tail::visible(part.input.text, own(part, block));
    &part.input.text[span.range()]
}

fn is_label(part: &Part, block: &Block) -> bool {
    let seen = visible(part, block);
    let folded = fold(seen);
    let short = folded.split(' ').count() <= 5 && !seen.ends_with('.');
    let label = ends_in_colon(seen) || bold_line(seen).is_some() || short;
    label && !judge::starts_with_verb(&folded, part.input.words)
}

/// Whether, over all labels of one list, what stands below them reads like orders.
fn label_scale(part: &Part, blocks: &[Block], from: usize, to: usize, depth: usize) -> bool {
    let (mut orders, mut all, mut at) = (0, 0, from);
    while at < to {
        let block = &blocks[at];
        let next = block.next.max(at + 1);
        if block.depth == depth && block.is_item() && next > at + 1 && is_label(part, block) {
            for (below, child) in (at + 1..next).zip(&blocks[at + 1..next]).take(MAX_BELOW) {
                let own = child.own(part.input.lines);
                let group = child.next > below + 1 && is_label(part, child);
                let counts = child.depth == depth + 1 && !group
                    || child.depth == depth + 2 && in_label(part, &blocks[at + 1..below]);
                all += usize::from(counts);
                orders += usize::from(counts && child.is_item() && orders_something(part, own));
            }
        }
        at = next;
    }
    orders * 5 >= all * 3 && all > 0
}

/// True if the last block one level up is itself the name of a group.
fn in_label(part: &Part, before: &[Block]) -> bool {
    let depth = before.first().map_or(0, |it| it.depth);
    let parent = before.iter().rev().find(|it| it.depth == depth);
    parent.is_some_and(|it| it.is_item() && is_label(part, it))
}

/// True for a text that reads like an order; of `Threshold: 100 an hour` neither half does.
fn orders_something(part: &Part, own: Span) -> bool {
    let words = part.input.words;
    let seen = &part.input.text[tail::visible(part.input.text, own).range()];
    if let Some((label, rest)) = split_label(seen) {
        // `Owner: Build team` orders nothing, whatever the team is called.
        if words.field(&fold(&seen[label.range()])).is_some() {
            return false;
        }
        let order = |half: Span| judge::starts_with_order(&fold(&seen[half.range()]), words);
        // `Check: all set` is a key and its value, whatever else the word may mean.
        let title = seen[label.range()].contains(' ') && order(label);
        if seen.len() < 90 && !title && !order(rest) {
            return false;
        }
    }
    judge::sense(part.input.text, own, words) == judge::Sense::Order
}

type Work = Vec<(usize, usize, usize, Rc<Group>)>;

fn item(
    part: &mut Part,
    blocks: &[Block],
    at: usize,
    scale: bool,
    group: &Rc<Group>,
    work: &mut Work,
) {
    let block = &blocks[at];
    if part.kind == Kind::Measure && was_done(part, blocks, at) {
        refuse(part, block, Refusal::ToldDone);
        return;
    }
    if super::lines::named(part.input, own(part, block)).is_some() {
        let kind = std::mem::replace(&mut part.kind, Kind::Task);
        push(part, block, group, Taken::Label);
        part.kind = kind;
        return;
    }
    match parent(part, blocks, at, scale) {
        Parent::Action => push(part, block, group, Taken::Item),
        Parent::Both => {
            push(part, block, group, Taken::Item);
            let children: Vec<_> = (at + 1..block.next)
                .filter(|it| blocks[*it].depth == block.depth + 1 && blocks[*it].is_item())
                .collect();
            for child in children {
                if task_key(part, &blocks[child]).is_some() {
                    let kind = std::mem::replace(&mut part.kind, Kind::Task);
                    push(part, &blocks[child], group, Taken::TaskKey);
                    part.kind = kind;
                }
            }
        }
        Parent::Group => {
            part.input.ear.note(block.lines.clone(), Note::Group);
            let mut inner = Group::clone(group);
            let span = own(part, block);
            let folded = fold(visible(part, block));
            let role = part.input.words.group(&folded);
            let outer = std::mem::take(&mut inner.owner);
            add_heading(part.input, &mut inner, span, role);
            inner.owner = inner.owner.or(outer);
            work.push((at + 1, block.next, block.depth + 1, inner.into()));
        }
    }
}

/// A title whose only text below tells what was done during the incident.
fn was_done(part: &Part, blocks: &[Block], at: usize) -> bool {
    let block = &blocks[at];
    let below = &blocks[at + 1..block.next.max(at + 1)];
    let [only] = below else { return false };
    let folded = fold(visible(part, only));
    is_label(part, block) && tick(part, block).is_none() && judge::tells_past(&folded)
}

fn parent(part: &Part, blocks: &[Block], at: usize, scale: bool) -> Parent {
    let block = &blocks[at];
    if block.depth >= MAX_DEPTH {
        return Parent::Action;
    }
    let children: Vec<&Block> = blocks[at + 1..block.next]
        .iter()
        .take(MAX_BELOW)
        .filter(|it| it.depth == block.depth + 1 && it.is_item())
        .take(64)
        .collect();
    if children.is_empty() {
        return Parent::Action;
    }
    if children.iter().any(|child| task_key(part, child).is_some()) {
        return Parent::Both;
    }
    let words = part.input.words;
    let seen = visible(part, block);
    let folded = fold(seen);
    let named = words.group(&folded).is_some()
        || words
            .role(&folded, Reading::Strict)
            .is_some_and(Role::is_action)
        || owner::of_heading(seen, words).is_some();
    let boxed = tick(part, block).is_some();
    let boxes = children.iter().any(|child| tick(part, child).is_some());
    if named || boxes && !boxed && !judge::starts_with_verb(&folded, words) {
        return Parent::Group;
    }
    if boxes && ends_in_colon(seen) {
        return Parent::Group;
    }
    if boxes && !boxed {
        return Parent::Group;
    }
    // One box, one promise: what stands below without boxes tells more of it.
    if boxed && !boxes {
        return Parent::Action;
    }
    let keyed = children.iter().all(|child| {
        let text = visible(part, child);
        split_label(text)
            .is_some_and(|(label, _)| words.field(&fold(&text[label.range()])).is_some())
    });
    let groups = !keyed && scale && children.len() > 1 && is_label(part, block);
    if groups {
        Parent::Group
    } else {
        Parent::Action
    }
}

/// Where the text behind `Task:` begins.
fn task_key(part: &Part, block: &Block) -> Option<usize> {
    let span = own(part, block);
    let text = &part.input.text[span.range()];
    let (label, rest) = split_label(text)?;
    let folded = fold(&text[label.range()]);
    let task = part.input.words.field(&folded) == Some(Field::Action)
        && part.input.words.role(&folded, Reading::Strict) == Some(Role::Task);
    task.then_some(span.start + rest.start)
}

pub(super) fn push(part: &mut Part, block: &Block, group: &Rc<Group>, rule: Taken) {
    let mut span = own(part, block);
    let behind = match rule {
        Taken::TaskKey => task_key(part, block),
        Taken::Label => super::lines::named(part.input, span).map(|it| it.start),
        _ => None,
    };
    if let Some(from) = behind {
        span = Span::new(from, span.end);
    }
    let boxed = tick(part, block);
    if let Some(why) = refusal(part, span, boxed.is_some()) {
        refuse(part, block, why);
        return;
    }
    if block.until <= block.lines.end && is_empty_label(part, span) {
        refuse(part, block, Refusal::Placeholder);
        return;
    }
    // A label may stand below a line that holds nothing but a tag.
    let lines = part.input.lines;
    let begins = |at: &usize| lines[*at].start() <= span.start;
    let line = block.lines.clone().rev().find(begins);
    part.found.push(Candidate {
        // Whoever draws a box means to tick it.
        kind: if boxed.is_some() {
            Kind::Task
        } else {
            part.kind
        },
        list: part.kind,
        line: line.unwrap_or(block.lines.start),
        own: span,
        form: Form::Item,
        rule: match (rule, boxed.is_some(), block.kind) {
            (Taken::Item, true, _) => Taken::Checkbox,
            (Taken::Item, false, BlockKind::Item(Marker::Number)) => Taken::Numbered,
            (Taken::Item, false, BlockKind::Item(Marker::Html)) => Taken::HtmlItem,
            (rule, ..) => rule,
        },
        html: block.kind == BlockKind::Item(Marker::Html),
        tick: boxed.map(|(span, _)| span),
        below: block.lines.end..block.until,
        cells: Box::default(),
        more: Box::default(),
        carried: Box::default(),
        group: group.clone(),
    });
}

/// `Actions planned:` with nothing below waits for its text.
fn is_empty_label(part: &Part, span: Span) -> bool {
    let visible = tail::visible(part.input.text, span);
    let seen = &part.input.text[visible.range()];
    ends_in_colon(seen) && !judge::starts_with_verb(&fold(seen), part.input.words)
}

/// Why the text of an item is no action.
fn refusal(part: &Part, span: Span, boxed: bool) -> Option<Refusal> {
    let (text, words) = (part.input.text, part.input.words);
    if span.is_empty() {
        return Some(Refusal::Placeholder);
    }
    if span.len() > MAX_OWN {
        return Some(Refusal::TooLong);
    }
    if let Some(why) = refused::refusal(text, span, words) {
        return Some(why);
    }
    let visible = tail::visible(text, span);
    if is_field(part.input, visible) && !(boxed && goes_on(part.input, visible)) {
        return Some(Refusal::LoneField);
    }
    let seen = &text[visible.range()];
    let head = &seen[..crate::read::sections::floor(seen, 80)];
    let closing = words.begins(List::Closing, &fold(head));
    (closing && !boxed && judge::sentences(seen) > 1).then_some(Refusal::Closing)
}

/// `(owner: Maria) Rotate the keys`: the brackets that hold the field are closed before the text.
fn leads_on(text: &str) -> bool {
    let close = text
        .find([')', ']'])
        .filter(|_| text.starts_with(['(', '[']));
    close.is_some_and(|at| text[at + 1..].contains(char::is_alphabetic))
}

/// `Owner: Maria` by itself says something of another action.
pub(super) fn is_field(input: &Input, span: Span) -> bool {
    let text = &input.text[span.range()];
    let Some((label, rest)) = split_label(text).filter(|_| !leads_on(text)) else {
        return false;
    };
    let field = input.words.field(&fold(&text[label.range()]));
    let rest = fold(&text[rest.range()]);
    matches!(
        field,
        Some(Field::Owner | Field::Due | Field::Status | Field::Priority)
    ) && rest.split(' ').count() <= 4
        && !judge::starts_with_verb(&rest, input.words)
}

/// `Owner: Maria Rotate the keys`: behind a box the field is of this action if words go on behind its value.
fn goes_on(input: &Input, span: Span) -> bool {
    let text = &input.text[span.range()];
    let rest = split_label(text).map_or_else(String::new, |(_, rest)| fold(&text[rest.range()]));
    let orders = |(at, _): (usize, &str)| judge::starts_with_verb(&rest[at + 1..], input.words);
    rest.split(' ').count() > 3 || rest.match_indices(' ').any(orders)
}

/// Groups nested deeper than this are taken as they stand.
const MAX_DEPTH: usize = 12;

/// How many blocks below an item are looked at to see what it is.
const MAX_BELOW: usize = 256;

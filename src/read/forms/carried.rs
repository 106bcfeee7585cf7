//! Actions known by the reference that a sync wrote behind them, wherever they stand by now: what has an
//! issue stays an action, also after the reader or the heading above it changed.

use super::{Candidate, Input, Part, holder, kind};
use crate::action::{Form, Reference, Suffix};
use crate::read::blocks::{Block, BlockKind, blocks};
use crate::read::explain::Taken;
use crate::read::lines::{Line, Marker};
use crate::read::{judge, tail};
use crate::text::Span;

/// What our suffixes hold: their words, or our own name for an issue, behind which a person may have written another
/// word. A text without any of these holds no suffix.
const WORDS: [&str; 4] = [", open", ", done", ", dropped", "ft-"];

/// Adds what carries a reference of ours and was not found otherwise.
pub(super) fn read(input: &Input, found: &mut Vec<Candidate>) {
    if !WORDS.iter().any(|word| input.text.contains(word)) {
        return;
    }
    let held = holder::settle(input, found);
    let mut known: Vec<Span> = found.iter().map(|it| it.own).collect();
    known.sort_unstable();
    let mut more = Vec::new();
    for segment in input.segments {
        let lines = &input.lines[segment.lines.clone()];
        let may_end = |line: &Line| {
            let text = &input.text[line.span().range()];
            WORDS.iter().any(|word| text.contains(word))
        };
        if !lines.iter().any(may_end) {
            continue;
        }
        let mut part = Part {
            input,
            segment,
            kind: kind(segment.role),
            group: Default::default(),
            rows: false,
            barred: Vec::new(),
            led: false,
            found: &mut more,
        };
        for block in blocks(input.text, input.lines, segment.lines.clone(), input.words) {
            of_block(&mut part, &block, &known);
        }
    }
    // The furthest end of each span and those before it, so that one look finds what overlaps.
    let mut furthest = 0;
    for span in &mut known {
        furthest = furthest.max(span.end);
        span.end = furthest;
    }
    let is_known = |own: Span| {
        let before = known.partition_point(|it| it.start < own.end);
        before > 0 && own.start < known[before - 1].end
    };
    let is_held = |own: Span| {
        held.iter()
            .any(|it| own.start <= it.start && it.end <= own.end)
    };
    found.extend(
        more.into_iter()
            .filter(|it| !is_known(it.own) && !is_held(it.own)),
    );
}

/// The first line behind the last action that was found between `first` and `at`.
fn behind_known(input: &Input, known: &[Span], first: usize, at: usize) -> usize {
    let (from, to) = (input.lines[first].start(), input.lines[at].start());
    let before = known.partition_point(|it| it.start < to);
    let last = before.checked_sub(1).map(|it| known[it]);
    let between = last.filter(|it| it.start >= from && it.end <= to);
    between.map_or(first, |last| {
        let behind = input.lines.partition_point(|line| line.start() < last.end);
        behind.clamp(first, at)
    })
}

fn of_block(part: &mut Part, block: &Block, known: &[Span]) {
    let Input { text, lines, .. } = *part.input;
    let mut first = block.lines.start;
    if block.kind == BlockKind::Table {
        return;
    }
    for at in block.lines.clone() {
        if block.kind == BlockKind::Paragraph {
            first = behind_known(part.input, known, first, at);
        }
        let own = Span::new(lines[first].span().start, lines[at].end());
        if own.len() > super::MAX_OWN {
            return;
        }
        let edited = || tail::edited(text, own, part.input.words).suffix;
        let local = |(_, it): &(Span, Suffix)| matches!(it.reference, Reference::Local(_));
        let carried = tail::of(text, own).suffix;
        let Some((suffix, _)) = carried.or_else(|| edited().filter(local)) else {
            continue;
        };
        let box_of_item = match block.kind {
            BlockKind::Item(_) if first == block.lines.start => judge::tick(text, lines[first]),
            _ => None,
        };
        let start = box_of_item.map_or(own.start, |(_, from)| from);
        if start < suffix.start {
            let last = at + 1 == block.lines.end;
            let below = at + 1..if last { block.until } else { at + 1 };
            let form = if block.is_item() {
                Form::Item
            } else {
                Form::Line
            };
            part.push(
                first,
                Span::new(start, own.end),
                form,
                below,
                Taken::Reference,
            );
            if let Some(new) = part.found.last_mut() {
                new.tick = box_of_item.map(|(tick, _)| tick);
                new.html = block.kind == BlockKind::Item(Marker::Html);
            }
        }
        first = at + 1;
    }
}

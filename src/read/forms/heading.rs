//! A heading per action: the heading is the title, what stands below it the description.

use std::collections::{HashMap, HashSet};

use super::{Candidate, Input, group, kind};
use crate::action::Form;
use crate::read::counter;
use crate::read::explain::Taken;
use crate::read::judge;
use crate::read::lines::{Kind as LineKind, Line};
use crate::read::sections::{Head, Segment, Style, split_label};
use crate::read::vocabulary::{Role, fold};
use crate::read::{owner, refused, tail};
use crate::text::Span;

/// Indexes of the segments whose heading is an action.
pub(super) fn chosen(input: &Input) -> HashSet<usize> {
    let mut families: HashMap<(usize, u8), Vec<usize>> = HashMap::new();
    for (at, segment) in input.segments.iter().enumerate() {
        if let Some(head) = title_like(input, at, segment) {
            let style = match head.style {
                Style::Markup(level) => level,
                Style::Bold => 10,
                _ => 11,
            };
            let parent = segment.parent.unwrap_or_default();
            families.entry((parent, style)).or_default().push(at);
        }
    }
    let mut chosen = HashSet::new();
    for ((_, style), mut family) in families {
        // Headings over boxes and marks divide a list; if most do, others must be orders with their text.
        let count = family.len();
        family.retain(|at| !is_marked(input, *at));
        if family.len() * 2 <= count {
            family.retain(|at| is_order(input, *at) && is_told(input, *at));
        }
        // Where most are counted, the others stand beside the actions.
        let counted = family.iter().filter(|at| is_counted(input, **at)).count();
        if counted > 1 && counted * 2 > family.len() {
            family.retain(|at| is_counted(input, *at));
        }
        let orders = family.iter().filter(|at| is_order(input, **at)).count();
        let told = family.iter().filter(|at| is_told(input, **at)).count();
        let keyed = family.iter().filter(|at| is_keyed(input, **at)).count();
        let count = family.len();
        let markup = style < 10;
        let titles = if markup {
            orders * 4 >= count * 3
        } else {
            told * 4 >= count * 3 && (count > 1 || orders > 0)
        };
        let some = count > 1 && told + keyed == count && (markup || orders + told > 0);
        if count == 0 {
            continue;
        }
        if keyed > 0 && keyed * 2 >= count || titles || some {
            chosen.extend(family);
        }
    }
    chosen
}

/// A heading below an action section that is neither a group nor an owner.
fn title_like<'a>(input: &Input, at: usize, segment: &'a Segment) -> Option<&'a Head> {
    let head = segment.head.as_ref()?;
    let parent = &input.segments[segment.parent?];
    let inside =
        parent.role.is_some_and(Role::is_action) && segment.role.is_some_and(Role::is_action);
    // `Alerts:` over `Task: …` and `Deadline: …` is a title, whatever else the word may mean.
    let divides = segment.group.is_some() && !is_keyed(input, at);
    let plain = head.own.is_none() && !divides && head.rest.is_none();
    let text = &input.text[head.text.range()];
    let person = owner::of_heading(text, input.words).is_some();
    let lead = matches!(head.style, Style::Label) && head.folded.split(' ').count() > 7;
    // `For the API` says where, not what.
    let place = head.folded.starts_with("for ");
    (inside && plain && !place && !person && !lead && head.style != Style::Item).then_some(head)
}

fn is_order(input: &Input, at: usize) -> bool {
    input.segments[at].head.as_ref().is_some_and(|head| {
        let text = input.text[head.text.range()].trim_start_matches(['*', '_', '[']);
        let numbered = text.starts_with(|c: char| c.is_ascii_digit());
        let coded = text.split([':', ' ', ']']).next().is_some_and(|it| {
            it.len() > 2 && it.contains('-') && it.ends_with(|c: char| c.is_ascii_digit())
        });
        let action = head.folded.starts_with("action ") || head.folded.starts_with("task ");
        let counted = counter::behind(text, input.words)
            .is_some_and(|rest| judge::starts_with_order(&fold(rest), input.words));
        let order = counted || judge::starts_with_order(&head.folded, input.words);
        numbered || coded || action || order
    })
}

/// `Step 1: Drain the queue`
fn is_counted(input: &Input, at: usize) -> bool {
    let head = input.segments[at].head.as_ref();
    head.is_some_and(|it| counter::behind(&input.text[it.text.range()], input.words).is_some())
}

/// True if only paragraphs stand below the heading: they tell what it means.
fn is_told(input: &Input, at: usize) -> bool {
    let text = below(input, at).any(|line| line.kind == LineKind::Text);
    let lists = below(input, at).any(|line| line.is_item() || line.kind == LineKind::Row);
    text && !lists && !has_children(input, at)
}

/// True if every item below the heading has a box or glyph of its own.
fn is_marked(input: &Input, at: usize) -> bool {
    const GLYPHS: [&str; 8] = ["[ ]", "[x]", "[X]", "✅", "✔", "⏳", "🔄", "❌"];
    let items = input.lines[input.segments[at].lines.clone()].iter();
    let mut items = items.filter(|line| line.is_item()).peekable();
    let marked = |line: &crate::read::lines::Line| {
        let text = &input.text[line.span().range()];
        GLYPHS.iter().any(|glyph| text.starts_with(glyph))
    };
    items.peek().is_some() && items.all(marked)
}

fn has_children(input: &Input, at: usize) -> bool {
    input
        .segments
        .get(at + 1)
        .is_some_and(|next| next.parent == Some(at))
}

/// The lines below a heading that people wrote: our suffix, which stands there too, is not one of them.
fn below<'a>(input: &'a Input, at: usize) -> impl Iterator<Item = &'a Line> {
    let lines = input.lines[input.segments[at].lines.clone()].iter();
    lines.filter(|line| !tail::is_ours(&input.text[line.span().range()], input.words))
}

/// True if only `Task:`, `Deadline:` and their like stand below the heading.
fn is_keyed(input: &Input, at: usize) -> bool {
    below(input, at).next().is_some()
        && below(input, at).all(|line| {
            let text = &input.text[line.span().range()];
            split_label(text)
                .is_some_and(|(label, _)| input.words.field(&fold(&text[label.range()])).is_some())
        })
}

/// True if the segment lies below a heading that is an action.
pub(super) fn covered(input: &Input, at: usize, chosen: &HashSet<usize>) -> bool {
    let mut next = input.segments[at].parent;
    let mut steps = 0;
    while let Some(parent) = next {
        if chosen.contains(&parent) {
            return true;
        }
        next = input.segments[parent].parent;
        steps += 1;
        if steps > 64 {
            return false;
        }
    }
    false
}

pub(super) fn candidate(input: &Input, at: usize) -> Option<Candidate> {
    let segment = &input.segments[at];
    let head = segment.head.as_ref()?;
    let line = input.lines[head.line];
    let markup = matches!(head.style, Style::Markup(_));
    let own = if markup {
        unnumbered(input.text, head.text)
    } else {
        line.span()
    };
    if refused::refusal(input.text, own, input.words).is_some() {
        return None;
    }
    let until = end_of(input, at);
    Some(Candidate {
        kind: kind(segment.role),
        list: kind(segment.role),
        line: head.line,
        own: Span::new(own.start, own.end),
        form: if markup { Form::Heading } else { Form::Line },
        rule: Taken::Heading,
        html: false,
        tick: None,
        below: segment.lines.start..until.max(segment.lines.start),
        cells: Box::default(),
        more: Box::default(),
        carried: Box::default(),
        group: group(input, segment.parent?).into(),
    })
}

/// Behind `1. `, `8.2 ` and their like.
fn unnumbered(text: &str, span: Span) -> Span {
    let body = &text[span.range()];
    let rest = body.trim_start_matches(|c: char| c.is_ascii_digit());
    let section = body.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if section.starts_with(' ') && body[..body.len() - section.len()].contains('.') {
        return Span::new(span.end - section.trim_start().len(), span.end);
    }
    let rest = rest
        .strip_prefix(['.', ')', ':'])
        .filter(|_| rest.len() < body.len());
    let from = rest.map(str::trim_start).filter(|rest| !rest.is_empty());
    Span::new(
        from.map_or(span.start, |rest| span.end - rest.len()),
        span.end,
    )
}

/// Index of the first line behind the segment and all below it.
fn end_of(input: &Input, at: usize) -> usize {
    let mut end = input.segments[at].lines.end;
    for next in at + 1..input.segments.len() {
        let parent = input.segments[next].parent;
        if parent.is_none_or(|parent| parent < at) {
            break;
        }
        end = input.segments[next].lines.end;
    }
    end
}

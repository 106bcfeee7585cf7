//! What labels, cells and front matter state outright.

use super::Facts;
use crate::read::explain::Note;
use crate::read::forms::cells;
use crate::read::lines::{Kind, Line};
use crate::read::sections::{Segment, Style, split_label};
use crate::read::vocabulary::{Reading, Role, fold};
use crate::text::Span;

/// The first text found behind each label.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub(super) start: Option<Span>,
    pub(super) end: Option<Span>,
    pub(super) date: Option<Span>,
    /// Every duration with the weight of its label: "Duration" counts more than "Time to repair".
    pub(super) durations: Vec<(u8, Span)>,
    pub(super) detect: Option<Span>,
    pub(super) acknowledge: Option<Span>,
    pub(super) severity: Option<Span>,
    pub(super) services: Option<Span>,
    pub(super) impact: Option<Span>,
    pub(super) cause: Option<Span>,
    pub(super) resolution: Option<Span>,
}

/// Reads the labels of the whole report, action sections aside.
pub(super) fn collect(facts: &Facts) -> Stated {
    let mut stated = Stated::default();
    for segment in facts.segments {
        if segment.role.is_some_and(Role::is_action) {
            continue;
        }
        heading(facts, segment, &mut stated);
        for at in segment.lines.clone() {
            let line = facts.lines[at];
            match line.kind {
                Kind::Item(_) | Kind::Text => labelled(facts, at, &mut stated),
                Kind::Row => row(facts, at, &mut stated),
                _ => {}
            }
        }
    }
    stated
}

impl Stated {
    /// Takes a value over, if it is the first of its kind, and notes the line it stands on.
    fn take(&mut self, facts: &Facts, line: usize, fact: (Role, &str), span: Span) {
        if fact.0 == Role::Date && in_mail_head(facts, line) {
            return;
        }
        if self.put(fact.0, fact.1, span) {
            facts.ear.note(line..line + 1, Note::Fact(fact.0));
        }
    }

    fn put(&mut self, role: Role, label: &str, span: Span) -> bool {
        let slot = match role {
            Role::Start => &mut self.start,
            Role::End => &mut self.end,
            Role::Date => &mut self.date,
            Role::Detect => &mut self.detect,
            Role::Acknowledge => &mut self.acknowledge,
            Role::Severity => &mut self.severity,
            Role::Services => &mut self.services,
            Role::Impact => &mut self.impact,
            Role::Cause => &mut self.cause,
            Role::Resolution => &mut self.resolution,
            Role::Duration => {
                self.durations.push((weight(label), span));
                return true;
            }
            _ => return false,
        };
        let first = slot.is_none() && !span.is_empty();
        if first {
            *slot = Some(span);
        }
        first
    }
}

/// True for `Date:` beside `From:` or `Subject:`, which says when a mail was sent.
fn in_mail_head(facts: &Facts, line: usize) -> bool {
    let first = line.saturating_sub(6);
    let near = &facts.lines[first..(line + 7).min(facts.lines.len())];
    let heads = |it: &Line| {
        let text = &facts.text[it.span().range()];
        it.number <= 12
            && ["From: ", "Subject: "]
                .iter()
                .any(|head| text.starts_with(head))
    };
    near.iter().any(heads)
}

/// The weight of labels that name the whole length.
pub(super) const WHOLE: u8 = 4;

fn weight(label: &str) -> u8 {
    if label.contains("repair") || label == "mttr" || label == "ttr" {
        1
    } else if label.contains("recover") || label.contains("restore") {
        2
    } else if label.contains("resol") {
        3
    } else {
        WHOLE
    }
}

/// A label of its own line: its text stands behind it or in the paragraph below.
fn heading(facts: &Facts, segment: &Segment, stated: &mut Stated) {
    let Some(head) = &segment.head else { return };
    let Some(own) = head.own else { return };
    if let Some(rest) = head.rest {
        return stated.take(facts, head.line, (own, &head.folded), rest);
    }
    let value = matches!(
        own,
        Role::Duration
            | Role::Detect
            | Role::Acknowledge
            | Role::Start
            | Role::End
            | Role::Date
            | Role::Severity
            | Role::Services
    );
    let short = !matches!(head.style, Style::Markup(1));
    if value
        && short
        && let Some(span) = facts.first_paragraph(segment)
    {
        stated.take(facts, head.line, (own, &head.folded), span);
    }
}

/// `Label: value`, `**Label**: value` and `Resolved 2024-05-05 10:00`.
fn labelled(facts: &Facts, line: usize, stated: &mut Stated) {
    let span = facts.lines[line].span();
    let text = &facts.text[span.range()];
    if text.len() > 2000 {
        return;
    }
    let (label, rest) = match split_label(text) {
        Some(parts) => parts,
        None => match dated_label(text) {
            Some(parts) => parts,
            None => return,
        },
    };
    let folded = fold(&text[label.range()]);
    let role = facts.words.role(&folded, Reading::Strict);
    if let Some(role) = role {
        let value = Span::new(span.start + rest.start, span.start + rest.end);
        stated.take(facts, line, (role, &folded), value);
    }
}

/// `First detected 2024-05-05 10:00`: up to three words before a date.
fn dated_label(text: &str) -> Option<(Span, Span)> {
    let at = text
        .bytes()
        .take(40)
        .position(|byte| byte.is_ascii_digit())?;
    let label = text[..at].trim_end();
    let few = !label.is_empty() && label.split(' ').count() <= 4;
    few.then(|| (Span::new(0, label.len()), Span::new(at, text.len())))
}

/// A row of label and value, or a value under its column's name.
fn row(facts: &Facts, at: usize, stated: &mut Stated) {
    let row = cells(facts.text, facts.lines[at].span());
    let name = |cell: &Span| fold(&facts.text[cell.range()]);
    if row.len() == 2 {
        let label = name(&row[0]);
        if let Some(role) = facts.words.role(&label, Reading::Strict) {
            stated.take(facts, at, (role, &label), row[1]);
        }
        return;
    }
    let under = facts
        .lines
        .get(at + 1)
        .is_some_and(|line| line.kind == Kind::Delimiter);
    let Some(values) = facts
        .lines
        .get(at + 2)
        .filter(|line| under && line.kind == Kind::Row)
    else {
        return;
    };
    let single = facts
        .lines
        .get(at + 3)
        .is_none_or(|line| line.kind != Kind::Row || line.gap);
    if !single {
        return;
    }
    for (label, value) in row.iter().zip(cells(facts.text, values.span())) {
        let label = name(label);
        if let Some(role) = facts.words.role(&label, Reading::Strict) {
            stated.take(facts, at + 2, (role, &label), value);
        }
    }
}

//! The title of a report.

use super::Facts;
use crate::read::lines::Kind;
use crate::read::sections::{Style, bold_line};
use crate::read::vocabulary::{Reading, Role, fold};
use crate::read::{inline, tail};
use crate::text::Span;

/// Titles that name the kind of document, not the incident.
const MERE: [&str; 22] = [
    "postmortem",
    "post mortem",
    "incident report",
    "postmortem report",
    "report",
    "incident",
    "readme",
    "my first postmortem",
    "0x19 postmortem",
    "issue summary",
    "summary",
    "incident retro",
    "overview",
    "incident postmortem",
    "outage",
    "outage report",
    "resources",
    "introduction",
    "post mortem report",
    "rca",
    "root cause analysis",
    "about",
];

/// The front matter's title, the first heading that says something, or the first line in bold or plain.
pub(super) fn read(facts: &Facts) -> Option<String> {
    if let Some(title) = facts.matter.get("title").filter(|it| !it.trim().is_empty()) {
        return Some(title.trim().to_owned());
    }
    let headings = facts
        .segments
        .iter()
        .filter_map(|segment| segment.head.as_ref());
    let mut fallback = None;
    for (at, head) in headings.take(4).enumerate() {
        let plain = plain(facts, head.text);
        let free = facts.words.role(&head.folded, Reading::Free);
        let known = facts.words.role(&head.folded, Reading::Strict).is_some()
            || free.is_some_and(Role::is_action) && head.own.is_some();
        let telling = !MERE.contains(&head.folded.as_str()) && !known && !head.folded.is_empty();
        match head.style {
            Style::Markup(1) if telling => return Some(plain),
            // What comes later is a part of the report.
            Style::Markup(2) if telling && at < 2 => return Some(plain),
            Style::Bold if telling && head.line < 3 && at < 2 => return Some(plain),
            Style::Markup(_) if telling && head.line < 3 && at < 2 => return Some(plain),
            Style::Markup(1) if !known && fallback.is_none() && !plain.is_empty() => {
                fallback = Some(plain)
            }
            _ => {}
        }
    }
    first_line(facts).or(fallback)
}

/// `Postmortem: Outage of the shop` on the first lines of a text without headings by markup.
fn first_line(facts: &Facts) -> Option<String> {
    facts.lines.iter().take(3).find_map(|line| {
        let own = tail::visible(facts.text, line.span());
        let text = &facts.text[own.range()];
        let folded = fold(text);
        let named = [
            "postmortem",
            "post mortem",
            "incident",
            "outage",
            "report",
            "downtime",
            "failure",
        ];
        let short = text.len() <= 120 && !text.ends_with(['.', ':']) && bold_line(text).is_none();
        let fits = line.kind == Kind::Text && short && !MERE.contains(&folded.as_str());
        if let Some(subject) = text.strip_prefix("Subject: ") {
            return Some(subject.trim().to_owned());
        }
        (fits && named.iter().any(|word| folded.contains(word))).then(|| plain(facts, own))
    })
}

fn plain(facts: &Facts, span: Span) -> String {
    let tokens = inline::tokens(facts.text, span, &|_| None);
    inline::plain(facts.text, &tokens, &[])
}

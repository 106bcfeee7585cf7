//! Texts that stand where an action is missing: placeholders, prompts, questions, definitions.

use super::judge::{sentences, starts_with_order};
use super::sections::split_label;
use super::vocabulary::{List, Reading, Vocabulary, fold};

/// True for texts that stand where an action is missing.
pub(super) fn is_placeholder(text: &str, folded: &str, words: &Vocabulary) -> bool {
    let text = text.trim_matches(['*', '_', '`', ' ']);
    let bracketed = (text.starts_with('<')
        && text.ends_with('>')
        && !text.contains("</")
        && !text.contains("://"))
        || (text.starts_with("{{") && text.ends_with("}}"))
        || (text.starts_with('[') && text.ends_with(']') && !text.starts_with("[["))
        || (text.starts_with('…') || text.starts_with("..."));
    bracketed
        || is_picture(text)
        || folded.is_empty()
        || words.has(List::Placeholder, unnumbered(folded))
        || ends_here(folded)
        || needs_none(folded)
        || is_prompt(text, folded)
        || is_none(text, words)
        || text.chars().all(|c| !c.is_alphanumeric())
}

/// `![dashboard](dashboard.png)` and nothing else.
fn is_picture(text: &str) -> bool {
    let label = text.strip_prefix("![").and_then(|it| it.split_once("]("));
    label.is_some_and(|(_, rest)| rest.find(')') == Some(rest.len() - 1))
}

/// `None required for this run`, `No further action is needed`
fn needs_none(folded: &str) -> bool {
    const OPENERS: [&str; 12] = [
        "none required",
        "none needed",
        "none at this ",
        "none for now",
        "none identified",
        "none planned",
        "no action is ",
        "no actions are ",
        "no further action",
        "no further actions",
        "no follow up is ",
        "nothing to do",
    ];
    let short = folded.split(' ').count() <= 8;
    short && OPENERS.iter().any(|it| folded.starts_with(it))
}

/// `Your text here`, `Describe the action here`: a verb or noun of forms must say that `here` is the form.
fn ends_here(folded: &str) -> bool {
    const VERBS: [&str; 12] = [
        "your", "insert", "enter", "describe", "fill", "write", "type", "paste", "specify", "put",
        "document", "list",
    ];
    const NOUNS: [&str; 23] = [
        "action",
        "actions",
        "item",
        "items",
        "text",
        "name",
        "title",
        "description",
        "link",
        "links",
        "url",
        "urls",
        "owner",
        "task",
        "tasks",
        "date",
        "details",
        "step",
        "steps",
        "ticket",
        "summary",
        "content",
        "placeholder",
    ];
    let Some(before) = folded.strip_suffix(" here") else {
        return false;
    };
    let first = before.split(' ').next().unwrap_or_default();
    let last = before.rsplit(' ').next().unwrap_or_default();
    before.split(' ').count() <= 5 && (VERBS.contains(&first) || NOUNS.contains(&last))
}

/// `Follow-up: none`: a title without an order, and nothing behind it.
fn is_none(text: &str, words: &Vocabulary) -> bool {
    split_label(text).is_some_and(|(label, rest)| {
        let (label, rest) = (fold(&text[label.range()]), fold(&text[rest.range()]));
        let named = words.group(&label).is_some()
            || words.field(&label).is_some()
            || words.role(&label, Reading::Strict).is_some();
        named && words.has(List::Placeholder, &rest)
    })
}

/// `What can we do better next time?`, `A list of specific tasks` ask the writer of the report.
fn is_prompt(text: &str, folded: &str) -> bool {
    let wording = [
        "a list of specific ",
        "list of specific ",
        "a list of tasks ",
        "list of tasks ",
        "areas for improvement",
        "areas that can be ",
        "what are the areas ",
    ];
    if wording.iter().any(|it| folded.starts_with(it)) {
        return true;
    }
    let asks = [
        "what can we ",
        "what could we ",
        "what should we ",
        "how can we ",
        "how could we ",
    ];
    text.ends_with('?') && sentences(text) == 1 && asks.iter().any(|it| folded.starts_with(it))
}

/// `Should we move to another region?`: one sentence that asks, and no order.
pub(super) fn is_question(text: &str, words: &Vocabulary) -> bool {
    let text = text.trim_matches(['*', '_', ' ']);
    if !text.ends_with(['?', '？']) || sentences(text) > 1 {
        return false;
    }
    let folded = fold(text);
    let mut all = folded.split(' ');
    let (first, second) = (
        all.next().unwrap_or_default(),
        all.next().unwrap_or_default(),
    );
    // `Do we …?` asks, `Do the release notes?` may be an order.
    let asked = ["we", "you", "they", "i", "it", "there", "anyone", "our"].contains(&second);
    words.has(List::Asking, first) && (asked || !starts_with_order(&folded, words))
}

/// `P0: must be done within a week`: what a priority or status means.
pub(super) fn is_definition(text: &str, words: &Vocabulary) -> bool {
    split_label(text).is_some_and(|(label, rest)| {
        let (label, rest) = (fold(&text[label.range()]), fold(&text[rest.range()]));
        let graded = is_grade(&label) || words.mark(&label).is_some();
        graded && words.begins(List::Defining, &rest)
    })
}

/// `p0`, `sev1`, `high`: a degree by itself.
fn is_grade(folded: &str) -> bool {
    const NAMED: [&str; 8] = [
        "critical", "urgent", "high", "medium", "low", "major", "minor", "blocker",
    ];
    let stem = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = stem.len() < folded.len()
        && ["p", "sev", "s", "prio", "priority", "severity"].contains(&stem.trim_end());
    let plain = folded.strip_suffix(" priority").unwrap_or(folded);
    numbered || NAMED.contains(&plain)
}

/// `Action item 2` without its number.
fn unnumbered(folded: &str) -> &str {
    let stem = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = stem.len() < folded.len() && stem.ends_with(' ');
    if numbered { stem.trim_end() } else { folded }
}

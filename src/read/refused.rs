//! Items that say nothing which could be done: references, entries of logs, checks of the report itself.

use super::explain::Refusal;
use super::judge::{WINDOW, points_inside, sentences, starts_with_time, tells_past};
use super::placeholder::{is_definition, is_placeholder, is_question};
use super::sections::floor;
use super::tail;
use super::vocabulary::{List, Vocabulary, fold};
use crate::text::Span;

/// Why a list item says nothing that could be done: empty, a placeholder, a bare reference, a link
/// inside the document, an entry of a log, an entry about the report itself.
pub(super) fn refusal(text: &str, span: Span, words: &Vocabulary) -> Option<Refusal> {
    let seen = &text[tail::visible(text, span).range()];
    let window = &seen[..floor(seen, WINDOW)];
    let folded = fold(&without_addresses(window));
    let empty = folded.split(' ').all(|word| {
        word.is_empty()
            || words.has(List::LinkLabel, word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    });
    let addressed = window.contains("://");
    let reference = empty && (addressed || !window.contains('`'))
        || addressed && points_elsewhere(&folded)
        || points_inside(window);
    let contents = || {
        let link = window.starts_with('[') && window.contains("](#");
        link && window.ends_with(')') && !window.contains("), ")
    };
    if is_placeholder(window, &fold(window), words) {
        Some(Refusal::Placeholder)
    } else if is_question(window, words) {
        Some(Refusal::Question)
    } else if is_definition(window, words) {
        Some(Refusal::Definition)
    } else if reference {
        Some(Refusal::ReferenceOnly)
    } else if states_fact(&folded) && sentences(window) == 1 {
        Some(Refusal::Tale)
    } else if contents() {
        Some(Refusal::ContentsLink)
    } else if starts_with_time(window) {
        Some(Refusal::TimeEntry)
    } else if words.begins(List::AboutReport, &folded) || checks_report(&folded, words) {
        Some(Refusal::AboutReport)
    } else {
        None
    }
}

/// `Timeline reviewed with the team`, `Root cause documented`, `Reviewed by the lead`: a part of the report, and that
/// it is ready.
fn checks_report(folded: &str, words: &Vocabulary) -> bool {
    const PARTS: [&str; 19] = [
        "timeline",
        "impact",
        "root cause",
        "root causes",
        "report",
        "incident report",
        "postmortem",
        "post mortem",
        "document",
        "summary",
        "lessons learned",
        "action items",
        "actions",
        "follow ups",
        "review",
        "draft",
        "customers",
        "customer",
        "stakeholders",
    ];
    const READY: [&str; 16] = [
        "reviewed",
        "approved",
        "completed",
        "complete",
        "filled in",
        "signed off",
        "published",
        "documented",
        "verified",
        "identified",
        "assigned",
        "tracked",
        "shared",
        "notified",
        "informed",
        "circulated",
    ];
    let begins = |text: &str, word: &str| {
        let rest = text.strip_prefix(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let text = folded.strip_prefix("the ").unwrap_or(folded);
    let few = text.split(' ').count() <= 7;
    let told = |rest: &str| {
        let rest = rest.trim_start();
        let helpers = ["is ", "are ", "has been ", "have been ", "was ", "were "];
        let helped = helpers.iter().find_map(|it| rest.strip_prefix(it));
        let rest = helped.unwrap_or(rest);
        READY.iter().any(|word| begins(rest, word))
    };
    // `Document verified steps` is an order.
    let order = |part: &str| words.has(List::Verb, part) && text.split(' ').count() > 2;
    let part = PARTS.iter().filter(|part| begins(text, part));
    let part = part.map(|part| !order(part) && told(&text[part.len()..]));
    let signed = ["reviewed by", "approved by", "signed off by"];
    few && (part.into_iter().any(|it| it) || signed.iter().any(|it| begins(text, it)))
}

/// `See https://… for the hotfix`, `Link to the doc: https://…`, the addresses left out.
fn points_elsewhere(folded: &str) -> bool {
    let few = folded.split(' ').count() <= 5;
    few && ["see for ", "see the ", "link to "]
        .iter()
        .any(|it| folded.starts_with(it))
}

/// `No customer data was lost.`, `Root cause was the quota`
fn states_fact(folded: &str) -> bool {
    let cause = ["root cause was ", "the root cause was ", "the cause was "];
    let none = folded.starts_with("no ") && tells_past(folded);
    none || cause.iter().any(|it| folded.starts_with(it))
}

fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let bare = word.trim_start_matches(['<', '(']);
        if bare.starts_with("http://") || bare.starts_with("https://") {
            continue;
        }
        out.push_str(word);
        out.push(' ');
    }
    out
}

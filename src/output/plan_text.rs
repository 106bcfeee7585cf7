//! The plan as text.

use std::fmt::Write as _;

use super::look::{BAD, DIM, GOOD, Look, WARN, count, paint};
use super::plan::{ChangeView, HeldView, PlanDocument};
use crate::escape::terminal_text;

/// The changes, a line each, then what the guard says and what to do next.
#[must_use]
pub fn plan_text(document: &PlanDocument, look: Look) -> String {
    let mut out = String::new();
    if document.changes.is_empty() && document.held.is_empty() && document.reports.is_empty() {
        return "Nothing to do: reports and issues agree.\n".to_owned();
    }
    for change in &document.changes {
        out.push_str(&line(change, look));
    }
    for held in &document.held {
        out.push_str(&held_line(held));
    }
    let opens = document
        .changes
        .iter()
        .filter(|it| it.what == "open")
        .count();
    let mut parts = vec![
        format!("{} to open", count(opens, "issue")),
        format!("{} to change", document.changes.len() - opens),
    ];
    if !document.reports.is_empty() {
        parts.push(format!(
            "{} to write back",
            count(document.reports.len(), "report")
        ));
    }
    let _ = writeln!(out, "{}. `followthrough sync` does it.", parts.join(", "));
    out
}

/// One change, as `plan` and `sync` show it.
pub(super) fn line(change: &ChangeView, look: Look) -> String {
    let place = paint(
        DIM,
        &format!("{}:{}", terminal_text(&change.path), change.line),
    );
    let title = terminal_text(&change.title);
    let due = match &change.due {
        Some(due) => format!(", due {due}"),
        None => String::new(),
    };
    match &change.handle {
        None => format!("{} open   {title}{due}  {place}\n", paint(GOOD, "+")),
        Some(handle) => {
            let handle = look.link(handle, change.issue.as_deref());
            let how = change.how.join(", ");
            format!("{} {how} {handle}  {title}  {place}\n", paint(WARN, "~"))
        }
    }
}

pub(super) fn held_line(held: &HeldView) -> String {
    let (class, count, limit) = (held.class, held.count, held.limit);
    format!(
        "{} {count} changes of the kind `{class}` are held back: more than {limit} in one run are asked about. `followthrough sync --allow-bulk` lets them pass.\n",
        paint(BAD, "!"),
    )
}

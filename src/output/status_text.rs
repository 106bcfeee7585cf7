//! The status as a table that fits the terminal.

use tabled::builder::Builder;
use tabled::settings::peaker::Priority;
use tabled::settings::{Padding, Style, Width};

use super::look::{BAD, DIM, GOOD, Look, STRONG, WARN, count, paint};
use super::status::{ActionView, StatusDocument, Totals};
use crate::escape::terminal_text;

/// The open actions, the most urgent first, and the totals; `all` adds settled ones and those that
/// are not tracked.
#[must_use]
pub fn status_text(document: &StatusDocument, all: bool, look: Look) -> String {
    let shown: Vec<&ActionView> = document
        .actions
        .iter()
        .filter(|view| all || (view.tracked && view.state == "open"))
        .collect();
    let mut out = String::new();
    if !shown.is_empty() {
        out.push_str(&table(&shown, look));
        out.push_str("\n\n");
    }
    out.push_str(&totals(&document.totals));
    out.push('\n');
    if document.confidential > 0 {
        let hidden = count(document.confidential, "action");
        out.push_str(&format!("{hidden} in confidential reports not shown\n"));
    }
    out
}

fn table(actions: &[&ActionView], look: Look) -> String {
    let owners = actions.iter().any(|view| view.owner.is_some());
    let mut builder = Builder::default();
    let mut head = vec!["DUE", "STATUS", "ISSUE", "ACTION"];
    head.extend(owners.then_some("OWNER"));
    head.push("REPORT");
    builder.push_record(head.iter().map(|name| paint(STRONG, name)));
    for view in actions {
        let mut row = vec![
            view.due.clone().unwrap_or_else(|| "-".to_owned()),
            state(view),
            look.link(view.handle.as_deref().unwrap_or("-"), view.issue.as_deref()),
            terminal_text(&view.title),
        ];
        row.extend(owners.then(|| terminal_text(view.owner.as_deref().unwrap_or("-"))));
        row.push(format!("{}:{}", terminal_text(&view.path), view.line));
        builder.push_record(row);
    }
    let mut table = builder.build();
    table.with(Style::blank()).with(Padding::new(0, 1, 0, 0));
    if let Some(width) = look.width {
        table.with(
            Width::truncate(width)
                .suffix("…")
                .priority(Priority::max(true)),
        );
    }
    let text = table.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn state(view: &ActionView) -> String {
    match view.state {
        "done" => paint(GOOD, "done"),
        "dropped" => paint(DIM, "dropped"),
        _ if !view.tracked => paint(DIM, "not tracked"),
        _ if view.days_late > 0 => paint(BAD, &format!("{}d late", view.days_late)),
        _ if view.due_soon => paint(WARN, "due soon"),
        _ => "open".to_owned(),
    }
}

fn totals(totals: &Totals) -> String {
    let mut parts = vec![format!("{} open", totals.open)];
    if totals.overdue > 0 {
        parts.push(paint(BAD, &format!("{} overdue", totals.overdue)));
    }
    if totals.due_soon > 0 {
        parts.push(paint(WARN, &format!("{} due soon", totals.due_soon)));
    }
    parts.push(format!("{} done", totals.done));
    if totals.dropped > 0 {
        parts.push(format!("{} dropped", totals.dropped));
    }
    if totals.without_issue > 0 {
        parts.push(format!("{} without an issue", totals.without_issue));
    }
    let mut line = format!("{}: {}", count(totals.actions, "action"), parts.join(", "));
    if totals.not_tracked > 0 {
        line.push_str(&format!("; {} more not tracked", totals.not_tracked));
    }
    line
}

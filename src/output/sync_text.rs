//! What a sync changed, as text.

use std::fmt::Write as _;

use super::look::{BAD, DIM, GOOD, Look, WARN, count, paint};
use super::plan_text::{confidential_line, held_line, nothing_to_do, waiting_line};
use super::sync::SyncDocument;
use crate::escape::terminal_text;

/// What was done, a line each, then what failed and what was written.
#[must_use]
pub fn sync_text(document: &SyncDocument, look: Look) -> String {
    let mut out = String::new();
    for change in &document.done {
        let handle = change.handle.as_deref().unwrap_or("-");
        let handle = look.link(handle, change.issue.as_deref());
        let title = terminal_text(&change.title);
        let place = paint(
            DIM,
            &format!("{}:{}", terminal_text(&change.path), change.line),
        );
        let did = match change.what {
            "open" => paint(GOOD, "opened"),
            _ => paint(WARN, &past(&change.how)),
        };
        let _ = writeln!(out, "{did} {handle}  {title}  {place}");
    }
    for failed in &document.failed {
        let change = &failed.change;
        let _ = writeln!(
            out,
            "{}: {}:{}: {}: {}",
            paint(BAD, "failed"),
            terminal_text(&change.path),
            change.line,
            terminal_text(&change.title),
            terminal_text(&failed.error),
        );
    }
    for held in &document.held {
        out.push_str(&held_line(held));
    }
    for file in &document.reports {
        let path = terminal_text(&file.path);
        let _ = match &file.error {
            None => writeln!(out, "wrote {path}"),
            Some(error) => writeln!(
                out,
                "{}: {}",
                paint(BAD, "not written"),
                terminal_text(error)
            ),
        };
    }
    out.push_str(&totals(document));
    out
}

fn past(how: &[&str]) -> String {
    let past = |verb: &&str| match *verb {
        "close" => "closed",
        "close as not planned" => "closed as not planned",
        "reopen" => "reopened",
        "retitle" => "retitled",
        "close as a duplicate" => "closed as a duplicate",
        _ => "updated",
    };
    let mut words: Vec<&str> = how.iter().map(past).collect();
    words.dedup();
    words.join(", ")
}

fn totals(document: &SyncDocument) -> String {
    let opened = document.done.iter().filter(|it| it.what == "open").count();
    let written = document
        .reports
        .iter()
        .filter(|it| it.error.is_none())
        .count();
    let changed = document.done.len() - opened;
    let nothing = document.done.is_empty() && document.failed.is_empty() && written == 0;
    if nothing && document.held.is_empty() && document.confidential == 0 {
        return nothing_to_do(document.waiting);
    }
    let mut line = waiting_line(document.waiting);
    line += &format!(
        "{} opened, {changed} changed, {} written back",
        count(opened, "issue"),
        count(written, "report"),
    );
    if !document.failed.is_empty() {
        line.push_str(&format!(
            ", {} failed: run `followthrough sync` again",
            document.failed.len()
        ));
    }
    line + ".\n" + &confidential_line(document.confidential)
}

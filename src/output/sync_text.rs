//! What a sync changed, as text.

use std::fmt::Write as _;

use super::look::{BAD, DIM, GOOD, Look, WARN, count, paint};
use super::plan_text::{confidential_line, held_line, nothing_to_do, waiting_line, withheld_line};
use super::sync::{FailedView, SyncDocument};
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
    out.push_str(&failures(&document.failed));
    for warning in &document.warnings {
        let _ = writeln!(
            out,
            "{}: {}",
            paint(WARN, "warning"),
            terminal_text(warning)
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
    out.push_str(&withheld_line(document.withheld));
    out
}

/// What failed, a line each. What failed for the same reason as the one before is counted only.
fn failures(failed: &[FailedView]) -> String {
    let mut out = String::new();
    for alike in failed.chunk_by(|a, b| a.error == b.error) {
        let first = &alike[0];
        let _ = writeln!(
            out,
            "{}: {}:{}: {}: {}",
            paint(BAD, "failed"),
            terminal_text(&first.change.path),
            first.change.line,
            terminal_text(&first.change.title),
            lines(&first.error),
        );
        if alike.len() > 1 {
            let more = count(alike.len() - 1, "more change");
            let _ = writeln!(out, "{}: {more} for the same reason", paint(BAD, "failed"));
        }
    }
    out
}

/// A message may hold lines to be copied, such as the permissions of a job.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(terminal_text).collect();
    lines.join("\n")
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
    let changed = document.done.len() - opened;
    let nothing =
        document.done.is_empty() && document.failed.is_empty() && document.written.is_empty();
    let nothing = nothing && document.reports.is_empty();
    if nothing && document.held.is_empty() && document.confidential == 0 {
        return nothing_to_do(document.waiting, document.unread);
    }
    let mut line = waiting_line(document.waiting);
    let unopened = document.failed.iter().filter(|it| it.change.what == "open");
    let issues = match unopened.count() {
        0 => count(opened, "issue"),
        more => format!("{opened} of {}", count(opened + more, "issue")),
    };
    line += &format!(
        "{issues} opened, {changed} changed, {} written back",
        count(document.written.len(), "report"),
    );
    if !document.failed.is_empty() {
        line.push_str(&format!(
            ", {} failed: run `followthrough sync` again",
            document.failed.len()
        ));
    }
    line + ".\n" + &confidential_line(document.confidential, document.confidential_reports)
}

//! The plan as text.

use super::look::{BAD, DIM, GOOD, Look, WARN, count, paint};
use super::plan::{ChangeView, HeldView, PlanDocument};
use super::reading::reading_text;
use crate::escape::terminal_text;

/// The changes, a line each, then what the guard says and what to do next.
#[must_use]
pub fn plan_text(document: &PlanDocument, look: Look) -> String {
    let mut out = document
        .reading
        .as_ref()
        .map_or(String::new(), reading_text);
    let nothing = document.changes.is_empty() && document.reports.is_empty();
    let secret = document.confidential + document.withheld + document.confidential_reports;
    if nothing && document.held.is_empty() && secret == 0 {
        return out + &nothing_to_do(document.waiting, document.unread);
    }
    for change in &document.changes {
        out.push_str(&line(change, look));
    }
    for held in &document.held {
        for change in &held.changes {
            out.push_str(&line(change, look));
        }
    }
    for held in &document.held {
        out.push_str(&held_line(held));
    }
    out.push_str(&waiting_line(document.waiting));
    out.push_str(&totals(document));
    out.push_str(&confidential_line(
        document.confidential,
        document.confidential_reports,
    ));
    out.push_str(&withheld_line(document.withheld));
    out
}

/// Counts what a public tracker is not told.
pub(super) fn withheld_line(changes: usize) -> String {
    match changes {
        0 => String::new(),
        _ => format!(
            "{} {} for confidential reports not made: anybody can read the tracker, or nobody can tell who; set \
             tracker.repository to a private one\n",
            paint(WARN, "!"),
            count(changes, "change")
        ),
    }
}

/// Counts what is not shown.
pub(super) fn confidential_line(changes: usize, reports: usize) -> String {
    let parts = [(changes, "change"), (reports, "write-back")];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, noun)| count(number, noun)).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!(
            "{} for confidential reports not shown\n",
            parts.join(" and ")
        ),
    }
}

/// What is said when nothing changes.
pub(super) fn nothing_to_do(waiting: usize, (files, issues): (usize, usize)) -> String {
    let kinds = [(files, "file"), (issues, "issue")];
    let kinds = kinds.into_iter().filter(|(number, _)| *number > 0);
    let kinds: Vec<String> = kinds.map(|(number, noun)| count(number, noun)).collect();
    let unread = match kinds.is_empty() {
        true => String::new(),
        false => format!(
            "{} {} could not be read: mend what is named above, and sync again.\n",
            paint(WARN, "!"),
            kinds.join(" and ")
        ),
    };
    match unread.is_empty() && waiting == 0 {
        true => "Nothing to do: no report and no issue has to change.\n".to_owned(),
        false => unread + &waiting_line(waiting) + "Nothing else to do.\n",
    }
}

/// Names the actions for which nothing is done, if there are any.
pub(super) fn waiting_line(waiting: usize) -> String {
    let waits = match waiting {
        0 => return String::new(),
        1 => "1 action waits".to_owned(),
        _ => format!("{waiting} actions wait"),
    };
    format!(
        "{} {waits} for a person to settle which issue is theirs, or what becomes of it; `followthrough check` says how.\n",
        paint(WARN, "?")
    )
}

fn totals(document: &PlanDocument) -> String {
    let held = document.held.iter().flat_map(|held| &held.changes);
    let opens = |it: &&ChangeView| it.what == "open";
    let all = document.changes.len() + held.clone().count();
    let opened = document.changes.iter().chain(held).filter(opens).count();
    let mut parts = vec![
        format!("{} to open", count(opened, "issue")),
        format!("{} to change", all - opened),
    ];
    let reports = document.reports.len() + document.confidential_reports;
    if reports > 0 {
        parts.push(format!("{} to write back", count(reports, "report")));
    }
    let next = match document.held.is_empty() {
        true => match document.reading.as_ref().filter(|it| it.from != it.to) {
            Some(view) => format!(
                " With `reading: {}` `{}` does it.",
                view.to, document.command
            ),
            None => format!(" `{}` does it.", document.command),
        },
        false => String::new(),
    };
    format!("{}.{next}\n", parts.join(", "))
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

/// What the guard says of one class.
pub(super) fn held_line(held: &HeldView) -> String {
    let what = match held.class {
        "create" => "opens",
        "close" => "closes",
        "reopen" => "reopens",
        _ => "retitles",
    };
    if let Some(blind) = &held.blind {
        let count = count(held.changes.len(), "issue");
        let blind = terminal_text(blind);
        return format!("{} {count} not opened: {blind}.\n", paint(BAD, "!"));
    }
    if let Some(budget) = &held.budget {
        return format!("{} {}.\n", paint(BAD, "!"), terminal_text(budget));
    }
    let (count, limit) = (count(held.changes.len(), "issue"), held.limit);
    format!(
        "{} held back: a sync that {what} {count} at once is asked about (the limit is {limit}). If that is meant, run `followthrough sync --allow-bulk`.\n",
        paint(BAD, "!"),
    )
}

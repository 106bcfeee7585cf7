//! The status as a table that fits the terminal.

use tabled::builder::Builder;
use tabled::settings::{Padding, Style};
use unicode_width::UnicodeWidthStr as _;

use super::fit::cut_end;
use super::look::{BAD, DIM, GOOD, Look, STRONG, WARN, count, paint};
use super::status::{ActionView, StatusDocument, Totals};
use crate::escape::terminal_text;

/// The open actions, the most urgent first, those that the next sync closes, and the totals; `all` adds settled ones and those that
/// are not tracked, `why` where each date comes from.
#[must_use]
pub fn status_text(document: &StatusDocument, all: bool, why: bool, look: Look) -> String {
    let shown: Vec<&ActionView> = document
        .actions
        .iter()
        .filter(|view| all || (view.tracked && (view.state == "open" || view.told)))
        .collect();
    let mut out = String::new();
    if !shown.is_empty() {
        out.push_str(
            &match look.width.filter(|width| is_narrow(&shown, *width)) {
                Some(width) => stacked(&shown, look, width),
                None => table(&shown, look),
            },
        );
        out.push_str("\n\n");
    }
    if why {
        out.push_str(&reasons(&shown));
    }
    out.push_str(&totals(&document.totals));
    out.push('\n');
    if document.confidential > 0 {
        let hidden = count(document.confidential, "action");
        out.push_str(&format!("{hidden} in confidential reports not shown\n"));
    }
    out
}

/// Where each date comes from, and what allows an action to be late.
fn reasons(actions: &[&ActionView]) -> String {
    let mut out = String::new();
    for view in actions {
        let (path, line) = (terminal_text(&view.path), view.line);
        let due = view.due.as_ref().map(|due| format!("due {due}, "));
        let waived = view.waived.as_ref().map(|it| format!("; {it}"));
        out.push_str(&format!(
            "{path}:{line}: {}{}{}\n",
            due.unwrap_or_default(),
            terminal_text(&view.due_because),
            terminal_text(&waived.unwrap_or_default()),
        ));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn table(actions: &[&ActionView], look: Look) -> String {
    let owners = actions.iter().any(|view| view.owner.is_some());
    let columns = Columns::of(actions, owners, look.width);
    let mut head = vec!["DUE", "FROM", "STATUS", "ISSUE", "ACTION"];
    head.extend(owners.then_some("OWNER"));
    head.push("REPORT");
    let rows = actions.iter().map(|view| {
        let mut row = vec![due(view), from(view).to_owned()];
        row.extend(middle(view, columns.action, look));
        let owner = terminal_text(view.owner.as_deref().unwrap_or("-"));
        row.extend(owners.then(|| cut_end(&owner, columns.owner)));
        row.push(place(view));
        row
    });
    aligned(&head, rows).join("\n")
}

/// True if owners and reports have no room beside the actions.
fn is_narrow(actions: &[&ActionView], width: usize) -> bool {
    let owners = actions.iter().any(|view| view.owner.is_some());
    width < ROOMY || Columns::of(actions, owners, Some(width)).action < ACTION
}

/// On a narrow terminal everything else stands below each action, whole, so that it can be copied.
fn stacked(actions: &[&ActionView], look: Look, width: usize) -> String {
    let left = width
        .saturating_sub(FIXED + issue_width(actions))
        .max(ACTION);
    let rows = actions.iter().map(|view| {
        let mut row = vec![due(view)];
        row.extend(middle(view, left, look));
        row
    });
    let table = aligned(&["DUE", "STATUS", "ISSUE", "ACTION"], rows);
    let below = actions.iter().map(|view| {
        let owner = view.owner.as_deref().map(terminal_text);
        let owner = owner.map(|it| format!(", {it}")).unwrap_or_default();
        let from = view.due_from.as_deref();
        let from = from.map(|it| format!(", date from {it}"));
        let rest = format!("{owner}{}", from.unwrap_or_default());
        format!("  {}{}", place(view), paint(DIM, &rest))
    });
    let mut lines = table.into_iter();
    let mut out: Vec<String> = lines.by_ref().take(1).collect();
    for (row, below) in lines.zip(below) {
        out.extend([row, below]);
    }
    out.join("\n")
}

/// The lines of a table, the head first.
fn aligned(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut builder = Builder::default();
    builder.push_record(head.iter().map(|name| paint(STRONG, name)));
    rows.for_each(|row| builder.push_record(row));
    let mut table = builder.build();
    table.with(Style::blank()).with(Padding::new(0, 1, 0, 0));
    let text = table.to_string();
    text.lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn due(view: &ActionView) -> String {
    view.due.clone().unwrap_or_else(|| "-".to_owned())
}

fn from(view: &ActionView) -> &str {
    view.due_from.as_deref().unwrap_or("-")
}

/// How it stands, its issue, what is to be done.
fn middle(view: &ActionView, action: usize, look: Look) -> [String; 3] {
    let handle = cut_end(view.handle.as_deref().unwrap_or("-"), ISSUE);
    [
        state(view),
        look.link(&handle, view.issue.as_deref()),
        cut_end(&terminal_text(&view.title), action),
    ]
}

fn issue_width(actions: &[&ActionView]) -> usize {
    let widths = actions
        .iter()
        .map(|view| view.handle.as_deref().unwrap_or("-").width());
    widths.max().unwrap_or(0).clamp(5, ISSUE)
}

/// Columns of an issue's reference; the address of a far one may be long.
const ISSUE: usize = 18;
/// Columns of everything that is never cut: due date and status, with the gaps of all columns.
const FIXED: usize = 10 + 2 + 11 + 2 + 2 + 2;
/// Columns of where a date comes from.
const FROM: usize = 8 + 2;
/// A narrower terminal has no room for owners and reports beside the actions.
const ROOMY: usize = 100;
/// Fewer columns than this say nothing of an action.
const ACTION: usize = 20;

/// How wide the columns are that give way; in a pipe none does.
struct Columns {
    action: usize,
    owner: usize,
}

impl Columns {
    /// What is left of the width goes to the action; a report's place is never cut, so that it can be copied.
    fn of(actions: &[&ActionView], owners: bool, width: Option<usize>) -> Self {
        let Some(width) = width else {
            return Self {
                action: usize::MAX,
                owner: usize::MAX,
            };
        };
        let widest = |column: &dyn Fn(&ActionView) -> usize| {
            actions.iter().map(|view| column(view)).max().unwrap_or(0)
        };
        let name = widest(&|view| view.owner.as_deref().unwrap_or("-").width());
        let owner = name.max(5).min(width / 8);
        let gap = if owners { owner + 2 } else { 0 };
        let left = width.saturating_sub(FIXED + FROM + issue_width(actions) + gap);
        let place = widest(&|view| place(view).width());
        Self {
            action: left.saturating_sub(place),
            owner,
        }
    }
}

/// `file:line`, behind the name of its repository where there are several.
fn place(view: &ActionView) -> String {
    let whose = view.scope.as_deref().map(|it| format!("{it}: "));
    let whose = terminal_text(&whose.unwrap_or_default());
    format!("{whose}{}:{}", terminal_text(&view.path), view.line)
}

fn state(view: &ActionView) -> String {
    match view.state.as_ref() {
        "done" => paint(GOOD, "done"),
        "dropped" => paint(DIM, "dropped"),
        _ if !view.tracked => paint(DIM, "not tracked"),
        _ if view.days_late > 0 && view.waived.is_some() => paint(DIM, "waived"),
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
    if totals.waived > 0 {
        parts.push(format!("{} waived", totals.waived));
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
    if totals.told > 0 {
        let issues = count(totals.told, "issue");
        line.push_str(&format!(
            "; the next sync closes {issues}, as the reports say"
        ));
    }
    if totals.not_tracked > 0 {
        line.push_str(&format!("; {} more not tracked", totals.not_tracked));
    }
    line
}

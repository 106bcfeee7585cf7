//! Plan, sync and findings as a comment tells them.

use super::check::{CheckDocument, FindingView};
use super::look::count;
use super::place::{is_address, place};
use super::plan::{ChangeView, HeldView, PlanDocument};
use super::sync::SyncDocument;
use crate::render::{ChangeRow, CommentView, FindingRow, HeldRow};

/// How the guard is told to let everything pass.
const ALLOW: &str =
    "If that is meant so, run the sync once with `--allow-bulk` (the input allow-bulk: true).";

/// What `subject` would do, and the findings; `files` is the address that paths of files are appended to.
#[must_use]
pub fn comment_of_plan(
    plan: &PlanDocument,
    check: Option<&CheckDocument>,
    files: Option<&str>,
    subject: &str,
) -> CommentView {
    let changes: Vec<&ChangeView> = plan.changes.iter().collect();
    let held: Vec<&HeldView> = plan.held.iter().collect();
    let mut view = told(false, &changes, &held, check, files);
    view.summary = summary(&view, check, subject);
    view.notes.extend(hidden(plan.confidential));
    if plan.waiting > 0 {
        let actions = count(plan.waiting, "action");
        view.notes.push(format!("{actions} without an issue until a person says which one it is: see the finding unpaired."));
    }
    view
}

/// What a sync did, if there was one, and the findings after it.
#[must_use]
pub fn comment_of_sync(
    sync: Option<&SyncDocument>,
    check: Option<&CheckDocument>,
    files: Option<&str>,
) -> CommentView {
    let changes: Vec<&ChangeView> = sync.iter().flat_map(|it| &it.done).collect();
    let held: Vec<&HeldView> = sync.iter().flat_map(|it| &it.held).collect();
    let mut view = told(true, &changes, &held, check, files);
    let held = held.iter().map(|it| it.changes.len()).sum();
    let failed = sync.iter().map(|it| it.failed.len()).sum();
    view.summary = summary_of_sync(&view, check, held, failed);
    view.notes
        .extend(hidden(sync.iter().map(|it| it.confidential).sum()));
    for failed in sync.iter().flat_map(|it| &it.failed) {
        view.notes
            .push(format!("failed: {}: {}", failed.change.title, failed.error));
    }
    for file in sync.iter().flat_map(|it| &it.reports) {
        view.notes
            .extend(file.error.as_ref().map(|why| format!("not written: {why}")));
    }
    view
}

/// The findings alone.
#[must_use]
pub fn comment_of_check(check: &CheckDocument, files: Option<&str>) -> CommentView {
    CommentView {
        summary: verdict(check),
        ..told(false, &[], &[], Some(check), files)
    }
}

fn told(
    done: bool,
    changes: &[&ChangeView],
    held: &[&HeldView],
    check: Option<&CheckDocument>,
    files: Option<&str>,
) -> CommentView {
    // What is held was not done; what would be done shows it all the same, so that it can be judged.
    let would = held.iter().filter(|_| !done).flat_map(|it| &it.changes);
    let all = would.chain(changes.iter().copied());
    let mut view = CommentView {
        done,
        summary: String::new(),
        held: held.iter().map(|it| held_row(it)).collect(),
        changes: all.map(|it| change_row(it, files)).collect(),
        ..CommentView::default()
    };
    if let Some(check) = check {
        let (known, new): (Vec<_>, Vec<_>) = check.findings.iter().partition(|it| it.known);
        view.findings = new.iter().map(|it| finding_row(it, files)).collect();
        if !known.is_empty() {
            let known = count(known.len(), "finding");
            view.notes
                .push(format!("{known} that the base has already, not counted."));
        }
        view.notes.extend(check.notes.iter().cloned());
        if check.confidential > 0 {
            view.notes.push(format!(
                "{} about confidential reports not shown.",
                count(check.confidential, "finding")
            ));
        }
    }
    view
}

/// "Merging this opens 2 issues and changes 1. 1 error, 3 warnings."
fn summary(view: &CommentView, check: Option<&CheckDocument>, subject: &str) -> String {
    let text = match changed(view) {
        Some(changed) => format!("{subject} {changed}."),
        None => format!("{subject} changes no issue."),
    };
    with_verdict(text, check)
}

/// "This run opened 2 issues; 3 changes are held; 1 failed. 1 error."
fn summary_of_sync(
    view: &CommentView,
    check: Option<&CheckDocument>,
    held: usize,
    failed: usize,
) -> String {
    let changed = changed(view);
    if changed.is_none() && held + failed == 0 {
        return with_verdict("No issue had to be changed.".to_owned(), check);
    }
    let mut text = match changed {
        Some(changed) => format!("This run {changed}"),
        None => "This run changed no issue".to_owned(),
    };
    match held {
        0 => {}
        1 => text.push_str("; 1 change is held"),
        _ => text.push_str(&format!("; {held} changes are held")),
    }
    if failed > 0 {
        text.push_str(&format!("; {} failed", count(failed, "change")));
    }
    with_verdict(text + ".", check)
}

/// "opened 2 issues and changed 1 issue"; none if there is nothing of that kind.
fn changed(view: &CommentView) -> Option<String> {
    let opened = view.changes.iter().filter(|it| it.what == "open").count();
    let verbs = match view.done {
        true => ["opened", "changed"],
        false => ["opens", "changes"],
    };
    let counts = [opened, view.changes.len() - opened];
    let parts = verbs.iter().zip(counts).filter(|(_, number)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(verb, number)| format!("{verb} {}", count(number, "issue")))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

fn with_verdict(text: String, check: Option<&CheckDocument>) -> String {
    match check {
        Some(check) => format!("{text} {}", verdict(check)),
        None => text,
    }
}

fn verdict(check: &CheckDocument) -> String {
    match (check.errors, check.warnings) {
        (0, 0) => check.all_is_well().to_owned(),
        (errors, 0) => format!("{}.", count(errors, "error")),
        (0, warnings) => format!("{}.", count(warnings, "warning")),
        (errors, warnings) => format!(
            "{}, {}.",
            count(errors, "error"),
            count(warnings, "warning")
        ),
    }
}

fn hidden(confidential: usize) -> Option<String> {
    (confidential > 0).then(|| {
        format!(
            "{} for confidential reports.",
            count(confidential, "change")
        )
    })
}

fn held_row(held: &HeldView) -> HeldRow {
    HeldRow {
        class: held.class.to_owned(),
        count: held.changes.len(),
        why: match held.blind.as_ref().or(held.budget.as_ref()) {
            Some(why) => why.clone(),
            None => format!("{} would pass. {ALLOW}", held.limit),
        },
    }
}

fn change_row(change: &ChangeView, files: Option<&str>) -> ChangeRow {
    ChangeRow {
        what: match change.what {
            "open" => "open".to_owned(),
            _ => change.how.join(", "),
        },
        title: change.title.clone(),
        handle: change.handle.clone(),
        issue: change.issue.clone().filter(|it| is_address(it)),
        place: place(&change.path, Some(change.line)),
        href: href(files, &change.path, Some(change.line)),
        due: change.due.clone(),
    }
}

fn finding_row(finding: &FindingView, files: Option<&str>) -> FindingRow {
    let excused = finding.excused.as_ref();
    let excused = excused.map(|why| format!(" ({why})")).unwrap_or_default();
    FindingRow {
        severity: finding.severity.to_owned(),
        rule: finding.rule.to_owned(),
        title: finding.title.clone(),
        message: format!("{}{excused}", finding.message),
        place: place(&finding.path, finding.line),
        href: href(files, &finding.path, finding.line),
        help: finding.help.clone(),
    }
}

/// Where a line is shown; an issue's address is its own.
fn href(files: Option<&str>, path: &str, line: Option<usize>) -> Option<String> {
    if is_address(path) {
        return Some(path.to_owned());
    }
    let path = path
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('?', "%3F");
    let line = line.map(|line| format!("#L{line}")).unwrap_or_default();
    files.map(|files| format!("{files}{path}{line}"))
}

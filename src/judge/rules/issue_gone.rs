//! A report names an issue that cannot be found or read.

use super::{Court, Finding};
use crate::issue::UnreadFile;
use crate::judge::Place;
use crate::ledger::{Entry, Pairing};
use crate::policy::{Rule, Severity};

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let Pairing::Gone(id) = &entry.pairing else {
        return unread(court, entry);
    };
    let handle = court.handles.of_id(id);
    let help = format!(
        "bring {handle} back, or remove the reference from the report, so that a new issue is opened"
    );
    // A forge answers alike for both: docs.github.com, "Get an issue", 404.
    let (message, help) = match court.ledger.home.host.is_empty() {
        true => (format!("{handle} does not exist any more"), help),
        false => (
            format!(
                "{handle} does not exist any more, or was moved to where the token cannot look"
            ),
            format!("write its new address into the report if it was moved; else {help}"),
        ),
    };
    Some(court.about(entry, Rule::IssueGone, message, help))
}

/// An issue of ours that cannot be read: what the last sync wrote into the report counts. An issue file says so
/// itself.
fn unread(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let barred = court.ledger.barred(entry).filter(|it| it.ours)?;
    if court.ledger.home.host.is_empty() {
        return None;
    }
    let handle = court.handles.of_id(barred.issue);
    let message = format!(
        "{handle} cannot be read, so what the report says of it counts: {}",
        barred.why
    );
    let help = format!(
        "let the token read {handle}, or remove the reference from the report if a new issue is to be opened"
    );
    let finding = court.about(entry, Rule::IssueGone, message, help);
    Some(Finding {
        severity: Severity::Warning,
        ..finding
    })
}

/// Issue files that could not be understood: nothing is known of their actions.
pub(in crate::judge) fn unreadable_issues(court: &Court<'_>) -> Vec<Finding> {
    let finding = |file: &UnreadFile| {
        let place = Place {
            path: file.file.clone(),
            line: Some(file.line),
        };
        let help = "mend the file by hand, or take it from an earlier commit; until then its action is left as it is";
        Finding {
            handle: file.ids.first().map(|id| court.handles.of_id(id)),
            issue: Some(file.file.clone()),
            ..Finding::of_place(Rule::Unreadable, place, file.reason.clone(), help)
        }
    };
    court.ledger.unread.iter().map(finding).collect()
}

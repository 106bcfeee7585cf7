//! A report names an issue that cannot be found or read.

use super::{Court, Finding};
use crate::issue::UnreadFile;
use crate::judge::Place;
use crate::ledger::{Entry, Pairing};
use crate::policy::{Rule, Severity};

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let Pairing::Gone(id) = &entry.pairing else {
        return None;
    };
    let handle = court.handles.of_id(id);
    let help = format!(
        "bring {handle} back, or remove the reference from the report, so that a new issue is opened"
    );
    let message = format!("{handle} does not exist any more");
    Some(court.about(entry, Rule::IssueGone, message, help))
}

/// Issue files that could not be understood: nothing is known of their actions.
pub(in crate::judge) fn unreadable_issues(court: &Court<'_>) -> Vec<Finding> {
    let finding = |file: &UnreadFile| Finding {
        rule: Rule::Unreadable,
        severity: Severity::Error,
        place: Place {
            path: file.file.clone(),
            line: Some(file.line),
        },
        title: None,
        handle: file.ids.first().map(|id| court.handles.of_id(id)),
        key: None,
        issue: Some(file.file.clone()),
        due: None,
        days_late: 0,
        message: file.reason.clone(),
        help: "until then its action is left as it is".to_owned(),
    };
    court.ledger.unread.iter().map(finding).collect()
}

//! A reference copied from another action.

use super::{Court, Finding};
use crate::ledger::{Entry, Hold, Pairing};
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let Pairing::Held(Hold::Copied {
        issue,
        report,
        scope,
    }) = &entry.pairing
    else {
        return beside(court, entry);
    };
    let handle = court.handles.of_id(issue);
    let own = &court.ledger.reports[entry.report];
    let owner = match scope {
        Some(scope) => format!("an action of {report} in the reports of {scope}"),
        None if own.id == *report => "another action of this report".to_owned(),
        None => format!("an action of {report}"),
    };
    let message = format!("{handle} belongs to {owner}; its status is not believed here");
    let help = format!(
        "remove the reference, so that the action gets an issue of its own, or write `see {handle}` to share that one"
    );
    // The same report in another scope: its set of reports got another name after the first sync.
    let renamed = scope.as_ref().filter(|_| own.id == *report);
    let help = match renamed {
        Some(scope) => format!(
            "set `scope: {scope}` in followthrough.yml if these are the same reports; else {help}"
        ),
        None => help,
    };
    Some(court.about(entry, Rule::CopiedReference, message, help))
}

/// A reference that stands beside the action's own, in the same form.
fn beside(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let own = entry.issue_id()?;
    let copies = &court.ledger.action(entry).place.copies;
    let sure = copies.iter().filter(|it| it.word.is_some());
    let mut named = sure.filter_map(|it| court.ledger.home.resolve(&it.reference));
    let other = named.find(|id| id != own)?;
    let (own, handle) = (court.handles.of_id(own), court.handles.of_id(&other));
    let message =
        format!("{handle} stands beside its own reference {own}; its status is not believed here");
    let help = format!("remove {handle}, or write `see {handle}` to name it in passing");
    Some(court.about(entry, Rule::CopiedReference, message, help))
}

//! A reference copied from another action.

use super::{Court, Finding};
use crate::ledger::{Entry, Hold, Pairing};
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let Pairing::Held(Hold::Copied { issue, report }) = &entry.pairing else {
        return None;
    };
    let handle = court.handles.of_id(issue);
    let own = &court.ledger.reports[entry.report];
    let owner = if own.id == *report {
        "another action of this report".to_owned()
    } else {
        format!("an action of {report}")
    };
    let message = format!("{handle} belongs to {owner}; its status is not believed here");
    let help = format!(
        "remove the reference, so that the action gets an issue of its own, or write `see {handle}` to share that one"
    );
    Some(court.about(entry, Rule::CopiedReference, message, help))
}

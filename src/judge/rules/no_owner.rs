//! An open action that nobody is responsible for.

use super::{Court, Finding};
use crate::ledger::{Entry, Pairing};
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let assigned = entry
        .issue()
        .is_some_and(|issue| !issue.assignees.is_empty());
    // An issue that was not looked at may be assigned to somebody.
    let unknown = matches!(entry.pairing, Pairing::Unread(..));
    let owned = court.ledger.action(entry).owner.is_some() || assigned || unknown;
    (!owned && court.is_pending(entry)).then(|| {
        let help = "name somebody in the report (`Owner: …`), or assign the issue";
        court.about(
            entry,
            Rule::NoOwner,
            "nobody is responsible for it".to_owned(),
            help.to_owned(),
        )
    })
}

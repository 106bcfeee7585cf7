//! An action that should have an issue and has none yet.

use super::{Court, Finding};
use crate::ledger::Entry;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let known = !court.ledger.coverage.unseen;
    (known && court.ledger.wants_issue(entry)).then(|| {
        court.about(
            entry,
            Rule::Untracked,
            "it has no issue yet".to_owned(),
            "run `followthrough sync`, or opt out with `[no-track]` on the action".to_owned(),
        )
    })
}

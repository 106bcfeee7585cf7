//! An open action whose report states no due date.

use super::{Court, Finding};
use crate::ledger::Entry;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let stated = court.ledger.action(entry).due.is_some();
    (!stated && court.is_pending(entry)).then(|| {
        court.about(
            entry,
            Rule::NoDue,
            "the report states no due date".to_owned(),
            "state one on the action (`due: 2026-01-31`)".to_owned(),
        )
    })
}

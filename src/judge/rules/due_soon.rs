//! An open action that is due within `policy.warn`.

use super::{Court, Finding};
use crate::ledger::Entry;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let soon = entry.due.is_soon(court.today, court.policy.warn);
    if !soon || !court.is_pending(entry) {
        return None;
    }
    let date = entry.due.date?;
    let message = match court.today == date {
        true => format!("due today: {}", entry.due.explain_on(court.today)),
        false => format!("due {date}: {}", entry.due.explain_on(court.today)),
    };
    let help = "finish it in time, or agree on another date and state it in the report".to_owned();
    Some(court.about(entry, Rule::DueSoon, message, help))
}

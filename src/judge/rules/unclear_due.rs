//! An open action whose report states a due date that cannot be told, so that the policy's counts.

use super::{Court, Finding};
use crate::ledger::Entry;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let action = court.ledger.action(entry);
    let unclear = action.due.is_none() && court.is_pending(entry);
    let doubt = action.doubts.first().filter(|_| unclear)?;
    let instead = match entry.due.date {
        Some(date) => format!("so it is due {date}, {}", entry.due.explain()),
        None => "so it is never due".to_owned(),
    };
    let message = format!("its due date is not understood: {}; {instead}", doubt.value);
    let help = "write the day in full: `2026-01-31`".to_owned();
    Some(court.about(entry, Rule::UnclearDue, message, help))
}

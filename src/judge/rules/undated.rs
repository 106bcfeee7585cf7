//! An open action without a due date in a report without any date; said once for each report.

use super::{Court, Finding};
use crate::ledger::Entry;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let is_undated = |entry: &Entry| entry.due.is_undated() && court.is_pending(entry);
    let first = court
        .ledger
        .entries_of(entry.report)
        .iter()
        .find(|other| is_undated(other))?;
    (first.action == entry.action).then(|| {
        let message = match entry.due.date {
            Some(date) => format!("the report has no date; due {date}, {}", entry.due.explain_on(court.today)),
            None => "the report has no date, so nothing in it is ever due".to_owned(),
        };
        let help = "say in the report when the incident was (`Date: 2026-01-31`), or in its front matter (`start: 2026-01-31`)";
        Finding {
            subject: None,
            ..court.about(entry, Rule::Undated, message, help.to_owned())
        }
    })
}

//! An open action without a due date in a report without any date; said once for each report.

use super::{Court, Finding};
use crate::ledger::Entry;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>) -> Vec<Finding> {
    let is_undated = |entry: &&Entry| entry.due.is_undated() && court.is_pending(entry);
    let reports = 0..court.ledger.reports.len();
    let first = reports.filter_map(|at| court.ledger.entries_of(at).iter().find(is_undated));
    first.map(|entry| finding(court, entry)).collect()
}

fn finding(court: &Court<'_>, entry: &Entry) -> Finding {
    let incident = &court.ledger.reports[entry.report].report.incident;
    let doubt = incident
        .doubts
        .iter()
        .map(|it| format!(" ({})", it.value))
        .next();
    let doubt = doubt.unwrap_or_default();
    let message = match entry.due.date {
        Some(date) => format!(
            "the report has no date{doubt}; due {date}, {}",
            entry.due.explain_on(court.today)
        ),
        None => format!(
            "the report has no date{doubt}, so what states none itself is never due; after `followthrough adopt` it would be, counted from that day"
        ),
    };
    let help = "say in the report when the incident was (`Date: 2026-01-31`), or in its front matter (`start: 2026-01-31`)";
    Finding {
        subject: None,
        ..court.about(entry, Rule::Undated, message, help.to_owned())
    }
}

//! An open action whose due date has passed.

use super::{Court, Finding};
use crate::judge::Excuse;
use crate::ledger::Entry;
use crate::policy::{Rule, Severity};

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let days = entry.due.days_late(court.today);
    let told = court.is_told_over(entry);
    if days == 0 || !(told || court.is_pending(entry)) {
        return None;
    }
    let date = entry.due.date?;
    let late = if days == 1 {
        "1 day"
    } else {
        &format!("{days} days")
    };
    let message = format!(
        "{late} late, due {date}: {}",
        entry.due.explain_on(court.today)
    );
    let help = match entry.issue_id() {
        Some(_) => {
            "finish it and close its issue, tick it in the report, or state a new date there"
        }
        None => "finish it and tick it in the report, or state a new date there",
    };
    let mut finding = court.about(entry, Rule::Overdue, message, help.to_owned());
    finding.days_late = days;
    finding.severity = entry.due.cap(Severity::Error, court.today);
    if told {
        finding.help = "run `followthrough sync`".to_owned();
        return Some(finding.excused(Excuse::Told));
    }
    Some(finding)
}

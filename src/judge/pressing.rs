//! What the day makes of open issues: which are late, and of which people are to be reminded.

use super::{Case, Court};
use crate::ledger::Entry;
use crate::policy::{Reminder, Rule, Severity};

/// What the day makes of one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pressing {
    /// It is late, and nobody allowed that.
    pub late: bool,
    /// The reminder of its due date whose day it is; sent before or not.
    pub reminder: Option<Reminder>,
}

/// For each entry of the ledger, in their order, what the day makes of it.
#[must_use]
pub fn pressing(case: Case<'_>) -> Vec<Pressing> {
    let court = Court::of(case);
    let of = |entry| of_entry(&court, entry);
    case.ledger.entries.iter().map(of).collect()
}

fn of_entry(court: &Court<'_>, entry: &Entry) -> Pressing {
    let waiver = court.waiver(entry);
    let waived = waiver.is_some_and(|it| !it.is_expired(court.today));
    let Some(due) = entry
        .due
        .date
        .filter(|_| !waived && court.is_pending(entry))
    else {
        return Pressing::default();
    };
    let counts = court.policy.severity(Rule::Overdue) > Severity::Off;
    Pressing {
        late: counts && entry.due.days_late(court.today) > 0,
        reminder: Reminder::of(due, &court.policy.nudge, court.today),
    }
}

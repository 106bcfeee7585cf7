//! An action that should have an issue and has none yet; measures that look like work, and are left out because
//! their report lists tasks.

use super::{Court, Finding};
use crate::ledger::Entry;
use crate::policy::{Rule, Tracking};

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

/// One finding for each report whose measures name somebody or a day and are not followed up.
pub(in crate::judge) fn left_out(court: &Court<'_>) -> Vec<Finding> {
    let left = |entry: &&Entry| {
        let action = court.ledger.action(entry);
        let stated = action.owner.is_some() || action.due.is_some();
        let aside = entry.tracking == Tracking::BesideTasks && !court.ledger.follows(entry);
        aside && stated && !action.settled_by_mark()
    };
    let reports = 0..court.ledger.reports.len();
    let found = reports.filter_map(|at| {
        let measures: Vec<&Entry> = court.ledger.entries_of(at).iter().filter(left).collect();
        Some((*measures.first()?, measures.len()))
    });
    found
        .map(|(first, count)| beside(court, first, count))
        .collect()
}

fn beside(court: &Court<'_>, first: &Entry, count: usize) -> Finding {
    let (measures, are) = match count {
        1 => ("1 measure".to_owned(), "is"),
        _ => (format!("{count} measures"), "are"),
    };
    let message = format!(
        "{measures} with an owner or a due date {are} not tracked, because the report lists tasks too"
    );
    let help = "list them among the tasks, set `actions.track: all`, or write `[no-track]` on each";
    Finding {
        subject: None,
        part: Some("measures".to_owned()),
        ..court.about(first, Rule::Untracked, message, help.to_owned())
    }
}

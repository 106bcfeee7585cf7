//! Waivers whose day has passed, and waivers that nobody needs.

use super::{Court, Finding};
use crate::action::Word;
use crate::judge::Place;
use crate::ledger::{Entry, Handles, Ledger};
use crate::policy::{Rule, Severity, WAIVERS, Waiver};

/// What is wrong with waivers of actions in this ledger.
pub(in crate::judge) fn find(court: &Court<'_>) -> Vec<Finding> {
    let waivers = court.waivers.iter();
    waivers
        .filter_map(|waiver| of_waiver(court, waiver))
        .collect()
}

/// Waivers that name no action of any of these ledgers.
pub(in crate::judge) fn nobodys(waivers: &[Waiver], ledgers: &[&Ledger]) -> Vec<Finding> {
    let named = |waiver: &&Waiver| {
        let mut ledgers = ledgers.iter();
        ledgers.any(|ledger| !Handles::entries_named(ledger, &waiver.action).is_empty())
    };
    let unnamed = waivers.iter().filter(|waiver| !named(waiver));
    unnamed
        .map(|waiver| {
            let why = format!("{} names no action of these reports", waiver.action);
            Finding {
                subject: Some(waiver.action.clone()),
                ..unused(waiver, why)
            }
        })
        .collect()
}

fn of_waiver(court: &Court<'_>, waiver: &Waiver) -> Option<Finding> {
    let entries = Handles::entries_named(court.ledger, &waiver.action);
    let entry = entries.first()?;
    let title = &court.ledger.action(entry).title;
    let about = |finding| Some(described(court, entry, finding));
    if let Some(other) = court.waiver(entry).filter(|it| it.line != waiver.line) {
        let why = format!(
            "the waiver on line {} holds for {}",
            other.line, waiver.action
        );
        return about(unused(waiver, why));
    }
    if !entries.iter().any(|entry| court.is_pending(entry)) {
        let dropped = |entry: &&Entry| court.ledger.word(entry) == Word::Dropped;
        let why = format!("{} is settled: {title}", waiver.action);
        // A waiver is a recorded reason to give the work up, too.
        return (!entries.iter().any(dropped)).then(|| about(unused(waiver, why)))?;
    }
    let due = entry.due.date;
    if !due.is_some_and(|due| due < waiver.until || due < court.today) {
        let due = due.map_or("never due".to_owned(), |due| format!("due {due}"));
        let why = format!(
            "{} is {due}, so it is not late before the waiver ends",
            waiver.action
        );
        return about(unused(waiver, why));
    }
    let late = waiver.is_expired(court.today) && entry.due.days_late(court.today) > 0;
    late.then(|| about(expired(court, entry, waiver)))?
}

fn expired(court: &Court<'_>, entry: &Entry, waiver: &Waiver) -> Finding {
    let message = format!(
        "the waiver of {} ended on {}, and the action is still open",
        waiver.action, waiver.until
    );
    let handle = entry.issue_id().map(|id| court.handles.of_id(id));
    let help = format!(
        "finish the action, or agree on another day: `followthrough waive {} --until … --reason …`",
        Handles::typed(handle.as_ref().unwrap_or(&waiver.action))
    );
    let mut finding = Finding::of_place(Rule::WaiverExpired, place(waiver), message, help);
    finding.severity = entry.due.cap(Severity::Error, court.today);
    finding
}

fn unused(waiver: &Waiver, message: String) -> Finding {
    let help = "remove the entry, so that the list shows only what is allowed now";
    Finding::of_place(Rule::WaiverUnused, place(waiver), message, help)
}

fn described(court: &Court<'_>, entry: &Entry, finding: Finding) -> Finding {
    let about = court.about(entry, finding.rule, String::new(), String::new());
    Finding {
        report: Some(about.place.path),
        subject: about.subject,
        title: about.title,
        handle: about.handle,
        key: about.key,
        issue: about.issue,
        due: about.due,
        ..finding
    }
}

fn place(waiver: &Waiver) -> Place {
    Place {
        path: WAIVERS.to_owned(),
        line: Some(waiver.line),
    }
}

//! From what the rounds decided to the ledger.

use super::fingerprint::text_key;
use super::rounds::Settled;
use super::{
    Coverage, Entry, Hold, Ledger, Pairing, ReportEntry, ReportNames, Scheduled, StatusWords,
};
use crate::issue::{Home, Listing};

/// Puts every action beside what was decided for it.
pub(super) fn assemble(
    reports: Vec<Scheduled>,
    mut settled: Settled,
    listing: &Listing,
    scope: &str,
    home: &Home,
    coverage: Coverage,
) -> Ledger {
    let mut entries = Vec::new();
    let mut shown = Vec::with_capacity(reports.len());
    for (report, scheduled) in reports.into_iter().enumerate() {
        let decided = std::mem::take(&mut settled.pairings[report]);
        let id = id(report, &decided, &settled.names);
        let facts = scheduled.tracking.into_iter().zip(scheduled.dues);
        for (action, ((tracking, due), pairing)) in facts.zip(decided).enumerate() {
            let pairing = pairing.unwrap_or(Pairing::New);
            let text = text_key(&scheduled.report.actions[action].bare);
            let own = match &pairing {
                Pairing::Owned(issue, _) => issue.marker().map(|it| it.key.clone()),
                _ => settled.keys.remove(&(report, action)),
            };
            entries.push(Entry {
                report,
                action,
                tracking,
                due,
                key: own.unwrap_or_else(|| text.clone()),
                text,
                pairing,
            });
        }
        shown.push(ReportEntry {
            id,
            id_taken_by: settled.names.taken_by(report).map(str::to_owned),
            status_words: StatusWords::of(&scheduled.report.actions),
            report: scheduled.report,
        });
    }
    Ledger {
        scope: scope.to_owned(),
        home: home.clone(),
        reports: shown,
        entries,
        orphans: settled.orphans,
        doubles: settled.doubles,
        unread: listing.unread.clone(),
        issues_seen: settled.issues_seen,
        coverage,
    }
}

/// The id that markers name. A report that was renamed goes by its old name as long as an issue that
/// was left behind may belong to one of its actions: else nobody could tell on the next run that it
/// once was this report's. Not so for a closed one of a report that may be another one: the name would
/// pass for proof.
fn id(report: usize, decided: &[Option<Pairing>], names: &ReportNames) -> String {
    let candidates = decided.iter().filter_map(|pairing| match pairing {
        Some(Pairing::Held(Hold::Unpaired(candidates))) => Some(candidates),
        _ => None,
    });
    let mut named = candidates
        .flatten()
        .filter_map(|(issue, _)| Some((issue.marker()?, issue.state.is_open())))
        .filter(|(marker, open)| *open || !names.is_guess(&marker.report))
        .map(|(marker, _)| marker)
        .filter(|marker| names.owner(&marker.report) == Some(report));
    let left_behind = named.next().map(|marker| marker.report.clone());
    left_behind.unwrap_or_else(|| names.id(report).to_owned())
}

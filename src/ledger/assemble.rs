//! From what the rounds decided to the ledger.

use super::fingerprint::text_key;
use super::rounds::Settled;
use super::{Coverage, Entry, Ledger, Pairing, ReportEntry, Scheduled, StatusWords};
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
            id: settled.names.id(report).to_owned(),
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

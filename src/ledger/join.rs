//! The join: which issue belongs to which action, decided in rounds, surest first.

use super::assemble::assemble;
use super::names::ReportNames;
use super::rounds::Rounds;
use super::{Coverage, Ledger, Scheduled};
use crate::issue::{Home, Listing};

/// Joins reports and issues.
///
/// Rounds over all actions, tracked or not: suffixes, equal texts that other facts tell apart, keys, equal texts, hand
/// links, likeness, issues that lost their marker.
/// An action that names an issue which cannot be found never falls through to a new one.
#[must_use]
pub fn join(
    reports: Vec<Scheduled>,
    listing: &Listing,
    scope: &str,
    home: &Home,
    coverage: Coverage,
) -> Ledger {
    let names = ReportNames::new(reports.iter().map(|it| &it.report), &coverage);
    let mut rounds = Rounds::new(&reports, names, listing, scope, home, &coverage);
    rounds.suffixes();
    rounds.twins();
    rounds.keys();
    rounds.equal_texts();
    rounds.hand_links();
    rounds.likeness();
    rounds.unmarked();
    let settled = rounds.settle();
    assemble(reports, settled, listing, scope, home, coverage)
}

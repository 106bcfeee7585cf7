//! Open actions that a pull request takes out of the reports, or out of what is followed up.

use super::{Court, Finding};
use crate::ledger::{Comparison, Ledger};
use crate::policy::Rule;

/// `base` is the court over the base, `head` what the pull request makes of it.
pub(in crate::judge) fn find(
    base: &Court<'_>,
    head: &Ledger,
    comparison: &Comparison,
) -> Vec<Finding> {
    let entries = base.ledger.entries.iter().enumerate();
    let open = entries.filter(|(_, entry)| base.is_pending(entry));
    let lost = open.filter_map(|(at, entry)| {
        let message = match comparison.newer(at).map(|at| &head.entries[at]) {
            None => "it stands in no report any more",
            Some(now) if !head.follows(now) => "it is not followed up any more",
            Some(_) => return None,
        };
        let help = "put it back, or give it up for a reason: `followthrough close HANDLE --as not-planned --reason …`";
        let mut finding = base.about(entry, Rule::RemovedAction, message.to_owned(), help.to_owned());
        finding.place.line = None;
        Some(finding)
    });
    lost.collect()
}

//! Open actions that a pull request takes out of the reports, or out of what is followed up.

use super::{Court, Finding};
use crate::ledger::{Comparison, Handles, Ledger};
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
        let help = match entry.issue_id().map(|id| base.handles.of_id(id)) {
            Some(handle) => format!(
                "put it back, or give it up for a reason: `followthrough close {} --as not-planned --reason …`",
                Handles::typed(&handle)
            ),
            None => "put it back, or strike it through and say why: `~~…~~ (the table is gone)`".to_owned(),
        };
        let mut finding = base.about(entry, Rule::RemovedAction, message.to_owned(), help);
        finding.place.line = None;
        Some(finding)
    });
    lost.collect()
}

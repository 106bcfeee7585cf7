//! Fingerprints: the provisional identity of an action, computed from its report alone.

use std::collections::HashMap;

use crate::action::Report;
use crate::issue::Key;

/// The fingerprint of the action with this text that is number `ordinal` (from 0) among the equal
/// ones of its report.
#[must_use]
pub(super) fn fingerprint(report_id: &str, bare: &str, ordinal: usize) -> Key {
    Key::of("key", &[report_id, bare, &ordinal.to_string()])
}

/// The fingerprint without report and ordinal: equal texts have equal ones wherever they stand.
#[must_use]
pub fn text_key(bare: &str) -> Key {
    Key::of("text", &[bare])
}

/// The fingerprints of all actions of a report, in their order.
#[must_use]
pub fn fingerprints(report_id: &str, report: &Report) -> Vec<Key> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut next = |bare| {
        let count = seen.entry(bare).or_default();
        *count += 1;
        *count - 1
    };
    report
        .actions
        .iter()
        .map(|action| fingerprint(report_id, &action.bare, next(&action.bare)))
        .collect()
}

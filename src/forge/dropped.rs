//! Fields that a forge leaves out without a word where the token lacks a right.

use jiff::civil::Date;

use crate::issue::{Draft, Issue};

/// What was asked for and did not come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Dropped {
    pub(super) labels: Vec<String>,
    pub(super) assignees: Vec<String>,
    pub(super) due: Option<Date>,
    /// True if everybody can read it although nobody was to.
    pub(super) shown: bool,
}

/// Compares what came with what was asked for; case does not count.
pub(super) fn dropped(draft: &Draft, got: &Issue) -> Dropped {
    Dropped {
        labels: missing(&draft.labels, &got.labels),
        assignees: missing(&draft.assignees, &got.assignees),
        due: draft.due.flatten().filter(|day| got.due != Some(*day)),
        shown: draft.confidential && !got.confidential,
    }
}

/// What of `wanted` is not in `got`.
pub(super) fn missing(wanted: &[String], got: &[String]) -> Vec<String> {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let came = |it: &&String| got.iter().any(|other| same(it, other));
    wanted.iter().filter(|it| !came(it)).cloned().collect()
}

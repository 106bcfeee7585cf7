//! Issues that were opened twice: the one not in use is closed, and says which one is.

use super::{Change, What, Why};
use crate::issue::{Issue, IssuePatch, State, Wrote};
use crate::ledger::{Double, Ledger};

/// The changes that close what was opened twice, where that is sure and nobody touched it; anything else
/// stays a finding.
#[must_use]
pub fn repairs(ledger: &Ledger) -> Vec<Change> {
    let doubles = ledger.doubles.iter().filter(|it| it.is_repairable());
    let changes = doubles.filter_map(|double| {
        let owns = |issue: &Issue| issue.id == double.keep.id;
        let mut entries = ledger.entries.iter();
        let entry = entries.position(|it| it.owned().is_some_and(owns))?;
        let what = close(double)?;
        Some(Change { entry, what })
    });
    changes.collect()
}

fn close(double: &Double) -> Option<What> {
    let other = &double.other;
    let keep = double.keep.place();
    let block = other.body.block().unwrap_or_default();
    let block = format!("Opened twice: {keep} is the issue in use.\n\n{block}");
    let mut marker = other.marker()?.clone();
    marker.wrote = Some(Wrote::of(&other.title, &block));
    Some(What::Update {
        seen: Box::new(other.clone()),
        patch: IssuePatch {
            body: Some(other.body.splice(&marker, Some(&block))),
            state: Some(State::Duplicate),
            duplicate_of: Some(double.keep.id.clone()),
            ..IssuePatch::default()
        },
        why: vec![Why::Double],
        say: None,
    })
}

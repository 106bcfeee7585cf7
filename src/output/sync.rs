//! What a sync changed.

use serde::Serialize;

use super::VERSION;
use super::plan::{self, ChangeView, HeldView};
use crate::ledger::{Handles, Ledger};
use crate::plan::Held;
use crate::tracker::Outcome;

/// `sync --format json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(title = "followthrough sync")]
pub struct SyncDocument {
    /// Version of this document.
    pub version: u32,
    /// The set of reports.
    pub scope: String,
    /// What was changed in the tracker.
    pub done: Vec<ChangeView>,
    /// What could not be changed, or not be confirmed.
    pub failed: Vec<FailedView>,
    /// What the guard held back.
    pub held: Vec<HeldView>,
    /// Tracked actions for which nothing is done until a person says which issue is theirs.
    pub waiting: usize,
    /// The reports that were written, or could not be.
    pub reports: Vec<FileView>,
}

/// A change that failed.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct FailedView {
    /// The change.
    #[serde(flatten)]
    pub change: ChangeView,
    /// Why it failed.
    pub error: String,
}

/// A report that was to be written.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct FileView {
    /// The report.
    pub path: String,
    /// Why it could not be written; none if it was.
    pub error: Option<String>,
}

/// Builds the document from the ledger after the outcome.
#[must_use]
pub fn sync(
    ledger: &Ledger,
    outcome: &Outcome,
    held: &[Held],
    reports: Vec<FileView>,
) -> SyncDocument {
    let handles = Handles::of(ledger);
    let done = outcome.done.iter().map(|(change, issue)| ChangeView {
        handle: Some(handles.handle(issue)),
        issue: Some(issue.place()),
        ..plan::change(ledger, change, &handles)
    });
    let failed = outcome.failed.iter().map(|(change, error)| FailedView {
        change: plan::change(ledger, change, &handles),
        error: error.to_string(),
    });
    SyncDocument {
        version: VERSION,
        scope: ledger.scope.clone(),
        done: done.collect(),
        failed: failed.collect(),
        held: held
            .iter()
            .map(|it| plan::held(ledger, it, &handles))
            .collect(),
        waiting: ledger.waiting(),
        reports,
    }
}

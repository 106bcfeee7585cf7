//! What a sync changed.

use std::collections::BTreeSet;

use serde::Serialize;

use super::VERSION;
use super::plan::{self, ChangeView, HeldView};
use super::secrets::{ACTION, REPORT, Secrets, Veil};
use crate::ledger::{Handles, Ledger};
use crate::plan::{Change, Held};
use crate::tracker::Outcome;

/// `sync --format json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(title = "followthrough sync")]
pub struct SyncDocument {
    /// Version of this document.
    pub version: u32,
    /// The set of reports; with `projects` all of them, each change naming its own.
    pub scope: String,
    /// What was changed in the tracker.
    pub done: Vec<ChangeView>,
    /// What could not be changed, or not be confirmed.
    pub failed: Vec<FailedView>,
    /// What the tracker left out of what was asked for, and what to do about it.
    pub warnings: Vec<String>,
    /// What the guard held back.
    pub held: Vec<HeldView>,
    /// Tracked actions for which nothing is done until a person says which issue is theirs.
    pub waiting: usize,
    /// Files and issues that could not be read, for which nothing was done.
    #[serde(skip)]
    pub unread: (usize, usize),
    /// Changes for confidential reports, which are not listed unless they failed.
    pub confidential: usize,
    /// Changes for confidential reports that were not made, because anybody can read the tracker.
    pub withheld: usize,
    /// The reports that were written, or could not be.
    pub reports: Vec<FileView>,
    /// Confidential reports that were written too, which are not listed.
    pub confidential_reports: usize,
    /// Every report that was written, for what publishes them.
    #[serde(skip)]
    pub written: Vec<String>,
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
    withheld: usize,
    reports: Vec<FileView>,
) -> SyncDocument {
    let handles = Handles::of(ledger);
    let veil = Secrets::of(ledger, &[], &|_| false).veil();
    let carried_out = outcome.done.iter().map(|(change, _)| change);
    let public = |change: &Change| plan::is_public(ledger, change);
    let done = outcome.done.iter().filter(|(change, _)| public(change));
    let done = done.map(|(change, issue)| ChangeView {
        handle: Some(handles.handle(issue)),
        issue: Some(issue.place()),
        ..plan::change(ledger, change, &handles)
    });
    let failed = outcome.failed.iter().map(|(change, error)| {
        let view = plan::change(ledger, change, &handles);
        FailedView {
            change: if public(change) { view } else { veiled(view) },
            error: veil.over(&error.to_string()),
        }
    });
    let written = reports.iter().filter(|it| it.error.is_none());
    let written: Vec<String> = written.map(|it| it.path.clone()).collect();
    let secret = plan::confidential_paths(ledger);
    let hidden = written.iter().filter(|it| secret.contains(it.as_str()));
    SyncDocument {
        version: VERSION,
        scope: ledger.scope.clone(),
        done: done.collect(),
        failed: failed.collect(),
        warnings: outcome.warnings.iter().map(|it| veil.over(it)).collect(),
        held: held
            .iter()
            .map(|it| plan::held(ledger, it, &handles))
            .collect(),
        waiting: ledger.waiting(),
        unread: (0, 0),
        withheld,
        confidential: plan::confidential(ledger, carried_out, held),
        confidential_reports: hidden.count(),
        reports: files(reports, &secret, &veil),
        written,
    }
}

impl SyncDocument {
    /// One document of two sets of reports.
    #[must_use]
    pub fn join(mut self, mut other: Self) -> Self {
        for one in [&mut self, &mut other] {
            plan::name(&one.scope, one.done.iter_mut());
            plan::name(&one.scope, one.failed.iter_mut().map(|it| &mut it.change));
            plan::name(&one.scope, plan::of_held(&mut one.held));
        }
        self.failed.append(&mut other.failed);
        Self {
            version: self.version,
            scope: format!("{}, {}", self.scope, other.scope),
            done: [self.done, other.done].concat(),
            failed: self.failed,
            warnings: [self.warnings, other.warnings].concat(),
            held: [self.held, other.held].concat(),
            waiting: self.waiting + other.waiting,
            unread: plan::sum(self.unread, other.unread),
            confidential: self.confidential + other.confidential,
            withheld: self.withheld + other.withheld,
            reports: [self.reports, other.reports].concat(),
            confidential_reports: self.confidential_reports + other.confidential_reports,
            written: [self.written, other.written].concat(),
        }
    }
}

/// The reports as they may be named: of confidential ones only what failed, without its name.
fn files(reports: Vec<FileView>, secret: &BTreeSet<&str>, veil: &Veil) -> Vec<FileView> {
    let shown = reports.into_iter().filter_map(|it| {
        if !secret.contains(it.path.as_str()) {
            return Some(it);
        }
        let error = veil.over(&it.error?);
        Some(FileView {
            path: REPORT.to_owned(),
            error: Some(error),
        })
    });
    shown.collect()
}

/// A change of a confidential report, of which nothing is told but that it failed.
fn veiled(view: ChangeView) -> ChangeView {
    ChangeView {
        path: REPORT.to_owned(),
        line: 1,
        title: ACTION.to_owned(),
        handle: None,
        issue: None,
        ..view
    }
}

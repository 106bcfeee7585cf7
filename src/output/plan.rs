//! What a sync would change.

use std::collections::BTreeSet;

use serde::Serialize;

use super::VERSION;
use super::look::count;
use super::reading::ReadingView;
use crate::issue::Blind;
use crate::ledger::{Handles, Ledger};
use crate::plan::{Change, Class, Held, Plan, Reason, What, Why};

/// `plan --format json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(title = "followthrough plan")]
pub struct PlanDocument {
    /// Version of this document.
    pub version: u32,
    /// The set of reports; with `projects` all of them, each change naming its own.
    pub scope: String,
    /// What would change in the tracker, in the order of the reports.
    pub changes: Vec<ChangeView>,
    /// What the guard would hold back.
    pub held: Vec<HeldView>,
    /// Tracked actions for which nothing is done until a person says which issue is theirs.
    pub waiting: usize,
    /// Files and issues that could not be read, of which nothing is planned.
    #[serde(skip)]
    pub unread: (usize, usize),
    /// Changes for confidential reports, which are carried out and not listed.
    pub confidential: usize,
    /// Changes for confidential reports that are not made, because anybody can read the tracker.
    pub withheld: usize,
    /// The command that carries it out.
    pub command: String,
    /// Reports whose text would change once their issues are as they should be.
    pub reports: Vec<String>,
    /// Confidential reports whose text would change too, which are not listed.
    pub confidential_reports: usize,
    /// What another edition of the reader changes, if one was asked for; the plan goes by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingView>,
}

/// One change.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]

pub struct ChangeView {
    /// The set of reports it belongs to; only where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `open` or `change`.
    pub what: &'static str,
    /// For a change: what is done to the issue.
    pub how: Vec<&'static str>,
    /// The report.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The title the issue gets or has.
    pub title: String,
    /// What people call the issue.
    pub handle: Option<String>,
    /// The action's key.
    pub key: String,
    /// When the action is due.
    pub due: Option<String>,
    /// Where its issue is.
    pub issue: Option<String>,
}

/// A class of changes that the guard holds back.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct HeldView {
    /// `create`, `close`, `reopen` or `retitle`.
    pub class: &'static str,
    /// What they are.
    pub changes: Vec<ChangeView>,
    /// How many would pass.
    pub limit: usize,
    /// Set if the list of issues lacks some that exist, so that nothing can be opened on its word:
    /// what it lacks and what to do.
    pub blind: Option<String>,
    /// Set if the tracker does not let as much be asked of it for now: how far it goes, and what to do.
    pub budget: Option<String>,
}

/// Builds the document; `reports` are the files that a write-back would change, `command` carries it out.
#[must_use]
pub fn plan(ledger: &Ledger, plan: &Plan, reports: Vec<String>, command: String) -> PlanDocument {
    let handles = Handles::of(ledger);
    let changes = plan.changes.iter().filter(|it| is_public(ledger, it));
    let secret = confidential_paths(ledger);
    let all = reports.len();
    let mut reports = reports;
    reports.retain(|it| !secret.contains(it.as_str()));
    PlanDocument {
        version: VERSION,
        scope: ledger.scope.clone(),
        changes: changes.map(|it| change(ledger, it, &handles)).collect(),
        held: plan
            .held
            .iter()
            .map(|it| held(ledger, it, &handles))
            .collect(),
        waiting: ledger.waiting(),
        unread: (0, 0),
        confidential: confidential(ledger, plan.changes.iter(), &plan.held),
        withheld: plan.withheld,
        command,
        confidential_reports: all - reports.len(),
        reading: None,
        reports,
    }
}

impl PlanDocument {
    /// One document of two sets of reports.
    #[must_use]
    pub fn join(mut self, mut other: Self) -> Self {
        for one in [&mut self, &mut other] {
            name(&one.scope, one.changes.iter_mut());
            name(&one.scope, of_held(&mut one.held));
        }
        Self {
            version: self.version,
            scope: format!("{}, {}", self.scope, other.scope),
            changes: [self.changes, other.changes].concat(),
            held: [self.held, other.held].concat(),
            waiting: self.waiting + other.waiting,
            unread: sum(self.unread, other.unread),
            confidential: self.confidential + other.confidential,
            withheld: self.withheld + other.withheld,
            command: self.command,
            reading: ReadingView::join(self.reading, other.reading),
            reports: [self.reports, other.reports].concat(),
            confidential_reports: self.confidential_reports + other.confidential_reports,
        }
    }
}

/// Makes changes say whose they are, unless they do.
pub(super) fn name<'a>(scope: &str, changes: impl Iterator<Item = &'a mut ChangeView>) {
    for change in changes {
        change.scope.get_or_insert_with(|| scope.to_owned());
    }
}

pub(super) fn of_held(held: &mut [HeldView]) -> impl Iterator<Item = &mut ChangeView> {
    held.iter_mut().flat_map(|it| &mut it.changes)
}

/// Files and issues, counted together.
pub(super) fn sum(one: (usize, usize), other: (usize, usize)) -> (usize, usize) {
    (one.0 + other.0, one.1 + other.1)
}

pub(super) fn change(ledger: &Ledger, change: &Change, handles: &Handles) -> ChangeView {
    let entry = &ledger.entries[change.entry];
    let action = ledger.action(entry);
    let seen = match &change.what {
        What::Create { .. } => None,
        What::Update { seen, .. } => Some(seen),
    };
    let (what, how, title) = match &change.what {
        What::Create { draft, .. } => ("open", Vec::new(), &draft.title),
        What::Update {
            patch, why, seen, ..
        } => {
            let how = why.iter().copied().map(Why::verb).collect();
            ("change", how, patch.title.as_ref().unwrap_or(&seen.title))
        }
    };
    ChangeView {
        scope: None,
        what,
        how,
        path: ledger.reports[entry.report].report.path.clone(),
        line: action.line,
        title: title.clone(),
        handle: seen.map(|issue| handles.handle(issue)),
        key: entry.key.to_string(),
        due: entry.due.date.map(|date| date.to_string()),
        issue: seen.map(|issue| issue.place()),
    }
}

pub(super) fn held(ledger: &Ledger, held: &Held, handles: &Handles) -> HeldView {
    let public = |it: &&Change| is_public(ledger, it);
    let changes = held.changes.iter().filter(public);
    let (limit, blind) = match &held.reason {
        Reason::Bulk(limit) => (*limit, None),
        Reason::Blind(blind) => (0, Some(sentence(blind))),
        Reason::Budget(..) => (0, None),
    };
    let budget = match &held.reason {
        Reason::Budget(allowance, all) => Some(format!(
            "{} of {all} can be {} now: {}",
            all - held.changes.len(),
            match held.class {
                Class::Create => "opened",
                _ => "changed",
            },
            allowance.said
        )),
        _ => None,
    };
    HeldView {
        class: held.class.as_str(),
        changes: changes.map(|it| change(ledger, it, handles)).collect(),
        limit,
        blind,
        budget,
    }
}

fn sentence(blind: &Blind) -> String {
    let first = blind.exist.first().map_or("one", String::as_str);
    if blind.named == 0 {
        let labels = match blind.labels.is_empty() {
            true => "no label".to_owned(),
            false => format!("the label {}", blind.labels.join(", ")),
        };
        return format!(
            "the tracker's list shows no issue of these reports, but {first} is one, with {labels}: the label by which \
             issues are listed was renamed or taken off, or `tracker.labels` names another one; bring the label back, or name \
             under `tracker.labels` the one they have, and run it again"
        );
    }
    format!(
        "reports name {}, and the tracker's list lacks {} of them, but {} exists: the label was \
         renamed or taken off, or the token cannot list issues; bring the label back or use another \
         token, and run it again",
        count(blind.named, "issue"),
        blind.lacking,
        first,
    )
}

/// How many of these changes are not shown.
pub(super) fn confidential<'a>(
    ledger: &Ledger,
    changes: impl Iterator<Item = &'a Change>,
    held: &'a [Held],
) -> usize {
    let held = held.iter().flat_map(|it| &it.changes);
    let all = changes.chain(held);
    all.filter(|it| !is_public(ledger, it)).count()
}

/// Where confidential reports lie.
pub(super) fn confidential_paths(ledger: &Ledger) -> BTreeSet<&str> {
    let reports = ledger.reports.iter().map(|it| &it.report);
    let confidential = reports.filter(|it| it.front.confidential);
    confidential.map(|it| it.path.as_str()).collect()
}

/// Changes of confidential reports are carried out and not shown.
pub(super) fn is_public(ledger: &Ledger, change: &Change) -> bool {
    !change.is_delicate(ledger)
}

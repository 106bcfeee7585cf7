//! How every action stands.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::VERSION;
use crate::action::{Reference, Word};
use crate::ledger::{Entry, Handles, Ledger, Pairing};
use crate::policy::{Policy, Tracking, Waiver};

/// `status --format json`.
#[derive(Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(title = "followthrough status")]
pub struct StatusDocument {
    /// Version of this document.
    pub version: u32,
    /// The day it speaks of.
    pub today: String,
    /// The set of reports.
    pub scope: String,
    /// The repository of the reports, as its remote or its folder is called, where the scope does not tell it from
    /// others: with the embedded tracker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// Numbers over all actions that are followed up.
    pub totals: Totals,
    /// Every action that is followed up, the most urgent first; then those that are not.
    pub actions: Vec<ActionView>,
    /// How many actions stand in confidential reports, which are not listed.
    pub confidential: usize,
}

/// Numbers over all actions that are followed up.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Totals {
    /// All of them.
    pub actions: usize,
    /// Open, late, and not allowed to be.
    pub overdue: usize,
    /// Open and late, with a waiver.
    pub waived: usize,
    /// Open and due within `policy.warn`.
    pub due_soon: usize,
    /// Open, late ones included.
    pub open: usize,
    /// Finished.
    pub done: usize,
    /// Given up.
    pub dropped: usize,
    /// Open, and without an issue yet.
    pub without_issue: usize,
    /// Finished or given up as their reports say, so that the next sync closes their issues.
    #[serde(default)]
    pub told: usize,
    /// Found in reports and not followed up.
    pub not_tracked: usize,
}

/// One action.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ActionView {
    /// The set of reports it belongs to; only where the status of several repositories was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The report.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is to be done.
    pub title: String,
    /// `task` or `measure`.
    pub kind: Cow<'static, str>,
    /// `open`, `done` or `dropped`.
    pub state: Cow<'static, str>,
    /// Its report says that it is over, and the next sync closes its issue.
    #[serde(default)]
    pub told: bool,
    /// It is followed up.
    pub tracked: bool,
    /// Why it is not, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untracked_because: Option<Cow<'static, str>>,
    /// What people call it: `#42`, `ft-7k3q`.
    pub handle: Option<String>,
    /// Address or file of its issue.
    pub issue: Option<String>,
    /// `own`, `linked`, `elsewhere`, `unread`, `gone`, `held` or `none`.
    pub pairing: Cow<'static, str>,
    /// Who is responsible.
    pub owner: Option<String>,
    /// As stated.
    pub priority: Option<String>,
    /// The day it is due.
    pub due: Option<String>,
    /// Where that day comes from, in a word: `report`, `policy`, `spread` or `adoption`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_from: Option<Cow<'static, str>>,
    /// Where that day comes from.
    pub due_because: String,
    /// Days it is late; 0 if it is not, or not open.
    pub days_late: i32,
    /// It is due within `policy.warn`.
    pub due_soon: bool,
    /// The waiver that allows it to be late, in its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

/// Builds the document; `waivers` are those in force and those that have ended.
#[must_use]
pub fn status(ledger: &Ledger, policy: &Policy, waivers: &[Waiver], today: Date) -> StatusDocument {
    let handles = Handles::of(ledger);
    let waived = waived(ledger, waivers, today);
    let public = |entry: &&Entry| !ledger.reports[entry.report].report.front.confidential;
    let mut actions: Vec<ActionView> = ledger
        .entries
        .iter()
        .filter(public)
        .map(|entry| ActionView {
            waived: waived.get(&(entry.report, entry.action)).cloned(),
            ..view(ledger, entry, &handles, policy, today)
        })
        .collect();
    actions.sort_by(|a, b| urgency(a).cmp(&urgency(b)));
    let confidential = ledger.entries.len() - actions.len();
    StatusDocument {
        version: VERSION,
        today: today.to_string(),
        scope: ledger.scope.clone(),
        repository: None,
        totals: totals(&actions),
        actions,
        confidential,
    }
}

/// By report and place in it, what allows an action to be late today.
fn waived(ledger: &Ledger, waivers: &[Waiver], today: Date) -> BTreeMap<(usize, usize), String> {
    let mut holding: Vec<&Waiver> = waivers.iter().filter(|it| !it.is_expired(today)).collect();
    holding.sort_by_key(|it| it.until);
    let named = |it: &Waiver| {
        let entries = Handles::entries_named(ledger, &it.action).into_iter();
        let open = entries.filter(|entry| ledger.word(entry) == Word::Open);
        let places: Vec<(usize, usize)> = open.map(|entry| (entry.report, entry.action)).collect();
        places
    };
    let all = holding
        .into_iter()
        .flat_map(|it| named(it).into_iter().map(|place| (place, it.explain())));
    all.collect()
}

impl StatusDocument {
    /// The name by which it is told from those of other repositories.
    #[must_use]
    pub fn name(&self) -> &str {
        self.repository.as_deref().unwrap_or(&self.scope)
    }

    /// The same, where every action says whose it is.
    #[must_use]
    pub fn named(mut self) -> Self {
        if let Some(repository) = self.repository.take() {
            self.scope = repository;
        }
        for action in &mut self.actions {
            action.scope.get_or_insert_with(|| self.scope.clone());
        }
        self
    }

    /// One document of two sets of reports.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.scope = format!("{}, {}", self.scope, other.scope);
        self.actions.extend(other.actions);
        self.actions.sort_by(|a, b| urgency(a).cmp(&urgency(b)));
        self.totals = totals(&self.actions);
        self.confidential += other.confidential;
        self.today = self.today.max(other.today);
        self
    }
}

/// Followed up before not, open before settled, the latest first, then in the order of due dates.
fn urgency(view: &ActionView) -> impl Ord + '_ {
    (
        !view.tracked,
        view.state != Word::Open.as_str(),
        view.due.is_none(),
        view.due.as_deref(),
        view.scope.as_deref(),
        view.path.as_str(),
        view.line,
    )
}

fn view(
    ledger: &Ledger,
    entry: &Entry,
    handles: &Handles,
    policy: &Policy,
    today: Date,
) -> ActionView {
    let action = ledger.action(entry);
    let word = ledger.word(entry);
    let tracked = ledger.follows(entry);
    let open = tracked && word == Word::Open;
    ActionView {
        scope: None,
        path: ledger.reports[entry.report].report.path.clone(),
        line: action.line,
        title: action.title.clone(),
        kind: action.kind.as_str().into(),
        state: word.as_str().into(),
        told: ledger.is_told_over(entry),
        tracked,
        untracked_because: (!tracked && entry.tracking != Tracking::Tracked)
            .then(|| entry.tracking.explain().into()),
        handle: handle(entry, handles, action.link.as_ref().map(|it| &it.reference)),
        issue: entry.issue().map(crate::issue::Issue::place),
        pairing: pairing(&entry.pairing).into(),
        owner: action.owner.as_ref().map(|it| it.value.clone()),
        priority: action.priority.as_ref().map(|it| it.value.clone()),
        due: entry.due.date.map(|date| date.to_string()),
        due_from: entry.due.date.and(entry.due.origin.word()).map(Cow::from),
        due_because: entry.due.explain_on(today),
        days_late: if open { entry.due.days_late(today) } else { 0 },
        due_soon: open && entry.due.is_soon(today, policy.warn),
        waived: None,
    }
}

fn handle(entry: &Entry, handles: &Handles, written: Option<&Reference>) -> Option<String> {
    match &entry.pairing {
        Pairing::Unread(id, _) | Pairing::Gone(id) => Some(handles.of_id(id)),
        Pairing::Elsewhere => written.map(Reference::label),
        _ => entry.issue().map(|issue| handles.handle(issue)),
    }
}

fn pairing(pairing: &Pairing) -> &'static str {
    match pairing {
        Pairing::New => "none",
        Pairing::Owned(..) => "own",
        Pairing::Linked(_) => "linked",
        Pairing::Elsewhere => "elsewhere",
        Pairing::Unread(..) => "unread",
        Pairing::Gone(_) => "gone",
        Pairing::Held(_) => "held",
    }
}

fn totals(actions: &[ActionView]) -> Totals {
    let tracked: Vec<&ActionView> = actions.iter().filter(|view| view.tracked).collect();
    let count = |test: &dyn Fn(&ActionView) -> bool| tracked.iter().filter(|it| test(it)).count();
    let is = |word: Word| move |view: &ActionView| view.state == word.as_str();
    Totals {
        actions: tracked.len(),
        overdue: count(&|view| view.days_late > 0 && view.waived.is_none()),
        waived: count(&|view| view.days_late > 0 && view.waived.is_some()),
        due_soon: count(&|view| view.due_soon),
        open: count(&is(Word::Open)),
        done: count(&is(Word::Done)),
        dropped: count(&is(Word::Dropped)),
        without_issue: count(&|view| view.state == "open" && view.pairing == "none"),
        told: count(&|view| view.told),
        not_tracked: actions.len() - tracked.len(),
    }
}

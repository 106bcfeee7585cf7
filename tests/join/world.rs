//! Reports and a tracker, and what a sync does with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use followthrough::issue::{Draft, IssuePatch, Query, Reach, State};
use followthrough::judge::{Case, judge};
use followthrough::ledger::{
    Coverage, Entry, Ledger, Pairing, References, Scheduled, fingerprints, join, proposed,
};
use followthrough::plan::{Plan, diff};
use followthrough::policy::{Policy, Rule, Track, WriteBack, schedule, tracking};
use followthrough::read::{Vocabulary, read};
use followthrough::render::{Place, Templates};
use followthrough::text::Source;
use followthrough::tracker::{Tracker as _, apply};
use followthrough::writeback;

use super::memory::Memory;
use super::paper::{self, Doc, Line};

const SCOPE: &str = "acme/incidents";

pub(crate) struct World {
    pub(crate) files: BTreeMap<String, String>,
    /// By the path of today, reports as they stand on a write-back branch that nobody merged.
    pub(crate) branch: BTreeMap<String, String>,
    tracker: Memory,
}

impl World {
    pub(crate) fn new(docs: &[Doc]) -> Self {
        Self {
            files: paper::files(docs),
            branch: BTreeMap::new(),
            tracker: Memory::default(),
        }
    }

    pub(crate) fn put(&mut self, docs: &[Doc]) {
        self.files = paper::files(docs);
    }

    fn sources(&self) -> Vec<Source> {
        let source = |(path, text): (&String, &String)| {
            Source::new(path.clone(), text.clone().into_bytes()).unwrap()
        };
        self.files.iter().map(source).collect()
    }

    /// What is read of every action: text, title, fingerprint.
    pub(crate) fn read(&self) -> Vec<(String, String, String)> {
        let words = Vocabulary::default();
        let mut all = Vec::new();
        for source in self.sources() {
            let report = read(&source, &words);
            let keys = fingerprints(source.path(), &report);
            for (action, key) in report.actions.into_iter().zip(keys) {
                all.push((action.text, action.title, key.to_string()));
            }
        }
        all
    }

    pub(crate) fn plan(&self) -> (Ledger, Plan) {
        let words = Vocabulary::default();
        let scheduled = |source: &Source| {
            let report = read(source, &words);
            let branch = self.branch.get(source.path()).map(|text| {
                let bytes = text.clone().into_bytes();
                read(&Source::new(source.path(), bytes).unwrap(), &words)
            });
            let due = |action| schedule(&report, action, &Policy::default());
            Scheduled {
                tracking: tracking(&report, Track::Auto, false),
                dues: report.actions.iter().map(due).collect(),
                proposed: branch
                    .map(|it| proposed(&report.actions, &it.actions))
                    .unwrap_or_default(),
                report,
            }
        };
        let reports: Vec<Scheduled> = self.sources().iter().map(scheduled).collect();
        let home = self.tracker.home();
        let query = Query {
            named: References::of(&reports, &home).all,
            scope: SCOPE.to_owned(),
            reach: Reach::All,
            ..Query::default()
        };
        let listing = wait(self.tracker.list(&query)).unwrap();
        let coverage = Coverage {
            files: self.files.keys().cloned().collect(),
            closed_seen: true,
            ..Coverage::default()
        };
        let ledger = join(reports, &listing, SCOPE, &home, coverage);
        let templates = Templates::new(BTreeMap::new(), Place::Files).unwrap();
        let labels = vec!["followthrough".to_owned()];
        let draft = |entry| templates.draft(&ledger, entry, &labels).unwrap();
        let drafts: Vec<Option<Draft>> = ledger.entries.iter().map(|it| Some(draft(it))).collect();
        let plan = diff(&ledger, &drafts, true);
        (ledger, plan)
    }

    /// A whole sync; gives the ledger after it.
    pub(crate) fn sync(&mut self) -> Ledger {
        let (ledger, plan) = self.plan();
        let outcome = wait(apply(plan, &self.tracker, &|_| {}));
        assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
        let done = outcome.done.into_iter();
        let ledger = ledger.with(done.map(|(change, issue)| (change.entry, issue)));
        for (at, source) in self.sources().iter().enumerate() {
            let edits = writeback::edits(source, &ledger, at, WriteBack::Status);
            let text = edits.apply(source.text()).unwrap();
            self.files.insert(source.path().to_owned(), text);
        }
        ledger
    }

    /// Closes issues, by the order of their actions: as completed, as not planned, or not at all.
    pub(crate) fn close(&self, ledger: &Ledger, closed: &[Option<bool>]) {
        for (entry, closed) in ledger.entries.iter().zip(closed) {
            let state = match closed {
                Some(true) => State::Completed,
                Some(false) => State::NotPlanned,
                None => continue,
            };
            let patch = IssuePatch {
                state: Some(state),
                ..IssuePatch::default()
            };
            wait(self.tracker.update(entry.owned().unwrap(), &patch)).unwrap();
        }
    }

    /// Held actions of which nobody is told.
    pub(crate) fn silent(&self, ledger: &Ledger) -> Vec<String> {
        let today = jiff::civil::date(2026, 11, 21);
        let findings = judge(Case {
            ledger,
            unreadable: &[],
            waivers: &[],
            policy: &Policy::default(),
            today,
        });
        let told = |entry: &&Entry| {
            findings.iter().any(|it| {
                it.key.as_deref() == Some(entry.key.as_str())
                    && matches!(it.rule, Rule::Unpaired | Rule::CopiedReference)
            })
        };
        let held = ledger.entries.iter();
        held.filter(|entry| matches!(entry.pairing, Pairing::Held(_)))
            .filter(|entry| !told(entry))
            .map(|entry| ledger.action(entry).title.clone())
            .collect()
    }

    /// Everything, for whoever reads a failure.
    pub(crate) fn shown(&self) -> String {
        let mut out = String::new();
        for (path, text) in &self.files {
            let _ = writeln!(out, "--- {path}\n{text}");
        }
        let listing = wait(self.tracker.list(&Query::default())).unwrap();
        for issue in listing.issues {
            let report = &issue.marker().unwrap().report;
            let _ = writeln!(out, "{} {report}: {}", issue.id, issue.title);
        }
        out
    }
}

/// Every line of the documents with the entry that was read from it.
pub(crate) fn lines<'a>(
    docs: &'a [Doc],
    ledger: &'a Ledger,
) -> impl Iterator<Item = (&'a Line, &'a Entry)> {
    let mut sorted: Vec<&Doc> = docs.iter().collect();
    sorted.sort_by_key(|doc| doc.path());
    let lines = sorted.into_iter().flat_map(Doc::in_order);
    lines.zip(&ledger.entries)
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

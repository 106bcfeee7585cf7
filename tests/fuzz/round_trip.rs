//! What is written back into a report changes nothing that is read from it, and can be taken off again.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use followthrough::action::{Form, LinkOrigin, Report};
use followthrough::issue::{IssuePatch, Query, Reach, State};
use followthrough::ledger::{Coverage, Ledger, Pairing, Scheduled, fingerprints, join};
use followthrough::plan::diff;
use followthrough::policy::{Policy, Track, WriteBack, schedule, tracking};
use followthrough::read::read;
use followthrough::render::{Place, Templates};
use followthrough::text::{EditSet, Source};
use followthrough::tracker::{Tracker as _, apply};
use followthrough::writeback;
use proptest::prelude::*;

use crate::material::{Paper, corpus, paper};
use crate::memory::Memory;
use crate::reading::{WORDS, source};
use crate::{Fault, fuzz};

const SCOPE: &str = "acme/incidents";

/// How many of the issues are closed, and how: every third as completed, and so on.
#[derive(Debug, Clone)]
struct Trip {
    paper: Paper,
    /// For the first issues in their order, whether each is closed later.
    closed: Vec<Option<bool>>,
}

#[test]
fn write_back_and_read_again() {
    let closed = prop::collection::vec(any::<Option<bool>>(), 0..8);
    let made = (paper(), closed).prop_map(|(paper, closed)| Trip { paper, closed });
    let fixed = corpus().into_iter().map(|paper| Trip {
        paper,
        closed: vec![None, Some(true), Some(false)],
    });
    fuzz("round trip", fixed.collect(), made, round_trip);
}

fn round_trip(trip: &Trip) -> Result<(), Fault> {
    let tracker = Memory::default();
    let before = source(trip.paper.path, &trip.paper.text);
    let (first, ledger) = synced(&before, &tracker)?;
    same_actions(&before, &first, "opened")?;
    settled(&first, &tracker, "opened")?;
    close(&tracker, &trip.closed);
    let (second, _) = synced(&first, &tracker)?;
    same_actions(&before, &second, "closed")?;
    settled(&second, &tracker, "closed")?;
    taken_off(&before, &first, &ledger)
}

/// A whole sync of one report: the report after it, and the ledger it was written from.
fn synced(source: &Source, tracker: &Memory) -> Result<(Source, Ledger), Fault> {
    static TEMPLATES: LazyLock<Templates> =
        LazyLock::new(|| Templates::new(BTreeMap::new(), Place::Files).unwrap());
    let ledger = ledger(source, tracker);
    let labels = vec!["followthrough".to_owned()];
    let draft = |entry| TEMPLATES.draft(&ledger, entry, &labels).ok();
    let drafts: Vec<_> = ledger.entries.iter().map(draft).collect();
    let plan = diff(&ledger, &drafts, true);
    let outcome = wait(apply(plan, tracker, &|_| {}));
    if !outcome.failed.is_empty() {
        return Err(format!("the tracker refused: {:?}", outcome.failed));
    }
    let ledger = ledger.with(
        outcome
            .done
            .into_iter()
            .map(|(change, issue)| (change.entry, issue)),
    );
    let edits = writeback::edits(source, &ledger, 0, WriteBack::Status);
    let text = edits.apply(source.text()).map_err(|it| it.to_string())?;
    Ok((self::source(source.path(), &text), ledger))
}

fn ledger(source: &Source, tracker: &Memory) -> Ledger {
    let report = read(source, &WORDS);
    let due = |action| schedule(&report, action, &Policy::default());
    let home = tracker.home();
    let links = report.actions.iter().filter_map(|it| it.link.as_ref());
    let query = Query {
        named: links.filter_map(|it| home.resolve(&it.reference)).collect(),
        scope: SCOPE.to_owned(),
        reach: Reach::All,
        ..Query::default()
    };
    let listing = wait(tracker.list(&query)).unwrap();
    let coverage = Coverage {
        files: [source.path().to_owned()].into(),
        closed_seen: true,
        ..Coverage::default()
    };
    let scheduled = Scheduled {
        tracking: tracking(&report, Track::All, false),
        dues: report.actions.iter().map(due).collect(),
        proposed: Vec::new(),
        report,
    };
    join(vec![scheduled], &listing, SCOPE, &home, coverage)
}

fn close(tracker: &Memory, closed: &[Option<bool>]) {
    let issues = wait(tracker.list(&Query::default())).unwrap().issues;
    for (issue, closed) in issues.iter().zip(closed) {
        let Some(done) = closed else { continue };
        let patch = IssuePatch {
            state: Some(if *done {
                State::Completed
            } else {
                State::NotPlanned
            }),
            ..IssuePatch::default()
        };
        wait(tracker.update(issue, &patch)).unwrap();
    }
}

/// Synced once more, a report stays as it is, byte for byte, and so does the tracker.
fn settled(source: &Source, tracker: &Memory, when: &str) -> Result<(), Fault> {
    let issues = || wait(tracker.list(&Query::default())).unwrap().issues;
    let before = issues();
    let (after, _) = synced(source, tracker)?;
    if after.text() != source.text() {
        let (one, two) = (source.text(), after.text());
        return Err(format!(
            "{when}, a second write-back edits:\n{one:?}\n{two:?}"
        ));
    }
    let now = issues();
    let changed = before.iter().zip(&now).find(|(a, b)| a != b);
    match (changed, now.len() == before.len()) {
        (None, true) => Ok(()),
        (changed, _) => Err(format!(
            "{when}, a second sync changes the tracker: {changed:?}\n{:?}",
            source.text()
        )),
    }
}

/// What must not change: text by which an action is known, title, description, when it is due and who does it.
fn same_actions(before: &Source, after: &Source, when: &str) -> Result<(), Fault> {
    let (old, new) = (essence(before), essence(after));
    if old == new {
        return Ok(());
    }
    let text = after.text();
    let differs = old.iter().zip(&new).find(|(a, b)| a != b);
    Err(format!(
        "{when}, {} actions became {}, such as {differs:?}\n{text:?}",
        old.len(),
        new.len()
    ))
}

type Essence = (
    String,
    String,
    Option<String>,
    bool,
    Option<String>,
    Option<String>,
);

fn essence(source: &Source) -> Vec<Essence> {
    let report = read(source, &WORDS);
    let keys = fingerprints("a", &report).into_iter();
    let actions = report.actions.into_iter().zip(keys);
    actions
        .map(|(it, key)| {
            let due = it.due.map(|due| due.value.to_string());
            let owner = it.owner.map(|owner| owner.value);
            let named = (key.to_string(), it.title, it.description);
            (named.0, named.1, named.2, it.opted_out, due, owner)
        })
        .collect()
}

/// Every reference that was written can be taken off again, and what is left is what was there.
fn taken_off(before: &Source, after: &Source, ledger: &Ledger) -> Result<(), Fault> {
    let report = read(after, &WORDS);
    if !all_inline(&report) || before.text().contains("followthrough:status") {
        return Ok(());
    }
    let mut edits = EditSet::default();
    for (action, entry) in report.actions.iter().zip(&ledger.entries) {
        let old = &ledger.action(entry).link;
        let had = old
            .as_ref()
            .is_some_and(|it| matches!(it.origin, LinkOrigin::Ours(_)));
        if matches!(entry.pairing, Pairing::Owned(..)) && !had {
            writeback::take_off(after, action, &mut edits);
        }
    }
    let text = edits.apply(after.text()).map_err(|it| it.to_string())?;
    match text == before.text() {
        true => Ok(()),
        false => Err(format!(
            "with the references taken off again it reads {text:?}"
        )),
    }
}

/// Below headings and in cells a reference takes blanks along that are not taken off again.
fn all_inline(report: &Report) -> bool {
    let inline = |form: &Form| matches!(form, Form::Item | Form::Line);
    report.actions.iter().all(|it| inline(&it.place.form))
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

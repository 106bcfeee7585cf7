//! What must hold of identity whatever people do to their reports.
//!
//! `PROPTEST_CASES=10000 cargo test --test join` looks further.
#![expect(
    clippy::unwrap_used,
    reason = "a property that cannot go on fails where it stands"
)]

mod mangle;
mod memory;
mod paper;
mod reflow;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use followthrough::issue::{IssueId, State};
use followthrough::ledger::{Entry, Hold, Ledger, Pairing};
use paper::{Doc, Line};
use proptest::prelude::*;
use proptest::sample::select;
use world::World;

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Where the references of a document are; else they are lost.
const ON_MAIN: usize = 0;
const ON_BRANCH: usize = 1;

proptest! {
    #![proptest_config(config())]

    /// Every action ends with its issue, or is held with a finding; no second one is opened for it.
    #[test]
    fn no_action_gets_a_second_issue(
        docs in paper::docs(),
        edits in proptest::collection::vec(paper::edit(), 0..8),
        kept in proptest::collection::vec(0..3_usize, 3),
        closed in proptest::collection::vec(any::<Option<bool>>(), 18),
        again in any::<bool>(),
    ) {
        let mut docs = docs;
        let mut world = World::new(&docs);
        let first = world.sync();
        world.close(&first, &closed);
        // What was closed stands in the report, if a sync came after it.
        let first = if again { world.sync() } else { first };
        let written = world.files.clone();
        let before: Vec<String> = docs.iter().map(Doc::path).collect();
        let on_main: Vec<bool> = kept.iter().map(|it| *it == ON_MAIN).collect();
        let issues = number(&mut docs, &first, &on_main);
        for edit in &edits {
            paper::apply(edit, &mut docs);
        }
        world.put(&docs);
        for ((doc, before), kept) in docs.iter().zip(&before).zip(&kept) {
            if *kept == ON_BRANCH {
                world.branch.insert(doc.path(), written[before].clone());
            }
        }
        let (ledger, plan) = world.plan();
        let added = docs.iter().flat_map(|doc| &doc.lines).filter(|line| line.id.is_none()).count();
        prop_assert!(plan.creates() <= added, "{} issues are opened for {added} new lines\n{}", plan.creates(), world.shown());
        for (id, issue) in &issues {
            let home = home(*id, issue, &docs, &ledger);
            prop_assert!(home.is_ok(), "{}\n{}", home.unwrap_err(), world.shown());
        }
        prop_assert_eq!(world.silent(&ledger), Vec::<String>::new());
        world.sync();
        let (_, plan) = world.plan();
        prop_assert!(plan.is_empty(), "{plan:#?}\n{}", world.shown());
    }

    /// Whatever hands do around the key of a reference: its action keeps the issue, or is held with a finding, no second
    /// one is opened, and what is left is one whole reference.
    #[test]
    fn a_mangled_reference_is_mended(
        docs in paper::docs(),
        slips in proptest::collection::vec(proptest::option::weighted(0.7, mangle::slip()), 1..=6),
    ) {
        let mut world = World::new(&docs);
        let first = world.sync();
        for text in world.files.values_mut() {
            *text = mangle::mangled(text, &slips);
        }
        let mangled = world.shown();
        let (ledger, plan) = world.plan();
        prop_assert_eq!(plan.creates(), 0, "{}", &mangled);
        let named = names(&ledger);
        for entry in &first.entries {
            let issue = &entry.owned().unwrap().id;
            // A line that ends in a colon by now is a label: then its issue is an orphan, which is found too.
            let found = named.contains(issue) || ledger.orphans.iter().any(|it| it.id == *issue);
            prop_assert!(found, "{issue} was lost\n{mangled}");
        }
        prop_assert_eq!(world.silent(&ledger), Vec::<String>::new());
        // What a hand put in between may be left in the text: then the second sync brings the title after it.
        world.sync();
        let ledger = world.sync();
        let (_, plan) = world.plan();
        prop_assert!(plan.is_empty(), "{plan:#?}\n{mangled}\n=== now\n{}", world.shown());
        for entry in &ledger.entries {
            let Some(issue) = entry.owned() else { continue };
            let path = &ledger.reports[entry.report].report.path;
            let written = world.files[path].to_lowercase();
            let count = written.matches(&issue.id.to_string()).count();
            prop_assert_eq!(count, 1, "{}\n{}\n=== now\n{}", &issue.id, &mangled, world.shown());
        }
    }

    /// Wherever the lines of an item are broken: it keeps its issue.
    #[test]
    fn an_item_wrapped_anew_keeps_its_issue(
        text in reflow::report(),
        width in 60..=100_usize,
        indent in select(vec!["  ", "    ", ""]),
    ) {
        let mut world = World::new(&[]);
        world.files.insert("report.md".to_owned(), text);
        let first = world.sync();
        let written = &world.files["report.md"];
        let wrapped = reflow::reflowed(written, width, indent);
        world.files.insert("report.md".to_owned(), wrapped);
        let (ledger, plan) = world.plan();
        prop_assert_eq!(plan.creates(), 0, "{}", world.shown());
        let owned = |ledger: &Ledger| -> Vec<Option<IssueId>> {
            let issues = ledger.entries.iter().map(Entry::owned);
            issues.map(|it| it.map(|it| it.id.clone())).collect()
        };
        prop_assert_eq!(owned(&ledger), owned(&first), "{}", world.shown());
        world.sync();
        let before = world.files.clone();
        world.sync();
        prop_assert_eq!(&world.files, &before);
        let (_, plan) = world.plan();
        prop_assert!(plan.is_empty(), "{plan:#?}\n{}", world.shown());
    }

    /// The write-back adds references and touches nothing else; made twice it changes nothing, and what
    /// is read afterwards is what was read before.
    #[test]
    fn the_write_back_adds_references_only(docs in paper::docs()) {
        let mut world = World::new(&docs);
        let before = world.files.clone();
        let read = world.read();
        world.sync();
        for (path, text) in &world.files {
            prop_assert_eq!(paper::without_references(text), paper::without_references(&before[path]));
            let feeds = |text: &str| text.matches('\n').count();
            let returns = text.matches("\r\n").count();
            let wanted = if before[path].contains('\r') { feeds(text) } else { 0 };
            prop_assert_eq!(returns, wanted);
        }
        prop_assert_eq!(world.read(), read);
        let after = world.files.clone();
        world.sync();
        prop_assert_eq!(&world.files, &after);
    }
}

/// Gives every line the number of its issue, and its reference where those of the document are kept.
fn number(docs: &mut [Doc], ledger: &Ledger, kept: &[bool]) -> BTreeMap<usize, IssueId> {
    let mut issues = BTreeMap::new();
    let mut entries = ledger.entries.iter();
    for (at, doc) in docs.iter_mut().enumerate() {
        let boxes = doc.has_boxes();
        for line in &mut doc.lines {
            let entry = entries.next().unwrap();
            let id = &entry.owned().unwrap().id;
            line.id = Some(issues.len());
            line.origin = line.id;
            line.reference = kept[at].then(|| id.to_string());
            let done = entry.issue().unwrap().state == State::Completed;
            line.ticked = done && boxes;
            line.word = entry.issue().unwrap().state.word().as_str();
            issues.insert(issues.len(), id.clone());
        }
    }
    issues
}

/// Where the issue of an action ended up, if it did not end well.
fn home(id: usize, issue: &IssueId, docs: &[Doc], ledger: &Ledger) -> Result<(), String> {
    let lines: Vec<(&Line, &Entry)> = world::lines(docs, ledger).collect();
    let (line, entry) = lines.iter().find(|(line, _)| line.id == Some(id)).unwrap();
    let held = matches!(entry.pairing, Pairing::Held(_));
    if line.ticked {
        // It says itself that nothing is to be done, so nothing is opened.
        return Ok(());
    }
    if held || entry.owned().is_some_and(|it| it.id == *issue) {
        return Ok(());
    }
    let twins = lines
        .iter()
        .filter(|(other, _)| other.origin == line.origin || other.words == line.words);
    let alone = twins.count() == 1;
    if !alone && names(ledger).contains(issue) {
        // Equal texts without a reference: which of them had the issue cannot be told.
        return Ok(());
    }
    Err(format!(
        "{issue} was lost by {:?}: {:?}",
        line.words, entry.pairing
    ))
}

/// The issues that some action has, or may have.
fn names(ledger: &Ledger) -> BTreeSet<IssueId> {
    let of = |entry: &Entry| match &entry.pairing {
        Pairing::Owned(issue, _) | Pairing::Linked(issue) => vec![issue.id.clone()],
        Pairing::Held(Hold::Copied { issue, .. }) => vec![issue.clone()],
        Pairing::Held(Hold::Unpaired(issues)) => issues.iter().map(|it| it.0.id.clone()).collect(),
        _ => Vec::new(),
    };
    ledger.entries.iter().flat_map(of).collect()
}

//! `sync`: carries out the plan, then writes the status of every issue into its report.

use rayon::prelude::*;

use super::args::{Format, Global, SyncArgs};
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::plan::planned;
use super::progress::Progress;
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use crate::config::Config;
use crate::issue::{Query, Reach};
use crate::ledger::Ledger;
use crate::output::{FileView, sync, sync_text};
use crate::plan::{Change, Plan, What, repairs};
use crate::text::Source;
use crate::tracker::{Outcome, Tracker, apply};
use crate::writeback;

pub(super) fn run(args: &SyncArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let mut exits = Vec::new();
    for set in desk.config.sets() {
        exits.push(one_set(&desk, set, args, screen)?);
    }
    Ok(Exit::worst(exits))
}

fn one_set(
    desk: &Desk,
    set: &Config,
    args: &SyncArgs,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let purpose = Purpose::Change(args.decisions.into());
    let sitting = Sitting::open(desk, set, &args.selection, purpose, screen)?;
    let complaints = sitting.complaints();
    for complaint in &complaints {
        screen.error(complaint);
    }
    let plan = planned(desk, set, &sitting, args.allow_bulk)?;
    let (held, withheld) = (plan.held.clone(), plan.withheld);
    let Sitting {
        ledger,
        tracker,
        sources,
        ..
    } = sitting;
    let progress = Progress::new(plan.changes.len(), "issues");
    let outcome = block_on(apply(plan, tracker.as_ref(), &|done| {
        progress.reached(done)
    }))?;
    progress.finish();
    let ledger = after(ledger, &outcome);
    let (ledger, outcome) = settled(ledger, outcome, tracker.as_ref())?;
    let files = write(desk, set, &ledger, &sources);
    let failed = !outcome.only_halted() || files.iter().any(|file| file.error.is_some());
    let refused = !held.is_empty() || !outcome.failed.is_empty();
    let document = sync(&ledger, &outcome, &held, withheld, files);
    match args.format {
        Format::Json => screen.json(&document)?,
        Format::Text => screen.text(&sync_text(&document, screen.look())),
    }
    let exits = [
        (failed || !complaints.is_empty()).then_some(Exit::Partial),
        refused.then_some(Exit::Refused),
    ];
    Ok(Exit::worst(exits.into_iter().flatten()))
}

/// The ledger with what was done, so that the write-back and the judgement speak of the present.
fn after(ledger: Ledger, outcome: &Outcome) -> Ledger {
    let changed: Vec<_> = outcome
        .done
        .iter()
        .map(|(change, issue)| (change.entry, issue.clone()))
        .collect();
    ledger.with(changed)
}

/// The second round: where another sync was at work at the same time, both opened issues for the same
/// actions. Of each two one stays, and every sync sees to it that it is the same one.
fn settled(
    ledger: Ledger,
    mut outcome: Outcome,
    tracker: &dyn Tracker,
) -> Result<(Ledger, Outcome), Failure> {
    let opens = |(change, _): &(Change, _)| matches!(change.what, What::Create { .. });
    if !tracker.capabilities().remote || !outcome.done.iter().any(opens) {
        return Ok((ledger, outcome));
    }
    let query = Query {
        scope: ledger.scope.clone(),
        reach: Reach::Newest,
        ..Query::default()
    };
    let Ok(newest) = block_on(tracker.list(&query))? else {
        // What was opened twice carries one key, so the next sync sees it too.
        return Ok((ledger, outcome));
    };
    let ledger = ledger.meet(&newest.issues);
    let plan = Plan {
        changes: repairs(&ledger),
        ..Plan::default()
    };
    let second = block_on(apply(plan, tracker, &|_| {}))?;
    let ledger = after(ledger, &second);
    outcome.extend(second);
    Ok((ledger, outcome))
}

/// Issues are written before reports: what a report names exists.
fn write(desk: &Desk, set: &Config, ledger: &Ledger, sources: &[Source]) -> Vec<FileView> {
    sources
        .par_iter()
        .enumerate()
        .filter_map(|(at, source)| {
            let edits = writeback::edits(source, ledger, at, set.write_back);
            if edits.is_empty() {
                return None;
            }
            let written = edits
                .apply(source.text())
                .map_err(|error| format!("{}: {error}", source.path()))
                .and_then(|new| {
                    let written = desk.tree.write(source.path(), source.text(), &new);
                    written.map_err(|error| error.to_string())
                });
            Some(FileView {
                path: source.path().to_owned(),
                error: written.err(),
            })
        })
        .collect()
}

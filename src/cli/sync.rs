//! `sync`: carries out the plan, then writes the status of every issue into its report.

use rayon::prelude::*;

use super::args::{Format, Global, SyncArgs};
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::plan::planned;
use super::progress::Progress;
use super::screen::Screen;
use super::sitting::Sitting;
use crate::config::Config;
use crate::ledger::Ledger;
use crate::output::{FileView, sync, sync_text};
use crate::text::Source;
use crate::tracker::{Outcome, apply};
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
    let mut sitting = Sitting::open(desk, set, &args.selection, true, screen)?;
    if args.new {
        sitting.ledger = sitting.ledger.unpaired_are_new();
    }
    let complaints = sitting.complaints();
    for complaint in &complaints {
        screen.error(complaint);
    }
    let plan = planned(desk, set, &sitting, args.allow_bulk)?;
    let held = plan.held.clone();
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
    let files = write(desk, set, &ledger, &sources);
    let failed = !outcome.failed.is_empty() || files.iter().any(|file| file.error.is_some());
    let document = sync(&ledger, &outcome, &held, files);
    match args.format {
        Format::Json => screen.json(&document)?,
        Format::Text => screen.text(&sync_text(&document, screen.look())),
    }
    let exits = [
        (failed || !complaints.is_empty()).then_some(Exit::Partial),
        (!held.is_empty()).then_some(Exit::Refused),
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

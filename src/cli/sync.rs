//! `sync`: carries out the plan, then writes the status of every issue into its report.

use rayon::prelude::*;

use super::args::{Global, SyncArgs};
use super::asked;
use super::commit;
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::plan::planned;
use super::progress::Progress;
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use crate::config::Config;
use crate::issue::{Query, Reach};
use crate::judge::Unreadable;
use crate::ledger::Ledger;
use crate::output::{FileView, SyncDocument, sync, sync_text};
use crate::plan::{Change, Plan, What, repairs};
use crate::text::Source;
use crate::tracker::{Outcome, Tracker, apply};
use crate::writeback;

pub(super) fn run(args: &SyncArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let reports = match args.commit || args.push {
        true => Some(commit::clean_reports(&desk)?),
        false => None,
    };
    let mut exits = Vec::new();
    let mut told: Option<SyncDocument> = None;
    let mut stopped = None;
    for set in asked::sets(&desk, &args.selection)? {
        match one_set(&desk, set, args, screen) {
            Ok((exit, one)) => {
                exits.push(exit);
                told = Some(match told {
                    None => one,
                    Some(others) => others.join(one),
                });
            }
            Err(failure) => {
                stopped = Some(failure);
                break;
            }
        }
    }
    // What was done for the sets before the one that failed is told all the same.
    if let Some(document) = told {
        screen.show(args.format, &document, |look| sync_text(&document, look))?;
    }
    if let Some(failure) = stopped {
        return Err(failure);
    }
    if let Some(reports) = reports {
        exits.push(commit::publish(&desk, args, &reports, screen)?);
    }
    Ok(Exit::worst(exits))
}

fn one_set(
    desk: &Desk,
    set: &Config,
    args: &SyncArgs,
    screen: &Screen,
) -> Result<(Exit, SyncDocument), Failure> {
    let purpose = Purpose::Change(args.decisions.into());
    let sitting = Sitting::open(desk, set, &args.selection, purpose, screen)?;
    sitting.note_left_behind(screen);
    let synced = carry_out(desk, set, sitting, args.allow_bulk)?;
    for complaint in &synced.complaints {
        screen.error(complaint);
    }
    Ok((synced.exit(), synced.document))
}

/// One set of reports after its sync.
pub(super) struct Synced {
    /// With the issues as they are now.
    pub(super) ledger: Ledger,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) complaints: Vec<String>,
    pub(super) document: SyncDocument,
    failed: bool,
    refused: bool,
}

impl Synced {
    pub(super) fn exit(&self) -> Exit {
        let exits = [
            (self.failed || !self.complaints.is_empty()).then_some(Exit::Partial),
            self.refused.then_some(Exit::Refused),
        ];
        Exit::worst(exits.into_iter().flatten())
    }
}

/// Applies the plan of a sitting that was opened for changes, and writes the reports.
pub(super) fn carry_out(
    desk: &Desk,
    set: &Config,
    sitting: Sitting,
    allow_bulk: bool,
) -> Result<Synced, Failure> {
    let complaints = sitting.complaints();
    let mut plan = planned(desk, set, &sitting, allow_bulk)?;
    if let Some(allowance) = sitting.tracker.allowance() {
        plan = plan.within(&allowance);
    }
    let (held, withheld) = (plan.held.clone(), plan.withheld);
    let Sitting {
        ledger,
        tracker,
        sources,
        unreadable,
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
    Ok(Synced {
        failed: !outcome.only_halted() || files.iter().any(|file| file.error.is_some()),
        refused: !held.is_empty() || !outcome.failed.is_empty(),
        document: SyncDocument {
            unread: (complaints.files, complaints.issues),
            ..sync(&ledger, &outcome, &held, withheld, files)
        },
        ledger,
        unreadable,
        complaints: complaints.said,
    })
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

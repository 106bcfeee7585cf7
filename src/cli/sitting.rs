//! Everything before the plan: one set of reports read, its issues listed, both joined.

use std::collections::{BTreeMap, BTreeSet};

use super::args::Selection;
use super::desk::{Desk, block_on};
use super::exit::Failure;
use super::gather::{Gathered, gather};
use super::screen::Screen;
use crate::config::Config;
use crate::issue::{Listing, Reach, UnreadFile};
use crate::judge::Unreadable;
use crate::ledger::{Coverage, Decisions, Ledger, References, Scheduled, join};
use crate::output::complaints;
use crate::text::Source;
use crate::tracker::{Tracker, Wanted, survey};

/// One set of reports with its ledger and its tracker.
pub(super) struct Sitting {
    pub(super) ledger: Ledger,
    pub(super) tracker: Box<dyn Tracker>,
    /// In the order of [`Ledger::reports`].
    pub(super) sources: Vec<Source>,
    pub(super) unreadable: Vec<Unreadable>,
    /// What the tracker showed.
    listing: Listing,
}

/// What a sitting is held for, and what the person who called it decided.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Nothing is written.
    Look(Decisions),
    /// Nothing is written, and it is a change of the reports that is looked at: closed issues count only
    /// where a report names them, so that it costs the same however many there are.
    Proposal,
    /// Nothing is written and the tracker is not asked: how things stand is what the reports say.
    Words,
    /// Issues and reports are written.
    Change(Decisions),
    /// As [`Self::Change`], and every issue is looked at, closed ones too.
    ChangeAll(Decisions),
}

impl Purpose {
    /// To see how things stand.
    pub(super) const LOOK: Self = Self::Look(Decisions {
        unpaired_are_new: false,
        refile: false,
    });

    fn decisions(self) -> Decisions {
        match self {
            Self::Look(it) | Self::Change(it) | Self::ChangeAll(it) => it,
            Self::Proposal | Self::Words => Decisions::default(),
        }
    }
}

impl Sitting {
    /// Reads, lists and joins. To write, the tracker is opened first, so that nobody else changes reports
    /// or issues between reading and writing.
    pub(super) fn open(
        desk: &Desk,
        set: &Config,
        selection: &Selection,
        purpose: Purpose,
        screen: &Screen,
    ) -> Result<Self, Failure> {
        let write = matches!(purpose, Purpose::Change(_) | Purpose::ChangeAll(_));
        let tracker = desk.tracker(set, write)?;
        let Gathered {
            sources,
            scheduled,
            unreadable,
            files,
        } = gather(desk, set, selection, screen)?;
        if write {
            desk.tree.sweep(&files);
        }
        let (ledger, listing) = ledger(desk, set, scheduled, &files, tracker.as_ref(), purpose)?;
        Ok(Self {
            ledger,
            tracker,
            sources,
            unreadable,
            listing,
        })
    }

    /// Other reports beside the same issues: those of the base of a pull request, where `files` are all
    /// files of the base.
    pub(super) fn beside(&self, scheduled: Vec<Scheduled>, files: BTreeSet<String>) -> Ledger {
        let coverage = Coverage {
            files,
            ..self.ledger.coverage.clone()
        };
        let Ledger { scope, home, .. } = &self.ledger;
        join(scheduled, &self.listing, scope, home, coverage)
    }

    /// What could not be read, a sentence each and confidential reports by their number, for the commands that do not judge.
    pub(super) fn complaints(&self) -> Vec<String> {
        let reports = complaints(&self.unreadable).into_iter();
        let issue = |file: &UnreadFile| format!("{}:{}: {}", file.file, file.line, file.reason);
        reports
            .chain(self.ledger.unread.iter().map(issue))
            .collect()
    }
}

/// Joins what was read with what the tracker shows. Closed issues are listed only where they may change
/// what is done.
fn ledger(
    desk: &Desk,
    set: &Config,
    scheduled: Vec<Scheduled>,
    files: &[String],
    tracker: &dyn Tracker,
    purpose: Purpose,
) -> Result<(Ledger, Listing), Failure> {
    let remote = desk.tree.remote().map(|remote| remote.name);
    let scope = set.scope_or(remote.as_deref())?;
    let home = tracker.home();
    let references = References::of(&scheduled, &home);
    let look = |reach, named| {
        let wanted = Wanted {
            scope: &scope,
            reach,
            named,
            ours: &references.ours,
        };
        block_on(survey(tracker, wanted))?.map_err(Failure::from)
    };
    let eldest = eldest(desk, &scheduled);
    let joined = |scheduled, listing: &Listing| {
        let coverage = Coverage {
            eldest: eldest.clone(),
            ..coverage(desk, files, listing)
        };
        join(scheduled, listing, &scope, &home, coverage).decided(purpose.decisions())
    };
    if matches!(purpose, Purpose::Words) {
        let nothing = Listing::default();
        return Ok((joined(scheduled, &nothing), nothing));
    }
    if tracker.capabilities().remote && !matches!(purpose, Purpose::ChangeAll(_)) {
        let listing = look(Reach::Open, &references.unsettled)?;
        let ledger = joined(scheduled.clone(), &listing);
        if matches!(purpose, Purpose::Proposal) || !ledger.needs_closed() {
            return Ok((ledger, listing));
        }
    }
    let listing = look(Reach::All, &references.all)?;
    Ok((joined(scheduled, &listing), listing))
}

fn coverage(desk: &Desk, files: &[String], listing: &Listing) -> Coverage {
    let reports = listing.issues.iter().filter_map(|issue| issue.marker());
    let mut existing = desk.tree.existing(reports.map(|it| it.report.as_str()));
    existing.extend(files.iter().cloned());
    Coverage {
        files: existing,
        closed_seen: listing.closed_seen,
        blind: listing.blind.clone(),
        ..Coverage::default()
    }
}

/// Of reports with one front-matter id, the one that git has known the longest.
fn eldest(desk: &Desk, reports: &[Scheduled]) -> BTreeMap<String, String> {
    let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Scheduled { report, .. } in reports {
        if let Some(id) = &report.front.id {
            by_id.entry(id).or_default().push(&report.path);
        }
    }
    let shared = by_id.into_iter().filter(|(_, paths)| paths.len() > 1);
    let first = |(id, paths): (&str, Vec<&str>)| {
        let path = desk.tree.eldest(&paths)?;
        Some((id.to_owned(), path.to_owned()))
    };
    shared.filter_map(first).collect()
}

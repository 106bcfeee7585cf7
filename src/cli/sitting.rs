//! Everything before the plan: one set of reports read, its issues listed, both joined.

use std::collections::BTreeSet;

use super::args::Selection;
use super::desk::{Desk, block_on};
use super::exit::Failure;
use super::forge;
use super::gather::{Gathered, gather};
use super::screen::Screen;
use crate::config::Config;
use crate::issue::{Listing, Reach, UnreadFile};
use crate::judge::Unreadable;
use crate::ledger::{Coverage, Decisions, Ledger, References, Scheduled, join};
use crate::policy::WriteBack;
use crate::text::Source;
use crate::tracker::{Tracker, Wanted, survey};

/// One set of reports with its ledger and its tracker.
pub(super) struct Sitting {
    pub(super) ledger: Ledger,
    pub(super) tracker: Box<dyn Tracker>,
    /// In the order of [`Ledger::reports`].
    pub(super) sources: Vec<Source>,
    pub(super) unreadable: Vec<Unreadable>,
    /// What was used to judge, where it is not the tracker; a sentence.
    pub(super) instead: Option<String>,
    /// What the tracker showed.
    listing: Listing,
}

/// What a sitting is held for, and what the person who called it decided.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Nothing is written.
    Look(Decisions),
    /// Nothing is written, and where the tracker cannot be asked the words in the reports will do.
    Judge,
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
            Self::Judge => Decisions::default(),
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
        let write = !matches!(purpose, Purpose::Look(_) | Purpose::Judge);
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
        let seen = Seen::of(desk, set, scheduled, &files, tracker.as_ref(), purpose)?;
        Ok(Self {
            ledger: seen.ledger,
            tracker,
            sources,
            unreadable,
            instead: seen.instead,
            listing: seen.listing,
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

    /// What could not be read, a sentence each, for the commands that do not judge.
    pub(super) fn complaints(&self) -> Vec<String> {
        let reports = self.unreadable.iter().map(complaint);
        let issue = |file: &UnreadFile| format!("{}:{}: {}", file.file, file.line, file.reason);
        reports
            .chain(self.ledger.unread.iter().map(issue))
            .collect()
    }
}

fn complaint(unreadable: &Unreadable) -> String {
    match unreadable.line {
        Some(line) => format!("{}:{line}: {}", unreadable.path, unreadable.reason),
        None => format!("{}: {}", unreadable.path, unreadable.reason),
    }
}

/// What was read, joined with what the tracker shows.
struct Seen {
    ledger: Ledger,
    listing: Listing,
    instead: Option<String>,
}

impl Seen {
    /// Closed issues are listed only where they may change what is done.
    fn of(
        desk: &Desk,
        set: &Config,
        scheduled: Vec<Scheduled>,
        files: &[String],
        tracker: &dyn Tracker,
        purpose: Purpose,
    ) -> Result<Self, Failure> {
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
            block_on(survey(tracker, wanted))
        };
        let joined = |scheduled, listing: Listing, instead: Option<String>| {
            let coverage = Coverage {
                unseen: instead.is_some(),
                ..coverage(desk, files, &listing)
            };
            let ledger = join(scheduled, &listing, &scope, &home, coverage);
            Self {
                ledger: ledger.decided(purpose.decisions()),
                listing,
                instead,
            }
        };
        // The words are those of the last sync only where it keeps them true.
        let words_will_do =
            matches!(purpose, Purpose::Judge) && set.write_back == WriteBack::Status;
        let silent = match words_will_do {
            true => forge::not_to_be_asked(set)?,
            false => None,
        };
        if let Some(why) = silent {
            return Ok(joined(scheduled, Listing::default(), Some(by_words(&why))));
        }
        if tracker.capabilities().remote && !matches!(purpose, Purpose::ChangeAll(_)) {
            let listing = match look(Reach::Open, &references.unsettled)? {
                Ok(listing) => listing,
                Err(error) if words_will_do => {
                    let why = error.to_string();
                    return Ok(joined(scheduled, Listing::default(), Some(by_words(&why))));
                }
                Err(error) => return Err(error.into()),
            };
            let seen = joined(scheduled.clone(), listing, None);
            if !seen.ledger.needs_closed() {
                return Ok(seen);
            }
        }
        match look(Reach::All, &references.all)? {
            Ok(listing) => Ok(joined(scheduled, listing, None)),
            Err(error) if words_will_do && tracker.capabilities().remote => {
                let why = by_words(&error.to_string());
                Ok(joined(scheduled, Listing::default(), Some(why)))
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn by_words(why: &str) -> String {
    format!(
        "the issues were not looked at, so the words that the last sync wrote into the reports count: {why}"
    )
}

fn coverage(desk: &Desk, files: &[String], listing: &Listing) -> Coverage {
    let reports = listing.issues.iter().filter_map(|issue| issue.marker());
    let mut existing = desk.tree.existing(reports.map(|it| it.report.as_str()));
    existing.extend(files.iter().cloned());
    Coverage {
        files: existing,
        closed_seen: listing.closed_seen,
        blind: listing.blind.clone(),
        unseen: false,
    }
}

//! Everything before the plan: one set of reports read, its issues listed, both joined.

use std::collections::BTreeSet;

use super::args::{Disclosure, Selection};
use super::desk::Desk;
use super::exit::Failure;
use super::gather::{Gathered, gather};
use super::screen::Screen;
use super::seen::Look;
use crate::config::Config;
use crate::issue::{Listing, UnreadFile};
use crate::judge::{Unreadable, lone_status_lines};
use crate::ledger::{Coverage, Decisions, Ledger, Scheduled, join};
use crate::output::{Secrets, Unseen, Veil, complaints, unseen};
use crate::text::Source;
use crate::tracker::Tracker;

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
    /// Nothing is written, and it is a change of the reports that is looked at: closed issues count only
    /// where a report names them, so that it costs the same however many there are.
    Proposal,
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

    pub(super) fn decisions(self) -> Decisions {
        match self {
            Self::Look(it) | Self::Change(it) | Self::ChangeAll(it) => it,
            Self::Judge | Self::Proposal => Decisions::default(),
        }
    }
}

/// What could not be read.
pub(super) struct Complaints {
    /// A sentence each; of confidential reports only their number.
    pub(super) said: Vec<String>,
    /// How many are about files.
    pub(super) files: usize,
    /// How many issues of ours could not be read.
    pub(super) issues: usize,
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
        let look = Look {
            desk,
            set,
            tracker: tracker.as_ref(),
            purpose,
            files: &files,
        };
        let seen = look.at(scheduled)?;
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

    /// Says how many actions a change of tracker left behind, and what takes them along.
    pub(super) fn note_left_behind(&self, screen: &Screen) {
        let (left, issues) = match self.ledger.left_behind() {
            0 => return,
            1 => ("1 open action has its issue".to_owned(), "one for it"),
            several => (
                format!("{several} open actions have their issues"),
                "new ones",
            ),
        };
        screen.note(&format!(
            "{left} in the tracker used before, where nothing follows up any more; `followthrough sync --refile` opens {issues} here"
        ));
    }

    /// What takes confidential reports out of what is said of this set, unless they are asked for.
    pub(super) fn veil(&self, set: &Config, disclosure: Disclosure) -> Veil {
        let by_name = |report: &str| set.confidential.contains(report);
        let secrets = match disclosure.show_confidential {
            true => Secrets::default(),
            false => Secrets::of(&self.ledger, &self.unreadable, &by_name),
        };
        secrets.veil()
    }

    /// What could not be read, for the commands that do not judge.
    pub(super) fn complaints(&self) -> Complaints {
        let mut said = complaints(&self.unreadable);
        let issue = |file: &UnreadFile| format!("{}:{}: {}", file.file, file.line, file.reason);
        said.extend(self.ledger.unread.iter().map(issue));
        let files = said.len();
        let barred = self.barred();
        said.extend(barred.ours);
        said.extend(complaints(&lone_status_lines(&self.ledger)));
        Complaints {
            said,
            files,
            issues: barred.left,
        }
    }

    /// The issues that cannot be read: those that were opened for these reports, whose actions are left as they are,
    /// and those that people linked by hand. The embedded tracker names its files itself.
    pub(super) fn barred(&self) -> Unseen {
        match self.tracker.capabilities().remote {
            true => unseen(&self.ledger),
            false => Unseen::default(),
        }
    }
}

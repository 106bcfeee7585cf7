//! The base of a pull request: its configuration, its waivers, and its reports beside the issues of today.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::args::{Global, Selection};
use super::desk::Desk;
use super::exit::Failure;
use super::gather::{inside, is_below, of_source, repository_path, vocabulary};
use super::proposals;
use super::sitting::Sitting;
use crate::config::{Config, FILE_NAME, is_readable, waivers};
use crate::judge::Unreadable;
use crate::ledger::{Comparison, Ledger, Pairing, Scheduled};
use crate::policy::{WAIVERS, Waiver};
use crate::read::claims_confidential;
use crate::text::Source;
use crate::worktree::{Revision, RevisionError};

/// The commit that a pull request began on.
pub(super) struct Base {
    revision: Revision,
    head: Revision,
    /// By the name of today, the name in the base.
    renames: BTreeMap<String, String>,
    /// What was used, where it is not what one would expect; a sentence each.
    pub(super) notes: Vec<String>,
    judges_itself: bool,
    /// What the configuration is called; none: it lies outside the repository.
    name: Option<String>,
    /// Its own configuration, if it has one.
    theirs: Option<Config>,
    has_same_rules: bool,
}

/// One set of reports as the base has it.
pub(super) struct BaseSet {
    pub(super) ledger: Ledger,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) comparison: Comparison,
}

impl BaseSet {
    /// `ledger` as it may be shown on a pull request: what the base keeps confidential stays so until it is
    /// merged.
    pub(super) fn conceals<'a>(&self, ledger: &'a Ledger) -> Cow<'a, Ledger> {
        let reports = self.ledger.reports.iter().map(|it| &it.report);
        let secret = reports.filter(|it| it.front.confidential);
        let secret: BTreeSet<&str> = secret.map(|it| it.path.as_str()).collect();
        let is_secret = |path: &str| secret.contains(self.comparison.older_path(path));
        match secret.is_empty() {
            true => Cow::Borrowed(ledger),
            false => Cow::Owned(ledger.clone().concealed(is_secret)),
        }
    }

    /// True if a sync has ever met these reports: else all of them are news, whoever brings them.
    pub(super) fn was_synced(&self) -> bool {
        let mut pairings = self.ledger.entries.iter().map(|it| &it.pairing);
        let is_ours = |it| matches!(it, &Pairing::Owned(..) | &Pairing::Unread(..));
        pairings.any(is_ours) || !self.ledger.orphans.is_empty()
    }
}

impl Base {
    /// The last commit that `name` and HEAD have in common. Where a shallow clone lacks it, the commit
    /// `name` itself, which may say of what was merged meanwhile that the pull request did it. The desk
    /// gets the configuration of the base.
    pub(super) fn open(desk: &mut Desk, name: &str, global: &Global) -> Result<Self, Failure> {
        let head = desk.tree.revision("HEAD")?;
        let mut notes = Vec::new();
        let revision = match desk.tree.revision(name)?.merge_base(&head) {
            Ok(revision) => revision,
            Err(error @ RevisionError::Shallow(_)) => {
                notes.push(format!("compared with the tip of {name}, because {error}"));
                desk.tree.revision(name)?
            }
            Err(error) => return Err(error.into()),
        };
        let renames = revision.renamed_in(&head)?;
        let name = match desk.config.path.as_deref() {
            None | Some(FILE_NAME) => Some(FILE_NAME.to_owned()),
            Some(path) => repository_path(desk, Path::new(path)),
        };
        let mut base = Self {
            name,
            revision,
            head,
            renames,
            notes,
            judges_itself: false,
            theirs: None,
            has_same_rules: true,
        };
        base.settle(desk, global)?;
        base.entrust(desk);
        Ok(base)
    }

    /// Why nothing can be compared with `name`, if this is a shallow clone that lacks it: that is no fault of
    /// the change.
    pub(super) fn missing(desk: &Desk, name: &str) -> Option<String> {
        match desk.tree.revision(name) {
            Err(error @ RevisionError::Shallow(_)) => Some(format!(
                "everything was judged and nothing fails, because {error}"
            )),
            _ => None,
        }
    }

    /// True if the pull request brings the configuration, so that the rules are its own.
    pub(super) fn judges_itself(&self) -> bool {
        self.judges_itself
    }

    /// True if the configuration of the base is that of the checkout.
    pub(super) fn has_same_rules(&self) -> bool {
        self.has_same_rules
    }

    /// Has no token sent where only the pull request wants it.
    pub(super) fn entrust(&self, desk: &mut Desk) {
        // A file outside the repository is none of the pull request's.
        if self.name.is_some() {
            desk.entrust(self.theirs.as_ref());
        }
    }

    /// The desk with the configuration of the base, which a pull request cannot change for itself. One
    /// that the command line names stands.
    fn settle(&mut self, desk: &mut Desk, global: &Global) -> Result<(), Failure> {
        let Some(name) = self.name.clone() else {
            return Ok(());
        };
        let bytes = self.revision.read(&name);
        let theirs = bytes.clone().map(|it| Config::from_bytes(&name, it));
        self.theirs = theirs.transpose()?;
        if global.config.is_some() {
            return Ok(());
        }
        let there = desk.tree.existing([name.as_str()]);
        let own = there.iter().find_map(|path| desk.tree.read(path).ok());
        let own = own.as_ref().map(|source| source.text().as_bytes());
        let (Some(bytes), Some(theirs)) = (bytes, self.theirs.clone()) else {
            if own.is_some() {
                self.notes.push(format!(
                    "{name} comes with this pull request, so nothing fails until it is merged"
                ));
            }
            self.judges_itself = own.is_some();
            return Ok(());
        };
        self.has_same_rules = own.is_some_and(|own| same_but_for_line_ends(own, &bytes));
        if !self.has_same_rules {
            self.notes.push(format!(
                "{name} of the base is used; what this pull request changes in it counts once it is merged"
            ));
        }
        desk.config = theirs;
        desk.settle_day(global);
        Ok(())
    }

    /// The waivers of the base; none if its file cannot be read.
    pub(super) fn waivers(&self) -> Vec<Waiver> {
        let bytes = self.revision.read(WAIVERS).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        waivers(&text).unwrap_or_default()
    }

    /// The day on which the pull request was changed last: today, if it holds no commit of its own.
    pub(super) fn pushed(&self, desk: &Desk, set: &Config) -> jiff::civil::Date {
        let newest = self.head.newest_since(&self.revision);
        newest.map_or(desk.today, |moment| {
            set.policy.day_of(moment).min(desk.today)
        })
    }

    /// The reports of `set` in the base beside the issues that `sitting` saw.
    pub(super) fn set(
        &self,
        desk: &Desk,
        set: &Config,
        selection: &Selection,
        sitting: &Sitting,
    ) -> Result<BaseSet, Failure> {
        let words = vocabulary(set);
        let mut unreadable = Vec::new();
        let mut scheduled: Vec<Scheduled> = Vec::new();
        let read: Vec<Result<Scheduled, Unreadable>> = self
            .files(desk, set, selection, sitting)?
            .into_iter()
            // One repository at a time: libgit2 shares nothing between threads.
            .filter_map(|path| Some((self.revision.read(&path)?, path)))
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|(bytes, path)| {
                let claims = claims_confidential(&String::from_utf8_lossy(&bytes));
                let source = Source::new(path.clone(), bytes).map_err(|error| Unreadable {
                    confidential: claims || set.confidential.contains(&path),
                    path,
                    line: Some(error.line),
                    reason: error.to_string(),
                })?;
                of_source(set, &source, &words)
            })
            .collect();
        for result in read {
            match result {
                Ok(report) => scheduled.push(report),
                Err(problem) => unreadable.push(problem),
            }
        }
        proposals::add(&desk.tree, &set.publish.branch, &mut scheduled, &words);
        let all: BTreeSet<String> = self.revision.find(&|_| true)?.into_iter().collect();
        let ledger = sitting.beside(scheduled, all);
        let comparison = Comparison::of(&ledger, &sitting.ledger, self.renames.clone());
        Ok(BaseSet {
            ledger,
            unreadable,
            comparison,
        })
    }

    /// The reports of the base that belong to what is looked at: those of the set, and what the reports
    /// of today were called.
    fn files(
        &self,
        desk: &Desk,
        set: &Config,
        selection: &Selection,
        sitting: &Sitting,
    ) -> Result<Vec<String>, Failure> {
        let asked = selection
            .paths
            .iter()
            .map(|path| inside(desk, path))
            .collect::<Result<Vec<_>, _>>()?;
        let reports = sitting.ledger.reports.iter().map(|it| &it.report.path);
        let known: BTreeSet<&str> = reports
            .map(|path| self.renames.get(path).unwrap_or(path).as_str())
            .collect();
        let own = |path: &str| {
            let its = desk.config.set_of(path);
            its.is_some_and(|it| std::ptr::eq(it, set))
        };
        let wanted = |path: &str| {
            let below = asked.iter().any(|part| is_below(path, part));
            known.contains(path) || (is_readable(path) && own(path) && (asked.is_empty() || below))
        };
        Ok(self.revision.find(&wanted)?)
    }
}

/// Git may have spelt the line ends of a file in the checkout as the machine likes them.
fn same_but_for_line_ends(checkout: &[u8], stored: &[u8]) -> bool {
    let bytes = |text: &[u8]| {
        text.iter()
            .copied()
            .filter(|it| *it != b'\r')
            .collect::<Vec<u8>>()
    };
    bytes(checkout) == bytes(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_is_the_same_with_other_line_ends() {
        assert!(same_but_for_line_ends(b"reading: 1\r\n", b"reading: 1\n"));
        assert!(!same_but_for_line_ends(b"reading: 1\r\n", b"reading: 2\n"));
    }
}

//! The reports of a set beside what the tracker shows of their issues; where it cannot be asked, beside the words
//! that the last sync wrote.

use std::collections::BTreeMap;

use super::desk::{Desk, block_on};
use super::exit::Failure;
use super::forge;
use super::sitting::Purpose;
use crate::config::Config;
use crate::issue::{Home, Listing, Reach};
use crate::ledger::{Coverage, Ledger, References, Scheduled, join};
use crate::policy::WriteBack;
use crate::tracker::{Tracker, Wanted, survey};

/// What was read, joined with what the tracker shows.
pub(super) struct Seen {
    pub(super) ledger: Ledger,
    pub(super) listing: Listing,
    /// Why the tracker was not looked at, and what was used instead; a sentence.
    pub(super) instead: Option<String>,
}

/// What is looked for, and on whose behalf.
pub(super) struct Look<'a> {
    pub(super) desk: &'a Desk,
    pub(super) set: &'a Config,
    pub(super) tracker: &'a dyn Tracker,
    pub(super) purpose: Purpose,
    /// Every file that was found, readable or not.
    pub(super) files: &'a [String],
}

impl Look<'_> {
    /// Lists and joins; closed issues are listed only where they may change what is done.
    pub(super) fn at(&self, scheduled: Vec<Scheduled>) -> Result<Seen, Failure> {
        let remote = self.desk.tree.remote().map(|remote| remote.name);
        let scope = self.set.scope_or(remote.as_deref())?;
        let home = self.tracker.home();
        let by_words = |scheduled: Vec<Scheduled>, why: &str| {
            let listing = Listing::default();
            let coverage = Coverage {
                unseen: true,
                ..self.coverage(&scheduled, &listing)
            };
            Seen {
                ledger: join(scheduled, &listing, &scope, &home, coverage),
                listing,
                instead: Some(instead(why)),
            }
        };
        let words_will_do = self.words_will_do();
        let silent = match (self.desk.distrusts(self.set)?, words_will_do) {
            (Some(why), _) => Some(why),
            (None, true) => forge::not_to_be_asked(self.set)?,
            (None, false) => None,
        };
        if let Some(why) = silent {
            return Ok(by_words(scheduled, &why));
        }
        // What was read is needed again only if the tracker does not answer.
        let kept = words_will_do.then(|| scheduled.clone());
        match (self.beside(scheduled, &scope, &home)?, kept) {
            (Ok((ledger, listing)), _) => Ok(Seen {
                ledger,
                listing,
                instead: None,
            }),
            (Err(error), Some(scheduled)) => Ok(by_words(scheduled, &error.message)),
            (Err(error), None) => Err(error),
        }
    }

    /// True if it is to be judged, and the words in the reports are those of the last sync, which only
    /// `write_back: status` keeps true.
    fn words_will_do(&self) -> bool {
        let judges = matches!(self.purpose, Purpose::Judge | Purpose::Proposal);
        let remote = self.tracker.capabilities().remote;
        judges && remote && self.set.write_back == WriteBack::Status
    }

    /// The reports beside their issues; the outer error is that of the program, the inner one the tracker's.
    fn beside(
        &self,
        scheduled: Vec<Scheduled>,
        scope: &str,
        home: &Home,
    ) -> Result<Result<(Ledger, Listing), Failure>, Failure> {
        let references = References::of(&scheduled, home);
        let joined = |scheduled: Vec<Scheduled>, listing: &Listing| {
            let coverage = self.coverage(&scheduled, listing);
            let ledger = join(scheduled, listing, scope, home, coverage);
            ledger.decided(self.purpose.decisions())
        };
        let settled = &references.all - &references.unsettled;
        let look = |reach, named| {
            let wanted = Wanted {
                scope,
                reach,
                named,
                settled: &settled,
                ours: &references.ours,
            };
            block_on(survey(self.tracker, wanted))
        };
        let remote = self.tracker.capabilities().remote;
        if remote && !matches!(self.purpose, Purpose::ChangeAll(_)) {
            let listing = match look(Reach::Open, &references.unsettled)? {
                Ok(listing) => listing,
                Err(error) => return Ok(Err(error.into())),
            };
            let ledger = joined(scheduled.clone(), &listing);
            if matches!(self.purpose, Purpose::Proposal) || !ledger.needs_closed() {
                return Ok(Ok((ledger, listing)));
            }
        }
        let listing = look(Reach::All, &references.all)?.map_err(Failure::from);
        Ok(listing.map(|listing| (joined(scheduled, &listing), listing)))
    }

    fn coverage(&self, scheduled: &[Scheduled], listing: &Listing) -> Coverage {
        let reports = listing.issues.iter().filter_map(|issue| issue.marker());
        let tree = &self.desk.tree;
        let mut existing = tree.existing(reports.map(|it| it.report.as_str()));
        existing.extend(self.files.iter().cloned());
        Coverage {
            files: existing,
            closed_seen: listing.closed_seen,
            blind: listing.blind.clone(),
            eldest: eldest(self.desk, scheduled),
            unseen: false,
        }
    }
}

fn instead(why: &str) -> String {
    format!(
        "the issues were not looked at, so the words that the last sync wrote into the reports count: {why}"
    )
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

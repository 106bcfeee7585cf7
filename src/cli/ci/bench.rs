//! By whose rules a run is judged, and what it is compared with.

use super::args::CiArgs;
use crate::ci::{Against, Decision};
use crate::cli::args::{Global, Selection};
use crate::cli::base::{Base, BaseSet};
use crate::cli::desk::Desk;
use crate::cli::exit::Failure;
use crate::cli::forge::SECRETS;
use crate::cli::screen::Screen;
use crate::cli::sitting::{Purpose, Sitting};
use crate::cli::verdict::Verdict;
use crate::ledger::Ledger;

/// Everything in the repository.
pub(super) const EVERYTHING: Selection = Selection { paths: Vec::new() };

/// The desk at which a change is judged: with the configuration of its base.
pub(super) struct Bench {
    pub(super) desk: Desk,
    pub(super) base: Option<Base>,
    /// Why nothing was compared although it should have been.
    pub(super) blind: Option<String>,
}

impl Bench {
    pub(super) fn open(
        global: &Global,
        args: &CiArgs,
        decision: &Decision,
    ) -> Result<Self, Failure> {
        let mut desk = Desk::open_with(global, args.config())?;
        let Some(against) = &decision.against else {
            return Ok(Self {
                desk,
                base: None,
                blind: None,
            });
        };
        let name = match name_of(&desk, against) {
            Ok(name) => name,
            Err(blind) => {
                desk.entrust(None);
                return Ok(Self {
                    desk,
                    base: None,
                    blind: Some(blind),
                });
            }
        };
        let base = Base::open(&mut desk, &name, global)?;
        Ok(Self {
            desk,
            base: Some(base),
            blind: None,
        })
    }

    /// Has no token sent where only a pull request wants it, from the desk at which it is planned.
    pub(super) fn entrust(&self, desk: &mut Desk) {
        match &self.base {
            Some(base) => base.entrust(desk),
            None => desk.entrusted = self.desk.entrusted.clone(),
        }
    }

    /// True if the rules are those of the checkout too.
    pub(super) fn has_same_rules(&self) -> bool {
        self.base.as_ref().is_none_or(Base::has_same_rules)
    }

    /// One set of reports as the base has it, if there is a base.
    pub(super) fn before(
        &self,
        set: &crate::config::Config,
        sitting: &Sitting,
    ) -> Result<Option<BaseSet>, Failure> {
        let base = self.base.as_ref();
        base.map(|it| it.set(&self.desk, set, &EVERYTHING, sitting))
            .transpose()
    }

    /// One set of reports heard beside what the base has of it.
    pub(super) fn hear_beside(
        &self,
        verdict: &mut Verdict<'_>,
        set: &crate::config::Config,
        sitting: &Sitting,
        before: Option<&BaseSet>,
    ) {
        verdict.note(sitting.instead.as_ref());
        let before = self.base.as_ref().zip(before);
        verdict.hear(set, &sitting.ledger, &sitting.unreadable, before);
    }

    /// Every set of reports heard; gives their ledgers.
    pub(super) fn hear_all(
        &self,
        verdict: &mut Verdict<'_>,
        screen: &Screen,
    ) -> Result<Vec<Ledger>, Failure> {
        let mut ledgers = Vec::new();
        for set in self.desk.config.sets() {
            let sitting = Sitting::open(&self.desk, set, &EVERYTHING, Purpose::Judge, screen)?;
            let before = self.before(set, &sitting)?;
            self.hear_beside(verdict, set, &sitting, before.as_ref());
            let shown = before.map(|it| it.conceals(&sitting.ledger).into_owned());
            ledgers.push(shown.unwrap_or(sitting.ledger));
        }
        Ok(ledgers)
    }
}

/// The commit that a change is compared with: the target's side of the merge commit that a forge made, else what
/// the event names. A clone that is too shallow to hold it gets it fetched.
///
/// # Errors
/// If it cannot be had: a sentence that says why, and what follows from it.
fn name_of(desk: &Desk, against: &Against) -> Result<String, String> {
    let is_there = |name: &str| desk.tree.revision(name).is_ok();
    let find = || {
        if against.merge && is_there("HEAD^2") {
            return Some("HEAD^1".to_owned());
        }
        against.base.clone().filter(|base| is_there(base))
    };
    let fetched = match find() {
        Some(name) => return Ok(name),
        None => desk.tree.deepen(against.base.as_deref(), &SECRETS),
    };
    find().ok_or_else(|| {
        let why = fetched.err().map(|it| format!(" and could not be fetched ({it})"));
        format!(
            "the commit this change began on is not in this clone{}, so everything was judged and nothing fails; set `fetch-depth: 0` (GitLab: `GIT_DEPTH: 0`)",
            why.unwrap_or_default()
        )
    })
}

//! The state of a join, and its rounds over references and keys.

use std::collections::{HashMap, HashSet};

use super::claims::{self, At};
use super::decisions::{elsewhere, was_ours};
use super::fingerprint::{fingerprint, text_key};
use super::incidents::is_another;
use super::names::ReportNames;
use super::renames;
use super::shelf::Shelf;
use super::similar::{SETTLED_RATIO, Text, ratio};
use super::{Claim, Coverage, Double, Hold, Pairing, Scheduled, Unseen, last_word};
use crate::action::{Action, LinkOrigin, Word};
use crate::issue::{Home, Issue, IssueId, Key, Listing};

/// What the rounds have decided so far.
pub(super) struct Rounds<'a> {
    pub(super) reports: &'a [Scheduled],
    pub(super) names: ReportNames,
    pub(super) shelf: Shelf,
    pub(super) coverage: &'a Coverage,
    /// By report and action; none while undecided.
    pairings: Vec<Vec<Option<Pairing>>>,
    keys: Keys<'a>,
    listing: &'a Listing,
    scope: &'a str,
    home: &'a Home,
}

/// The keys that actions without an issue would get.
#[derive(Default)]
struct Keys<'a> {
    by_action: HashMap<At, Key>,
    assigned: HashSet<Key>,
    /// From which ordinal on to look, by report, alias and text: what is taken stays taken.
    next: HashMap<(usize, usize, &'a str), usize>,
}

/// The outcome of all rounds.
pub(super) struct Settled {
    pub(super) pairings: Vec<Vec<Option<Pairing>>>,
    pub(super) keys: HashMap<At, Key>,
    pub(super) names: ReportNames,
    pub(super) orphans: Vec<Issue>,
    pub(super) doubles: Vec<Double>,
    pub(super) issues_seen: usize,
}

impl<'a> Rounds<'a> {
    pub(super) fn new(
        reports: &'a [Scheduled],
        names: ReportNames,
        listing: &'a Listing,
        scope: &'a str,
        home: &'a Home,
        coverage: &'a Coverage,
    ) -> Self {
        let undecided = |it: &Scheduled| vec![None; it.report.actions.len()];
        Self {
            reports,
            names,
            shelf: Shelf::new(listing, scope),
            coverage,
            pairings: reports.iter().map(undecided).collect(),
            keys: Keys::default(),
            listing,
            scope,
            home,
        }
    }

    /// Suffixes of ours that may be believed, and references that lead out of the listing.
    pub(super) fn suffixes(&mut self) {
        let found = claims::suffix_claims(self.reports, &self.shelf, self.home);
        renames::learn(
            &mut self.names,
            &found,
            self.reports,
            &self.shelf,
            self.coverage,
        );
        let files = claims::Files {
            reports: self.reports,
            names: &self.names,
            coverage: self.coverage,
            home: self.home,
        };
        for (at, pairing) in claims::settle(found, &files, &mut self.shelf) {
            self.set(at, pairing);
        }
        for (at, action) in claims::actions(self.reports) {
            if !self.is_open(at) {
                continue;
            }
            if let Some(issue) = self.refiled(at, action) {
                self.own(at, issue, Claim::Key);
            } else if let Some(pairing) = self.outside(action).or_else(|| self.unread_proposal(at))
            {
                self.set(at, pairing);
            }
        }
    }

    /// The issue that took the place of the one in another tracker which the action still names.
    fn refiled(&self, at: At, action: &Action) -> Option<usize> {
        let reference = elsewhere(action, self.home)?;
        let ours = |issue: &&usize| {
            let marker = self.shelf.marker(**issue);
            !self.shelf.is_claimed(**issue)
                && marker.is_some_and(|it| self.names.owner(&it.report) == Some(at.0))
        };
        let found: Vec<usize> = self
            .shelf
            .by_was(&reference)
            .iter()
            .filter(ours)
            .copied()
            .collect();
        let text = text_key(&action.bare);
        let same = |issue: &&usize| {
            let marker = self.shelf.marker(**issue);
            marker.is_some_and(|it| it.text.as_ref() == Some(&text))
        };
        match found.as_slice() {
            [one] => Some(*one),
            several => several.iter().find(same).copied(),
        }
    }

    /// The issue that a reference on our unmerged branch names and that cannot be read: it may be the
    /// action's, so none is opened.
    fn unread_proposal(&self, at: At) -> Option<Pairing> {
        let id = self
            .home
            .resolve(&self.reports[at.0].link(at.1)?.reference)?;
        let why = self.listing.forbidden.get(&id)?;
        Some(Pairing::Unread(id, Unseen::Barred(why.clone())))
    }

    /// What a reference says whose issue is not one of ours: another tracker, gone, not read.
    fn outside(&self, action: &Action) -> Option<Pairing> {
        let link = action.link.as_ref()?;
        let Some(id) = self.home.resolve(&link.reference) else {
            return Some(Pairing::Elsewhere);
        };
        if let Some(why) = self.listing.forbidden.get(&id) {
            return Some(Pairing::Unread(id, Unseen::Barred(why.clone())));
        }
        if let Some(at) = self.shelf.by_id(&id) {
            let ours = matches!(link.origin, LinkOrigin::Ours(_));
            if let Some(other) = self.shelf.get(at).marker().filter(|_| ours)
                && other.scope != self.scope
            {
                return Some(Pairing::Held(Hold::Copied {
                    issue: self.shelf.get(at).id.clone(),
                    report: other.report.clone(),
                    scope: Some(other.scope.clone()),
                }));
            }
            if let Some(why) = self.stranger(at, action).filter(|_| ours) {
                return Some(Pairing::Unread(id, Unseen::Barred(why)));
            }
            // Our form on an issue without a marker to believe: shown, never edited.
            let found = || Pairing::Linked(Box::new(self.shelf.get(at).clone()));
            return ours.then(found);
        }
        if self.listing.gone.contains(&id) {
            return Some(Pairing::Gone(id));
        }
        let why = match (self.listing.moved.get(&id), last_word(action)) {
            (Some(to), _) => Unseen::Barred(format!("it moved to {to}, which cannot be read")),
            (None, Some(Word::Done | Word::Dropped)) => Unseen::Settled,
            (None, _) => Unseen::NotShown,
        };
        Some(Pairing::Unread(id, why))
    }

    /// Why an issue that the report names in our form is none that may speak for the action.
    fn stranger(&self, at: usize, action: &Action) -> Option<String> {
        let issue = self.shelf.get(at);
        match issue.body.marker() {
            Some(marker) if !issue.trusted && marker.scope == self.scope => Some(
                "its hidden line is ours, but whoever opened it has no say here any more: add that account to \
                 tracker.authors, or give it access again"
                    .to_owned(),
            ),
            // Numbers are used again where a repository was made anew.
            None if !issue.state.is_open()
                && ratio(&Text::of_action(action), &Text::of_issue(issue)) < SETTLED_RATIO =>
            {
                Some(
                    "it has no hidden line of ours, and its title says something else: it was opened by somebody else, or \
                     written anew"
                        .to_owned(),
                )
            }
            _ => None,
        }
    }

    /// Keys: the fingerprint names the issue, or becomes the key of a new one. A fingerprint whose
    /// key another action has claimed takes the next ordinal.
    pub(super) fn keys(&mut self) {
        for (at, action) in claims::actions(self.reports) {
            if self.pairings[at.0][at.1] == Some(Pairing::Elsewhere) {
                match self.left_behind(at, action) {
                    Some(issue) => self.own(at, issue, Claim::Key),
                    None => drop(self.assign(at, &action.bare)),
                }
            }
            if self.lost_its_line(at, action) {
                // A person may say that it is ours all the same.
                self.assign(at, &action.bare);
            }
            if !self.is_open(at) {
                continue;
            }
            let aliases = self.names.aliases(at.0).len();
            let found = (0..aliases).find_map(|alias| self.find(at.0, alias, &action.bare));
            match found {
                Some(issue) if self.may_claim(issue, action) => self.take(at, issue, Claim::Key),
                _ => self.found_nothing(at, &action.bare),
            }
            let held = matches!(self.pairings[at.0][at.1], Some(Pairing::Held(_)));
            if held && !self.keys.by_action.contains_key(&at) {
                // A person may say that it is a new one.
                self.assign(at, &action.bare);
            }
        }
    }

    /// True if a sync wrote the reference, and its issue shows no line of ours any more.
    fn lost_its_line(&self, at: At, action: &Action) -> bool {
        let Some(Pairing::Linked(issue)) = &self.pairings[at.0][at.1] else {
            return false;
        };
        was_ours(action) && issue.body.marker().is_none()
    }

    /// After a change of tracker and back: the open issue that was opened here before, for an action that was
    /// filed elsewhere meanwhile and is open still.
    fn left_behind(&mut self, at: At, action: &'a Action) -> Option<usize> {
        if !was_ours(action) || last_word(action) != Some(Word::Open) {
            return None;
        }
        let aliases = self.names.aliases(at.0).len();
        let found = (0..aliases).find_map(|alias| self.find(at.0, alias, &action.bare));
        found.filter(|issue| self.shelf.get(*issue).state.is_open())
    }

    fn find(&mut self, report: usize, alias: usize, bare: &'a str) -> Option<usize> {
        let name = &self.names.aliases(report)[alias];
        let start = self.keys.next.entry((report, alias, bare)).or_default();
        loop {
            let key = fingerprint(name, bare, *start);
            let issues = self.shelf.by_key(&key);
            if issues.is_empty() && !self.keys.assigned.contains(&key) {
                return None;
            }
            let free = issues.iter().copied().find(|issue| {
                let named = self.shelf.marker(*issue).map(|it| it.report.as_str());
                !self.shelf.is_claimed(*issue)
                    && named.and_then(|name| self.names.owner(name)) == Some(report)
            });
            if free.is_some() {
                return free;
            }
            *start += 1;
        }
    }

    /// Gives the action a key of its own, unless there may be an issue that cannot be seen or believed.
    fn found_nothing(&mut self, at: At, bare: &'a str) {
        let key = self.assign(at, bare);
        let local = IssueId::local(key.as_str());
        let unread = self.listing.away.get(&key).unwrap_or(&local);
        if let Some(why) = self.listing.forbidden.get(unread) {
            let why = Unseen::Barred(why.clone());
            self.set(at, Pairing::Unread(unread.clone(), why));
        } else if let Some(issue) = self.shelf.untrusted(&key, self.scope) {
            let hold = Hold::Untrusted(Box::new(issue.clone()));
            self.set(at, Pairing::Held(hold));
        }
    }

    /// Gives the action the first fingerprint that neither an issue nor another action has.
    fn assign(&mut self, at: At, bare: &'a str) -> Key {
        let id = self.names.id(at.0);
        let start = self.keys.next.get(&(at.0, 0, bare)).copied();
        let key = (start.unwrap_or_default()..)
            .map(|ordinal| fingerprint(id, bare, ordinal))
            .find(|key| !self.keys.assigned.contains(key) && self.shelf.by_key(key).is_empty())
            .expect("ordinals do not run out");
        self.keys.assigned.insert(key.clone());
        self.keys.by_action.insert(at, key.clone());
        key
    }

    /// A person's link to another issue outweighs the issue we once opened.
    fn may_claim(&self, issue: usize, action: &Action) -> bool {
        action.link.as_ref().is_none_or(|link| {
            let named = self.home.resolve(&link.reference);
            self.lookup(named) == Some(issue)
        })
    }

    /// Links by people: to an issue of ours for this report that nobody claims, they are a claim.
    pub(super) fn hand_links(&mut self) {
        for (at, action) in claims::actions(self.reports) {
            let Some(link) = action.link.as_ref().filter(|_| self.is_open(at)) else {
                continue;
            };
            let Some(issue) = self.lookup(self.home.resolve(&link.reference)) else {
                continue;
            };
            let named = self.shelf.marker(issue).map(|it| it.report.as_str());
            let own = named.and_then(|name| self.names.owner(name)) == Some(at.0);
            if own && !self.shelf.is_claimed(issue) {
                self.own(at, issue, Claim::Hand);
            } else {
                let found = self.shelf.get(issue).clone();
                self.set(at, Pairing::Linked(Box::new(found)));
            }
        }
    }

    fn lookup(&self, id: Option<IssueId>) -> Option<usize> {
        self.shelf.by_id(&id?)
    }

    /// Closes the join.
    pub(super) fn settle(self) -> Settled {
        Settled {
            orphans: self.orphans(),
            doubles: self.doubles(),
            issues_seen: self.shelf.ours().count(),
            pairings: self.pairings,
            keys: self.keys.by_action,
            names: self.names,
        }
    }

    /// Open issues nobody claims and nobody may turn out to be, of reports that were read or are gone. What carries
    /// the key of another one is said of that one.
    fn orphans(&self) -> Vec<Issue> {
        let mut candidates: HashSet<&IssueId> = self.candidates().map(|issue| &issue.id).collect();
        let doubles = self.doubles();
        candidates.extend(doubles.iter().map(|it| &it.other.id));
        let lost = |report: &str| {
            report.is_empty()
                || self.names.owner(report).is_some()
                || self.names.is_gone(report, self.coverage)
        };
        self.free_issues()
            .filter(|at| self.shelf.marker(*at).is_some_and(|it| lost(&it.report)))
            .map(|at| self.shelf.get(at))
            .filter(|issue| issue.state.is_open() && !candidates.contains(&issue.id))
            .cloned()
            .collect()
    }

    fn candidates(&self) -> impl Iterator<Item = &Issue> {
        let held = self.pairings.iter().flatten().filter_map(|it| match it {
            Some(Pairing::Held(Hold::Unpaired(candidates))) => Some(candidates),
            _ => None,
        });
        held.flatten().map(|(issue, _)| issue)
    }

    /// Of several issues with one key the claimed one stays, else the first.
    fn doubles(&self) -> Vec<Double> {
        let pairs = self.shelf.doubles().flat_map(|group| {
            let claimed = group.iter().copied().find(|at| self.shelf.is_claimed(*at));
            let keep = claimed.unwrap_or(group[0]);
            let others = group.iter().copied().filter(move |at| *at != keep);
            others.map(move |other| (keep, other))
        });
        pairs
            .map(|(keep, other)| Double {
                keep: self.shelf.get(keep).clone(),
                other: self.shelf.get(other).clone(),
            })
            .collect()
    }

    pub(super) fn free_issues(&self) -> impl Iterator<Item = usize> + '_ {
        self.shelf.ours().filter(|at| !self.shelf.is_claimed(*at))
    }

    pub(super) fn action(&self, at: At) -> &'a Action {
        &self.reports[at.0].report.actions[at.1]
    }

    pub(super) fn is_open(&self, at: At) -> bool {
        self.pairings[at.0][at.1].is_none()
    }

    pub(super) fn set(&mut self, at: At, pairing: Pairing) {
        self.pairings[at.0][at.1] = Some(pairing);
    }

    pub(super) fn own(&mut self, at: At, issue: usize, claim: Claim) {
        self.shelf.claim(issue);
        let found = self.shelf.get(issue).clone();
        self.set(at, Pairing::Owned(Box::new(found), claim));
    }

    /// Owns an issue that words alone led to. Where another report may say the same, a closed issue is asked
    /// about: it must not call new work done.
    pub(super) fn take(&mut self, at: At, issue: usize, claim: Claim) {
        let guessed = self.shelf.marker(issue);
        let guessed = guessed.is_some_and(|it| self.names.is_guess(&it.report))
            || is_another(self.shelf.get(issue), &self.reports[at.0].report);
        let settled = self.action(at).settled_by_mark() || self.shelf.get(issue).state.is_open();
        match guessed && !settled {
            true => self.hold(at, [(issue, 1.0)]),
            false => self.own(at, issue, claim),
        }
    }

    /// Holds the action until a person says which of these issues it is, if any.
    pub(super) fn hold(&mut self, at: At, issues: impl IntoIterator<Item = (usize, f64)>) {
        let candidates = issues
            .into_iter()
            .map(|(issue, ratio)| (self.shelf.get(issue).clone(), ratio))
            .collect();
        self.set(at, Pairing::Held(Hold::Unpaired(candidates)));
    }
}

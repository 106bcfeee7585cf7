//! The first round: suffixes of ours, and which of them may be believed.

use std::collections::BTreeMap;

use super::incidents::{SameIncident, same_incident};
use super::names::ReportNames;
use super::shelf::Shelf;
use super::similar::{Text, UNSURE_RATIO, ratio};
use super::{Claim, Coverage, Hold, Pairing, Scheduled, text_key};
use crate::action::{Action, LinkOrigin};
use crate::issue::{Home, IssueId};

/// Where an action stands: report, action.
pub(super) type At = (usize, usize);

/// Suffixes of ours that name an issue on the shelf: by issue, the actions that carry them.
pub(super) fn suffix_claims(
    reports: &[Scheduled],
    shelf: &Shelf,
    home: &Home,
) -> BTreeMap<usize, Vec<At>> {
    let mut claims: BTreeMap<usize, Vec<At>> = BTreeMap::new();
    for (at, _) in actions(reports) {
        if let Some(issue) = ours(&reports[at.0], at.1, home).and_then(|id| shelf.by_id(&id))
            && shelf.marker(issue).is_some()
        {
            claims.entry(issue).or_default().push(at);
        }
    }
    claims
}

/// Every action with its place.
pub(super) fn actions(reports: &[Scheduled]) -> impl Iterator<Item = (At, &Action)> {
    reports.iter().enumerate().flat_map(|(report, scheduled)| {
        let actions = scheduled.report.actions.iter().enumerate();
        actions.map(move |(action, it)| ((report, action), it))
    })
}

/// The issue of this tracker that the action's suffix names, on the file or on the write-back branch.
fn ours(report: &Scheduled, action: usize, home: &Home) -> Option<IssueId> {
    let link = report.link(action)?;
    matches!(link.origin, LinkOrigin::Ours(_))
        .then(|| home.resolve(&link.reference))
        .flatten()
}

/// With how many actions of a report the text of an issue is compared that left it.
const MOST_ALIKE: usize = 500;

/// What the reports show of where an action may stand.
pub(super) struct Files<'a> {
    pub(super) reports: &'a [Scheduled],
    pub(super) names: &'a ReportNames,
    pub(super) coverage: &'a Coverage,
    pub(super) home: &'a Home,
}

/// Believes or refuses each suffix: one issue belongs to one action, of the report its marker names, else of the one
/// report where it stands now.
pub(super) fn settle(
    claims: BTreeMap<usize, Vec<At>>,
    files: &Files<'_>,
    shelf: &mut Shelf,
) -> Vec<(At, Pairing)> {
    let mut settled = Vec::new();
    for (issue, claimants) in claims {
        let Some(marker) = shelf.marker(issue) else {
            continue;
        };
        let owner = files.names.owner(&marker.report);
        let alike = |at: At| likeness(files.action(at), shelf, issue);
        let winner = best(&claimants, owner, alike)
            .or_else(|| best(&claimants, files.moved(&claimants, shelf, issue), alike));
        let copied = Pairing::Held(Hold::Copied {
            issue: shelf.get(issue).id.clone(),
            report: marker.report.clone(),
            scope: None,
        });
        for at in claimants {
            if Some(at) == winner {
                let found = Box::new(shelf.get(issue).clone());
                settled.push((at, Pairing::Owned(found, Claim::Suffix)));
                shelf.claim(issue);
            } else {
                settled.push((at, copied.clone()));
            }
        }
    }
    settled
}

impl Files<'_> {
    fn action(&self, at: At) -> &Action {
        &self.reports[at.0].report.actions[at.1]
    }

    /// The report to which an action moved, reference and all, that none of its own report carries: the only one
    /// that claims its issue, where the action stands no more in the report that the issue names.
    fn moved(&self, claimants: &[At], shelf: &Shelf, issue: usize) -> Option<usize> {
        let to = claimants.first()?.0;
        let named = &shelf.marker(issue)?.report;
        let left = match self.names.owner(named) {
            Some(from) => !self.stands(from, to, shelf, issue),
            None => self.names.is_gone(named, self.coverage),
        };
        (left && claimants.iter().all(|at| at.0 == to)).then_some(to)
    }

    /// True if the report `from` still has the action of an issue, though not its reference, which `to` carries: then
    /// that was copied. Not so where `from` tells of a later incident: it took the name of the one that was archived.
    fn stands(&self, from: usize, to: usize, shelf: &Shelf, issue: usize) -> bool {
        let (found, here) = (shelf.get(issue), &self.reports[from].report);
        let there = &self.reports[to].report;
        let same = |report| same_incident([found].into_iter(), report);
        let retold = same(here) == SameIncident::No && same(there) == SameIncident::Yes;
        let later = here.incident.start.zip(there.incident.start);
        if retold || later.is_some_and(|(here, there)| here.date > there.date) {
            return false;
        }
        let without = |action: &usize| {
            let named = ours(&self.reports[from], *action, self.home);
            named.and_then(|id| shelf.by_id(&id)).is_none()
        };
        let text = shelf.marker(issue).and_then(|it| it.text.as_ref());
        let equal = |action: &usize| text == Some(&text_key(&here.actions[*action].bare));
        let left: Vec<usize> = (0..here.actions.len()).filter(without).collect();
        let alike = |action: &usize| likeness(&here.actions[*action], shelf, issue) >= UNSURE_RATIO;
        left.iter().any(equal) || left.iter().take(MOST_ALIKE).any(alike)
    }
}

/// Of the claimants in the owning report, the one whose text is most like the issue's; of equals the first.
fn best(claimants: &[At], owner: Option<usize>, likeness: impl Fn(At) -> f64) -> Option<At> {
    let mut own = claimants.iter().copied().filter(|at| Some(at.0) == owner);
    let first = own.next()?;
    let rest: Vec<At> = own.collect();
    if rest.is_empty() {
        return Some(first);
    }
    let start = (first, likeness(first));
    let (winner, _) = rest.into_iter().fold(start, |best, at| {
        let value = likeness(at);
        if value > best.1 { (at, value) } else { best }
    });
    Some(winner)
}

fn likeness(action: &Action, shelf: &Shelf, issue: usize) -> f64 {
    let marker = shelf.marker(issue);
    if marker.and_then(|marker| marker.text.as_ref()) == Some(&text_key(&action.bare)) {
        return 1.0;
    }
    ratio(&Text::of_action(action), &Text::of_issue(shelf.get(issue)))
}

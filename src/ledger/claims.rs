//! The first round: suffixes of ours, and which of them may be believed.

use std::collections::BTreeMap;

use super::names::ReportNames;
use super::shelf::Shelf;
use super::similar::{Text, ratio};
use super::{Claim, Hold, Pairing, Scheduled, text_key};
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

/// Believes or refuses each suffix: one issue belongs to one action, of the report its marker names.
pub(super) fn settle(
    claims: BTreeMap<usize, Vec<At>>,
    reports: &[Scheduled],
    names: &ReportNames,
    shelf: &mut Shelf,
) -> Vec<(At, Pairing)> {
    let mut settled = Vec::new();
    for (issue, claimants) in claims {
        let Some(marker) = shelf.marker(issue) else {
            continue;
        };
        let owner = names.owner(&marker.report);
        let winner = best(&claimants, owner, |(report, action)| {
            likeness(&reports[report].report.actions[action], shelf, issue)
        });
        let copied = Pairing::Held(Hold::Copied {
            issue: shelf.get(issue).id.clone(),
            report: marker.report.clone(),
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

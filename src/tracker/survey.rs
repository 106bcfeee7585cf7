//! A look at the tracker: our issues by one list, and by number what reports name and the list lacks.

use std::collections::BTreeSet;

use super::{Tracker, TrackerError};
use crate::issue::{Blind, IssueId, Listing, Query, Reach};

/// So many issues are read by number to tell a short list from issues that are gone.
const PROBES: usize = 5;

/// What a look at the tracker is for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Only issues whose marker names this scope.
    pub scope: &'a str,
    /// [`Reach::Open`] or [`Reach::All`].
    pub reach: Reach,
    /// The issues that reports name and whose state has to be known.
    pub named: &'a BTreeSet<IssueId>,
    /// The issues that reports name in our suffix form: each was opened by a sync.
    pub ours: &'a BTreeSet<IssueId>,
}

/// Lists, and reads what the list lacks.
///
/// Where the whole list lacks half of the issues that reports name or more, only a few of these are read:
/// if one exists, the list is [`Blind`], and its silence proves nothing.
///
/// # Errors
/// As [`Tracker::list`].
pub async fn survey(tracker: &dyn Tracker, wanted: Wanted<'_>) -> Result<Listing, TrackerError> {
    let query = |reach, named: &BTreeSet<IssueId>| Query {
        scope: wanted.scope.to_owned(),
        reach,
        named: named.clone(),
    };
    if !tracker.capabilities().remote {
        return tracker.list(&query(wanted.reach, wanted.named)).await;
    }
    let mut listing = tracker.list(&query(wanted.reach, &BTreeSet::new())).await?;
    let known: BTreeSet<&IssueId> = listing.issues.iter().map(|issue| &issue.id).collect();
    let lacks = |id: &&IssueId| !known.contains(id);
    let mut missing: BTreeSet<IssueId> = wanted.named.iter().filter(lacks).cloned().collect();
    let lost = wanted.ours.iter().filter(lacks).count();
    let suspicious = wanted.reach == Reach::All && lost > 0 && lost * 2 >= wanted.ours.len();
    if suspicious {
        let probes = wanted.ours.iter().filter(lacks).take(PROBES);
        let probes: BTreeSet<IssueId> = probes.cloned().collect();
        let found = tracker.list(&query(Reach::Named, &probes)).await?;
        let exist = found.issues.iter().filter(|it| it.marker().is_some());
        let exist: Vec<String> = exist.map(|issue| issue.place()).collect();
        listing.take_named(found);
        if !exist.is_empty() {
            let (lacking, named) = (lost, wanted.ours.len());
            listing.blind = Some(Blind {
                exist,
                lacking,
                named,
            });
            return Ok(listing);
        }
        missing.retain(|id| !probes.contains(id));
    }
    if !missing.is_empty() {
        listing.take_named(tracker.list(&query(Reach::Named, &missing)).await?);
    }
    Ok(listing)
}

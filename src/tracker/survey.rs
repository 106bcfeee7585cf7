//! A look at the tracker: our issues by one list, and by number what reports name and the list lacks.

use std::collections::{BTreeMap, BTreeSet};

use super::{Tracker, TrackerError};
use crate::issue::{Blind, Issue, IssueId, Listing, Query, Reach};

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
    /// Of those, the issues whose end the reports tell already.
    pub settled: &'a BTreeSet<IssueId>,
    /// The issues that reports name in our suffix form: each was opened by a sync.
    pub ours: &'a BTreeSet<IssueId>,
}

/// Lists, and reads what the list lacks.
///
/// Where the whole list lacks half of the issues or more that reports name in one repository, only a few of
/// these are read: if one exists, the list is [`Blind`], and its silence proves nothing.
///
/// # Errors
/// As [`Tracker::list`].
pub async fn survey(tracker: &dyn Tracker, wanted: Wanted<'_>) -> Result<Listing, TrackerError> {
    let query = |reach, named: &BTreeSet<IssueId>| Query {
        scope: wanted.scope.to_owned(),
        reach,
        named: named.clone(),
        settled: wanted.settled.clone(),
    };
    if !tracker.capabilities().remote {
        return tracker.list(&query(wanted.reach, wanted.named)).await;
    }
    let mut listing = tracker.list(&query(wanted.reach, &BTreeSet::new())).await?;
    if wanted.reach == Reach::All {
        // Reports whose references were lost, or never written, name nothing that the list could lack.
        let unlisted = tracker.come_across(wanted.scope).await?;
        add(&mut listing, unlisted.labelled);
        match shows_none(&listing, wanted.scope) {
            true => listing.blind = blind(&unlisted.unlabelled, 0, 0),
            false => add(&mut listing, unlisted.unlabelled),
        }
    }
    let known: BTreeSet<&IssueId> = listing.issues.iter().map(|issue| &issue.id).collect();
    let lacks = |id: &&IssueId| !known.contains(id) && !listing.forbidden.contains_key(id);
    let mut missing: BTreeSet<IssueId> = wanted.named.iter().filter(lacks).cloned().collect();
    let suspicion = match wanted.reach {
        Reach::All => suspicion(tracker, wanted.ours, lacks),
        _ => None,
    };
    if let Some((named, lost)) = suspicion {
        let lacking = lost.len();
        let probes: BTreeSet<IssueId> = lost.into_iter().take(PROBES).collect();
        let found = tracker.list(&query(Reach::Named, &probes)).await?;
        let blind = blind(&found.issues, lacking, named);
        listing.take(found);
        if blind.is_some() {
            listing.blind = blind;
            return Ok(listing);
        }
        missing.retain(|id| !probes.contains(id));
    }
    if !missing.is_empty() {
        listing.take(tracker.list(&query(Reach::Named, &missing)).await?);
    }
    Ok(listing)
}

/// Adds what the list lacks. A copy of an issue that it shows is not ours like any other.
fn add(listing: &mut Listing, unlisted: Vec<Issue>) {
    let key = |it: &Issue| it.marker().map(|marker| marker.key.clone());
    let listed: BTreeSet<_> = listing.issues.iter().filter_map(key).collect();
    let lost = unlisted.into_iter();
    let is_new = |it: &Issue| {
        let key = key(it).filter(|key| !listed.contains(key) && !listing.away.contains_key(key));
        key.is_some() && !listing.forbidden.contains_key(&it.id)
    };
    let lost: Vec<Issue> = lost.filter(is_new).collect();
    listing.issues.extend(lost);
}

/// True if the list shows no issue of the scope that may be believed.
fn shows_none(listing: &Listing, scope: &str) -> bool {
    let markers = listing.issues.iter().filter_map(|it| it.marker());
    !markers.into_iter().any(|it| it.scope == scope)
}

/// What a list is blind to, if any of these issues, which it lacks, may be believed to be ours.
fn blind(found: &[Issue], lacking: usize, named: usize) -> Option<Blind> {
    let ours: Vec<&Issue> = found.iter().filter(|it| it.marker().is_some()).collect();
    let first = ours.first()?;
    Some(Blind {
        labels: first.labels.clone(),
        exist: ours.iter().take(PROBES).map(|it| it.place()).collect(),
        lacking,
        named,
    })
}

/// The repository of which the list lacks half of the issues that reports name, or more: how many they name
/// there, and those that it lacks. An issue in a repository that is not listed is missed by nobody.
fn suspicion(
    tracker: &dyn Tracker,
    ours: &BTreeSet<IssueId>,
    lacks: impl Fn(&&IssueId) -> bool,
) -> Option<(usize, Vec<IssueId>)> {
    let mut repositories: BTreeMap<&str, (usize, Vec<IssueId>)> = BTreeMap::new();
    for id in ours.iter().filter(|id| tracker.lists(id)) {
        let (named, lost) = repositories.entry(&id.repository).or_default();
        *named += 1;
        if lacks(&id) {
            lost.push(id.clone());
        }
    }
    let mut all = repositories.into_values();
    all.find(|(named, lost)| !lost.is_empty() && lost.len() * 2 >= *named)
}

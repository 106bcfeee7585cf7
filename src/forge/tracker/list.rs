//! Our issues, as the forge lists them.

use std::collections::BTreeSet;

use super::{Doing, ForgeTracker, Found, Other, Seen, named};
use crate::issue::{Issue, IssueId, Listing, Query, Reach, ReportMarker, State};
use crate::tracker::{TrackerError, Unlisted};

pub(super) async fn list(tracker: &ForgeTracker, query: &Query) -> Result<Listing, TrackerError> {
    let mut listing = Listing {
        closed_seen: query.reach == Reach::All,
        ..Listing::default()
    };
    if query.reach != Reach::Named {
        ours(tracker, query, &mut listing).await?;
    }
    let known: BTreeSet<&IssueId> = listing.issues.iter().map(|it| &it.id).collect();
    let known = |id: &IssueId| known.contains(id) || listing.moved.contains_key(id);
    let missing = query.named.iter().filter(|id| !known(id));
    let missing: Vec<IssueId> = missing.cloned().collect();
    named::read(tracker, missing, &mut listing).await?;
    Ok(listing)
}

/// Those with a marker of the scope that may be believed, among those changed last.
pub(super) async fn come_across(
    tracker: &ForgeTracker,
    scope: &str,
) -> Result<Unlisted, TrackerError> {
    let error = |error| tracker.unavailable(Doing::List, &error);
    let mut found = tracker.forge.touched().await.map_err(error)?;
    found.retain(|it| {
        let marker = it.issue.body.marker();
        marker.is_some_and(|it| it.scope == scope)
    });
    let mut judged = tracker.judged(found).await.map_err(error)?;
    judged.retain(|it| it.trusted);
    let label = tracker.settings().label();
    let is_ours = |it: &String| it.eq_ignore_ascii_case(label);
    let has_label = |it: &Issue| it.labels.iter().any(is_ours);
    let (labelled, unlabelled) = judged.into_iter().partition(has_label);
    Ok(Unlisted {
        labelled,
        unlabelled,
    })
}

/// By the label; issues of other scopes may be in the list too.
async fn ours(
    tracker: &ForgeTracker,
    query: &Query,
    listing: &mut Listing,
) -> Result<(), TrackerError> {
    let error = |error| tracker.unavailable(Doing::List, &error);
    let mut found = Vec::new();
    let mut others = Vec::new();
    for seen in tracker.forge.labelled(query.reach).await.map_err(error)? {
        match seen {
            Seen::Issue(it) => found.push(*it),
            Seen::Other(it) => others.push(*it),
        }
    }
    same_repository(tracker, &found)?;
    let unmarked = found
        .iter()
        .map(|it| &it.issue)
        .filter(|it| is_unmarked(it));
    listing.unmarked = unmarked.cloned().collect();
    let mut seen = BTreeSet::new();
    found.retain(|it| {
        let scope = it.issue.body.marker().map(|marker| marker.scope.as_str());
        scope == Some(query.scope.as_str()) && seen.insert(it.issue.id.clone())
    });
    // What is newly closed is done only if it did not become something else.
    let is_done = |it: &&Found| it.issue.state == State::Completed;
    let newly = found.iter().filter(is_done);
    let newly: Vec<&Found> = newly
        .filter(|it| !query.settled.contains(&it.issue.id))
        .collect();
    let mut left = tracker.forge.left(&newly).await.map_err(error)?;
    found.retain(|it| match left.remove(&it.issue.id) {
        Some(why) => {
            others.push(Other {
                id: it.issue.id.clone(),
                why,
                marker: it.issue.body.marker().cloned(),
            });
            false
        }
        None => true,
    });
    for Other { id, why, marker } in others {
        if let Some(marker) = marker.filter(|it| it.scope == query.scope) {
            listing.away.insert(marker.key, id.clone());
        }
        listing.forbidden.insert(id, why);
    }
    let moved = found
        .iter()
        .filter_map(|it| Some((it.was.clone()?, it.issue.id.clone())));
    listing.moved.extend(moved);
    listing.issues = tracker.judged(found).await.map_err(error)?;
    Ok(())
}

/// True for open issues that are known neither as an action's nor as a report's.
fn is_unmarked(issue: &Issue) -> bool {
    let known = issue.body.marker().is_some() || ReportMarker::find(issue.body.text()).is_some();
    issue.state.is_open() && !known
}

/// A repository that was renamed answers under its old name too; references would name one issue in
/// two ways.
fn same_repository(tracker: &ForgeTracker, found: &[Found]) -> Result<(), TrackerError> {
    let ours = &tracker.settings().repository;
    let stayed = found.iter().filter(|it| it.was.is_none());
    let other = { stayed }.find(|it| it.issue.id.repository != *ours);
    match other {
        None => Ok(()),
        Some(other) => {
            let now = &other.issue.id.repository;
            Err(TrackerError::Unavailable(format!(
                "{ours} is called {now} now: set `tracker: {{ repository: {now} }}` in followthrough.yml, or give the \
                 remote its new address with `git remote set-url`"
            )))
        }
    }
}

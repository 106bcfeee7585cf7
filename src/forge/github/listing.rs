//! Our issues, as GitHub lists them.

use std::collections::BTreeSet;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::GitHubTracker;
use super::advice::{Doing, unavailable};
use super::model::{Found, Row};
use crate::issue::{Issue, IssueId, Listing, Query, Reach};
use crate::tracker::TrackerError;

pub(super) async fn list(tracker: &GitHubTracker, query: &Query) -> Result<Listing, TrackerError> {
    let mut listing = Listing {
        closed_seen: query.reach == Reach::All,
        issues: ours(tracker, query).await?,
        ..Listing::default()
    };
    let known: BTreeSet<&IssueId> = listing.issues.iter().map(|it| &it.id).collect();
    let missing = query.named.iter().filter(|id| !known.contains(id));
    let missing: Vec<IssueId> = missing.cloned().collect();
    super::named::read(tracker, missing, &mut listing).await?;
    Ok(listing)
}

/// By the label; pull requests are in the list too, and so may be issues of other scopes.
async fn ours(tracker: &GitHubTracker, query: &Query) -> Result<Vec<Issue>, TrackerError> {
    let path = |state, direction| {
        let repository = &tracker.settings.repository;
        let label = utf8_percent_encode(tracker.label(), NON_ALPHANUMERIC);
        format!(
            "{}?labels={label}&state={state}&sort=created&direction={direction}&per_page=100",
            GitHubTracker::issues(repository)
        )
    };
    // From the oldest on, so that what is opened meanwhile moves nothing to another page.
    let rows: Result<Vec<Row>, _> = match query.reach {
        Reach::Named => return Ok(Vec::new()),
        Reach::Newest => tracker.api.page(&path("open", "desc")).await,
        Reach::Open => tracker.api.pages(&path("open", "asc")).await,
        Reach::All => tracker.api.pages(&path("all", "asc")).await,
    };
    let error = |error| unavailable(tracker, Doing::List, &error);
    let found = rows.map_err(error)?.into_iter();
    let mut found: Vec<Found> = found
        .map(|row| row.found(&tracker.settings))
        .filter(|it| !it.is_pull_request)
        .collect();
    same_repository(tracker, &found)?;
    let mut seen = BTreeSet::new();
    found.retain(|it| {
        let scope = it.issue.body.marker().map(|marker| marker.scope.as_str());
        scope == Some(query.scope.as_str()) && seen.insert(it.issue.id.clone())
    });
    tracker.judged(found).await.map_err(error)
}

/// A repository that was renamed answers under its old name too; references would name one issue in
/// two ways.
fn same_repository(tracker: &GitHubTracker, found: &[Found]) -> Result<(), TrackerError> {
    let ours = &tracker.settings.repository;
    let other = found.iter().find(|it| it.issue.id.repository != *ours);
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

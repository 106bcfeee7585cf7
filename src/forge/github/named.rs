//! Issues by number: what reports name and no list shows.

use std::collections::BTreeMap;

use super::advice::{Doing, explain, unavailable};
use super::model::{Found, Row};
use super::{GitHubTracker, graph, number};
use crate::forge::transport::TransportError;
use crate::issue::{IssueId, Listing};
use crate::tracker::TrackerError;

/// Reads each issue and says of those that cannot be read what became of them: many at once where the
/// server can, one by one what is left.
pub(super) async fn read(
    tracker: &GitHubTracker,
    ids: Vec<IssueId>,
    listing: &mut Listing,
) -> Result<(), TrackerError> {
    let mut repositories: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for id in &ids {
        let number = number(id)?;
        repositories
            .entry(id.repository.clone())
            .or_default()
            .push(number);
    }
    let mut found = Vec::new();
    for (repository, numbers) in repositories {
        let left = match numbers.len() {
            1 => numbers,
            _ => graph::read(tracker, &repository, numbers, &mut found)
                .await
                .map_err(|error| unavailable(tracker, Doing::Read, &error))?,
        };
        for number in left {
            one(
                tracker,
                tracker.id(&repository, number),
                number,
                listing,
                &mut found,
            )
            .await?;
        }
    }
    let judged = tracker.judged(found).await;
    let judged = judged.map_err(|error| unavailable(tracker, Doing::Read, &error))?;
    for issue in judged {
        // Two references may lead to one issue that moved.
        if !listing.issues.iter().any(|it| it.id == issue.id) {
            listing.issues.push(issue);
        }
    }
    Ok(())
}

async fn one(
    tracker: &GitHubTracker,
    id: IssueId,
    number: u64,
    listing: &mut Listing,
    found: &mut Vec<Found>,
) -> Result<(), TrackerError> {
    match fetch(tracker, &id.repository, number).await {
        Ok(it) if it.is_pull_request => {
            let why = "it is a pull request, not an issue".to_owned();
            listing.forbidden.insert(id, why);
        }
        Ok(it) => {
            if it.issue.id != id {
                listing.moved.insert(id, it.issue.id.clone());
            }
            found.push(it);
        }
        Err(error) => match error.status() {
            Some(410) if !switched_off(&error) => {
                listing.gone.insert(id);
            }
            // Elsewhere nobody tells missing from hidden.
            Some(404) if id.repository == tracker.settings.repository => {
                listing.gone.insert(id);
            }
            Some(401) | None => return Err(unavailable(tracker, Doing::Read, &error)),
            Some(status) if status >= 500 => {
                return Err(unavailable(tracker, Doing::Read, &error));
            }
            Some(_) => {
                let why = explain(&id.repository, Doing::Read, &error);
                listing.forbidden.insert(id, why);
            }
        },
    }
    Ok(())
}

/// One issue, from wherever it lives now.
pub(super) async fn fetch(
    tracker: &GitHubTracker,
    repository: &str,
    number: u64,
) -> Result<Found, TransportError> {
    let path = format!("{}/{number}", GitHubTracker::issues(repository));
    let row: Row = tracker.api.get(&path).await?;
    Ok(row.found(&tracker.settings))
}

/// 410 is said of a deleted issue, and of every issue where issues are turned off.
fn switched_off(error: &TransportError) -> bool {
    let answer = error.answer();
    answer.is_some_and(|it| it.message.to_lowercase().contains("disabled"))
}

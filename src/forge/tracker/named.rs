//! Issues by number: what reports name and no list shows.

use std::collections::BTreeMap;

use super::{Doing, Fate, ForgeTracker, Found, Seen, number};
use crate::issue::{IssueId, Listing};
use crate::tracker::TrackerError;

/// Reads each issue and says of those that cannot be read what became of them: many at once where the
/// server can, one by one what is left.
pub(super) async fn read(
    tracker: &ForgeTracker,
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
    let error = |error| tracker.unavailable(Doing::Read, &error);
    let (mut seen, mut found) = (Vec::new(), Vec::new());
    for (repository, numbers) in repositories {
        let left = match numbers.len() {
            1 => numbers,
            _ => tracker
                .forge
                .many(&repository, numbers, &mut seen)
                .await
                .map_err(error)?,
        };
        for number in left {
            one(tracker, &repository, number, listing, &mut found).await?;
        }
    }
    for it in seen {
        match it {
            Seen::Issue(it) => found.push(*it),
            Seen::Other(it) => drop(listing.forbidden.insert(it.id, it.why)),
        }
    }
    for issue in tracker.judged(found).await.map_err(error)? {
        // Two references may lead to one issue that moved.
        if !listing.issues.iter().any(|it| it.id == issue.id) {
            listing.issues.push(issue);
        }
    }
    Ok(())
}

async fn one(
    tracker: &ForgeTracker,
    repository: &str,
    number: u64,
    listing: &mut Listing,
    found: &mut Vec<Found>,
) -> Result<(), TrackerError> {
    let id = tracker.settings().id(repository, number);
    let down = |error| tracker.unavailable(Doing::Read, &error);
    match tracker.forge.one(repository, number).await {
        Ok(Seen::Issue(it)) => {
            if it.issue.id != id {
                listing.moved.insert(id, it.issue.id.clone());
            }
            found.push(*it);
        }
        Ok(Seen::Other(it)) => drop(listing.forbidden.insert(id, it.why)),
        Err(error) => {
            let fate = match error.status() {
                Some(401) | None => Fate::Unknown,
                Some(status) if status >= 500 => Fate::Unknown,
                Some(_) => {
                    let fate = tracker.forge.fate(repository, &error).await;
                    fate.map_err(down)?
                }
            };
            match fate {
                Fate::Gone => drop(listing.gone.insert(id)),
                Fate::Unknown => return Err(down(error)),
                Fate::Hidden => {
                    let why = tracker.explain(repository, Doing::Read, &error);
                    listing.forbidden.insert(id, why);
                }
            }
        }
    }
    Ok(())
}

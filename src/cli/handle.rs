//! What people call an issue on the command line.

use super::desk::block_on;
use super::exit::Failure;
use crate::issue::{Home, Issue, IssueId, IssueName, Query, Reach};
use crate::tracker::Tracker;

/// The issue that a person names, see [`Home::named`].
pub(super) fn resolve(handle: &str, home: &Home) -> Result<IssueId, Failure> {
    home.named(handle)
        .ok_or_else(|| {
            Failure::usage(format!(
                "{handle} names no issue of this tracker; `followthrough status` shows what can be named"
            ))
        })
}

/// The issue as the tracker shows it now.
pub(super) fn find(tracker: &dyn Tracker, id: &IssueId, handle: &str) -> Result<Issue, Failure> {
    let query = Query {
        named: [id.clone()].into(),
        reach: Reach::Named,
        ..Query::default()
    };
    let listing = block_on(tracker.list(&query))??;
    if let Some(why) = listing.forbidden.get(id) {
        return Err(Failure::usage(format!("{handle}: {why}")));
    }
    let is = |issue: &&Issue| match (&issue.id.name, &id.name) {
        (IssueName::Key(key), IssueName::Key(prefix)) => key.starts_with(prefix.as_str()),
        _ => issue.id == *id,
    };
    listing.issues.iter().find(is).cloned().ok_or_else(|| {
        Failure::usage(format!(
            "{handle} does not exist; `followthrough status --all` shows what does"
        ))
    })
}

//! Several repositories of one forge as one tracker: what is listed is listed in all of them, and what is
//! changed is changed where it lives.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;

use super::{Capabilities, Tracker, TrackerError, Unlisted, Written};
use crate::issue::{Draft, Home, Issue, IssueId, IssuePatch, Listing, Marker, Query};
use crate::plan::Allowance;

/// The tracker of every repository.
pub struct Router {
    home: Box<dyn Tracker>,
    /// By repository, in lower case: forges tell names apart without regard to case.
    others: BTreeMap<String, Box<dyn Tracker>>,
}

impl Router {
    /// `home` is where an issue is opened that no draft sends elsewhere, and whose issues a report names
    /// without a repository. All trackers are of one forge, `others` of other repositories.
    #[must_use]
    pub fn new(home: Box<dyn Tracker>, others: Vec<Box<dyn Tracker>>) -> Self {
        let name = |it: &dyn Tracker| it.home().repository.to_lowercase();
        let own = name(home.as_ref());
        let others = others.into_iter().map(|it| (name(it.as_ref()), it));
        Self {
            others: others.filter(|(name, _)| *name != own).collect(),
            home,
        }
    }

    /// Issues of a repository that no route leads to are the home's affair: it reads and changes by
    /// number what its forge lets it.
    fn of(&self, repository: &str) -> &dyn Tracker {
        let other = self.others.get(&repository.to_lowercase());
        other.unwrap_or(&self.home).as_ref()
    }

    fn all(&self) -> impl Iterator<Item = &dyn Tracker> {
        let others = self.others.values().map(AsRef::as_ref);
        std::iter::once(self.home.as_ref()).chain(others)
    }
}

#[async_trait]
impl Tracker for Router {
    fn capabilities(&self) -> Capabilities {
        self.home.capabilities()
    }

    fn home(&self) -> Home {
        self.home.home()
    }

    fn lists(&self, id: &IssueId) -> bool {
        self.all().any(|it| it.lists(id))
    }

    fn allowance(&self) -> Option<Allowance> {
        let known = self.all().filter_map(Tracker::allowance);
        known.min_by_key(|it| it.requests)
    }

    /// Only if all of them are: what a report keeps to itself must not depend on a route.
    async fn is_private(&self) -> bool {
        for tracker in self.all() {
            if !tracker.is_private().await {
                return false;
            }
        }
        true
    }

    async fn list(&self, query: &Query) -> Result<Listing, TrackerError> {
        let mut listing: Option<Listing> = None;
        for tracker in self.all() {
            let own = |id: &&IssueId| std::ptr::addr_eq(self.of(&id.repository), tracker);
            let named: BTreeSet<IssueId> = query.named.iter().filter(own).cloned().collect();
            let query = Query {
                named,
                ..query.clone()
            };
            let part = tracker.list(&query).await?;
            match &mut listing {
                None => listing = Some(part),
                Some(listing) => listing.take(part),
            }
        }
        Ok(listing.unwrap_or_default())
    }

    async fn come_across(&self, scope: &str) -> Result<Unlisted, TrackerError> {
        let mut found = Unlisted::default();
        for tracker in self.all() {
            let part = tracker.come_across(scope).await?;
            found.labelled.extend(part.labelled);
            found.unlabelled.extend(part.unlabelled);
        }
        Ok(found)
    }

    async fn create(&self, draft: &Draft, marker: &Marker) -> Result<Written, TrackerError> {
        let tracker = draft.repository.as_deref().map(|it| self.of(it));
        let tracker = tracker.unwrap_or(self.home.as_ref());
        tracker.create(draft, marker).await
    }

    async fn update(&self, seen: &Issue, patch: &IssuePatch) -> Result<Written, TrackerError> {
        self.of(&seen.id.repository).update(seen, patch).await
    }

    async fn has_comment(&self, id: &IssueId, text: &str) -> Result<bool, TrackerError> {
        self.of(&id.repository).has_comment(id, text).await
    }

    async fn comment(&self, id: &IssueId, text: &str) -> Result<(), TrackerError> {
        self.of(&id.repository).comment(id, text).await
    }
}

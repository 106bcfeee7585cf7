//! The issues of a listing, findable by id and by key, each claimed at most once.

use std::collections::{BTreeMap, HashMap};
use std::ops::{Bound, Range};

use super::doubles::preference;
use crate::issue::{Issue, IssueId, IssueName, Key, Listing, Marker};

/// The issues of a listing and who claims them.
pub(super) struct Shelf {
    scope: String,
    issues: Vec<Issue>,
    claimed: Vec<bool>,
    by_id: HashMap<IssueId, usize>,
    by_key: BTreeMap<String, Vec<usize>>,
    /// From here on they have our label, and no marker by which they could be ours.
    unmarked: usize,
    /// By the reference in the tracker used before.
    by_was: HashMap<String, Vec<usize>>,
    moved: BTreeMap<IssueId, IssueId>,
}

impl Shelf {
    /// Takes the issues of a listing; only those of `scope` with a marker that may be believed can be
    /// found by key.
    pub(super) fn new(listing: &Listing, scope: &str) -> Self {
        let mut issues = listing.issues.clone();
        let by_id: HashMap<IssueId, usize> = issues
            .iter()
            .enumerate()
            .map(|(at, issue)| (issue.id.clone(), at))
            .collect();
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, issue) in issues.iter().enumerate() {
            if let Some(marker) = issue.marker().filter(|marker| marker.scope == scope) {
                by_key.entry(marker.key.to_string()).or_default().push(at);
            }
        }
        for group in by_key.values_mut() {
            group.sort_by_cached_key(|at| preference(&issues[*at]));
        }
        let by_was = by_was(&issues, &by_key);
        let unmarked = issues.len();
        // Those that reports name were read by number, and are there already.
        let unnamed = listing
            .unmarked
            .iter()
            .filter(|it| !by_id.contains_key(&it.id));
        issues.extend(unnamed.cloned());
        Self {
            scope: scope.to_owned(),
            claimed: vec![false; issues.len()],
            issues,
            unmarked,
            by_id,
            by_was,
            by_key,
            moved: listing.moved.clone(),
        }
    }

    pub(super) fn get(&self, at: usize) -> &Issue {
        &self.issues[at]
    }

    /// The marker of an issue of this scope that may be believed.
    pub(super) fn marker(&self, at: usize) -> Option<&Marker> {
        // Another scope may have the same report with the same words, and so the same key.
        let marker = self.issues[at].marker()?;
        (marker.scope == self.scope).then_some(marker)
    }

    /// Every issue with a marker of this scope.
    pub(super) fn ours(&self) -> impl Iterator<Item = usize> + '_ {
        self.by_key.values().flatten().copied()
    }

    /// Issues with our label that lost their marker, or never had one; no report names them.
    pub(super) fn unmarked(&self) -> Range<usize> {
        self.unmarked..self.issues.len()
    }

    pub(super) fn claim(&mut self, at: usize) {
        self.claimed[at] = true;
    }

    pub(super) fn is_claimed(&self, at: usize) -> bool {
        self.claimed[at]
    }

    /// The issue with this id, followed to where it moved; a key may be a beginning that only one issue has.
    pub(super) fn by_id(&self, id: &IssueId) -> Option<usize> {
        let id = self.moved.get(id).unwrap_or(id);
        if let Some(at) = self.by_id.get(id) {
            return Some(*at);
        }
        let IssueName::Key(prefix) = &id.name else {
            return None;
        };
        let from = (Bound::Included(prefix.as_str()), Bound::Unbounded);
        let mut found = self
            .by_key
            .range::<str, _>(from)
            .take_while(|(key, _)| key.starts_with(prefix.as_str()));
        match (found.next(), found.next()) {
            (Some((_, at)), None) => at.first().copied(),
            _ => None,
        }
    }

    /// The issues that carry `key`.
    pub(super) fn by_key(&self, key: &Key) -> &[usize] {
        self.by_key.get(key.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Issues that took the place of `reference` to another tracker.
    pub(super) fn by_was(&self, reference: &str) -> &[usize] {
        self.by_was.get(reference).map_or(&[], Vec::as_slice)
    }

    /// Issues that share their key with another one, grouped.
    pub(super) fn doubles(&self) -> impl Iterator<Item = &[usize]> {
        self.by_key
            .values()
            .filter(|at| at.len() > 1)
            .map(Vec::as_slice)
    }

    /// An issue that carries `key` and whose marker may not be believed.
    pub(super) fn untrusted(&self, key: &Key, scope: &str) -> Option<&Issue> {
        self.issues.iter().find(|issue| {
            let marker = issue.body.marker();
            !issue.trusted && marker.is_some_and(|it| it.key == *key && it.scope == scope)
        })
    }
}

fn by_was(issues: &[Issue], ours: &BTreeMap<String, Vec<usize>>) -> HashMap<String, Vec<usize>> {
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    for at in ours.values().flatten() {
        if let Some(was) = issues[*at].marker().and_then(|it| it.was.clone()) {
            found.entry(was).or_default().push(*at);
        }
    }
    found
}

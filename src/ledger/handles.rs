//! Handles: how people name an action on the command line and in messages.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::{Entry, Ledger, Pairing};
use crate::action::Reference;
use crate::issue::{Home, Issue, IssueId, IssueName};

/// Digits of a key that are always shown.
const SHORTEST: usize = 4;

/// Short names for all issues of a ledger, unique among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handles {
    home: Home,
    keys: BTreeSet<String>,
}

impl Handles {
    /// The names for the issues that `ledger` knows.
    #[must_use]
    pub fn of(ledger: &Ledger) -> Self {
        let issues = ledger.entries.iter().filter_map(|entry| entry.issue());
        Self::among(
            &ledger.home,
            issues.chain(&ledger.orphans).map(|issue| &issue.id),
        )
    }

    /// The names for these issues.
    pub fn among<'a>(home: &Home, ids: impl IntoIterator<Item = &'a IssueId>) -> Self {
        let key = |id: &IssueId| match &id.name {
            IssueName::Key(key) => Some(key.clone()),
            IssueName::Number(_) => None,
        };
        Self {
            home: home.clone(),
            keys: ids.into_iter().filter_map(key).collect(),
        }
    }

    /// `#42`, `owner/name#42`, or `ft-` and the shortest beginning of the key that no other issue has.
    #[must_use]
    pub fn handle(&self, issue: &Issue) -> String {
        self.of_id(&issue.id)
    }

    /// As [`Handles::handle`], by id.
    #[must_use]
    pub fn of_id(&self, id: &IssueId) -> String {
        match &id.name {
            IssueName::Key(key) => format!("ft-{}", &key[..self.unique_digits(key)]),
            IssueName::Number(_) => id.reference(&self.home).label(),
        }
    }

    /// The handle as it is typed in a shell, where a word that begins with `#` would be a comment.
    #[must_use]
    pub fn typed(handle: &str) -> String {
        match handle.starts_with('#') {
            true => format!("'{handle}'"),
            false => handle.to_owned(),
        }
    }

    /// The entries that go by this handle, of their issue, of the issue of another tracker that their report
    /// names, or their own key as `ft-…`; none if it may be one of several.
    #[must_use]
    pub fn entries_named<'a>(ledger: &'a Ledger, handle: &str) -> Vec<&'a Entry> {
        let found = Self::by_issue(ledger, handle);
        match found.is_empty() {
            true => Self::by_report(ledger, handle),
            false => found,
        }
    }

    /// The name by which an action is known for as long as it can be, whatever moves.
    #[must_use]
    pub fn lasting(ledger: &Ledger, entry: &Entry) -> String {
        match (entry.issue_id(), elsewhere(ledger, entry)) {
            (Some(id), _) => id.reference(&ledger.home).label(),
            (None, Some(reference)) => reference.to_string(),
            (None, None) => format!("ft-{}", entry.key),
        }
    }

    fn by_report<'a>(ledger: &'a Ledger, handle: &str) -> Vec<&'a Entry> {
        let key = handle.strip_prefix("ft-").unwrap_or(handle);
        let goes_by = |it: &Reference| {
            it.label().eq_ignore_ascii_case(handle) || it.to_string().eq_ignore_ascii_case(handle)
        };
        let named = |entry: &&Entry| {
            entry.key.to_string() == key || elsewhere(ledger, entry).is_some_and(goes_by)
        };
        let found: Vec<&Entry> = ledger.entries.iter().filter(named).collect();
        let names: BTreeSet<String> = found.iter().map(|it| Self::lasting(ledger, it)).collect();
        match names.len() {
            1 => found,
            _ => Vec::new(),
        }
    }

    fn by_issue<'a>(ledger: &'a Ledger, handle: &str) -> Vec<&'a Entry> {
        let Some(named) = ledger.home.named(handle) else {
            return Vec::new();
        };
        let is = |id: &IssueId| match (&id.name, &named.name) {
            (IssueName::Key(key), IssueName::Key(beginning)) => key.starts_with(beginning.as_str()),
            _ => *id == named,
        };
        let found: Vec<&Entry> = ledger
            .entries
            .iter()
            .filter(|entry| entry.issue_id().is_some_and(is))
            .collect();
        let ids: BTreeSet<&IssueId> = found.iter().filter_map(|it| it.issue_id()).collect();
        match ids.len() {
            1 => found,
            _ => Vec::new(),
        }
    }

    fn unique_digits(&self, key: &str) -> usize {
        let below = (Bound::Unbounded, Bound::Excluded(key));
        let above = (Bound::Excluded(key), Bound::Unbounded);
        let before = self.keys.range::<str, _>(below).next_back();
        let after = self.keys.range::<str, _>(above).next();
        let shared = |other: Option<&String>| other.map_or(0, |other| common_prefix(key, other));
        let digits = 1 + shared(before).max(shared(after));
        digits.max(SHORTEST).min(key.len())
    }
}

/// The issue of another tracker that stands for the action.
fn elsewhere<'a>(ledger: &'a Ledger, entry: &Entry) -> Option<&'a Reference> {
    let is = matches!(entry.pairing, Pairing::Elsewhere);
    let link = ledger.action(entry).link.as_ref().filter(|_| is);
    link.map(|it| &it.reference)
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_as_short_as_it_can_be() {
        let ids = ["7k3q000000000000", "7k3q0x0000000000", "zzzz000000000000"].map(IssueId::local);
        let handles = Handles::among(&Home::default(), &ids);
        let shown: Vec<String> = ids.iter().map(|id| handles.of_id(id)).collect();
        assert_eq!(shown, ["ft-7k3q00", "ft-7k3q0x", "ft-zzzz"]);
    }
}

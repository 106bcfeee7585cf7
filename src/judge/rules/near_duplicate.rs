//! An action that reads almost like another open one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Court, Finding};
use crate::ledger::{Entry, Pairing, likeness};
use crate::policy::Rule;

/// A word in more actions than this tells none of them apart.
const COMMON: usize = 40;

/// More comparisons than this are not made; the actions at the end then stand for themselves.
const MOST_COMPARISONS: usize = 200_000;

/// Reported once for each action that comes later, with the first one that it is like.
pub(in crate::judge) fn find(court: &Court<'_>) -> Vec<Finding> {
    let entries = court.ledger.entries.iter();
    // What is held has a finding of its own.
    let sure = |it: &&Entry| court.is_pending(it) && !matches!(it.pairing, Pairing::Held(_));
    let pending: Vec<&Entry> = entries.filter(sure).collect();
    let alike = f64::from(court.policy.options.alike) / 100.0;
    let mut left = MOST_COMPARISONS;
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for (first, later) in candidates(court, &pending) {
        if left == 0 {
            break;
        }
        left -= 1;
        let (first, second) = (pending[first], pending[later]);
        let action = |entry: &Entry| court.ledger.action(entry);
        if !told.contains(&later) && likeness(action(first), action(second)) >= alike {
            told.insert(later);
            found.push(finding(court, first, second));
        }
    }
    found
}

/// Pairs that share a word which few actions have, the earlier one first; in order.
fn candidates(court: &Court<'_>, pending: &[&Entry]) -> BTreeSet<(usize, usize)> {
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, entry) in pending.iter().enumerate() {
        let text = court.ledger.action(entry).title.to_lowercase();
        let words: BTreeSet<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        for word in words {
            by_word.entry(word.to_owned()).or_default().push(at);
        }
    }
    let rare = by_word.into_values().filter(|it| it.len() <= COMMON);
    let mut pairs = BTreeSet::new();
    for group in rare {
        for (at, later) in group.iter().enumerate() {
            let together = |first: &&usize| {
                let (first, later) = (pending[**first], pending[*later]);
                is_told(court, first, later) && !share_an_issue(first, later)
            };
            pairs.extend(
                group[..at]
                    .iter()
                    .filter(together)
                    .map(|first| (*first, *later)),
            );
        }
    }
    pairs
}

/// A public finding never quotes a confidential report.
fn is_told(court: &Court<'_>, one: &Entry, other: &Entry) -> bool {
    let secret = |it: &Entry| court.ledger.reports[it.report].report.front.confidential;
    secret(one) == secret(other)
}

/// What a person linked to the issue of the other is known to be the same work.
fn share_an_issue(one: &Entry, other: &Entry) -> bool {
    one.issue_id().is_some() && one.issue_id() == other.issue_id()
}

fn finding(court: &Court<'_>, first: &Entry, second: &Entry) -> Finding {
    let action = court.ledger.action(first);
    let path = &court.ledger.reports[first.report].report.path;
    let handle = first
        .issue()
        .map(|it| format!(" ({})", court.handles.handle(it)));
    let message = format!(
        "it reads like \"{}\"{}, {path}:{}",
        action.title,
        handle.unwrap_or_default(),
        action.line
    );
    let help = "if both are the same work, keep one of them and write `see` with its reference on the other";
    court.about(second, Rule::NearDuplicate, message, help.to_owned())
}

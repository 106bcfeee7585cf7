//! What no output says: where confidential reports lie and what stands in them.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};

use super::look::count;
use crate::escape::terminal_text;
use crate::issue::Issue;
use crate::judge::Unreadable;
use crate::ledger::{Hold, Ledger, Pairing};

/// Shorter titles tell nothing, and stand in half of all sentences.
const SHORTEST: usize = 4;

/// What is said instead.
pub(super) const REPORT: &str = "a confidential report";
pub(super) const ACTION: &str = "a confidential action";

/// The confidential reports of one or more ledgers: their names, and words that would give them away.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    reports: BTreeSet<String>,
    words: BTreeMap<String, &'static str>,
}

impl Secrets {
    /// Those of `ledger` and of what could not be read; `by_name` says of reports that are gone whether
    /// they are confidential.
    #[must_use]
    pub fn of(ledger: &Ledger, unreadable: &[Unreadable], by_name: &dyn Fn(&str) -> bool) -> Self {
        let mut secrets = Self::default();
        for entry in &ledger.entries {
            let report = &ledger.reports[entry.report];
            if report.report.front.confidential {
                secrets.action(&ledger.action(entry).title);
                secrets.action(entry.issue().map_or("", |issue| &issue.title));
            }
        }
        let confidential = ledger
            .reports
            .iter()
            .filter(|it| it.report.front.confidential);
        for it in confidential {
            secrets.report(&it.report.path);
            secrets.report(&it.id);
            secrets.title(it.report.incident.title.as_deref().unwrap_or_default());
        }
        for it in unreadable.iter().filter(|it| it.confidential) {
            secrets.report(&it.path);
        }
        for issue in beside(ledger) {
            let Some(marker) = issue.marker() else {
                // Nobody knows its report any more, but the tracker may say that it is not for all.
                if issue.confidential {
                    secrets.action(&issue.title);
                }
                continue;
            };
            let report = marker.report.as_str();
            if marker.confidential || secrets.covers(report) || by_name(report) {
                secrets.action(&issue.title);
                // A report that is there says itself what it is.
                if !ledger.has_report(report) {
                    secrets.report(report);
                }
            }
        }
        secrets
    }

    /// Both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.reports.extend(other.reports);
        self.words.extend(other.words);
        self
    }

    /// True if the report that goes by this path or id is confidential.
    #[must_use]
    pub fn covers(&self, report: &str) -> bool {
        self.reports.contains(report)
    }

    /// What takes these words out of sentences.
    #[must_use]
    pub fn veil(&self) -> Veil {
        let words: Vec<&str> = self.words.keys().map(String::as_str).collect();
        let found = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words);
        Veil {
            found: found.ok(),
            instead: self.words.values().copied().collect(),
        }
    }

    fn report(&mut self, name: &str) {
        if !name.is_empty() {
            self.reports.insert(name.to_owned());
            self.words.insert(name.to_owned(), REPORT);
        }
    }

    fn title(&mut self, title: &str) {
        if title.chars().count() >= SHORTEST {
            self.words.insert(title.to_owned(), REPORT);
        }
    }

    fn action(&mut self, title: &str) {
        if title.chars().count() >= SHORTEST {
            self.words.entry(title.to_owned()).or_insert(ACTION);
        }
    }
}

/// The issues of which findings speak beside those of the entries: of actions that are gone, of those that stand twice,
/// and of those that a reworded action may belong to.
fn beside(ledger: &Ledger) -> impl Iterator<Item = &Issue> {
    let doubles = ledger.doubles.iter().map(|it| &it.other);
    let candidates = ledger.entries.iter().flat_map(|it| match &it.pairing {
        Pairing::Held(Hold::Unpaired(candidates)) => candidates.as_slice(),
        _ => &[],
    });
    let candidates = candidates.map(|(issue, _)| issue);
    ledger.orphans.iter().chain(doubles).chain(candidates)
}

/// Takes the words of confidential reports out of sentences about others.
pub struct Veil {
    /// None if there are too many words to look for.
    found: Option<AhoCorasick>,
    instead: Vec<&'static str>,
}

impl Veil {
    /// The sentence with other words in their place.
    #[must_use]
    pub fn over(&self, sentence: &str) -> String {
        match &self.found {
            Some(found) => found.replace_all(sentence, &self.instead),
            None => "not shown beside so many confidential reports".to_owned(),
        }
    }
}

/// `complaints` about files that could not be read: in whole sentences, and of confidential ones the number.
#[must_use]
pub fn complaints(unreadable: &[Unreadable]) -> Vec<String> {
    let (hidden, shown): (Vec<&Unreadable>, Vec<_>) =
        unreadable.iter().partition(|it| it.confidential);
    let mut all: Vec<String> = shown.into_iter().map(complaint).collect();
    if !hidden.is_empty() {
        let files = count(hidden.len(), "confidential report");
        all.push(format!(
            "{files} could not be read; `followthrough check --show-confidential` says which and why"
        ));
    }
    all
}

fn complaint(unreadable: &Unreadable) -> String {
    let place = super::place::place(&unreadable.path, unreadable.line);
    terminal_text(&format!("{place}: {}", unreadable.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_goes_and_the_rest_of_the_sentence_stays() {
        let mut secrets = Secrets::default();
        secrets.report("secret.md");
        secrets.report("old/secret.md");
        secrets.action("Rotate the keys");
        secrets.action("a");
        let veil = secrets.veil();
        assert_eq!(
            veil.over("like \"Rotate the keys\" in old/secret.md:7, and secret.md"),
            "like \"a confidential action\" in a confidential report:7, and a confidential report"
        );
        assert_eq!(Secrets::default().veil().over("a, b"), "a, b");
    }
}

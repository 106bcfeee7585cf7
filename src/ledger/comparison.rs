//! Two ledgers of the same reports, an older and a newer one: which actions are the same.

use std::collections::{BTreeMap, BTreeSet};

use super::similar::{PAIR_RATIO, Text, ratio};
use super::{Entry, Ledger};

/// More comparisons than this for one report are not made; its reworded actions then count as removed
/// and added.
const MOST_COMPARISONS: usize = 10_000;

/// Which actions of two ledgers are the same, by index into their entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// By the newer entry, the older one.
    older: BTreeMap<usize, usize>,
    /// By the older entry, the newer one.
    newer: BTreeMap<usize, usize>,
    /// By the newer path, the older one, of reports that were renamed.
    renames: BTreeMap<String, String>,
}

impl Comparison {
    /// Finds the actions of `old` again in `new`: by their key, else by their words in the same report
    /// (`renames` gives by the newer path the older one), else by their words anywhere, else reworded in
    /// the same report.
    #[must_use]
    pub fn of(old: &Ledger, new: &Ledger, renames: BTreeMap<String, String>) -> Self {
        let mut found = Self {
            renames,
            ..Self::default()
        };
        let path =
            |ledger: &Ledger, entry: &Entry| ledger.reports[entry.report].report.path.clone();
        let old_path = |entry: &Entry| {
            let path = path(new, entry);
            found.renames.get(&path).cloned().unwrap_or(path)
        };
        let old_paths: Vec<String> = new.entries.iter().map(old_path).collect();
        found.by(old, new, |entry, _| entry.key.to_string());
        found.by(old, new, |entry, at| {
            let path = match at {
                Side::Old => path(old, entry),
                Side::New(at) => old_paths[at].clone(),
            };
            format!("{}\n{path}", entry.text)
        });
        found.by(old, new, |entry, _| entry.text.to_string());
        found.reworded(old, new, &old_paths);
        found
    }

    /// The older index of a newer entry.
    #[must_use]
    pub fn older(&self, new: usize) -> Option<usize> {
        self.older.get(&new).copied()
    }

    /// The newer index of an older entry.
    #[must_use]
    pub fn newer(&self, old: usize) -> Option<usize> {
        self.newer.get(&old).copied()
    }

    /// What a report was called before.
    #[must_use]
    pub fn older_path<'a>(&'a self, new: &'a str) -> &'a str {
        self.renames.get(new).map_or(new, String::as_str)
    }

    /// Pairs entries that are not paired yet, in their order, where `name` says the same of both.
    fn by(&mut self, old: &Ledger, new: &Ledger, name: impl Fn(&Entry, Side) -> String) {
        let mut waiting: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, entry) in old.entries.iter().enumerate().rev() {
            if !self.newer.contains_key(&at) {
                waiting.entry(name(entry, Side::Old)).or_default().push(at);
            }
        }
        for (at, entry) in new.entries.iter().enumerate() {
            if self.older.contains_key(&at) {
                continue;
            }
            let same = waiting.get_mut(&name(entry, Side::New(at)));
            if let Some(before) = same.and_then(Vec::pop) {
                self.pair(before, at);
            }
        }
    }

    fn reworded(&mut self, old: &Ledger, new: &Ledger, old_paths: &[String]) {
        let lost: BTreeSet<usize> = (0..old.entries.len())
            .filter(|at| !self.newer.contains_key(at))
            .collect();
        let added: Vec<usize> = (0..new.entries.len())
            .filter(|at| !self.older.contains_key(at))
            .collect();
        if lost.len() * added.len() > MOST_COMPARISONS {
            return;
        }
        for at in added {
            let text = Text::of_action(new.action(&new.entries[at]));
            let alike = lost.iter().filter(|before| {
                let entry = &old.entries[**before];
                !self.newer.contains_key(before)
                    && old.reports[entry.report].report.path == old_paths[at]
            });
            let scored = alike.map(|before| {
                let other = Text::of_action(old.action(&old.entries[*before]));
                (ratio(&other, &text), *before)
            });
            let best = scored.max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, before)) = best.filter(|(ratio, _)| *ratio >= PAIR_RATIO) {
                self.pair(before, at);
            }
        }
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.older.insert(new, old);
        self.newer.insert(old, new);
    }
}

/// Whose entry is named.
#[derive(Clone, Copy)]
enum Side {
    Old,
    New(usize),
}

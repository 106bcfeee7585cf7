//! Looking up what a heading says.

use super::{Field, Role, Vocabulary, fold, is_wide};
use crate::action::Mark;

/// A longer text is no heading.
const MAX_HEADING: usize = 160;

/// How much of a heading a phrase must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// All of it.
    Whole,
    /// Its first or last words.
    Ends,
    /// Any of it.
    Anywhere,
}

/// How a heading is written, and so how freely it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Reading {
    /// Only a phrase that is the whole heading counts.
    Strict,
    /// A phrase may stand inside a longer heading.
    Free,
}

/// The user's own words, as the configuration brings them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Headings over concrete tasks.
    pub task_headings: Vec<String>,
    /// Headings over general improvements.
    pub measure_headings: Vec<String>,
    /// Headings over anything that is no action.
    pub other_headings: Vec<String>,
    /// Columns that hold the action.
    pub action_columns: Vec<String>,
    /// Columns that hold its owner.
    pub owner_columns: Vec<String>,
    /// Columns that hold its due date.
    pub due_columns: Vec<String>,
    /// Columns that hold its status.
    pub status_columns: Vec<String>,
    /// Columns that hold its priority.
    pub priority_columns: Vec<String>,
    /// Columns that hold its type.
    pub category_columns: Vec<String>,
    /// Columns that hold its issue.
    pub issue_columns: Vec<String>,
    /// Status words for work that is not finished.
    pub open: Vec<String>,
    /// Status words for finished work.
    pub done: Vec<String>,
    /// Status words for work that will not be done.
    pub dropped: Vec<String>,
}

impl Words {
    pub(super) fn add_to(&self, all: &mut Vocabulary) {
        for (phrases, role) in [
            (&self.task_headings, Role::Task),
            (&self.measure_headings, Role::Measure),
            (&self.other_headings, Role::Ignored),
        ] {
            for phrase in phrases {
                all.add_heading(phrase, Fit::Whole, role);
            }
        }
        for (names, field) in [
            (&self.action_columns, Field::Action),
            (&self.owner_columns, Field::Owner),
            (&self.due_columns, Field::Due),
            (&self.status_columns, Field::Status),
            (&self.priority_columns, Field::Priority),
            (&self.category_columns, Field::Category),
            (&self.issue_columns, Field::Issue),
        ] {
            for name in names {
                all.fields.insert(fold(name), field);
            }
        }
        for (words, mark) in [
            (&self.open, Mark::Open),
            (&self.done, Mark::Done),
            (&self.dropped, Mark::Dropped),
        ] {
            for word in words {
                all.marks.insert(fold(word), mark);
            }
        }
    }
}

impl Vocabulary {
    pub(super) fn empty() -> Self {
        Self {
            edition: Default::default(),
            headings: Default::default(),
            groups: Default::default(),
            wide: Vec::new(),
            fields: Default::default(),
            marks: Default::default(),
            lists: Default::default(),
            months: Default::default(),
            numbers: Default::default(),
            longest: 0,
        }
    }

    pub(super) fn add_heading(&mut self, phrase: &str, fit: Fit, role: Role) {
        let phrase = fold(phrase);
        if role.is_group() {
            self.groups.insert(phrase, role);
            return;
        }
        if phrase.chars().any(is_wide) && fit != Fit::Whole {
            self.wide.push((phrase.clone(), role));
        }
        self.longest = self.longest.max(phrase.split(' ').count());
        self.headings.insert(phrase, (fit, role));
    }

    /// Like [`add_heading`](Self::add_heading), but what is known stays.
    pub(super) fn add_known_heading(&mut self, phrase: &str, fit: Fit, role: Role) {
        let folded = fold(phrase);
        let known = self.headings.contains_key(&folded) || self.groups.contains_key(&folded);
        if !known {
            self.add_heading(phrase, fit, role);
        }
    }

    pub(super) fn settle(&mut self) {
        self.wide
            .sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        self.wide.dedup();
    }

    /// How a folded heading divides a list of actions.
    pub(in crate::read) fn group(&self, heading: &str) -> Option<Role> {
        self.groups.get(heading).copied()
    }

    /// What a folded heading is about.
    ///
    /// A phrase that is the whole heading wins over one at its end or inside it; among these the
    /// longer one wins, and among equals the one that names actions.
    pub(in crate::read) fn role(&self, heading: &str, reading: Reading) -> Option<Role> {
        if let Some((_, role)) = self.headings.get(heading) {
            return Some(*role);
        }
        if reading == Reading::Strict || heading.len() > MAX_HEADING {
            return None;
        }
        let mut starts = Vec::with_capacity(16);
        starts.push(0);
        starts.extend(heading.match_indices(' ').map(|(at, _)| at + 1).take(15));
        let mut best: Option<(usize, bool, Role)> = None;
        for (first, &from) in starts.iter().enumerate() {
            for words in 1..=self.longest.min(starts.len() - first) {
                let to = starts
                    .get(first + words)
                    .map_or(heading.len(), |next| next - 1);
                let Some((fit, role)) = self.headings.get(&heading[from..to]) else {
                    continue;
                };
                let fits = match fit {
                    Fit::Whole => false,
                    Fit::Ends => from == 0 || to == heading.len(),
                    Fit::Anywhere => true,
                };
                let weight = (words, role.is_action(), *role);
                if fits && *role == Role::Template {
                    return Some(Role::Template);
                }
                if fits && best.is_none_or(|known| (known.0, known.1) < (weight.0, weight.1)) {
                    best = Some(weight);
                }
            }
        }
        best.map(|(_, _, role)| role)
            .or_else(|| self.wide_role(heading))
    }

    fn wide_role(&self, heading: &str) -> Option<Role> {
        if !heading.chars().any(is_wide) {
            return None;
        }
        let found = self
            .wide
            .iter()
            .find(|(phrase, _)| heading.contains(phrase.as_str()));
        found.map(|(_, role)| *role)
    }
}

//! Likeness of texts, for actions that were reworded before their issue's reference reached the report.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::action::{Action, bare};
use crate::issue::Issue;

/// From this ratio on two texts are the same action, if both are each other's best by `CLEAR_LEAD`.
pub const PAIR_RATIO: f64 = 0.80;
/// From this ratio on two texts may be the same action: a person decides.
pub const UNSURE_RATIO: f64 = 0.50;
/// The same for an issue that is closed, of which fewer are meant: what was reworded by a third is above it.
pub(super) const SETTLED_RATIO: f64 = 0.65;
/// By how much the best must lead.
pub(super) const CLEAR_LEAD: f64 = 0.10;
/// More comparisons than this for one report are not made: all its candidates are held.
pub(super) const MOST_COMPARISONS: usize = 250_000;

/// Words of a text that are compared.
const MOST_WORDS: usize = 40;

/// A text as it is compared: its letters and digits, and its words.
pub(super) struct Text {
    bare: String,
    words: Vec<u64>,
}

impl Text {
    /// What an action says.
    pub(super) fn of_action(action: &Action) -> Self {
        Self {
            bare: action.bare.clone(),
            words: words(&action.text),
        }
    }

    /// What an issue was opened for: the quoted line of our block, else the title.
    pub(super) fn of_issue(issue: &Issue) -> Self {
        let block = issue.body.block().unwrap_or_default();
        let quoted = block.lines().find_map(|line| line.strip_prefix("> "));
        let quoted = quoted.map(Self::plain).filter(|text| !text.bare.is_empty());
        quoted.unwrap_or_else(|| Self::plain(&issue.title))
    }

    fn plain(text: &str) -> Self {
        Self {
            bare: bare(text),
            words: words(text),
        }
    }
}

fn words(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let hash = |word: &str| {
        let mut hasher = DefaultHasher::new();
        word.to_lowercase().hash(&mut hasher);
        hasher.finish()
    };
    let words = words.filter(|word| !word.is_empty()).take(MOST_WORDS);
    words.map(hash).collect()
}

/// How alike two texts are, from 0 to 1: by their letters, since a changed ending changes a whole word.
/// Where a few long words were replaced, most words being the same makes it unsure, never sure.
pub(super) fn ratio(a: &Text, b: &Text) -> f64 {
    let letters = rapidfuzz::fuzz::ratio(a.bare.chars(), b.bare.chars());
    let words = rapidfuzz::fuzz::ratio(a.words.iter().copied(), b.words.iter().copied());
    letters.max(words.min(PAIR_RATIO - 0.01))
}

/// How alike two actions read, from 0 to 1.
#[must_use]
pub fn likeness(a: &Action, b: &Action) -> f64 {
    ratio(&Text::of_action(a), &Text::of_action(b))
}

/// A table of ratios between actions (rows) and issues (columns).
pub(super) struct Scores {
    rows: Vec<Vec<f64>>,
}

impl Scores {
    pub(super) fn new(actions: &[Text], issues: &[Text]) -> Self {
        let row = |a: &Text| issues.iter().map(|b| ratio(a, b)).collect();
        Self {
            rows: actions.iter().map(row).collect(),
        }
    }

    /// Pairs that are each other's best, alike enough and clearly ahead: (row, column, ratio).
    /// What is paired no longer competes, so that one clear pair may settle the next.
    pub(super) fn take_pairs(&mut self) -> Vec<(usize, usize, f64)> {
        let mut pairs = Vec::new();
        while let Some((row, column, ratio)) = self.clear_pair() {
            pairs.push((row, column, ratio));
            self.rows[row].fill(0.0);
            for other in &mut self.rows {
                other[column] = 0.0;
            }
        }
        pairs
    }

    /// The columns of a row with their ratios, best first.
    pub(super) fn best_first(&self, row: usize) -> Vec<(usize, f64)> {
        let mut found: Vec<(usize, f64)> = self.rows[row].iter().copied().enumerate().collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found
    }

    fn clear_pair(&self) -> Option<(usize, usize, f64)> {
        self.rows.iter().enumerate().find_map(|(row, ratios)| {
            let (column, best, second) = best_two(ratios.iter().copied())?;
            let (best_row, _, second_row) = best_two(self.rows.iter().map(|row| row[column]))?;
            let clear = best >= PAIR_RATIO
                && best_row == row
                && best - second >= CLEAR_LEAD
                && best - second_row >= CLEAR_LEAD;
            clear.then_some((row, column, best))
        })
    }
}

/// Index and value of the best, and the value of the second best.
fn best_two(values: impl Iterator<Item = f64>) -> Option<(usize, f64, f64)> {
    values
        .enumerate()
        .fold(None, |seen, (at, value)| match seen {
            None => Some((at, value, 0.0)),
            Some((_, best, _)) if value > best => Some((at, value, best)),
            Some((best_at, best, second)) => Some((best_at, best, second.max(value))),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(actions: &[&str], issues: &[&str]) -> Vec<(usize, usize)> {
        let issues: Vec<Text> = issues.iter().map(|text| Text::plain(text)).collect();
        let actions: Vec<Text> = actions.iter().map(|text| Text::plain(text)).collect();
        let mut scores = Scores::new(&actions, &issues);
        let mut found: Vec<_> = scores
            .take_pairs()
            .into_iter()
            .map(|(row, column, _)| (row, column))
            .collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn a_small_rewording_is_the_same_action() {
        let old = [
            "Add an alert on queue depth",
            "Write the runbook for failover",
        ];
        let new = ["Write a runbook for failovers", "Add alerts on queue depth"];
        assert_eq!(pairs(&new, &old), [(0, 1), (1, 0)]);
    }

    #[test]
    fn two_that_are_equally_alike_are_not_chosen_between() {
        let old = ["Add an alert on queue depth"];
        let new = [
            "Add an alert on queue depths",
            "Add an alert on queue depth.",
        ];
        assert_eq!(pairs(&new, &old), []);
    }

    #[test]
    fn long_words_replaced_leave_it_open() {
        let old = Text::plain("Add warmup to the shop's payment disk");
        let new = Text::plain("Add certificates to the shop's dashboard disk");
        let ratio = ratio(&old, &new);
        assert!((UNSURE_RATIO..PAIR_RATIO).contains(&ratio), "{ratio}");
    }

    #[test]
    fn unrelated_actions_stay_apart() {
        let old = ["Rotate the certificates every month"];
        assert_eq!(pairs(&["Document the escalation path"], &old), []);
    }
}

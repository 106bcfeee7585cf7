//! Equal texts in one report: what else they say decides which issue is whose.

use std::collections::BTreeMap;

use super::Claim;
use super::claims::{self, At};
use super::fingerprint::text_key;
use super::incidents::{fact, letters};
use super::rounds::Rounds;
use crate::action::Action;
use crate::issue::{Issue, Key};

/// More pairs than this of equal texts are not compared: their order decides.
const MOST_TWINS: usize = 2_500;

impl Rounds<'_> {
    /// Pairs equal texts by owner, then priority, then type. Where nothing tells them apart, their order does, unless that
    /// would settle the wrong one: then a person is asked.
    pub(super) fn twins(&mut self) {
        let issues = self.free_issues_by_text();
        let mut groups: BTreeMap<(usize, Key), Vec<At>> = BTreeMap::new();
        for (at, action) in claims::actions(self.reports) {
            let group = (at.0, text_key(&action.bare));
            if self.is_open(at) && action.link.is_none() && issues.contains_key(&group) {
                groups.entry(group).or_default().push(at);
            }
        }
        for (group, actions) in groups {
            let found = &issues[&group];
            let pairs = actions.len() * found.len();
            if pairs > 1 && pairs <= MOST_TWINS {
                self.tell_apart(actions, found.clone());
            }
        }
    }

    fn tell_apart(&mut self, mut actions: Vec<At>, mut issues: Vec<usize>) {
        while let Some((row, column)) = self.clear_twin(&actions, &issues) {
            self.take(actions.remove(row), issues.remove(column), Claim::Key);
        }
        let is_open = |it: &usize| self.shelf.get(*it).state.is_open();
        let mixed = issues.iter().any(is_open) && !issues.iter().all(is_open);
        let settles = actions.iter().any(|at| self.action(*at).settled_by_mark());
        if issues.len() > actions.len() && (mixed || settles) {
            for at in actions {
                self.hold(at, issues.iter().map(|issue| (*issue, 1.0)));
            }
        }
    }

    /// The first pair that agrees better than either does with any other.
    fn clear_twin(&self, actions: &[At], issues: &[usize]) -> Option<(usize, usize)> {
        let score = |row: usize, column: usize| {
            agreement(self.action(actions[row]), self.shelf.get(issues[column]))
        };
        let pairs = (0..actions.len()).flat_map(|row| (0..issues.len()).map(move |it| (row, it)));
        let mut good: Vec<(i32, usize, usize)> = pairs
            .map(|(row, column)| (score(row, column), row, column))
            .filter(|(score, ..)| *score > 0)
            .collect();
        good.sort_by_key(|(score, row, column)| (-score, *row, *column));
        let clear = |&&(best, row, column): &&(i32, usize, usize)| {
            let rival = |&&(score, r, c): &&(i32, usize, usize)| {
                score == best && (r == row) != (c == column)
            };
            !good.iter().any(|it| rival(&it))
        };
        good.iter()
            .find(clear)
            .map(|(_, row, column)| (*row, *column))
    }
}

/// How far an issue says what the action says besides its text; an owner outweighs all else.
fn agreement(action: &Action, issue: &Issue) -> i32 {
    let said = [
        (
            action.owner.as_ref().map(|it| it.value.as_str()),
            "Owner",
            4,
        ),
        (
            action.priority.as_ref().map(|it| it.value.as_str()),
            "Priority",
            2,
        ),
        (
            action.category.as_ref().map(|it| it.value.as_str()),
            "Type",
            1,
        ),
    ];
    let weigh = |(ours, name, weight): (Option<&str>, &str, i32)| {
        let theirs = fact(issue, name).map(letters);
        match (ours.map(letters), theirs) {
            (Some(ours), Some(theirs)) if ours == theirs => weight,
            (None, None) => 0,
            _ => -weight,
        }
    };
    said.into_iter().map(weigh).sum()
}

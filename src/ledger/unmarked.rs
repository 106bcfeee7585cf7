//! Issues with our label whose marker a hand took out: nobody can tell any more which action's they are.

use super::claims::At;
use super::rounds::Rounds;
use super::similar::{MOST_COMPARISONS, PAIR_RATIO, Text, ratio};

impl Rounds<'_> {
    /// Whoever is about to get an issue of the same words is asked about. Without a marker it is nobody's: people
    /// set our label too.
    pub(super) fn unmarked(&mut self) {
        let issues = self.shelf.unmarked();
        if issues.is_empty() {
            return;
        }
        let waiting: Vec<At> = self.all_waiting().collect();
        if waiting.len() * issues.len() > MOST_COMPARISONS {
            return;
        }
        let text = |at: usize| (at, Text::of_issue(self.shelf.get(at)));
        let theirs: Vec<(usize, Text)> = issues.map(text).collect();
        for at in waiting {
            let own = Text::of_action(self.action(at));
            let scored = theirs.iter().map(|(issue, it)| (*issue, ratio(&own, it)));
            let mut alike: Vec<(usize, f64)> = scored.filter(|it| it.1 >= PAIR_RATIO).collect();
            alike.sort_by(|a, b| b.1.total_cmp(&a.1));
            if !alike.is_empty() {
                self.hold(at, alike);
            }
        }
    }
}

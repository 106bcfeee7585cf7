//! Two issues for one action: opened by two syncs at once, or by one that a lagging list misled.

use std::cmp::Reverse;

use super::Ledger;
use crate::issue::{Issue, IssueId, Marker, State};

/// Issues that carry the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Double {
    /// The one in use.
    pub keep: Issue,
    /// The other one.
    pub other: Issue,
}

impl Double {
    /// True if the other one may be closed in favour of the one in use: it is open, both speak of the
    /// same action in every respect, and no person left anything on it.
    #[must_use]
    pub fn is_repairable(&self) -> bool {
        let (Some(keep), Some(other)) = (self.keep.marker(), self.other.marker()) else {
            return false;
        };
        let more = |ours: &[String], theirs: &[String]| ours.iter().all(|it| theirs.contains(it));
        self.keep.id != self.other.id
            && self.other.state.is_open()
            && same_action(keep, other)
            && !self.other.is_touched()
            && more(&self.other.labels, &self.keep.labels)
            && more(&self.other.assignees, &self.keep.assignees)
    }
}

/// The order in which issues with one key are preferred: not closed as a double before, touched by
/// people, opened first.
pub(super) fn preference(issue: &Issue) -> (bool, Reverse<bool>, IssueId) {
    let duplicate = issue.state == State::Duplicate;
    (duplicate, Reverse(issue.is_touched()), issue.id.clone())
}

fn same_action(a: &Marker, b: &Marker) -> bool {
    a.key == b.key && a.scope == b.scope && a.report == b.report && a.text == b.text
}

impl Ledger {
    /// The ledger after a look at the issues opened last. Where another sync opened an issue for the
    /// same action, both agree on the one to keep, because both see the same two.
    #[must_use]
    pub fn meet(mut self, newest: &[Issue]) -> Self {
        for entry in &mut self.entries {
            let Some(own) = entry.owned().cloned() else {
                continue;
            };
            let twins = newest.iter().filter(|issue| is_twin(issue, &own));
            let mut all: Vec<Issue> = twins.cloned().collect();
            if all.is_empty() {
                continue;
            }
            all.push(own);
            all.sort_by_cached_key(preference);
            let keep = all.remove(0);
            self.doubles.extend(all.into_iter().map(|other| Double {
                keep: keep.clone(),
                other,
            }));
            entry.now_owns(keep);
        }
        self
    }
}

fn is_twin(issue: &Issue, own: &Issue) -> bool {
    let markers = issue.marker().zip(own.marker());
    issue.id != own.id && markers.is_some_and(|(a, b)| same_action(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Body, Draft, Key};

    fn issue(number: u64) -> Issue {
        let draft = Draft {
            title: "Patch".into(),
            block: "block".into(),
            labels: vec!["followthrough".into()],
            assignees: vec![],
            ..Draft::default()
        };
        let key = Key::of("k", &["Patch"]);
        let marker = draft.marker(key.clone(), "s", "a.md", key);
        Issue {
            id: IssueId {
                host: "h".into(),
                repository: "o/n".into(),
                name: crate::issue::IssueName::Number(number),
            },
            url: None,
            file: None,
            title: draft.title.clone(),
            body: Body::new(draft.body(&marker)),
            state: State::Open,
            labels: draft.labels.clone(),
            assignees: vec![],
            due: None,
            confidential: false,
            discussed: false,
            trusted: true,
        }
    }

    fn repairable(change: impl FnOnce(&mut Issue)) -> bool {
        let mut other = issue(2);
        change(&mut other);
        let keep = issue(1);
        Double { keep, other }.is_repairable()
    }

    #[test]
    fn only_what_nobody_touched_is_closed() {
        assert!(repairable(|_| ()));
        assert!(!repairable(|it| it.discussed = true));
        assert!(!repairable(|it| it.title = "Patch it".into()));
        assert!(!repairable(|it| it.labels.push("urgent".into())));
        assert!(!repairable(|it| it.assignees.push("maria".into())));
        assert!(!repairable(|it| it.state = State::Completed));
        let more = |it: &mut Issue| it.body = Body::new(format!("{}Seen.\n", it.body.text()));
        assert!(!repairable(more));
        let less = |it: &mut Issue| it.body = Body::new(it.body.text().replace("block", "bl"));
        assert!(!repairable(less));
        let moved = |it: &mut Issue| it.body = Body::new(it.body.text().replace("a.md", "b.md"));
        assert!(!repairable(moved));
    }

    #[test]
    fn the_touched_one_is_preferred_then_the_first_and_never_a_closed_double() {
        let mut issues = [issue(3), issue(2), issue(1)];
        issues[0].discussed = true;
        issues[2].state = State::Duplicate;
        issues.sort_by_cached_key(preference);
        let numbers: Vec<String> = issues.iter().map(|it| it.id.to_string()).collect();
        assert_eq!(numbers, ["o/n#3", "o/n#2", "o/n#1"]);
    }
}

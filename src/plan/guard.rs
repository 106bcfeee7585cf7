//! The guard: a change of the reports that would turn the tracker over is held until a person says so.

use super::{Change, Plan, What, Why};
use crate::issue::Blind;

/// What the guard counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Issues opened.
    Create,
    /// Issues closed, as completed or as not planned.
    Close,
    /// Issues reopened.
    Reopen,
    /// Titles changed.
    Retitle,
}

impl Class {
    /// Its name in messages and documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Retitle => "retitle",
        }
    }
}

/// How many changes of a class pass without being asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// So many issues may be opened in one run.
    pub creates: usize,
    /// So many of a hundred tracked issues may be closed, reopened or retitled in one run.
    pub percent: usize,
    /// Fewer tracked issues than this are not counted in per cent.
    pub percent_from: usize,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            creates: 50,
            percent: 30,
            percent_from: 10,
        }
    }
}

/// Why a class was held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It has more changes than would have passed: so many.
    Bulk(usize),
    /// The list of issues proves nothing.
    Blind(Blind),
}

/// A class that was held back.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Which one.
    pub class: Class,
    /// Its changes.
    pub changes: Vec<Change>,
    /// Why.
    pub reason: Reason,
}

impl Guard {
    /// The plan without the classes that exceed their limit; `tracked` is how many issues are ours.
    #[must_use]
    pub fn hold(&self, plan: Plan, tracked: usize) -> Plan {
        let classes = [Class::Create, Class::Close, Class::Reopen, Class::Retitle];
        let mut plan = plan;
        for class in classes {
            let limit = self.limit(class, tracked);
            if plan.changes.iter().filter(|it| is(it, class)).count() > limit {
                plan = plan.holding(class, Reason::Bulk(limit));
            }
        }
        plan
    }

    fn limit(&self, class: Class, tracked: usize) -> usize {
        match class {
            Class::Create => self.creates,
            _ if tracked < self.percent_from => usize::MAX,
            _ => tracked * self.percent / 100,
        }
    }
}

impl Plan {
    /// The plan without issues to open: on the word of a blind list none is missing.
    #[must_use]
    pub fn blindly(self, blind: &Blind) -> Self {
        match self.creates() {
            0 => self,
            _ => self.holding(Class::Create, Reason::Blind(blind.clone())),
        }
    }

    fn holding(mut self, class: Class, reason: Reason) -> Self {
        let (changes, others) = self.changes.into_iter().partition(|it| is(it, class));
        self.changes = others;
        self.held.push(Held {
            class,
            changes,
            reason,
        });
        self
    }
}

fn is(change: &Change, class: Class) -> bool {
    match (&change.what, class) {
        (What::Create { .. }, Class::Create) => true,
        (What::Update { why, .. }, Class::Close) => {
            let closes = [Why::Close, Why::Drop, Why::Double];
            closes.iter().any(|it| why.contains(it))
        }
        (What::Update { why, .. }, Class::Reopen) => why.contains(&Why::Reopen),
        (What::Update { why, .. }, Class::Retitle) => why.contains(&Why::Title),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Body, Issue, IssueId, IssuePatch, State};

    fn plan(count: usize, why: Why) -> Plan {
        let change = |entry| Change {
            entry,
            what: What::Update {
                seen: Box::new(Issue {
                    id: IssueId::local("7k3q"),
                    url: None,
                    file: None,
                    title: String::new(),
                    body: Body::new(""),
                    state: State::Open,
                    labels: vec![],
                    assignees: vec![],
                    discussed: false,
                    trusted: true,
                }),
                patch: IssuePatch::default(),
                why: vec![why],
                say: None,
            },
        };
        Plan {
            changes: (0..count).map(change).collect(),
            held: vec![],
            withheld: 0,
        }
    }

    #[test]
    fn a_class_over_its_limit_is_held_and_the_rest_goes_on() {
        let mut both = plan(31, Why::Close);
        both.changes.extend(plan(5, Why::Text).changes);
        let held = Guard::default().hold(both, 100);
        assert_eq!((held.changes.len(), held.held[0].changes.len()), (5, 31));
        assert_eq!(held.held[0].class, Class::Close);
    }

    #[test]
    fn few_issues_are_not_counted_in_per_cent() {
        for (count, tracked, passes) in [
            (30, 100, true),
            (31, 100, false),
            (9, 9, true),
            (4, 10, false),
        ] {
            let held = Guard::default().hold(plan(count, Why::Reopen), tracked);
            assert_eq!(held.held.is_empty(), passes, "{count} of {tracked}");
        }
    }
}

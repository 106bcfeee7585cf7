//! The guard: a change of the reports that would turn the tracker over is held until a person says so.

use super::{Change, Plan, What, Why};
use crate::issue::Blind;

/// Every class, those first that weigh more: a change may be of several.
const CLASSES: [Class; 5] = [
    Class::Create,
    Class::Close,
    Class::Reopen,
    Class::Retitle,
    Class::Update,
];

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
    /// Anything else of an issue changed.
    Update,
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
            Self::Update => "update",
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

/// How much a tracker lets a run ask of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// Requests, without those that are kept for looking after what was written.
    pub requests: usize,
    /// What it said, and when there is more: "of 1000 requests an hour 40 are left to this token …".
    pub said: String,
}

/// Why a class was held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The allowance does not go so far: what it is, and how many changes of the class there are in all.
    Budget(Allowance, usize),
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
        let mut plan = plan;
        for class in CLASSES {
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
            Class::Update => usize::MAX,
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

    /// The plan as far as the allowance goes, in its order: opening an issue costs a request, changing one
    /// costs two.
    #[must_use]
    pub fn within(mut self, allowance: &Allowance) -> Self {
        let mut left = allowance.requests;
        let fits = |change: &&Change| {
            let cost = match change.what {
                What::Create { .. } => 1,
                What::Update { .. } => 2,
            };
            let fits = cost <= left;
            left = left.saturating_sub(cost);
            fits
        };
        let fitting = self.changes.iter().take_while(fits).count();
        let mut beyond = self.changes.split_off(fitting);
        for class in CLASSES {
            let (changes, others): (Vec<_>, Vec<_>) =
                beyond.into_iter().partition(|it| is(it, class));
            beyond = others;
            if changes.is_empty() {
                continue;
            }
            let made = self.changes.iter().filter(|it| is(it, class)).count();
            self.held.push(Held {
                class,
                reason: Reason::Budget(allowance.clone(), made + changes.len()),
                changes,
            });
        }
        self
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
        (What::Update { .. }, Class::Update) => true,
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
                    due: None,
                    confidential: false,
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
    fn what_the_allowance_does_not_reach_waits() {
        let mut plan = plan(3, Why::Text);
        plan.changes.extend(self::plan(2, Why::Close).changes);
        let allowance = |requests| Allowance {
            requests,
            said: String::new(),
        };
        assert_eq!(plan.clone().within(&allowance(10)), plan);
        let held = plan.within(&allowance(5));
        assert_eq!(held.changes.len(), 2);
        let told = held.held.iter().map(|it| (it.class, it.changes.len()));
        assert_eq!(
            Vec::from_iter(told),
            [(Class::Close, 2), (Class::Update, 1)]
        );
        assert_eq!(held.held[1].reason, Reason::Budget(allowance(5), 3));
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

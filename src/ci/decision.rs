//! What is done on an occasion, and why.

use super::occasion::{Event, Occasion, PullRequest};
use crate::policy::Trigger;

/// What the user ordered: the inputs of the action, or options of `ci`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Orders {
    /// What to do.
    pub mode: Mode,
    /// Sync elsewhere than at the tip of the default branch.
    pub allow_ref: bool,
    /// The runs that an error fails, as the policy has them.
    pub fail_on: Vec<Trigger>,
    /// The branch of the write-back.
    pub write_back_branch: String,
}

/// What the user wants done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// What the occasion asks for.
    #[default]
    Auto,
    /// Plan and check.
    Plan,
    /// Check.
    Check,
    /// Sync and check.
    Sync,
    /// Write the comment for the pull request of a fork.
    Comment,
}

/// What was checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The commit; none without git, or before the first one.
    pub head: Option<String>,
    /// Where the default branch is now.
    pub tip: Tip,
}

/// Where the default branch of the forge is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tip {
    /// At this commit.
    At(String),
    /// Nobody could say, for this reason.
    Unknown(String),
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Shows what a sync would do, and judges.
    Plan,
    /// Judges.
    Check,
    /// Syncs, and judges what it led to.
    Sync,
    /// Writes the comment for the pull request of a fork.
    Comment,
    /// Nothing: it would be dangerous.
    Refuse,
}

impl Work {
    /// Its name in outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Check => "check",
            Self::Sync => "sync",
            Self::Comment => "comment",
            Self::Refuse => "refuse",
        }
    }
}

/// What a change is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against {
    /// The tip of the target branch as the event knows it.
    pub base: Option<String>,
    /// True if what is checked out may be a merge commit that the forge made: its first parent is then the target.
    pub merge: bool,
}

/// What is done, what it counts as, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What is done.
    pub work: Work,
    /// What the policy calls this run.
    pub trigger: Trigger,
    /// True if an error fails the run.
    pub fails: bool,
    /// What the change is compared with, so that only what it brings counts.
    pub against: Option<Against>,
    /// The pull request that may be commented on.
    pub pull_request: Option<u64>,
    /// Why, a sentence each, for people. May hold the names of branches.
    pub because: Vec<String>,
}

/// Decides. The same occasion, orders and checkout always give the same decision.
#[must_use]
pub fn decide(occasion: &Occasion, orders: &Orders, checkout: &Checkout) -> Decision {
    let trigger = trigger(&occasion.event);
    let mut decision = Decision {
        work: Work::Plan,
        trigger,
        fails: orders.fail_on.contains(&trigger),
        against: None,
        pull_request: None,
        because: vec![started_by(&occasion.event)],
    };
    match &occasion.event {
        Event::PullRequest(it) => {
            decision.pull_request = Some(it.number);
            decision.against = Some(Against {
                base: it.base.clone(),
                merge: true,
            });
            decision.spare_our_own(it, &orders.write_back_branch);
        }
        Event::Queue { base } => {
            decision.against = Some(Against {
                base: base.clone(),
                merge: false,
            });
        }
        _ => {}
    }
    if let (Some(own), Some(other)) = (&occasion.started_in, &occasion.repository) {
        decision.because.push(format!(
            "the run belongs to {own}, and the reports to {other}"
        ));
    }
    decision.settle(occasion, orders, checkout);
    if decision.work != Work::Refuse && !decision.fails {
        decision.say_why_nothing_fails();
    }
    decision
}

impl Decision {
    fn settle(&mut self, occasion: &Occasion, orders: &Orders, checkout: &Checkout) {
        self.work = match (&occasion.event, orders.mode) {
            (Event::Target, _) => {
                self.because.push(
                    "it would meet a stranger's files with the token of this repository; use `on: pull_request`, and for comments on forks the second workflow of docs/github.md".to_owned(),
                );
                Work::Refuse
            }
            (Event::AfterPullRequest(_), Mode::Auto | Mode::Comment) => Work::Comment,
            (_, Mode::Comment) => {
                self.because.push(
                    "mode: comment only works `on: workflow_run`, after a workflow that ran on a pull request; see docs/github.md".to_owned(),
                );
                Work::Refuse
            }
            (_, Mode::Plan) => self.ordered("plan", Work::Plan),
            (_, Mode::Check) => self.ordered("check", Work::Check),
            (_, Mode::Sync) => {
                self.because.push("mode: sync is ordered".to_owned());
                self.sync_or_plan(occasion, orders, checkout)
            }
            (Event::PullRequest(_) | Event::Queue { .. }, Mode::Auto) => Work::Plan,
            (Event::Nothing, Mode::Auto) => {
                self.because.push("order `--mode sync` to sync".to_owned());
                Work::Plan
            }
            (_, Mode::Auto) => self.sync_or_plan(occasion, orders, checkout),
        };
    }

    fn ordered(&mut self, mode: &str, work: Work) -> Work {
        self.because.push(format!("mode: {mode} is ordered"));
        work
    }

    fn sync_or_plan(&mut self, occasion: &Occasion, orders: &Orders, checkout: &Checkout) -> Work {
        match not_at_the_tip(occasion, checkout) {
            None => Work::Sync,
            Some(reason) if orders.allow_ref => {
                self.because
                    .push(format!("{reason}, but allow-ref lets it sync"));
                Work::Sync
            }
            Some(reason) => {
                self.because.push(format!("{reason}, so nothing is synced"));
                Work::Plan
            }
        }
    }

    /// What we propose ourselves is never in the way.
    fn spare_our_own(&mut self, it: &PullRequest, branch: &str) {
        if !it.fork && it.head_branch == branch {
            self.fails = false;
            self.because.push(
                "it is the write-back's own pull request, which never fails by policy".to_owned(),
            );
        }
    }

    fn say_why_nothing_fails(&mut self) {
        if !self.because.iter().any(|it| it.contains("never fails")) {
            self.because.push(format!(
                "findings are shown and fail nothing, since policy.fail-on does not name {}",
                self.trigger.as_str()
            ));
        }
    }
}

/// Why this run may not sync; none if it stands at the tip of the default branch.
fn not_at_the_tip(occasion: &Occasion, checkout: &Checkout) -> Option<String> {
    if occasion.event == Event::Nothing {
        return None;
    }
    let Some(default) = &occasion.default_branch else {
        let why = match (&occasion.started_in, &occasion.repository) {
            (Some(_), Some(other)) => format!(
                "the token cannot see {other}, so its default branch is not known; give the input token one that can"
            ),
            _ => "the CI system does not say which branch is the default one".to_owned(),
        };
        return Some(why);
    };
    match &occasion.branch {
        Some(branch) if branch == default => {}
        Some(branch) => {
            return Some(format!(
                "the run is for {branch}, and only {default} is synced"
            ));
        }
        None => {
            return Some(format!(
                "the run is for no branch, and only {default} is synced"
            ));
        }
    }
    let Some(head) = &checkout.head else {
        return Some("nothing is checked out that has a commit".to_owned());
    };
    match &checkout.tip {
        Tip::At(tip) if tip == head => None,
        Tip::At(tip) => Some(format!(
            "{} is checked out, and {default} has moved on to {}, whose own run syncs",
            short(head),
            short(tip)
        )),
        Tip::Unknown(why) if occasion.attempt > 1 => Some(format!(
            "this is a later attempt of an old run, and where {default} is now is not known ({why})"
        )),
        Tip::Unknown(_) => None,
    }
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn trigger(event: &Event) -> Trigger {
    match event {
        Event::PullRequest(_)
        | Event::Queue { .. }
        | Event::Target
        | Event::AfterPullRequest(_) => Trigger::PullRequest,
        Event::Schedule => Trigger::Schedule,
        // A closed issue is news, as a push is: nobody asked for a verdict.
        Event::Push | Event::Issue(_) => Trigger::Push,
        Event::Manual | Event::Other(_) | Event::Nothing => Trigger::Manual,
    }
}

fn started_by(event: &Event) -> String {
    match event {
        Event::PullRequest(it) if it.fork => format!("pull request {} from a fork", it.number),
        Event::PullRequest(it) => format!("pull request {}", it.number),
        Event::Queue { .. } => "a change that waits to be merged".to_owned(),
        Event::Push => "a push".to_owned(),
        Event::Schedule => "the timetable".to_owned(),
        Event::Manual => "started by hand".to_owned(),
        Event::Issue(number) => format!("issue {number} was closed or reopened"),
        Event::AfterPullRequest(_) => "a workflow that ran on a pull request has ended".to_owned(),
        Event::Target => "pull_request_target".to_owned(),
        Event::Other(name) => format!("the event {name:?}"),
        Event::Nothing => "no CI system that is known".to_owned(),
    }
}

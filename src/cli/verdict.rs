//! What the policy says of every set of reports together: the judgement that `check` and `ci` share.

use super::args::Disclosure;
use super::base::{Base, BaseSet};
use super::desk::Desk;
use super::exit::Failure;
use super::waive;
use crate::config::Config;
use crate::judge::{
    self, Case, Finding, Unreadable, judge, judge_against, unreadable_file, waivers_of_nobody,
};
use crate::ledger::Ledger;
use crate::output::{ActionView, CheckDocument, Secrets, check, status};
use crate::policy::{Policy, Rule, Severity, Trigger, Waiver};

/// Collects what is found, one set of reports after the other.
pub(super) struct Verdict<'a> {
    desk: &'a Desk,
    trigger: Trigger,
    waivers: Vec<Waiver>,
    unreadable_waivers: Option<Unreadable>,
    findings: Vec<Finding>,
    /// How many reports were judged.
    reports: usize,
    /// What may be shown of the actions that were judged.
    actions: Vec<ActionView>,
    /// How many overdue actions stand in sets without an adoption.
    unadopted: usize,
    /// What is not to be shown.
    secrets: Secrets,
    disclosure: Disclosure,
    /// What was used to judge, where it is not what one would expect; a sentence each.
    notes: Vec<String>,
    /// Nothing fails, as it cannot be told who brought it.
    only_shows: bool,
    /// An error was found where errors fail the run.
    fails: bool,
    /// An error was found where errors do not.
    shown_only: bool,
}

/// A verdict that is closed.
pub(super) struct Judged {
    pub(super) document: CheckDocument,
    /// True if the run fails by policy.
    pub(super) fails: bool,
}

impl<'a> Verdict<'a> {
    /// On a run for `trigger`, by the rules and waivers at `desk`.
    pub(super) fn open(desk: &'a Desk, trigger: Trigger) -> Result<Self, Failure> {
        let (waivers, unreadable_waivers) = waive::load(desk)?;
        Ok(Self {
            desk,
            trigger,
            waivers,
            unreadable_waivers,
            findings: Vec::new(),
            reports: 0,
            actions: Vec::new(),
            unadopted: 0,
            secrets: Secrets::default(),
            disclosure: Disclosure::default(),
            notes: Vec::new(),
            only_shows: false,
            fails: false,
            shown_only: false,
        })
    }

    /// Tells something beside the findings, once.
    pub(super) fn note(&mut self, note: Option<&String>) {
        let new = note.filter(|note| !self.notes.contains(note));
        self.notes.extend(new.cloned());
    }

    /// Nothing is more than a warning, for a reason that is told.
    pub(super) fn only_show(&mut self, why: String) {
        self.notes.push(why);
        self.only_shows = true;
    }

    /// The same, showing what is asked for of confidential reports.
    pub(super) fn showing(self, disclosure: Disclosure) -> Self {
        Self { disclosure, ..self }
    }

    /// Judges a set of reports: all of it, or what it brings since `before`.
    pub(super) fn hear(
        &mut self,
        set: &Config,
        ledger: &Ledger,
        unreadable: &[Unreadable],
        before: Option<(&Base, &BaseSet)>,
    ) {
        self.keep_secret(ledger, unreadable, set);
        if let Some((_, before)) = before {
            self.keep_secret(&before.ledger, &before.unreadable, set);
        }
        let case = Case {
            ledger,
            unreadable,
            waivers: &self.waivers,
            policy: &set.policy,
            today: self.desk.today,
        };
        let found = match before {
            None => judge(case),
            Some((base, before)) => against(base, before, case, self.desk, set),
        };
        if set.policy.adopted.is_none() {
            self.unadopted += overdue(&found);
        }
        self.take(found, &set.policy);
        self.reports += ledger.reports.len();
        let today = self.desk.today;
        self.actions.extend(
            status(
                &self.disclosure.of(ledger),
                &set.policy,
                &self.waivers,
                today,
            )
            .actions,
        );
    }

    fn keep_secret(&mut self, ledger: &Ledger, unreadable: &[Unreadable], set: &Config) {
        if !self.disclosure.show_confidential {
            let by_name = |report: &str| set.confidential.contains(report);
            let own = Secrets::of(ledger, unreadable, &by_name);
            self.secrets = std::mem::take(&mut self.secrets).and(own);
        }
    }

    /// The waivers themselves are judged: those that cannot be read, and, where all reports were heard,
    /// those that nobody needs.
    pub(super) fn hear_waivers(&mut self, heard: Option<&[&Ledger]>) {
        let policy = &self.desk.config.policy;
        if let Some(file) = &self.unreadable_waivers {
            self.take(unreadable_file(file, policy), policy);
        }
        if let Some(ledgers) = heard {
            let unused = waivers_of_nobody(&self.waivers, ledgers, policy);
            self.take(unused, policy);
        }
    }

    fn take(&mut self, findings: Vec<Finding>, policy: &Policy) {
        let errors = findings.iter().any(|it| it.severity == Severity::Error);
        let counts = policy.fail_on.contains(&self.trigger);
        self.fails |= errors && counts;
        self.shown_only |= errors && !counts;
        self.findings.extend(findings);
    }

    /// What was found against `base`, if it was compared with one.
    pub(super) fn close(mut self, base: Option<&Base>) -> Judged {
        if self.only_shows || base.is_some_and(Base::judges_itself) {
            self.cap();
        }
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut notes = base.map(|base| base.notes.clone()).unwrap_or_default();
        notes.append(&mut self.notes);
        notes.extend(adoption_hint(self.unadopted));
        let branch = &self.desk.config.publish.branch;
        if self.fails && self.desk.tree.branch().as_ref() == Some(branch) {
            notes.push(format!(
                "nothing fails on {branch}, which only says how things stand"
            ));
            self.fails = false;
        }
        let errors = self
            .findings
            .iter()
            .any(|it| it.severity == Severity::Error);
        if errors && self.shown_only {
            let trigger = self.trigger.as_str();
            notes.push(format!(
                "errors are only shown: `policy.fail-on` does not name {trigger}"
            ));
        }
        Judged {
            document: check(
                &self.findings,
                (self.reports, self.actions),
                self.desk.today,
                notes,
                &self.secrets,
            ),
            fails: self.fails,
        }
    }

    /// Nothing is more than a warning.
    fn cap(&mut self) {
        for finding in &mut self.findings {
            finding.severity = finding.severity.min(Severity::Warning);
        }
        self.fails = false;
    }
}

fn against(
    base: &Base,
    before: &BaseSet,
    case: Case<'_>,
    desk: &Desk,
    set: &Config,
) -> Vec<Finding> {
    let waivers = base.waivers();
    let began = judge::Base {
        case: Case {
            ledger: &before.ledger,
            unreadable: &before.unreadable,
            waivers: &waivers,
            ..case
        },
        comparison: &before.comparison,
        pushed: base.pushed(desk, set),
    };
    judge_against(began, case)
}

/// Without an adoption, reports from before the tool came are all overdue at once: one line says how
/// to begin without a wall of red.
fn adoption_hint(overdue: usize) -> Option<String> {
    (overdue > 1).then(|| {
        format!(
            "{overdue} actions are overdue; if most are older than your use of followthrough, run `followthrough adopt`: they then fall due one by one over half a year"
        )
    })
}

fn overdue(findings: &[Finding]) -> usize {
    let is = |it: &&Finding| it.rule == Rule::Overdue && it.severity == Severity::Error;
    findings.iter().filter(is).count()
}

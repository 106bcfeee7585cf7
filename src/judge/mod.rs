//! The judgement: what is wrong with the ledger today, and what a person can do about it.

mod against;
mod finding;
mod pressing;
mod rules;

pub use against::{Base, judge_against};
pub use finding::{Excuse, Finding, Place};
pub use pressing::{Pressing, pressing};
pub use rules::unreadable::lone_status_lines;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::issue::IssueName;
use crate::ledger::{Entry, Handles, Ledger};
use crate::policy::{Policy, Rule, Severity, Waiver};

/// What is judged.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The actions beside their issues.
    pub ledger: &'a Ledger,
    /// What could not be read.
    pub unreadable: &'a [Unreadable],
    /// Who may be late.
    pub waivers: &'a [Waiver],
    /// The rules.
    pub policy: &'a Policy,
    /// The day of the judgement.
    pub today: Date,
}

/// What a rule may look at.
pub(crate) struct Court<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) policy: &'a Policy,
    pub(crate) today: Date,
    pub(crate) handles: Handles,
    pub(crate) waivers: &'a [Waiver],
    /// For each action, by report and place in it, the waiver that ends last.
    waived: BTreeMap<(usize, usize), &'a Waiver>,
}

/// A report that could not be read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The file.
    pub path: String,
    /// The line, from 1, if one is to blame.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub reason: String,
    /// It is confidential, as far as its path or what can be read of it says.
    pub confidential: bool,
}

/// All findings, the worst first, then by path and line; rules that are off give none.
#[must_use]
pub fn judge(case: Case<'_>) -> Vec<Finding> {
    let court = Court::of(case);
    let mut findings = rules::unreadable::find(case.unreadable, case.ledger);
    for entry in &case.ledger.entries {
        let found = rules::OF_AN_ACTION
            .iter()
            .filter_map(|rule| rule(&court, entry));
        findings.extend(found.map(|finding| court.waive(entry, finding)));
    }
    findings.extend(rules::undated::find(&court));
    findings.extend(rules::untracked::left_out(&court));
    findings.extend(rules::no_actions::find(&court));
    findings.extend(rules::missing_section::find(&court));
    if case.policy.severity(Rule::NearDuplicate) > Severity::Off {
        findings.extend(rules::near_duplicate::find(&court));
    }
    findings.extend(rules::orphan::find(&court));
    findings.extend(rules::duplicate_issue::of_keys(&court));
    findings.extend(rules::issue_gone::unreadable_issues(&court));
    findings.extend(rules::waiver::find(&court));
    name_reports(&mut findings, case.ledger);
    weighed(findings, case.policy)
}

/// The name that outlasts moves and rewording, whether the tracker was looked at or only the reports: the number of
/// the issue, as the key that was fixed when it was opened is not known from a report.
fn subject(entry: &Entry) -> String {
    match entry.issue_id() {
        Some(id) if entry.owned().is_none() || matches!(id.name, IssueName::Number(_)) => {
            id.to_string()
        }
        _ => entry.key.to_string(),
    }
}

/// What is about a report as a whole is known by its id.
fn name_reports(findings: &mut [Finding], ledger: &Ledger) {
    let reports = ledger.reports.iter();
    let ids: BTreeMap<&str, &str> = reports
        .map(|it| (it.report.path.as_str(), it.id.as_str()))
        .collect();
    for finding in findings.iter_mut().filter(|it| it.subject.is_none()) {
        let id = ids.get(finding.report()).map(|id| (*id).to_owned());
        finding.subject = id;
    }
}

/// The findings about waivers that name no action of any of these ledgers, which together must be
/// all there are.
#[must_use]
pub fn waivers_of_nobody(waivers: &[Waiver], ledgers: &[&Ledger], policy: &Policy) -> Vec<Finding> {
    weighed(rules::waiver::nobodys(waivers, ledgers), policy)
}

/// A file beside the reports that cannot be read, so that nothing in it counts.
#[must_use]
pub fn unreadable_file(file: &Unreadable, policy: &Policy) -> Vec<Finding> {
    weighed(vec![rules::unreadable::of_file(file)], policy)
}

fn weighed(mut findings: Vec<Finding>, policy: &Policy) -> Vec<Finding> {
    for finding in &mut findings {
        let weight = policy.severity(finding.rule);
        finding.severity = finding.severity.min(weight);
    }
    findings.retain(|finding| finding.severity > Severity::Off);
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    findings
}

impl<'a> Court<'a> {
    fn of(case: Case<'a>) -> Self {
        let mut waived: BTreeMap<_, &Waiver> = BTreeMap::new();
        for waiver in case.waivers {
            for entry in Handles::entries_named(case.ledger, &waiver.action) {
                let longest = waived.entry((entry.report, entry.action)).or_insert(waiver);
                if longest.until <= waiver.until {
                    *longest = waiver;
                }
            }
        }
        Self {
            ledger: case.ledger,
            policy: case.policy,
            today: case.today,
            handles: Handles::of(case.ledger),
            waivers: case.waivers,
            waived,
        }
    }

    /// The waiver of an action, expired or not.
    pub(crate) fn waiver(&self, entry: &Entry) -> Option<&'a Waiver> {
        self.waived.get(&(entry.report, entry.action)).copied()
    }

    /// What a waiver makes of a finding: being late is allowed, and said again shortly before that ends.
    fn waive(&self, entry: &Entry, finding: Finding) -> Finding {
        if finding.excused.is_some() {
            return finding;
        }
        let is_about_time = matches!(finding.rule, Rule::Overdue | Rule::DueSoon);
        let waiver = self.waiver(entry).filter(|it| !it.is_expired(self.today));
        let Some(waiver) = waiver.filter(|_| is_about_time) else {
            return finding;
        };
        match waiver.until < self.policy.warn.after(self.today) && finding.rule == Rule::Overdue {
            true => Finding {
                severity: finding.severity.min(Severity::Warning),
                message: format!("{}; {}", finding.message, waiver.explain()),
                ..finding
            },
            false => finding.excused(Excuse::Waived(waiver.explain())),
        }
    }
}

impl Court<'_> {
    /// A finding about an action, where it stands.
    pub(crate) fn about(
        &self,
        entry: &Entry,
        rule: Rule,
        message: String,
        help: String,
    ) -> Finding {
        let action = self.ledger.action(entry);
        Finding {
            rule,
            severity: Severity::Error,
            place: Place {
                path: self.ledger.reports[entry.report].report.path.clone(),
                line: Some(action.line),
            },
            report: None,
            subject: Some(subject(entry)),
            part: None,
            title: Some(action.title.clone()),
            handle: entry.issue_id().map(|id| self.handles.of_id(id)),
            key: Some(entry.key.to_string()),
            issue: entry.issue().map(crate::issue::Issue::place),
            due: entry.due.date,
            days_late: 0,
            excused: None,
            message,
            help,
        }
    }

    /// True if the report says that the work is over, and the next sync closes its issue.
    pub(crate) fn is_told_over(&self, entry: &Entry) -> bool {
        self.ledger.is_told_over(entry)
    }

    /// True if the work is still to be done and somebody follows it up.
    pub(crate) fn is_pending(&self, entry: &Entry) -> bool {
        self.ledger.follows(entry) && self.ledger.word(entry) == crate::action::Word::Open
    }
}

//! The judgement: what is wrong with the ledger today, and what a person can do about it.

mod finding;
mod rules;

pub use finding::{Finding, Place};

use jiff::civil::Date;

use crate::ledger::{Entry, Handles, Ledger};
use crate::policy::{Policy, Rule, Severity};

/// What a rule may look at.
pub(crate) struct Court<'a> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) policy: &'a Policy,
    pub(crate) today: Date,
    pub(crate) handles: Handles,
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
}

/// All findings, the worst first, then by path and line; rules that are off give none.
#[must_use]
pub fn judge(
    ledger: &Ledger,
    unreadable: &[Unreadable],
    policy: &Policy,
    today: Date,
) -> Vec<Finding> {
    let court = Court {
        ledger,
        policy,
        today,
        handles: Handles::of(ledger),
    };
    let mut findings = rules::unreadable::find(unreadable, ledger);
    for entry in &ledger.entries {
        let found = rules::OF_AN_ACTION
            .iter()
            .filter_map(|rule| rule(&court, entry));
        findings.extend(found);
    }
    findings.extend(rules::no_actions::find(&court));
    findings.extend(rules::orphan::find(&court));
    findings.extend(rules::duplicate_issue::of_keys(&court));
    findings.extend(rules::issue_gone::unreadable_issues(&court));
    for finding in &mut findings {
        let weight = policy.severity(finding.rule);
        finding.severity = finding.severity.min(weight);
    }
    findings.retain(|finding| finding.severity > Severity::Off);
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    findings
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
            title: Some(action.title.clone()),
            handle: entry.issue().map(|issue| self.handles.handle(issue)),
            key: Some(entry.key.to_string()),
            issue: entry.issue().map(crate::issue::Issue::place),
            due: entry.due.date,
            days_late: 0,
            message,
            help,
        }
    }

    /// True if the work is still to be done and somebody follows it up.
    pub(crate) fn is_pending(&self, entry: &Entry) -> bool {
        self.ledger.follows(entry) && self.ledger.word(entry) == crate::action::Word::Open
    }
}

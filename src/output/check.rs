//! What is wrong.

use jiff::civil::Date;
use serde::Serialize;

use super::VERSION;
use crate::judge::{Excuse, Finding};
use crate::policy::Severity;

/// `check --format json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(title = "followthrough check")]
pub struct CheckDocument {
    /// Version of this document.
    pub version: u32,
    /// The day it speaks of.
    pub today: String,
    /// Findings that fail the check.
    pub errors: usize,
    /// Findings that do not.
    pub warnings: usize,
    /// Findings that never count: excused ones, and those of rules that only give notice.
    pub notices: usize,
    /// What was used to judge, and anything else worth knowing, a sentence each.
    pub notes: Vec<String>,
    /// Every finding, the worst first.
    pub findings: Vec<FindingView>,
    /// How many findings are about confidential reports, which are not listed.
    pub confidential: usize,
}

/// One finding.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]

pub struct FindingView {
    /// The rule.
    pub rule: &'static str,
    /// `error`, `warning` or `notice`.
    pub severity: &'static str,
    /// The file, or the address of the issue.
    pub path: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The action.
    pub title: Option<String>,
    /// What people call it.
    pub handle: Option<String>,
    /// Its key.
    pub key: Option<String>,
    /// Where its issue is.
    pub issue: Option<String>,
    /// When it is due.
    pub due: Option<String>,
    /// Days it is late.
    pub days_late: i32,
    /// Why it does not count; only on notices.
    pub excused: Option<String>,
    /// It does not count because the base of the pull request has it too.
    pub known: bool,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: String,
}

/// Builds the document; `is_confidential` says of a report that its findings are only counted.
#[must_use]
pub fn check(
    findings: &[Finding],
    today: Date,
    notes: Vec<String>,
    is_confidential: &dyn Fn(&str) -> bool,
) -> CheckDocument {
    let of = |severity| findings.iter().filter(|it| it.severity == severity).count();
    let shown: Vec<FindingView> = findings
        .iter()
        .filter(|it| !is_confidential(it.report()))
        .map(view)
        .collect();
    CheckDocument {
        version: VERSION,
        today: today.to_string(),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        notices: of(Severity::Notice),
        notes,
        confidential: findings.len() - shown.len(),
        findings: shown,
    }
}

fn view(finding: &Finding) -> FindingView {
    FindingView {
        rule: finding.rule.id(),
        severity: finding.severity.as_str(),
        path: finding.place.path.clone(),
        line: finding.place.line,
        title: finding.title.clone(),
        handle: finding.handle.clone(),
        key: finding.key.clone(),
        issue: finding.issue.clone(),
        due: finding.due.map(|date| date.to_string()),
        days_late: finding.days_late,
        excused: finding.excused.as_ref().map(Excuse::explain),
        known: finding.excused == Some(Excuse::Known),
        message: finding.message.clone(),
        help: finding.help.clone(),
    }
}

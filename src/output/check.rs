//! What is wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::VERSION;
use super::place::is_address;
use super::plan::ChangeView;
use super::secrets::{Secrets, Veil};
use super::status::ActionView;
use crate::issue::Key;
use crate::judge::{Excuse, Finding};
use crate::policy::{Rule, Severity};

/// Where something is shown that stands in no file.
pub(super) const CONFIGURATION: &str = "followthrough.yml";

/// `check --format json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(title = "followthrough check")]
pub struct CheckDocument {
    /// Version of this document.
    pub version: u32,
    /// The day it speaks of.
    pub today: String,
    /// How many reports were judged.
    pub reports: usize,
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
    /// Every action that was judged and is not confidential: for formats that show what is in order too.
    #[serde(skip)]
    pub actions: Vec<ActionView>,
}

/// One finding.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]

pub struct FindingView {
    /// The rule.
    pub rule: &'static str,
    /// `error`, `warning` or `notice`.
    pub severity: &'static str,
    /// The same on every run for the same thing, wherever it moves and however it is worded; unique in this
    /// document.
    pub fingerprint: String,
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
    /// It does not count because a waiver allows it.
    pub waived: bool,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: String,
    /// The file to show it at, for formats that know nothing but files: [`Self::path`], unless that is an
    /// address.
    #[serde(skip)]
    pub file: String,
}

/// Builds the document from what was found about `actions`, in so many reports. Findings about confidential reports are only
/// counted, and the others do not quote them.
#[must_use]
pub fn check(
    findings: &[Finding],
    (reports, actions): (usize, Vec<ActionView>),
    today: Date,
    notes: Vec<String>,
    secrets: &Secrets,
) -> CheckDocument {
    let of = |severity| findings.iter().filter(|it| it.severity == severity).count();
    let veil = secrets.veil();
    let mut seen = BTreeMap::new();
    let shown: Vec<FindingView> = findings
        .iter()
        .filter(|it| !secrets.covers(it.report()))
        .map(|it| view(it, fingerprint(it, &mut seen), &veil))
        .collect();
    CheckDocument {
        version: VERSION,
        today: today.to_string(),
        reports,
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        notices: of(Severity::Notice),
        notes: notes.iter().map(|it| veil.over(it)).collect(),
        confidential: findings.len() - shown.len(),
        findings: shown,
        actions: actions
            .into_iter()
            .filter(|it| !secrets.covers(&it.path))
            .collect(),
    }
}

/// `seen` counts the findings of one rule about one thing, which are told apart by their order.
fn fingerprint<'a>(
    finding: &'a Finding,
    seen: &mut BTreeMap<(&'static str, &'a str, &'a str), usize>,
) -> String {
    let part = finding.part.as_deref().unwrap_or_default();
    let about = (finding.rule.id(), finding.subject(), part);
    let ordinal = seen.entry(about).or_default();
    *ordinal += 1;
    let ordinal = ordinal.to_string();
    match part {
        "" => Key::of("finding", &[about.0, about.1, &ordinal]),
        part => Key::of("finding", &[about.0, about.1, &ordinal, part]),
    }
    .to_string()
}

/// The file to show a finding at: where it is, else the report, else what every repository of ours has.
fn file(finding: &Finding) -> String {
    let places = [finding.place.path.as_str(), finding.report()];
    let file = places.into_iter().find(|it| !is_address(it));
    file.unwrap_or(CONFIGURATION).to_owned()
}

fn view(finding: &Finding, fingerprint: String, veil: &Veil) -> FindingView {
    FindingView {
        rule: finding.rule.id(),
        severity: finding.severity.as_str(),
        fingerprint,
        file: file(finding),
        path: finding.place.path.clone(),
        line: finding.place.line,
        title: finding.title.clone(),
        handle: finding.handle.clone(),
        key: finding.key.clone(),
        issue: finding.issue.clone(),
        due: finding.due.map(|date| date.to_string()),
        days_late: finding.days_late,
        excused: finding.excused.as_ref().map(|it| veil.over(&it.explain())),
        known: finding.excused == Some(Excuse::Known),
        waived: matches!(finding.excused, Some(Excuse::Waived(_))),
        message: veil.over(&finding.message),
        help: veil.over(&finding.help),
    }
}

impl FindingView {
    /// All of it in a line, except where it is: for formats that have one place for text.
    pub(super) fn sentence(&self) -> String {
        let about = match (&self.title, &self.handle) {
            (Some(title), Some(handle)) => format!("{title} ({handle}): "),
            (Some(title), None) => format!("{title}: "),
            (None, _) => String::new(),
        };
        let excused = self.excused.as_ref().map(|why| format!(" ({why})"));
        let excused = excused.unwrap_or_default();
        format!("{about}{}{excused}; to do: {}", self.message, self.help)
    }
}

impl CheckDocument {
    /// What is said where nothing was found.
    pub(super) fn all_is_well(&self) -> &'static str {
        match self.reports {
            0 => "No report was found, so nothing was judged.",
            _ => "Nothing is overdue.",
        }
    }

    /// Without the warnings that `changes` settle anyway: that an action has no issue yet, where one is opened.
    #[must_use]
    pub fn settled_by<'a>(mut self, changes: impl Iterator<Item = &'a ChangeView>) -> Self {
        let opened: BTreeSet<(&str, usize)> = changes
            .filter(|it| it.what == "open")
            .map(|it| (it.path.as_str(), it.line))
            .collect();
        let all = self.findings.len();
        self.findings.retain(|it| {
            let place = it.line.map(|line| (it.path.as_str(), line));
            let settled = place.is_some_and(|it| opened.contains(&it));
            // An error fails the run, so it is shown.
            !(settled && it.severity == "warning" && it.rule == Rule::Untracked.id())
        });
        self.warnings -= all - self.findings.len();
        self
    }

    /// How many findings that are not listed are of this severity: those about confidential reports.
    pub(super) fn hidden(&self, severity: &str) -> usize {
        let listed = self.findings.iter().filter(|it| it.severity == severity);
        let all = match severity {
            "error" => self.errors,
            "warning" => self.warnings,
            _ => self.notices,
        };
        all - listed.count()
    }
}

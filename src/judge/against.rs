//! What of a judgement a pull request is answerable for.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Case, Court, Excuse, Finding, judge, rules, weighed};
use crate::ledger::{Comparison, Ledger};
use crate::policy::{Rule, Severity};

/// What a pull request began on.
#[derive(Clone, Copy)]
pub struct Base<'a> {
    /// The base, with its own waivers, on the same day.
    pub case: Case<'a>,
    /// Which of its actions are which of the pull request's.
    pub comparison: &'a Comparison,
    /// The day on which the pull request was changed last.
    pub pushed: Date,
}

/// The findings of a pull request. What the base has too, and what only the days since the last push
/// brought about, is shown and not counted; what the pull request takes away is found.
#[must_use]
pub fn judge_against(base: Base<'_>, case: Case<'_>) -> Vec<Finding> {
    let names = Names::of(&base, case.ledger);
    let before = weights(&judge(base.case));
    let then = Case {
        today: base.pushed.min(case.today),
        ..case
    };
    let pushed = weights(&judge(then));
    let found = judge(case).into_iter().map(|finding| {
        let at_least = |weights: &BTreeMap<Name, Severity>, name: &Name| {
            weights.get(name).is_some_and(|it| *it >= finding.severity)
        };
        if finding.severity <= Severity::Notice {
            finding
        } else if at_least(&before, &names.in_base(&finding)) {
            finding.excused(Excuse::Known)
        } else if at_least(&pushed, &name(&finding)) {
            finding
        } else {
            finding.excused(Excuse::Passed(base.pushed))
        }
    });
    // What a pull request leaves behind is told by what it removes.
    let told = |it: &Finding| it.rule != Rule::Orphan || it.excused.is_some();
    let mut found: Vec<Finding> = found.filter(told).collect();
    let court = Court::of(base.case);
    let mut taken = rules::removed_action::find(&court, case.ledger, base.comparison);
    let head = Court::of(case);
    let (before, comparison) = (base.case.ledger, base.comparison);
    taken.extend(rules::due_moved::find(&head, before, comparison));
    taken.extend(rules::reassigned::find(&head, before, comparison));
    found.extend(weighed(taken, case.policy));
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found
}

/// What a finding is about, whatever it says: the rule, the action's key or the path, and the part of it.
type Name = (Rule, String, Option<String>);

fn name(finding: &Finding) -> Name {
    let subject = finding.key.as_ref().unwrap_or(&finding.place.path);
    (finding.rule, subject.clone(), finding.part.clone())
}

fn weights(findings: &[Finding]) -> BTreeMap<Name, Severity> {
    let mut weights = BTreeMap::new();
    for finding in findings {
        let weight = weights.entry(name(finding)).or_insert(finding.severity);
        *weight = finding.severity.max(*weight);
    }
    weights
}

/// How the base names what the pull request names otherwise.
struct Names<'a> {
    comparison: &'a Comparison,
    /// By the newer key, the older one.
    keys: BTreeMap<String, String>,
}

impl<'a> Names<'a> {
    fn of(base: &Base<'a>, new: &Ledger) -> Self {
        let key = |(at, entry): (usize, &crate::ledger::Entry)| {
            let before = base.comparison.older(at)?;
            let older = &base.case.ledger.entries[before];
            Some((entry.key.to_string(), older.key.to_string()))
        };
        Self {
            comparison: base.comparison,
            keys: new.entries.iter().enumerate().filter_map(key).collect(),
        }
    }

    /// The name that the finding of a pull request had in its base.
    fn in_base(&self, finding: &Finding) -> Name {
        let subject = match &finding.key {
            Some(key) => self.keys.get(key).unwrap_or(key).clone(),
            None => self.comparison.older_path(&finding.place.path).to_owned(),
        };
        (finding.rule, subject, finding.part.clone())
    }
}

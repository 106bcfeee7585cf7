//! `check`: fails if promised work is overdue.

use std::collections::BTreeSet;

use super::args::{CheckArgs, Format, Global};
use super::base::{Base, BaseSet};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use super::waive;
use crate::config::Config;
use crate::judge::{self, Case, Finding, judge, judge_against, unreadable_file, waivers_of_nobody};
use crate::ledger::Ledger;
use crate::output::{check, findings_text};
use crate::policy::{Policy, Rule, Severity, Trigger, WRITE_BACK_BRANCH};

pub(super) fn run(args: &CheckArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let mut desk = Desk::open(global)?;
    let mut base = match &args.base {
        Some(name) => Some(Base::open(&desk, name)?),
        None => None,
    };
    let judges_itself = match &mut base {
        Some(base) => base.settle(&mut desk, global)?,
        None => false,
    };
    let mut judgement = judgement(&desk, args, base.as_ref(), screen)?;
    if judges_itself {
        judgement.cap();
    }
    judgement.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut notes = base.map(|base| base.notes).unwrap_or_default();
    notes.extend(adoption_hint(judgement.unadopted));
    if judgement.fails && desk.tree.branch().as_deref() == Some(WRITE_BACK_BRANCH) {
        notes.push(format!(
            "nothing fails on {WRITE_BACK_BRANCH}, which only says how things stand"
        ));
        judgement.fails = false;
    }
    let errors = judgement
        .findings
        .iter()
        .any(|it| it.severity == Severity::Error);
    if errors && judgement.shown_only {
        let trigger = args.trigger().as_str();
        notes.push(format!(
            "errors are only shown: `policy.fail-on` does not name {trigger}"
        ));
    }
    let is_confidential = |report: &str| judgement.confidential.contains(report);
    let document = check(&judgement.findings, desk.today, notes, &is_confidential);
    match args.format {
        Format::Json => screen.json(&document)?,
        Format::Text => {
            let text = findings_text(&document, global.verbose, global.quiet, screen.look());
            screen.product(&text);
        }
    }
    Ok(match judgement.fails {
        false => Exit::Fine,
        true => Exit::Policy,
    })
}

/// What was found in all sets of reports together.
#[derive(Default)]
struct Judgement {
    findings: Vec<Finding>,
    /// How many overdue actions stand in sets without an adoption.
    unadopted: usize,
    /// Names of reports that are not to be shown.
    confidential: BTreeSet<String>,
    /// An error was found where errors fail the run.
    fails: bool,
    /// An error was found where errors do not.
    shown_only: bool,
}

impl Judgement {
    /// Takes over what was found in a set, on a run for `trigger`.
    fn take(&mut self, findings: Vec<Finding>, policy: &Policy, trigger: Trigger) {
        let errors = findings.iter().any(|it| it.severity == Severity::Error);
        let counts = policy.fail_on.contains(&trigger);
        self.fails |= errors && counts;
        self.shown_only |= errors && !counts;
        self.findings.extend(findings);
    }

    /// Nothing is more than a warning.
    fn cap(&mut self) {
        for finding in &mut self.findings {
            finding.severity = finding.severity.min(Severity::Warning);
        }
        self.fails = false;
    }
}

fn judgement(
    desk: &Desk,
    args: &CheckArgs,
    base: Option<&Base>,
    screen: &Screen,
) -> Result<Judgement, Failure> {
    let (waivers, unreadable_waivers) = waive::load(desk)?;
    let mut all = Judgement::default();
    let mut ledgers = Vec::new();
    for set in desk.config.sets() {
        let sitting = Sitting::open(desk, set, &args.selection, Purpose::LOOK, screen)?;
        let case = Case {
            ledger: &sitting.ledger,
            unreadable: &sitting.unreadable,
            waivers: &waivers,
            policy: &set.policy,
            today: desk.today,
        };
        let found = match base {
            None => judge(case),
            Some(base) => {
                let before = base.set(desk, set, &args.selection, &sitting)?;
                all.confidential
                    .extend(confidential_reports(&before.ledger, set));
                against(base, &before, case, desk, set)
            }
        };
        if set.policy.adopted.is_none() {
            all.unadopted += overdue(&found);
        }
        all.take(found, &set.policy, args.trigger());
        all.confidential
            .extend(confidential_reports(&sitting.ledger, set));
        ledgers.push(sitting.ledger);
    }
    let policy = &desk.config.policy;
    if let Some(file) = &unreadable_waivers {
        all.take(unreadable_file(file, policy), policy, args.trigger());
    }
    if args.selection.paths.is_empty() {
        let ledgers: Vec<&Ledger> = ledgers.iter().collect();
        let unused = waivers_of_nobody(&waivers, &ledgers, policy);
        all.take(unused, policy, args.trigger());
    }
    Ok(all)
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

/// The names of confidential reports: their paths and ids, and those that are gone.
fn confidential_reports(ledger: &Ledger, set: &Config) -> BTreeSet<String> {
    let reports = ledger.reports.iter();
    let confidential = reports.filter(|it| it.report.front.confidential);
    let mut names: BTreeSet<String> = confidential
        .flat_map(|it| [it.report.path.clone(), it.id.clone()])
        .collect();
    let markers = ledger.orphans.iter().filter_map(|issue| issue.marker());
    let gone = markers.map(|marker| marker.report.clone());
    names.extend(gone.filter(|report| set.confidential.contains(report)));
    names
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

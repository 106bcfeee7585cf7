//! `check`: fails if promised work is overdue.

use std::collections::BTreeSet;

use super::args::{CheckArgs, Format, Global};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use super::waive;
use crate::config::Config;
use crate::judge::{Case, Finding, judge, unreadable_file, waivers_of_nobody};
use crate::ledger::Ledger;
use crate::output::{check, findings_text};
use crate::policy::{Rule, Severity};

pub(super) fn run(args: &CheckArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let (waivers, unreadable_waivers) = waive::load(&desk)?;
    let mut findings = Vec::new();
    let mut unadopted = 0;
    let mut confidential = BTreeSet::new();
    let mut ledgers = Vec::new();
    for set in desk.config.sets() {
        let sitting = Sitting::open(&desk, set, &args.selection, Purpose::LOOK, screen)?;
        let found = judge(Case {
            ledger: &sitting.ledger,
            unreadable: &sitting.unreadable,
            waivers: &waivers,
            policy: &set.policy,
            today: desk.today,
        });
        if set.policy.adopted.is_none() {
            unadopted += overdue(&found);
        }
        findings.extend(found);
        confidential.extend(confidential_reports(&sitting.ledger, set));
        ledgers.push(sitting.ledger);
    }
    if let Some(file) = &unreadable_waivers {
        findings.extend(unreadable_file(file, &desk.config.policy));
    }
    if args.selection.paths.is_empty() {
        let ledgers: Vec<&Ledger> = ledgers.iter().collect();
        findings.extend(waivers_of_nobody(&waivers, &ledgers, &desk.config.policy));
    }
    findings.sort_by(|a: &Finding, b| a.order().cmp(&b.order()));
    let notes = adoption_hint(unadopted).into_iter().collect();
    let is_confidential = |report: &str| confidential.contains(report);
    let document = check(&findings, desk.today, notes, &is_confidential);
    match args.format {
        Format::Json => screen.json(&document)?,
        Format::Text => {
            let text = findings_text(&document, global.verbose, global.quiet, screen.look());
            screen.product(&text);
        }
    }
    Ok(match document.errors {
        0 => Exit::Fine,
        _ => Exit::Policy,
    })
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

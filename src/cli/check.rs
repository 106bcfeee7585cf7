//! `check`: fails if promised work is overdue.

use std::collections::BTreeSet;

use super::args::{CheckArgs, Format, Global};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use crate::config::Config;
use crate::judge::{Finding, Unreadable, judge};
use crate::ledger::Ledger;
use crate::output::{CheckDocument, check, findings_text};
use crate::policy::{Policy, Rule, Severity};

pub(super) fn run(args: &CheckArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let mut verdict = Verdict::default();
    for set in desk.config.sets() {
        let sitting = Sitting::open(&desk, set, &args.selection, Purpose::LOOK, screen)?;
        verdict.hear(&desk, set, &sitting.ledger, &sitting.unreadable);
    }
    let document = verdict.document(&desk);
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

/// What the policy says of every set of reports together.
#[derive(Default)]
pub(super) struct Verdict {
    findings: Vec<Finding>,
    notes: Vec<String>,
    confidential: BTreeSet<String>,
}

impl Verdict {
    /// Judges one set.
    pub(super) fn hear(
        &mut self,
        desk: &Desk,
        set: &Config,
        ledger: &Ledger,
        unreadable: &[Unreadable],
    ) {
        let found = judge(ledger, unreadable, &set.policy, desk.today);
        self.notes.extend(adoption_hint(&found, &set.policy, desk));
        self.findings.extend(found);
        self.confidential.extend(confidential_paths(ledger));
    }

    pub(super) fn document(mut self, desk: &Desk) -> CheckDocument {
        self.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        let is_confidential = |path: &str| self.confidential.contains(path);
        check(&self.findings, desk.today, self.notes, &is_confidential)
    }
}

fn confidential_paths(ledger: &Ledger) -> impl Iterator<Item = String> + '_ {
    let reports = ledger.reports.iter().map(|it| &it.report);
    reports
        .filter(|report| report.front.confidential)
        .map(|report| report.path.clone())
}

/// Without an adoption, reports from before the tool came are all overdue at once: one line says how
/// to begin without a wall of red.
fn adoption_hint(findings: &[Finding], policy: &Policy, desk: &Desk) -> Option<String> {
    let overdue = findings
        .iter()
        .filter(|it| it.rule == Rule::Overdue && it.severity == Severity::Error)
        .count();
    (policy.adopted.is_none() && overdue > 1).then(|| {
        let adopted = format!("adopted: {{ date: {} }}", desk.today);
        format!(
            "{overdue} actions are overdue; if most are older than your use of followthrough, add `{adopted}` under `policy:` in followthrough.yml: they then fall due one by one over half a year"
        )
    })
}

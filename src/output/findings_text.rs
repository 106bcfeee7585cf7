//! Findings as text: one line each for what fails, and no more lines than needed for the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::check::{CheckDocument, FindingView};
use super::look::{BAD, DIM, GOOD, Look, STRONG, WARN, count, paint};
use crate::escape::terminal_text;

/// So many warnings of one rule are shown before the rest becomes a number.
const SHOWN_WARNINGS: usize = 3;

/// The findings; `all` shows every warning, `quiet` none.
#[must_use]
pub fn findings_text(document: &CheckDocument, all: bool, quiet: bool, look: Look) -> String {
    let mut out = String::new();
    if quiet {
        let errors = document.findings.iter().filter(|it| it.severity == "error");
        out.extend(errors.map(|it| line(it, look)));
        return out;
    }
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &document.findings {
        let number = shown.entry(finding.rule).or_default();
        *number += 1;
        if all || finding.severity == "error" || *number <= SHOWN_WARNINGS {
            out.push_str(&line(finding, look));
        }
    }
    for (rule, more) in hidden(document, all) {
        let _ = writeln!(
            out,
            "{}: {more} more [{rule}]; `followthrough check -v` lists them",
            paint(WARN, "warning")
        );
    }
    for note in &document.notes {
        let _ = writeln!(out, "{}: {}", paint(DIM, "note"), terminal_text(note));
    }
    out.push_str(&verdict(document));
    out
}

fn hidden(document: &CheckDocument, all: bool) -> Vec<(&str, usize)> {
    let mut warnings: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &document.findings {
        if !all && finding.severity == "warning" {
            *warnings.entry(finding.rule).or_default() += 1;
        }
    }
    warnings
        .into_iter()
        .filter(|(_, number)| *number > SHOWN_WARNINGS)
        .map(|(rule, number)| (rule, number - SHOWN_WARNINGS))
        .collect()
}

/// `file:line: severity: title (handle): what is wrong [rule]; what to do`.
fn line(finding: &FindingView, look: Look) -> String {
    let place = match finding.line {
        Some(line) => format!("{}:{line}", terminal_text(&finding.path)),
        None => terminal_text(&finding.path),
    };
    let style = if finding.severity == "error" {
        BAD
    } else {
        WARN
    };
    let about = match (&finding.title, &finding.handle) {
        (Some(title), Some(handle)) => {
            let handle = look.link(handle, finding.issue.as_deref());
            format!("{} ({handle}): ", terminal_text(title))
        }
        (Some(title), None) => format!("{}: ", terminal_text(title)),
        (None, _) => String::new(),
    };
    format!(
        "{}: {}: {about}{} [{}]; {}\n",
        paint(STRONG, &place),
        paint(style, finding.severity),
        terminal_text(&finding.message),
        finding.rule,
        terminal_text(&finding.help),
    )
}

fn verdict(document: &CheckDocument) -> String {
    let mut line = match (document.errors, document.warnings) {
        (0, 0) => paint(GOOD, "Nothing is overdue."),
        (0, warnings) => format!("{}, no error.", count(warnings, "warning")),
        (errors, warnings) => format!(
            "{}, {}.",
            paint(BAD, &count(errors, "error")),
            count(warnings, "warning")
        ),
    };
    if document.confidential > 0 {
        let hidden = count(document.confidential, "finding");
        line.push_str(&format!(" {hidden} about confidential reports not shown."));
    }
    line + "\n"
}

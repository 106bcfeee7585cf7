//! Findings as text: by rule, a place for each, and what to do once.

use std::fmt::Write as _;

use super::check::{CheckDocument, FindingView};
use super::look::{BAD, DIM, GOOD, Look, STRONG, WARN, count, paint};
use crate::escape::terminal_text;

/// So many warnings of one rule are shown before the rest becomes a number.
const SHOWN: usize = 3;

/// The findings; `all` shows every warning, `quiet` none.
#[must_use]
pub fn findings_text(document: &CheckDocument, all: bool, quiet: bool, look: Look) -> String {
    let mut out = String::new();
    let new = |finding: &&FindingView| all || !finding.known;
    for group in groups(document.findings.iter().filter(new)) {
        let is_error = group[0].severity == "error";
        if quiet && !is_error {
            continue;
        }
        let most = if all || is_error { usize::MAX } else { SHOWN };
        out.push_str(&of_rule(&group, most, look));
        out.push('\n');
    }
    if quiet {
        return out;
    }
    let known = document.findings.iter().filter(|it| it.known).count();
    if known > 0 && !all {
        let known = count(known, "finding");
        let _ = writeln!(
            out,
            "{}: {known} that the base has already, not counted; `followthrough check -v` lists them",
            paint(DIM, "note")
        );
    }
    for note in &document.notes {
        let _ = writeln!(out, "{}: {}", paint(DIM, "note"), terminal_text(note));
    }
    out.push_str(&verdict(document));
    out
}

/// The findings of one rule and severity together, in the order in which the first of each stands.
fn groups<'a>(findings: impl Iterator<Item = &'a FindingView>) -> Vec<Vec<&'a FindingView>> {
    let mut groups: Vec<Vec<&FindingView>> = Vec::new();
    for finding in findings {
        let same = |group: &&mut Vec<&FindingView>| {
            let kind = |it: &FindingView| (it.rule, it.severity, it.known);
            kind(group[0]) == kind(finding)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// `severity: rule`, a place for each finding, and below them what to do. What all of them say is said
/// once.
fn of_rule(group: &[&FindingView], most: usize, look: Look) -> String {
    let first = group[0];
    let same = |part: fn(&FindingView) -> &str| group.iter().all(|it| part(it) == part(first));
    let same_message = group.len() > 1 && same(|it| &it.message);
    let same_help = same(|it| &it.help);
    let severity = paint(style(first.severity), first.severity);
    let mut out = format!("{severity}: {}", first.rule);
    if same_message {
        let _ = write!(out, ": {}", terminal_text(&first.message));
    }
    if first.known {
        let _ = write!(out, ", as in the base");
    }
    out.push('\n');
    for finding in group.iter().take(most) {
        out.push_str(&place(finding, !same_message, look));
        if !same_help {
            let _ = writeln!(out, "    {}", advice(finding));
        }
    }
    if let Some(more) = group.len().checked_sub(most).filter(|more| *more > 0) {
        let _ = writeln!(
            out,
            "  and {more} more; `followthrough check -v` lists them"
        );
    }
    if same_help && first.excused.is_none() {
        let _ = writeln!(out, "  {}", advice(first));
    }
    out
}

/// `file:line: title (handle)`, and on a line of its own what is wrong with it.
fn place(finding: &FindingView, message: bool, look: Look) -> String {
    let place = match finding.line {
        Some(line) => format!("{}:{line}", terminal_text(&finding.path)),
        None => terminal_text(&finding.path),
    };
    let about = match (&finding.title, &finding.handle) {
        (Some(title), Some(handle)) => {
            let handle = look.link(handle, finding.issue.as_deref());
            format!(": {} ({handle})", terminal_text(title))
        }
        (Some(title), None) => format!(": {}", terminal_text(title)),
        (None, _) => String::new(),
    };
    let mut out = format!("{}{about}\n", paint(STRONG, &place));
    if message {
        let _ = writeln!(out, "    {}", terminal_text(&finding.message));
    }
    if let Some(excused) = finding.excused.as_ref().filter(|_| !finding.known) {
        let _ = writeln!(out, "    {}", terminal_text(excused));
    }
    out
}

fn advice(finding: &FindingView) -> String {
    paint(DIM, &format!("to do: {}", terminal_text(&finding.help)))
}

fn style(severity: &str) -> anstyle::Style {
    match severity {
        "error" => BAD,
        "warning" => WARN,
        _ => DIM,
    }
}

fn verdict(document: &CheckDocument) -> String {
    let mut line = match (document.errors, document.warnings) {
        (0, 0) if document.notices > 0 => paint(GOOD, "No error, no warning."),
        (0, 0) if document.reports == 0 => document.all_is_well().to_owned(),
        (0, 0) => paint(GOOD, document.all_is_well()),
        (0, warnings) => format!("{}, no error.", count(warnings, "warning")),
        (errors, warnings) => format!(
            "{}, {}.",
            paint(BAD, &count(errors, "error")),
            count(warnings, "warning")
        ),
    };
    if document.notices > 0 {
        line.push_str(&format!(" {} beside.", count(document.notices, "notice")));
    }
    if document.confidential > 0 {
        let hidden = count(document.confidential, "finding");
        line.push_str(&format!(" {hidden} about confidential reports not shown."));
    }
    line + "\n"
}

//! Findings as GitLab's code quality report.

use std::io;

use serde::Serialize;

use super::check::{CONFIGURATION, CheckDocument, FindingView};
use super::look::count;
use crate::escape::terminal_text;
use crate::issue::Key;

/// One entry of the report, as GitLab documents it: "Code Quality report format".
#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    /// Entries with one fingerprint are one to GitLab.
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    /// Relative to the repository's root, without `./`.
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    /// From 1.
    begin: usize,
}

/// The findings as one array. What a waiver allows is left out; what the base has already stays, because a
/// merge request shows the difference to the report of its target.
///
/// # Errors
/// If JSON cannot say it, which is a defect.
pub fn code_quality(document: &CheckDocument) -> io::Result<String> {
    let shown = document.findings.iter().filter(|it| !it.waived);
    let mut entries: Vec<Entry> = shown.map(entry).collect();
    entries.extend(confidential(document));
    let mut text = serde_json::to_string_pretty(&entries)?;
    text.push('\n');
    Ok(text)
}

fn entry(finding: &FindingView) -> Entry<'_> {
    Entry {
        description: terminal_text(&finding.sentence()),
        check_name: finding.rule,
        fingerprint: finding.fingerprint.clone(),
        severity: severity(finding.severity),
        location: Location {
            path: &finding.file,
            lines: Lines {
                begin: finding.line.unwrap_or(1),
            },
        },
    }
}

/// What is about confidential reports, as a number: without it a failed check would show nothing.
fn confidential(document: &CheckDocument) -> Option<Entry<'static>> {
    let worst = ["error", "warning", "notice"];
    let worst = worst.into_iter().find(|it| document.hidden(it) > 0)?;
    Some(Entry {
        description: format!(
            "{} about confidential reports not shown",
            count(document.confidential, "finding")
        ),
        check_name: "confidential",
        fingerprint: Key::of("finding", &["confidential"]).to_string(),
        severity: severity(worst),
        location: Location {
            path: CONFIGURATION,
            lines: Lines { begin: 1 },
        },
    })
}

fn severity(severity: &str) -> &'static str {
    match severity {
        "error" => "major",
        "warning" => "minor",
        _ => "info",
    }
}

//! Findings as annotations: lines of a log that GitHub Actions shows at their place in the files.

use super::check::{CheckDocument, FindingView};
use super::look::count;
use crate::ci::{Level, Note, annotations};
use crate::escape::terminal_text;

/// The findings as annotations, within what GitHub keeps.
#[must_use]
pub fn annotated(document: &CheckDocument) -> String {
    let (notes, unlisted) = annotation_notes(document);
    annotations(&notes, &unlisted, "`followthrough check -v` lists them")
}

/// The findings, the worst first, and what is only counted: what the base has already, what a waiver allows,
/// what is confidential.
#[must_use]
pub fn annotation_notes(document: &CheckDocument) -> (Vec<Note>, Vec<String>) {
    let findings = document.findings.iter();
    let shown = findings.clone().filter(|it| !it.known && !it.waived);
    let counted =
        |all: usize, what: &str| (all > 0).then(|| format!("{} {what}", count(all, "finding")));
    let unlisted = [
        counted(
            findings.clone().filter(|it| it.known).count(),
            "that the base has already",
        ),
        counted(
            findings.filter(|it| it.waived).count(),
            "that waivers allow",
        ),
        counted(document.confidential, "about confidential reports"),
    ];
    (
        shown.map(note).collect(),
        unlisted.into_iter().flatten().collect(),
    )
}

fn note(finding: &FindingView) -> Note {
    Note {
        level: match finding.severity {
            "error" => Level::Error,
            "warning" => Level::Warning,
            _ => Level::Notice,
        },
        path: Some(finding.file.clone()),
        line: Some(finding.line.unwrap_or(1)),
        title: format!("followthrough: {}", finding.rule),
        message: terminal_text(&finding.sentence()),
    }
}

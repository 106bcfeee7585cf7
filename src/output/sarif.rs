//! Findings as SARIF 2.1.0, within what GitHub's code scanning takes.

use serde_json::{Value, json};

use super::check::{CheckDocument, FindingView};
use super::look::count;
use super::rendering::Rendering;
use crate::escape::{relative_uri, sarif_message};
use crate::policy::{Rule, Severity};

/// Of the results of a run GitHub keeps so many, and drops the rest without a word.
const MOST: usize = 5_000;

/// GitHub takes 10 MB, compressed; this is before compression and indentation.
const MOST_BYTES: usize = 9 << 20;

/// The findings, the worst first. What a waiver allows is left out: code scanning would show it as an open
/// alert. What the base has already stays: left out, it would pass for mended.
#[must_use]
pub fn sarif(document: &CheckDocument) -> Rendering {
    let wanted = document.findings.iter().filter(|it| !it.waived);
    let (mut results, mut bytes, mut left_out) = (Vec::new(), 0, 0);
    for finding in wanted {
        let result = result(finding);
        bytes += result.to_string().len();
        match results.len() < MOST && bytes < MOST_BYTES {
            true => results.push(result),
            false => left_out += 1,
        }
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "followthrough",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Rule::ALL.iter().map(|it| rule(*it)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications(document, left_out),
            }],
            "originalUriBaseIds": { "%SRCROOT%": {
                "description": { "text": "The root of the repository." },
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    Rendering {
        text: format!("{log:#}\n"),
        left_out,
    }
}

fn rule(rule: Rule) -> Value {
    let help = sentence(rule.help());
    let (example, silence) = (rule.example(), rule.silence());
    json!({
        "id": rule.id(),
        "shortDescription": { "text": help },
        "fullDescription": { "text": help },
        "help": {
            "text": format!("Write, for example:\n\n{example}\n\nTo silence {silence}."),
            "markdown": format!("Write, for example:\n\n```\n{example}\n```\n\nTo silence {silence}."),
        },
        "defaultConfiguration": {
            "enabled": rule.default_severity() != Severity::Off,
            "level": level(rule.default_severity().as_str()),
        },
    })
}

fn result(finding: &FindingView) -> Value {
    let index = Rule::ALL.iter().position(|it| it.id() == finding.rule);
    let mut properties = serde_json::Map::new();
    let facts = [
        ("handle", &finding.handle),
        ("issue", &finding.issue),
        ("due", &finding.due),
        ("excused", &finding.excused),
    ];
    for (name, value) in facts {
        properties.extend(value.clone().map(|it| (name.to_owned(), json!(it))));
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": { "text": sarif_message(&finding.sentence()) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": relative_uri(&finding.file), "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": finding.line.unwrap_or(1) },
        }}],
        // The first is the only one that GitHub looks at. Its upload action warns that it is not the hash of
        // the line, and keeps it: with that hash a reworded action would be another alert.
        "partialFingerprints": {
            "primaryLocationLineHash": finding.fingerprint,
            "followthrough/v1": finding.fingerprint,
        },
        "properties": properties,
    })
}

/// What the results do not say.
fn notifications(document: &CheckDocument, left_out: usize) -> Vec<Value> {
    let note = |level: &str, text: &str| json!({ "level": level, "message": { "text": sarif_message(text) } });
    let mut all: Vec<Value> = document.notes.iter().map(|it| note("note", it)).collect();
    if document.confidential > 0 {
        let hidden = count(document.confidential, "finding");
        all.push(note(
            "note",
            &format!("{hidden} about confidential reports not shown."),
        ));
    }
    if left_out > 0 {
        let rest = count(left_out, "finding");
        all.push(note(
            "warning",
            &format!("{rest} more than GitHub keeps are left out, the mildest ones."),
        ));
    }
    all
}

fn level(severity: &str) -> &'static str {
    match severity {
        "error" => "error",
        "warning" => "warning",
        "off" => "none",
        _ => "note",
    }
}

/// `an open action` → `An open action.`
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|it| it.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(message: String) -> FindingView {
        FindingView {
            rule: "overdue",
            severity: "error",
            fingerprint: "k".to_owned(),
            path: "a.md".to_owned(),
            line: Some(3),
            title: None,
            handle: None,
            key: None,
            issue: None,
            due: None,
            days_late: 1,
            excused: None,
            known: false,
            waived: false,
            message,
            help: "finish it".to_owned(),
            file: "a.md".to_owned(),
        }
    }

    #[test]
    fn a_file_stays_below_what_github_takes() {
        let document = CheckDocument {
            version: 1,
            today: "2026-11-21".to_owned(),
            reports: 12,
            errors: 12,
            warnings: 0,
            notices: 0,
            notes: Vec::new(),
            findings: (0..12)
                .map(|at| finding(at.to_string().repeat(1 << 20)))
                .collect(),
            confidential: 0,
            actions: Vec::new(),
        };
        let Rendering { text, left_out } = sarif(&document);
        assert!(text.len() < 10_000_000 && left_out >= 4, "{left_out}");
        assert!(text.contains(&"0".repeat(1 << 20)), "the worst is in it");
    }
}

//! Findings as a JUnit report: a suite for each report, a case for each action that is followed up.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::check::{CheckDocument, FindingView};
use super::look::count;
use super::place::place;
use super::status::ActionView;
use crate::escape::xml_text;

/// The suite of what is only counted.
const CONFIDENTIAL: &str = "confidential reports";

/// A case fails if something about it is an error. An action that is late with leave is skipped; what only
/// warns stands in the output of its case. Kept to Jenkins' junit-10.xsd.
#[must_use]
pub fn junit(document: &CheckDocument) -> String {
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    let mut cases: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    let mut tracked: Vec<&ActionView> = document.actions.iter().filter(|it| it.tracked).collect();
    tracked.sort_by_key(|it| (&it.path, it.line));
    for action in tracked {
        let suite = suites.entry(&action.path).or_default();
        cases.insert((&action.path, action.line), suite.cases.len());
        suite.open(named(&action.title, action.handle.as_deref()));
    }
    for finding in &document.findings {
        let suite = suites.entry(&finding.file).or_default();
        let line = finding.line.filter(|_| finding.title.is_some());
        let own = line.and_then(|line| cases.get(&(finding.path.as_str(), line)));
        let at = match own {
            Some(at) => *at,
            None => suite.open(apart(finding)),
        };
        suite.cases[at].findings.push(finding);
    }
    let mut text = String::new();
    let mut total = Count::default();
    for (name, suite) in &suites {
        total.add(suite.write(&mut text, name));
    }
    total.add(confidential(document, &mut text));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"followthrough\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{text}</testsuites>\n",
        total.tests, total.failures
    )
}

#[derive(Default)]
struct Suite<'a> {
    cases: Vec<Case<'a>>,
    names: BTreeSet<String>,
}

struct Case<'a> {
    name: String,
    findings: Vec<&'a FindingView>,
}

#[derive(Default)]
struct Count {
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.skipped += other.skipped;
    }
}

impl Suite<'_> {
    /// A new case; readers of the report take two of one name for the same.
    fn open(&mut self, name: String) -> usize {
        let mut unique = name.clone();
        for ordinal in 2.. {
            if self.names.insert(unique.clone()) {
                break;
            }
            unique = format!("{name} ({ordinal})");
        }
        self.cases.push(Case {
            name: unique,
            findings: Vec::new(),
        });
        self.cases.len() - 1
    }

    fn write(&self, out: &mut String, path: &str) -> Count {
        let mut total = Count::default();
        let mut cases = String::new();
        for case in &self.cases {
            total.add(case.write(&mut cases, path));
        }
        suite(out, path, &total, &cases);
        total
    }
}

impl Case<'_> {
    fn write(&self, out: &mut String, path: &str) -> Count {
        let (errors, others): (Vec<&FindingView>, Vec<_>) =
            self.findings.iter().partition(|it| it.severity == "error");
        let excuse = others.iter().find_map(|it| it.excused.as_deref());
        let excuse = excuse.filter(|_| errors.is_empty());
        let mut inner = String::new();
        if let Some(worst) = errors.first() {
            let _ = writeln!(
                inner,
                "      <failure type=\"{}\" message=\"{}\">{}</failure>",
                xml_text(worst.rule),
                xml_text(&worst.message),
                lines(&errors)
            );
        }
        if let Some(why) = excuse {
            let _ = writeln!(inner, "      <skipped message=\"{}\"/>", xml_text(why));
        }
        if !others.is_empty() {
            let _ = writeln!(inner, "      <system-out>{}</system-out>", lines(&others));
        }
        case(out, path, &self.name, &inner);
        Count {
            tests: 1,
            failures: usize::from(!errors.is_empty()),
            skipped: usize::from(excuse.is_some()),
        }
    }
}

fn suite(out: &mut String, name: &str, total: &Count, cases: &str) {
    let Count {
        tests,
        failures,
        skipped,
    } = total;
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n{cases}  </testsuite>",
        xml_text(name),
    );
}

fn case(out: &mut String, path: &str, name: &str, inner: &str) {
    let (path, name) = (xml_text(path), xml_text(name));
    let _ = match inner.is_empty() {
        true => writeln!(out, "    <testcase classname=\"{path}\" name=\"{name}\"/>"),
        false => writeln!(
            out,
            "    <testcase classname=\"{path}\" name=\"{name}\">\n{inner}    </testcase>"
        ),
    };
}

/// Each finding as text: what, where, and what to do.
fn lines(findings: &[&FindingView]) -> String {
    let line = |it: &&FindingView| {
        let excused = it.excused.as_ref().map(|why| format!(" ({why})"));
        let whole = format!(
            "{}: {}: {}{}",
            it.severity,
            it.rule,
            it.message,
            excused.unwrap_or_default()
        );
        let place = place(&it.path, it.line);
        format!(
            "{}\n{}\nto do: {}",
            xml_text(&whole),
            xml_text(&place),
            xml_text(&it.help)
        )
    };
    let all: Vec<String> = findings.iter().map(line).collect();
    all.join("\n\n")
}

fn named(title: &str, handle: Option<&str>) -> String {
    match handle {
        Some(handle) => format!("{title} ({handle})"),
        None => title.to_owned(),
    }
}

/// The name of a finding that is about no action of a report.
fn apart(finding: &FindingView) -> String {
    match &finding.title {
        Some(title) => format!(
            "{}: {}",
            finding.rule,
            named(title, finding.handle.as_deref())
        ),
        None => finding.rule.to_owned(),
    }
}

/// What is about confidential reports is one case: a number, failed if the check fails by it.
fn confidential(document: &CheckDocument, out: &mut String) -> Count {
    if document.confidential == 0 {
        return Count::default();
    }
    let errors = document.hidden("error");
    let text = format!(
        "{} about confidential reports not shown",
        count(document.confidential, "finding")
    );
    let inner = match errors {
        0 => format!("      <system-out>{text}</system-out>\n"),
        _ => format!(
            "      <failure type=\"confidential\" message=\"{}\">{text}</failure>\n",
            count(errors, "error")
        ),
    };
    let total = Count {
        tests: 1,
        failures: usize::from(errors > 0),
        skipped: 0,
    };
    let mut cases = String::new();
    case(&mut cases, CONFIDENTIAL, "what is not shown", &inner);
    suite(out, CONFIDENTIAL, &total, &cases);
    total
}

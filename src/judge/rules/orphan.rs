//! Open issues whose action no longer stands in any report, said once for each report, or is opted out.

use std::collections::BTreeMap;

use super::{Court, Finding};
use crate::issue::Issue;
use crate::judge::Place;
use crate::ledger::Entry;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>) -> Vec<Finding> {
    let mut by_report: BTreeMap<&str, Vec<&Issue>> = BTreeMap::new();
    for issue in &court.ledger.orphans {
        if let Some(marker) = issue.marker() {
            by_report.entry(&marker.report).or_default().push(issue);
        }
    }
    by_report
        .into_iter()
        .map(|(report, issues)| finding(court, report, &issues))
        .collect()
}

/// An open issue whose action people opted out: nothing brings it to an end any more.
pub(in crate::judge) fn opted_out(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let issue = entry.owned().filter(|it| it.state.is_open())?;
    if !entry.tracking.is_opted_out() {
        return None;
    }
    let handle = court.handles.handle(issue);
    let message = format!("{}, and {handle} is still open", entry.tracking.explain());
    let help = format!(
        "`followthrough close {handle} --as not-planned` if it is given up, or take the opt-out back"
    );
    Some(court.about(entry, Rule::Orphan, message, help))
}

fn finding(court: &Court<'_>, report: &str, issues: &[&Issue]) -> Finding {
    let first = issues[0];
    let names: Vec<String> = issues
        .iter()
        .map(|issue| format!("{} \"{}\"", court.handles.handle(issue), issue.title))
        .collect();
    let handle = court.handles.handle(first);
    let what = match report.is_empty() || court.ledger.has_report(report) {
        true => "no action stands",
        false => "the report is gone, and no action stands",
    };
    let place = Place {
        path: match report {
            "" => first.place(),
            report => report.to_owned(),
        },
        line: None,
    };
    let message = format!("{what} for {} any more", names.join(", "));
    Finding {
        report: Some(report.to_owned()).filter(|report| !report.is_empty()),
        // Whichever of its issues comes first, it is the same finding.
        subject: Some(report.to_owned()).filter(|report| !report.is_empty()),
        handle: Some(handle.clone()),
        key: first.marker().map(|marker| marker.key.to_string()),
        issue: Some(first.place()),
        ..Finding::of_place(Rule::Orphan, place, message, help(&handle, issues.len()))
    }
}

fn help(first: &str, issues: usize) -> String {
    let close = format!("`followthrough close {first} --as not-planned`");
    match issues {
        1 => format!("{close} if it is given up, or put the action back"),
        _ => format!("{close}, and so on, for each that is given up, or put the actions back"),
    }
}

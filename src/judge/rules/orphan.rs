//! Open issues whose action no longer stands in any report, said once for each report, or is opted out.

use std::collections::BTreeMap;

use super::{Court, Finding};
use crate::issue::Issue;
use crate::judge::Place;
use crate::ledger::Entry;
use crate::ledger::Handles;
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
        "`followthrough close {} --as not-planned` if it is given up, or take the opt-out back",
        Handles::typed(&handle)
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
    let mut reports = court.ledger.reports.iter();
    let there = reports.find(|it| it.id == report || it.report.path == report);
    let (path, what) = match (there, report) {
        (Some(it), _) => (it.report.path.clone(), "no action stands"),
        (None, "") => (first.place(), "no action stands"),
        (None, name) => (name.to_owned(), "the report is gone, and no action stands"),
    };
    let place = Place { path, line: None };
    let message = format!("{what} for {} any more", names.join(", "));
    Finding {
        report: Some(place.path.clone()).filter(|_| !report.is_empty()),
        // Whichever of its issues comes first, it is the same finding.
        subject: Some(report.to_owned()).filter(|report| !report.is_empty()),
        handle: Some(handle.clone()),
        key: first.marker().map(|marker| marker.key.to_string()),
        issue: Some(first.place()),
        ..Finding::of_place(Rule::Orphan, place, message, help(&handle, issues.len()))
    }
}

fn help(first: &str, issues: usize) -> String {
    let close = format!(
        "`followthrough close {} --as not-planned`",
        Handles::typed(first)
    );
    match issues {
        1 => format!("{close} if it is given up, or put the action back"),
        _ => format!("{close}, and so on, for each that is given up, or put the actions back"),
    }
}

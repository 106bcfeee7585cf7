//! The status table that a report asks for with two lines of its own.

use super::aligned;
use crate::action::STATUS_HEAD;
use crate::escape::markdown_cell;
use crate::ledger::{Entry, Ledger};
use crate::text::{EditSet, Source};

/// Keeps the table of the report's actions, if the report has the two lines.
pub(super) fn keep(source: &Source, ledger: &Ledger, report: usize, edits: &mut EditSet) {
    let Some(between) = ledger.reports[report].report.status.between else {
        return;
    };
    let newline = source.newline_at(between.start.saturating_sub(1)).as_str();
    let rows = ledger
        .entries_of(report)
        .iter()
        .filter(|entry| ledger.follows(entry))
        .map(|entry| row(ledger, entry));
    let head = STATUS_HEAD.map(str::to_owned);
    let rows: Vec<Vec<String>> = [head.to_vec()].into_iter().chain(rows).collect();
    // Formatters want blank lines between a comment and a table.
    let table: String = [String::new()]
        .into_iter()
        .chain(aligned::drawn(&rows))
        .chain([String::new()])
        .map(|line| line + newline)
        .collect();
    edits.replace(source, between, table);
}

fn row(ledger: &Ledger, entry: &Entry) -> Vec<String> {
    let action = ledger.action(entry);
    let issue = entry.issue().map_or("-".to_owned(), |issue| {
        let label = issue.id.reference(&ledger.home).label();
        match &issue.url {
            Some(url) => format!("[{label}]({url})"),
            None => label,
        }
    });
    let due = entry
        .due
        .date
        .map_or("-".to_owned(), |date| date.to_string());
    let word = ledger.word(entry).as_str().to_owned();
    vec![markdown_cell(&action.title), word, issue, due]
}

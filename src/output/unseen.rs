//! Issues that reports name and that cannot be read, for the commands that do not judge.

use super::look::count;
use crate::escape::terminal_text;
use crate::ledger::{Entry, Ledger};

/// So many are named, and the rest is counted: a token that is blind to one issue is blind to many.
const NAMED: usize = 5;

const OURS: &str = " cannot be read, so its action is left as it is";
const THEIRS: &str = ", linked by hand, cannot be read";

/// Sentences on issues that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unseen {
    /// On those that were opened for the reports: their actions are left as they are.
    pub ours: Vec<String>,
    /// How many these are.
    pub left: usize,
    /// On those that people linked by hand.
    pub theirs: Vec<String>,
}

/// Names them, by report and line; those of confidential reports by their number.
#[must_use]
pub fn unseen(ledger: &Ledger) -> Unseen {
    let (mut ours, mut theirs, mut hidden) = (Vec::new(), Vec::new(), 0);
    for entry in &ledger.entries {
        let Some(barred) = ledger.barred(entry) else {
            continue;
        };
        let confidential = ledger.reports[entry.report].report.front.confidential;
        match (confidential, barred.ours) {
            (true, true) => hidden += 1,
            (true, false) => {}
            (false, true) => ours.push(named(ledger, entry, OURS, barred.why)),
            (false, false) => theirs.push(named(ledger, entry, THEIRS, barred.why)),
        }
    }
    let left = ours.len() + hidden;
    let mut ours = shortened(ours);
    if hidden > 0 {
        let actions = count(hidden, "action");
        ours.push(format!(
            "{actions} of confidential reports left as they are, since their issues cannot be read; \
             `followthrough check --show-confidential` says which and why"
        ));
    }
    Unseen {
        ours,
        left,
        theirs: shortened(theirs),
    }
}

fn named(ledger: &Ledger, entry: &Entry, how: &str, why: &str) -> String {
    let path = &ledger.reports[entry.report].report.path;
    let action = ledger.action(entry);
    let link = action.link.as_ref().map(|it| it.reference.to_string());
    let issue = link.or_else(|| entry.issue_id().map(ToString::to_string));
    let issue = issue.unwrap_or_default();
    let lines: Vec<String> = why.lines().map(terminal_text).collect();
    format!(
        "{}:{}: {}{how}: {}",
        terminal_text(path),
        action.line,
        terminal_text(&issue),
        lines.join("\n")
    )
}

fn shortened(mut all: Vec<String>) -> Vec<String> {
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    if more > 0 {
        all.push(format!(
            "and {} more that cannot be read",
            count(more, "issue")
        ));
    }
    all
}

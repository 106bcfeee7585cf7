//! An action and an issue that may be the same.

use super::{Court, Finding};
use crate::ledger::{Entry, Handles, Hold, Pairing};
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let Pairing::Held(Hold::Unpaired(candidates)) = &entry.pairing else {
        return None;
    };
    let names: Vec<String> = candidates
        .iter()
        .take(3)
        .map(|(issue, _)| {
            let settled = match issue.state.is_open() {
                true => String::new(),
                false => format!(" ({})", issue.state.word().as_str()),
            };
            let handle = court.handles.handle(issue);
            format!("{handle} \"{}\"{settled}", issue.title)
        })
        .collect();
    // Only what kept its marker tells which report it is of.
    let known = candidates
        .iter()
        .all(|(issue, _)| issue.body.marker().is_some());
    let names = names.join(" or ");
    let message = match known {
        true => format!("it may be the reworded {names}; no issue is opened"),
        false => {
            format!("it may be {names}, which has our label and no hidden line; no issue is opened")
        }
    };
    let report = &court.ledger.reports[entry.report].report.path;
    let (line, handle) = (
        court.ledger.action(entry).line,
        candidates
            .first()
            .map(|(issue, _)| Handles::typed(&court.handles.handle(issue))),
    );
    let help = format!(
        "`followthrough link {report}:{line} {}` if it is the same, `followthrough sync --new` if it is another one",
        handle.unwrap_or_default()
    );
    Some(court.about(entry, Rule::Unpaired, message, help))
}

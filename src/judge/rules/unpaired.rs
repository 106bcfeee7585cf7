//! An action and an issue that may be the same.

use super::{Court, Finding};
use crate::issue::Issue;
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
    let known = |it: &(Issue, f64)| it.0.body.marker().is_some();
    let (known, same) = (
        candidates.iter().all(known),
        candidates.iter().all(|(_, ratio)| *ratio >= 1.0),
    );
    let names = names.join(" or ");
    let which = match (known, same) {
        (false, _) => format!("{names}, which has our label and no hidden line"),
        (true, true) => format!("{names}, in the same words"),
        (true, false) => format!("the reworded {names}"),
    };
    let message = format!("it may be {which}; no issue is opened");
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

//! A report in which no action was found.

use super::{Court, Finding};
use crate::judge::Place;
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>) -> Vec<Finding> {
    let empty = court.ledger.reports.iter().filter(|it| {
        let front = &it.report.front;
        let nothing = it.report.actions.is_empty() && it.report.absence.is_none();
        nothing && !front.opted_out && !front.draft
    });
    empty.map(|it| finding(&it.report.path)).collect()
}

fn finding(path: &str) -> Finding {
    let place = Place {
        path: path.to_owned(),
        line: Some(1),
    };
    let help = "list what is to be done under a heading like `Action items`, say there that there are none, or `followthrough: false` in the front matter";
    let message = "no corrective action was found".to_owned();
    Finding::of_place(Rule::NoActions, place, message, help)
}

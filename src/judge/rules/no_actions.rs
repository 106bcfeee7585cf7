//! A report in which no action was found.

use super::{Court, Finding};
use crate::judge::Place;
use crate::policy::{Rule, Severity};

pub(in crate::judge) fn find(court: &Court<'_>) -> Vec<Finding> {
    let empty = court.ledger.reports.iter().filter(|it| {
        let front = &it.report.front;
        it.report.actions.is_empty() && !front.opted_out && !front.draft
    });
    empty
        .map(|it| Finding {
            rule: Rule::NoActions,
            severity: Severity::Error,
            place: Place {
                path: it.report.path.clone(),
                line: Some(1),
            },
            title: None,
            handle: None,
            key: None,
            issue: None,
            due: None,
            days_late: 0,
            message: "no corrective action was found".to_owned(),
            help: "list what is to be done under a heading like `Action items`, or say `followthrough: false` in the front matter".to_owned(),
        })
        .collect()
}

//! Reports, or what they say to this tool, that cannot be read, and front-matter ids that are taken.

use super::Finding;
use crate::judge::{Place, Unreadable};
use crate::ledger::Ledger;
use crate::policy::Rule;

pub(in crate::judge) fn find(unreadable: &[Unreadable], ledger: &Ledger) -> Vec<Finding> {
    let files = unreadable.iter().map(|it| {
        let help = "mend it; until then it is never written, and its actions are left as they are";
        finding(&it.path, it.line, it.reason.clone(), help)
    });
    let front = ledger.reports.iter().filter_map(|it| {
        let (line, reason) = it.report.front.problem.as_ref()?;
        let message = format!("the front matter could not be read: {reason}");
        let help = "mend the front matter; the rest of the report was read";
        Some(finding(&it.report.path, Some(*line), message, help))
    });
    let ids = ledger.reports.iter().filter_map(|it| {
        let owner = it.id_taken_by.as_ref()?;
        let message = format!("{owner} has the same `id` in its front matter");
        let help = "give this report an `id` of its own, or none; its path names it until then";
        Some(finding(&it.report.path, Some(1), message, help))
    });
    let tables = lone_status_lines(ledger).into_iter().map(|it| {
        let help = "put `<!-- followthrough:status -->` and `<!-- /followthrough:status -->` on two lines of their own \
                    with nothing between them, or take this one away";
        finding(&it.path, it.line, it.reason, help)
    });
    files.chain(front).chain(ids).chain(tables).collect()
}

/// The lines that begin or end a status table, and beside which none can be written.
#[must_use]
pub fn lone_status_lines(ledger: &Ledger) -> Vec<Unreadable> {
    let reports = ledger.reports.iter().map(|it| &it.report);
    let lines = reports.flat_map(|it| it.status.lone.iter().map(move |line| (it, *line)));
    let found = lines.map(|(report, line)| Unreadable {
        path: report.path.clone(),
        line: Some(line),
        reason: "a line of the status table stands alone: its other one is missing, or more than our rows stands \
                 between the two; no table is written"
            .to_owned(),
        confidential: report.front.confidential,
    });
    found.collect()
}

/// A file that is no report.
pub(in crate::judge) fn of_file(file: &Unreadable) -> Finding {
    let help = "mend it; until then nothing in it counts";
    finding(&file.path, file.line, file.reason.clone(), help)
}

fn finding(path: &str, line: Option<usize>, message: String, help: &str) -> Finding {
    let place = Place {
        path: path.to_owned(),
        line,
    };
    Finding::of_place(Rule::Unreadable, place, message, help)
}

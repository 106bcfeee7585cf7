//! Sections and facts that the policy asks for and a report does not have.

use super::{Court, Finding};
use crate::action::Absence;
use crate::judge::Place;
use crate::ledger::ReportEntry;
use crate::policy::{Rule, Tracking, has_section, incident_date};

pub(in crate::judge) fn find(court: &Court<'_>) -> Vec<Finding> {
    let options = &court.policy.options;
    if options.required_sections.is_empty() && options.required_fields.is_empty() {
        return Vec::new();
    }
    let reports = court.ledger.reports.iter().enumerate();
    let asked = reports.filter(|(at, it)| is_asked(court, *at, it));
    asked.flat_map(|(_, it)| findings(court, it)).collect()
}

/// Drafts, templates, reports that opted out and reports from before the policy were not written for it.
fn is_asked(court: &Court<'_>, at: usize, it: &ReportEntry) -> bool {
    let front = &it.report.front;
    let date = incident_date(&it.report.incident, &court.policy.timezone);
    let adopted = court.policy.adopted;
    let early = adopted.is_some_and(|adopted| date.is_some_and(|it| it.date < adopted.date));
    let entries = court.ledger.entries_of(at);
    let old = entries.iter().any(|it| it.tracking == Tracking::Old);
    let no_report = it.report.absence == Some(Absence::NoReport);
    !(front.draft || front.opted_out || no_report || early || old)
}

/// One for each thing that is missing: what a pull request takes out of a report that lacks something else is new.
fn findings(court: &Court<'_>, it: &ReportEntry) -> Vec<Finding> {
    let options = &court.policy.options;
    let sections = options.required_sections.iter();
    let sections = sections
        .filter(|name| !has_section(&it.report.sections, name))
        .map(|name| {
            (
                name.clone(),
                format!("section \"{name}\" with something in it"),
            )
        });
    let fields = options.required_fields.iter();
    let fields = fields
        .filter(|field| !field.is_stated(&it.report.incident))
        .map(|field| {
            let name = field.as_str();
            (name.to_owned(), name.replace('-', " "))
        });
    let missing = sections.chain(fields);
    missing
        .map(|(part, what)| finding(&it.report.path, part, &what))
        .collect()
}

fn finding(path: &str, part: String, what: &str) -> Finding {
    let place = Place {
        path: path.to_owned(),
        line: Some(1),
    };
    let message = format!("the report has no {what}");
    let help = "write it, or set `status: draft` in the front matter until it is written";
    Finding {
        part: Some(part),
        ..Finding::of_place(Rule::MissingSection, place, message, help)
    }
}

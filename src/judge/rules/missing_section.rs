//! A report without a section or a fact that the policy asks for.

use super::{Court, Finding};
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
    asked.filter_map(|(_, it)| finding(court, it)).collect()
}

/// Drafts, reports that opted out and reports from before the policy were not written for it.
fn is_asked(court: &Court<'_>, at: usize, it: &ReportEntry) -> bool {
    let front = &it.report.front;
    let date = incident_date(&it.report.incident, &court.policy.timezone);
    let adopted = court.policy.adopted;
    let early = adopted.is_some_and(|adopted| date.is_some_and(|it| it.date < adopted.date));
    let entries = court.ledger.entries_of(at);
    let old = entries.iter().any(|it| it.tracking == Tracking::Old);
    !(front.draft || front.opted_out || early || old)
}

fn finding(court: &Court<'_>, it: &ReportEntry) -> Option<Finding> {
    let options = &court.policy.options;
    let sections = options.required_sections.iter();
    let sections = sections
        .filter(|name| !has_section(&it.report.sections, name))
        .map(|name| format!("no section \"{name}\" with something in it"));
    let fields = options.required_fields.iter();
    let fields = fields
        .filter(|field| !field.is_stated(&it.report.incident))
        .map(|field| format!("no {}", field.as_str().replace('-', " ")));
    let missing: Vec<String> = sections.chain(fields).collect();
    if missing.is_empty() {
        return None;
    }
    let place = Place {
        path: it.report.path.clone(),
        line: Some(1),
    };
    let message = format!("the report has {}", missing.join(", "));
    let help = "write it, or set `status: draft` in the front matter until it is written";
    Some(Finding::of_place(
        Rule::MissingSection,
        place,
        message,
        help,
    ))
}

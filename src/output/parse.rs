//! `parse --format json`: what was read, for people's own scripts. The format is a promise.

use serde::Serialize;

use crate::action::{Action, Kind, Mark, Report};
use crate::policy::{Track, tracked};

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Version of this format.
    pub version: u32,
    /// The reports in the order they were named.
    pub reports: Vec<ParsedReport>,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParsedReport {
    /// The file as it was named.
    pub path: String,
    /// The id that names the report wherever its file lies.
    pub id: String,
    /// The title, if the report has one.
    pub title: Option<String>,
    /// The facts of the incident.
    pub incident: ParsedIncident,
    /// The actions in the order of the file.
    pub actions: Vec<ParsedAction>,
}

/// The facts of an incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParsedIncident {
    /// A date, or a date-time with an offset where one is stated.
    pub start: Option<String>,
    /// As `start`.
    pub end: Option<String>,
    /// How long it lasted.
    pub minutes: Option<u64>,
    /// As written.
    pub severity: Option<String>,
}

/// One action.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParsedAction {
    /// The line, from 1, on which its own text begins.
    pub line: usize,
    /// Task or measure.
    pub kind: Kind,
    /// What an issue would be called.
    pub title: String,
    /// What stands beside the title.
    pub description: Option<String>,
    /// `open`, `done` or `dropped` by the report's own mark.
    pub state: Mark,
    /// What the report says, absent where it says nothing.
    pub done: Option<bool>,
    /// As written.
    pub owner: Option<String>,
    /// A date.
    pub due: Option<String>,
    /// As written.
    pub priority: Option<String>,
    /// The reference, once there is one.
    pub handle: Option<String>,
    /// By what the action is recognized again.
    pub fingerprint: String,
    /// The issue that the report names for it.
    pub link: Option<String>,
    /// Other references, as written.
    pub mentions: Vec<String>,
    /// Whether an issue is kept for it.
    pub tracked: bool,
}

/// What the identity of a report and its actions adds to what was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The report's id.
    pub id: String,
    /// Fingerprint and handle of each action, in their order.
    pub actions: Vec<(String, Option<String>)>,
}

/// The document of `reports`, each with its identity.
#[must_use]
pub fn document<'a>(
    reports: impl IntoIterator<Item = (&'a Report, Identity)>,
    track: Track,
) -> Document {
    Document {
        version: 1,
        reports: reports
            .into_iter()
            .map(|(report, identity)| one(report, identity, track))
            .collect(),
    }
}

fn one(report: &Report, identity: Identity, track: Track) -> ParsedReport {
    let incident = &report.incident;
    let mut known = identity.actions.into_iter();
    let actions = report
        .actions
        .iter()
        .zip(tracked(report, track))
        .map(|(action, tracked)| {
            let (fingerprint, handle) = known.next().unwrap_or_default();
            parsed(action, fingerprint, handle, tracked.is_ok())
        })
        .collect();
    ParsedReport {
        path: report.path.clone(),
        id: identity.id,
        title: incident.title.clone(),
        incident: ParsedIncident {
            start: incident.start.map(|when| when.to_string()),
            end: incident.end.map(|when| when.to_string()),
            minutes: incident.minutes,
            severity: incident.severity.clone(),
        },
        actions,
    }
}

fn parsed(
    action: &Action,
    fingerprint: String,
    handle: Option<String>,
    tracked: bool,
) -> ParsedAction {
    let mark = action.mark.as_ref().map(|mark| mark.value);
    ParsedAction {
        line: action.line,
        kind: action.kind,
        title: action.title.clone(),
        description: action.description.clone(),
        state: mark.unwrap_or(Mark::Open),
        done: mark.map(|mark| mark == Mark::Done),
        owner: action.owner.as_ref().map(|owner| owner.value.clone()),
        due: action.due.as_ref().map(|due| due.value.to_string()),
        priority: action.priority.as_ref().map(|it| it.value.clone()),
        handle,
        fingerprint,
        link: action.link.as_ref().map(|link| link.reference.to_string()),
        mentions: action.mentions.iter().map(|it| it.value.clone()).collect(),
        tracked,
    }
}

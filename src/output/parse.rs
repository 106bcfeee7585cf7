//! `parse --format json`: what was read, for people's own scripts. The format is a promise.

use serde::Serialize;

use crate::action::{Action, Kind, Mark, Report};

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Document {
    /// Version of this format.
    pub version: u32,
    /// The reports in the order they were named.
    pub reports: Vec<ParsedReport>,
    /// How many confidential reports were read and are not listed.
    pub confidential: usize,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
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
    /// What each action is known by, in their order.
    pub actions: Vec<ActionIdentity>,
}

/// What identity and policy add to an action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActionIdentity {
    /// By what the action is recognized again.
    pub fingerprint: String,
    /// The reference, once there is one.
    pub handle: Option<String>,
    /// Whether an issue is kept for it.
    pub tracked: bool,
}

/// The document of `reports`, each with its identity.
#[must_use]
pub fn document<'a>(
    reports: impl IntoIterator<Item = (&'a Report, Identity)>,
    confidential: usize,
) -> Document {
    Document {
        version: super::VERSION,
        confidential,
        reports: reports
            .into_iter()
            .map(|(report, identity)| one(report, identity))
            .collect(),
    }
}

fn one(report: &Report, identity: Identity) -> ParsedReport {
    let incident = &report.incident;
    let mut known = identity.actions.into_iter();
    let actions = report
        .actions
        .iter()
        .map(|action| parsed(action, known.next().unwrap_or_default()))
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

fn parsed(action: &Action, identity: ActionIdentity) -> ParsedAction {
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
        handle: identity.handle,
        fingerprint: identity.fingerprint,
        link: action.link.as_ref().map(|link| link.reference.to_string()),
        mentions: action.mentions.iter().map(|it| it.value.clone()).collect(),
        tracked: identity.tracked,
    }
}

//! Opening and changing issues.

use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::model::Row;
use super::{GitHub, issues};
use crate::forge::merge::Merged;
use crate::forge::tracker::{Found, Opened};
use crate::forge::transport::TransportError;
use crate::issue::{Draft, Issue, State};

/// Most assignees that one request may name.
const MOST_ASSIGNEES: usize = 10;

#[derive(Serialize)]
struct New<'a> {
    title: &'a str,
    body: String,
    labels: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    assignees: &'a [String],
}

#[derive(Default, Serialize)]
struct Edit {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<Vec<String>>,
}

pub(super) async fn open(
    github: &GitHub,
    draft: &Draft,
    body: String,
) -> Result<Opened, TransportError> {
    let new = New {
        title: &draft.title,
        body,
        labels: &draft.labels,
        assignees: &draft.assignees[..draft.assignees.len().min(MOST_ASSIGNEES)],
    };
    let path = issues(&github.settings.repository);
    let mut answer = github.api.post::<Row>(&path, &new).await;
    if answer
        .as_ref()
        .is_err_and(|error| complains_of(error, "assignees"))
    {
        // Refused for certain, and better opened for nobody than not at all.
        let new = New {
            assignees: &[],
            ..new
        };
        answer = github.api.post::<Row>(&path, &new).await;
    }
    Ok(Opened {
        found: answer?.found(&github.settings),
        assignees: draft.assignees.clone(),
        warnings: Vec::new(),
    })
}

pub(super) async fn change(
    github: &GitHub,
    current: &Issue,
    number: u64,
    merged: &Merged,
) -> Result<Option<Found>, TransportError> {
    let path = format!("{}/{number}", issues(&current.id.repository));
    let mut row: Option<Row> = None;
    for edit in edits(current, merged) {
        row = Some(github.api.patch(&path, &edit).await?);
    }
    Ok(row.map(|row| row.found(&github.settings)))
}

pub(super) async fn say(
    github: &GitHub,
    repository: &str,
    number: u64,
    text: &str,
) -> Result<(), TransportError> {
    let path = format!("{}/{number}/comments", issues(repository));
    let body = serde_json::json!({ "body": text });
    let said = github.api.post::<IgnoredAny>(&path, &body).await;
    said.map(|_| ())
}

/// The requests for a change: one, unless an issue that is closed is to be closed for another reason,
/// which GitHub takes only together with a change of state.
fn edits(current: &Issue, merged: &Merged) -> Vec<Edit> {
    let (state, state_reason) = match merged.state {
        None => (None, None),
        Some(State::Open) => (Some("open"), Some("reopened")),
        Some(State::Completed) => (Some("closed"), Some("completed")),
        Some(State::NotPlanned) => (Some("closed"), Some("not_planned")),
        Some(State::Duplicate) => (Some("closed"), Some("duplicate")),
    };
    let relabel = !merged.add_labels.is_empty() || !merged.remove_labels.is_empty();
    let kept = current
        .labels
        .iter()
        .filter(|it| !merged.remove_labels.contains(it));
    let edit = Edit {
        title: merged.title.clone(),
        body: merged.body.clone(),
        state,
        state_reason,
        labels: relabel.then(|| kept.chain(&merged.add_labels).cloned().collect()),
    };
    let again = state == Some("closed") && !current.state.is_open();
    let open = again.then(|| Edit {
        state: Some("open"),
        ..Edit::default()
    });
    open.into_iter().chain([edit]).collect()
}

/// True if a field is what keeps the request from being carried out.
fn complains_of(error: &TransportError, field: &str) -> bool {
    let answer = error.answer().filter(|it| it.status.as_u16() == 422);
    let body: Option<Value> = answer.and_then(|it| serde_json::from_slice(&it.body).ok());
    let errors = body.as_ref().and_then(|body| body["errors"].as_array());
    errors.is_some_and(|errors| errors.iter().any(|it| it["field"] == field))
}

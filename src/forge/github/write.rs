//! Opening and changing issues.

use serde::Serialize;
use serde::de::IgnoredAny;

use super::extras::{FieldValue, complaints};
use super::model::Row;
use super::{GitHub, issues};
use crate::forge::merge::Merged;
use crate::forge::tracker::{Found, Opened};
use crate::forge::transport::TransportError;
use crate::issue::{Draft, Issue, IssueId, IssueName, State};

#[derive(Serialize)]
pub(super) struct New<'a> {
    pub(super) title: &'a str,
    pub(super) body: String,
    pub(super) labels: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) assignees: &'a [String],
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) milestone: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) issue_field_values: Vec<FieldValue>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    assignees: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_issue_id: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issue_field_values: Vec<FieldValue>,
}

pub(super) async fn open(
    github: &GitHub,
    draft: &Draft,
    body: String,
) -> Result<Opened, TransportError> {
    let mut new = New::of(github, draft, body, github.milestone().await);
    let path = issues(&github.settings.repository);
    let mut answer = github.api.post::<Row>(&path, &new).await;
    while answer.as_ref().is_err_and(|error| new.without(error)) {
        // Refused for certain, so nothing is opened twice.
        answer = github.api.post::<Row>(&path, &new).await;
    }
    let row = answer?;
    let mut warnings = std::mem::take(&mut *github.notes());
    warnings.extend(github.extras_missing(&new, &row));
    if let Some(parent) = &draft.parent {
        warnings.extend(github.put_below(&row, parent).await);
    }
    Ok(Opened {
        found: row.found(&github.settings, &github.options),
        assignees: draft.assignees.clone(),
        warnings,
    })
}

pub(super) async fn change(
    github: &GitHub,
    current: &Issue,
    number: u64,
    merged: &Merged,
) -> Result<Option<Found>, TransportError> {
    let path = format!("{}/{number}", issues(&current.id.repository));
    let mut edits = edits(current, merged);
    if let Some(last) = edits.last_mut() {
        last.duplicate_issue_id = github.id_of(merged.duplicate_of.as_ref()).await;
        last.issue_field_values = github.due(merged.due);
    }
    let mut row: Option<Row> = None;
    for edit in edits {
        row = Some(sent(github, &path, edit).await?);
    }
    Ok(row.map(|row| row.found(&github.settings, &github.options)))
}

/// Somebody who cannot be assigned does not keep the rest from being changed.
async fn sent(github: &GitHub, path: &str, mut edit: Edit) -> Result<Row, TransportError> {
    let answer = github.api.patch(path, &edit).await;
    let assigns = |error: &TransportError| complaints(error).iter().any(|it| it == "assignees");
    match answer {
        Err(error) if assigns(&error) && edit.assignees.take().is_some() => {
            github.api.patch(path, &edit).await
        }
        answer => answer,
    }
}

impl GitHub {
    /// The number by which GitHub knows an issue among all; none if it cannot be had, and then less is said.
    async fn id_of(&self, issue: Option<&IssueId>) -> Option<u64> {
        let issue = issue?;
        let IssueName::Number(number) = issue.name else {
            return None;
        };
        let path = format!("{}/{number}", issues(&issue.repository));
        let row: Result<Row, _> = self.api.get(&path).await;
        row.ok().map(|row| row.id).filter(|id| *id > 0)
    }
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
        assignees: (!merged.add_assignees.is_empty()).then(|| {
            let all = current.assignees.iter().chain(&merged.add_assignees);
            all.cloned().collect()
        }),
        ..Edit::default()
    };
    let again = state == Some("closed") && !current.state.is_open();
    let open = again.then(|| Edit {
        state: Some("open"),
        ..Edit::default()
    });
    open.into_iter().chain([edit]).collect()
}

//! Opening and changing issues.

use std::sync::PoisonError;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::advice::{Doing, explain, unavailable};
use super::model::{Found, Row};
use super::named::fetch;
use super::{GitHubTracker, number};
use crate::forge::budget::used_up;
use crate::forge::dropped::{dropped, missing};
use crate::forge::merge::{Merged, merge};
use crate::forge::search::{Lookout, search};
use crate::forge::transport::{Fault, TransportError};
use crate::issue::{Draft, Issue, IssueId, IssuePatch, Marker, State};
use crate::tracker::{TrackerError, Written};

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

/// Everything in one request, which is sent once. If its answer is lost, the issue is looked for.
pub(super) async fn create(
    tracker: &GitHubTracker,
    draft: &Draft,
    marker: &Marker,
) -> Result<Written, TrackerError> {
    tracker.may_write()?;
    if let Some(why) = tracker.halted() {
        return Err(TrackerError::Halted(why));
    }
    let new = New {
        title: &draft.title,
        body: draft.body(marker),
        labels: &draft.labels,
        assignees: &draft.assignees[..draft.assignees.len().min(MOST_ASSIGNEES)],
    };
    let path = GitHubTracker::issues(&tracker.settings.repository);
    let mut answer = tracker.api.post::<Row>(&path, &new).await;
    if answer
        .as_ref()
        .is_err_and(|error| complains_of(error, "assignees"))
    {
        // Refused for certain, and better opened for nobody than not at all.
        let new = New {
            assignees: &[],
            ..new
        };
        answer = tracker.api.post::<Row>(&path, &new).await;
    }
    let issue = match answer {
        Ok(row) => tracker.own(row.found(&tracker.settings)),
        Err(error) if error.may_have_reached() => {
            let clock = tracker.api.transport.clock();
            let found = search(tracker, clock, marker).await;
            found.ok_or_else(|| unconfirmed(tracker, &error))?
        }
        Err(error) => return Err(refused(tracker, Doing::Open, &error)),
    };
    Ok(tracker.compared(draft, issue))
}

/// Reads the issue first: what people did since it was listed stays, and what they overwrote is theirs.
pub(super) async fn update(
    tracker: &GitHubTracker,
    seen: &Issue,
    patch: &IssuePatch,
) -> Result<Written, TrackerError> {
    tracker.may_write()?;
    let number = number(&seen.id)?;
    let repository = &seen.id.repository;
    let missing = |error: TransportError| match error.status() {
        Some(404 | 410) => TrackerError::NotFound(seen.id.clone()),
        _ => unavailable(tracker, Doing::Read, &error),
    };
    let found = fetch(tracker, repository, number).await.map_err(missing)?;
    stays(seen, &found)?;
    let current = tracker.judged(vec![found]).await;
    let current = current.map_err(|error| unavailable(tracker, Doing::Read, &error))?;
    let current = current.into_iter().next().unwrap_or_else(|| seen.clone());
    let merged = merge(&current, seen, patch).map_err(|what| {
        TrackerError::Refused(format!(
            "{}: {what} was changed meanwhile and was not touched; run again",
            current.place()
        ))
    })?;
    if merged.is_empty() {
        return Ok(current.into());
    }
    let path = format!("{}/{number}", GitHubTracker::issues(repository));
    let mut row = None;
    for edit in edits(&current, &merged) {
        let answer = tracker.api.patch::<Row>(&path, &edit).await;
        row = Some(answer.map_err(|error| match error.status() {
            Some(404 | 410) => TrackerError::NotFound(seen.id.clone()),
            _ => refused(tracker, Doing::Change, &error),
        })?);
    }
    let Some(row) = row else {
        return Ok(current.into());
    };
    let issue = Issue {
        trusted: current.trusted,
        ..row.found(&tracker.settings).issue
    };
    let warnings = tracker.labels_missing(&merged.add_labels, &issue);
    Ok(Written { issue, warnings })
}

pub(super) async fn comment(
    tracker: &GitHubTracker,
    id: &IssueId,
    text: &str,
) -> Result<(), TrackerError> {
    tracker.may_write()?;
    let number = number(id)?;
    let path = format!(
        "{}/{number}/comments",
        GitHubTracker::issues(&id.repository)
    );
    let body = serde_json::json!({ "body": text });
    match tracker.api.post::<IgnoredAny>(&path, &body).await {
        Ok(_) => Ok(()),
        Err(error) if error.may_have_reached() => Err(TrackerError::Unconfirmed(format!(
            "{error}; the comment may stand on {id} all the same"
        ))),
        Err(error) if matches!(error.status(), Some(404 | 410)) => {
            Err(TrackerError::NotFound(id.clone()))
        }
        Err(error) => Err(refused(tracker, Doing::Comment, &error)),
    }
}

/// An issue that became something else, or went elsewhere, is not ours to change.
fn stays(seen: &Issue, found: &Found) -> Result<(), TrackerError> {
    let now = &found.issue;
    if found.is_pull_request {
        let text = format!("{} is a pull request and was not touched", now.place());
        return Err(TrackerError::Refused(text));
    }
    match now.id == seen.id {
        true => Ok(()),
        false => Err(TrackerError::Refused(format!(
            "{} moved to {} and was not touched; run again",
            seen.place(),
            now.place()
        ))),
    }
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

fn refused(tracker: &GitHubTracker, doing: Doing, error: &TransportError) -> TrackerError {
    let text = explain(&tracker.settings.repository, doing, error);
    match (&error.fault, error.status()) {
        (Fault::Limited { .. }, _) => TrackerError::Halted(text),
        // Any other issue would fare the same.
        (_, None | Some(401 | 403)) => TrackerError::Unavailable(text),
        (_, Some(404 | 410)) => TrackerError::Unavailable(text),
        (_, Some(status)) if status >= 500 => TrackerError::Unavailable(text),
        _ => TrackerError::Refused(text),
    }
}

/// True if a field is what keeps the request from being carried out.
fn complains_of(error: &TransportError, field: &str) -> bool {
    let answer = error.answer().filter(|it| it.status.as_u16() == 422);
    let body: Option<Value> = answer.and_then(|it| serde_json::from_slice(&it.body).ok());
    let errors = body.as_ref().and_then(|body| body["errors"].as_array());
    errors.is_some_and(|errors| errors.iter().any(|it| it["field"] == field))
}

fn unconfirmed(tracker: &GitHubTracker, error: &TransportError) -> TrackerError {
    TrackerError::Unconfirmed(format!(
        "{}; the issue did not show up within half a minute. Nothing is sent twice: run again in a few minutes, and \
         it is found or opened then",
        explain(&tracker.settings.repository, Doing::Open, error)
    ))
}

#[async_trait]
impl Lookout for GitHubTracker {
    async fn newest(&self) -> Option<Vec<Issue>> {
        // Not by label: a token without the right to set labels opened it without.
        let path = format!(
            "{}?state=all&sort=created&direction=desc&per_page=100",
            Self::issues(&self.settings.repository)
        );
        let rows: Vec<Row> = self.api.page(&path).await.ok()?;
        let found = rows.into_iter().map(|row| row.found(&self.settings));
        let issues = found.filter(|it| !it.is_pull_request);
        self.judged(issues.collect()).await.ok()
    }
}

impl GitHubTracker {
    fn halted(&self) -> Option<String> {
        self.halted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn may_write(&self) -> Result<(), TrackerError> {
        match used_up(self.api.transport.budget()) {
            Some(why) => Err(TrackerError::Halted(why)),
            None => Ok(()),
        }
    }

    /// What GitHub left out of a new issue; without our label nothing more is opened, because it would
    /// not be found again.
    fn compared(&self, draft: &Draft, issue: Issue) -> Written {
        let dropped = dropped(draft, &issue);
        let mut warnings = self.labels_missing(&draft.labels, &issue);
        if !dropped.assignees.is_empty() {
            warnings.push(format!(
                "{}: GitHub did not assign {}: they have no access to {}, or the token may only read",
                issue.place(),
                dropped.assignees.join(", "),
                self.settings.repository
            ));
        }
        if !self.carries_label(&issue) {
            let why = format!(
                "{} was opened without the label `{}`, by which issues are found again: the token lacks the right to \
                 set labels in {}. Give it write access to issues, put the label on that issue, and run again",
                issue.place(),
                self.label(),
                self.settings.repository
            );
            *self.halted.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
        }
        Written { issue, warnings }
    }

    fn labels_missing(&self, wanted: &[String], issue: &Issue) -> Vec<String> {
        let missing = missing(wanted, &issue.labels);
        match missing.is_empty() {
            true => Vec::new(),
            false => vec![format!(
                "{}: GitHub did not set the labels {}: the token needs write access to issues of {}",
                issue.place(),
                missing.join(", "),
                self.settings.repository
            )],
        }
    }
}

//! Opening and changing issues.

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use jiff::civil::Date;

use super::{Doing, ForgeTracker, Found, Opened, Seen, number};
use crate::action::Word;
use crate::forge::dropped::{dropped, missing};
use crate::forge::merge::{Merged, merge, plain};
use crate::forge::search::{Lookout, search};
use crate::forge::transport::{Fault, TransportError};
use crate::issue::{Draft, Issue, IssueId, IssuePatch, Marker};
use crate::tracker::{TrackerError, Written};

/// Everything in one request, which is sent once. If its answer is lost, the issue is looked for.
pub(super) async fn create(
    tracker: &ForgeTracker,
    draft: &Draft,
    marker: &Marker,
) -> Result<Written, TrackerError> {
    tracker.may_write()?;
    if let Some(why) = tracker.halted() {
        return Err(TrackerError::Halted(why));
    }
    match tracker.forge.open(draft, draft.body(marker)).await {
        Ok(Opened {
            found,
            assignees,
            warnings,
        }) => {
            // What this very token has just written.
            let issue = Issue {
                trusted: true,
                ..found.issue
            };
            let asked = Draft {
                assignees,
                ..draft.clone()
            };
            Ok(tracker.compared(&asked, issue, warnings))
        }
        Err(error) if error.may_have_reached() => {
            let ours = |issue: &Issue| issue.body.marker() == Some(marker);
            let found = search(tracker, tracker.forge.transport(), &ours).await;
            let issue = found.ok_or_else(|| unconfirmed(tracker, &error))?;
            Ok(tracker.compared(draft, issue, Vec::new()))
        }
        Err(error) => Err(refused(tracker, Doing::Open, &error)),
    }
}

/// Reads the issue first: what people did since it was listed stays, and what they overwrote is theirs.
pub(super) async fn update(
    tracker: &ForgeTracker,
    seen: &Issue,
    patch: &IssuePatch,
) -> Result<Written, TrackerError> {
    tracker.may_write()?;
    let number = number(&seen.id)?;
    let missing = |error: TransportError| match error.status() {
        Some(404 | 410) => TrackerError::NotFound(seen.id.clone()),
        _ => tracker.unavailable(Doing::Read, &error),
    };
    let there = tracker.forge.one(&seen.id.repository, number).await;
    let found = stays(seen, there.map_err(missing)?)?;
    let current = tracker.judged(vec![found]).await;
    let current = current.map_err(|error| tracker.unavailable(Doing::Read, &error))?;
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
    let (merged, mut warnings) = tracker.sendable(&current, merged).await?;
    if merged.is_empty() {
        return Ok(Written {
            issue: current,
            warnings,
        });
    }
    let changed = tracker.forge.change(&current, number, &merged).await;
    let changed = changed.map_err(|error| match error.status() {
        Some(404 | 410) => TrackerError::NotFound(seen.id.clone()),
        _ => refused(tracker, Doing::Change, &error),
    })?;
    let Some(found) = changed else {
        return Ok(current.into());
    };
    let issue = Issue {
        trusted: current.trusted,
        ..found.issue
    };
    warnings.extend(tracker.left_out(&merged, &issue));
    Ok(Written { issue, warnings })
}

/// Compared without what servers change by themselves.
pub(super) async fn has_comment(
    tracker: &ForgeTracker,
    id: &IssueId,
    text: &str,
) -> Result<bool, TrackerError> {
    let comments = tracker.forge.comments(&id.repository, number(id)?).await;
    let comments = comments.map_err(|error| match error.status() {
        Some(404 | 410) => TrackerError::NotFound(id.clone()),
        _ => tracker.unavailable(Doing::Read, &error),
    })?;
    Ok(comments.iter().any(|it| plain(it) == plain(text)))
}

pub(super) async fn comment(
    tracker: &ForgeTracker,
    id: &IssueId,
    text: &str,
) -> Result<(), TrackerError> {
    tracker.may_write()?;
    let number = number(id)?;
    match tracker.forge.say(&id.repository, number, text).await {
        Ok(()) => Ok(()),
        Err(error) if error.may_have_reached() => Err(TrackerError::Unconfirmed(format!(
            "{error}; the comment may stand on {id} all the same"
        ))),
        Err(error) if matches!(error.status(), Some(404 | 410)) => {
            Err(TrackerError::NotFound(id.clone()))
        }
        Err(error) => Err(refused(tracker, Doing::Comment, &error)),
    }
}

fn remembered(issue: &Issue) -> Option<Word> {
    issue.body.marker().and_then(|it| it.heard)
}

/// An issue that became something else, or went elsewhere, is not ours to change.
fn stays(seen: &Issue, now: Seen) -> Result<Found, TrackerError> {
    let found = match now {
        Seen::Issue(found) => *found,
        Seen::Other(it) => {
            return Err(TrackerError::Refused(format!(
                "{} was not touched: {}",
                seen.place(),
                it.why
            )));
        }
    };
    match found.issue.id == seen.id {
        true => Ok(found),
        false => Err(TrackerError::Refused(format!(
            "{} moved to {} and was not touched; run again",
            seen.place(),
            found.issue.place()
        ))),
    }
}

fn refused(tracker: &ForgeTracker, doing: Doing, error: &TransportError) -> TrackerError {
    let text = tracker.explain(&tracker.settings().repository, doing, error);
    match (&error.fault, error.status()) {
        (Fault::Limited { .. }, _) => TrackerError::Halted(text),
        // Any other issue would fare the same.
        (_, None | Some(401 | 403 | 404 | 410)) => TrackerError::Unavailable(text),
        (_, Some(status)) if status >= 500 => TrackerError::Unavailable(text),
        _ => TrackerError::Refused(text),
    }
}

fn unconfirmed(tracker: &ForgeTracker, error: &TransportError) -> TrackerError {
    TrackerError::Unconfirmed(format!(
        "{}; the issue did not show up within half a minute. Nothing is sent twice: run again in a few minutes, and \
         it is found or opened then",
        tracker.explain(&tracker.settings().repository, Doing::Open, error)
    ))
}

#[async_trait]
impl Lookout for ForgeTracker {
    async fn newest(&self) -> Option<Vec<Issue>> {
        // Not by label: a token without the right to set labels opened it without.
        let found = self.forge.newest().await.ok()?;
        self.judged(found).await.ok()
    }
}

impl ForgeTracker {
    /// What the forge left out of a new issue; without our label nothing more is opened, because it would
    /// not be found again.
    fn compared(&self, draft: &Draft, issue: Issue, mut warnings: Vec<String>) -> Written {
        let repository = &self.settings().repository;
        let label = self.settings().label();
        warnings.extend(self.labels_missing(&draft.labels, &issue));
        warnings.extend(self.unassigned(&draft.assignees, &issue));
        let left_out = dropped(draft, &issue);
        warnings.extend(left_out.due.map(|day| self.undated(&issue, day)));
        if left_out.shown {
            self.halt(format!(
                "{} was to be confidential and everybody can read it: make it confidential there, give the token the right \
                 to, and run again",
                issue.place(),
            ));
        }
        if !issue.labels.iter().any(|it| it == label) {
            self.halt(format!(
                "{} was opened without the label `{label}`, by which issues are found again: the token lacks the right to \
                 set labels in {repository}. Give it write access to issues, put the label on that issue, and run again",
                issue.place(),
            ));
        }
        Written { issue, warnings }
    }

    /// What the forge left out of a change.
    fn left_out(&self, merged: &Merged, issue: &Issue) -> Vec<String> {
        let mut warnings = self.labels_missing(&merged.add_labels, issue);
        warnings.extend(self.unassigned(&merged.add_assignees, issue));
        let undated = merged.due.flatten().filter(|day| issue.due != Some(*day));
        warnings.extend(undated.map(|day| self.undated(issue, day)));
        if merged.heard.is_some_and(|heard| remembered(issue) != heard) {
            warnings.push(format!(
                "{}: the mark in the report was obeyed, and cannot be remembered there: write it into the report by hand",
                issue.place()
            ));
        }
        if merged.confidential && !issue.confidential {
            warnings.push(format!(
                "{}: everybody can still read it: the token may not make it confidential; do it there",
                issue.place()
            ));
        }
        warnings
    }

    fn unassigned(&self, wanted: &[String], issue: &Issue) -> Option<String> {
        let missing = missing(wanted, &issue.assignees);
        (!missing.is_empty()).then(|| {
            format!(
                "{}: {} did not assign {}: they have no access to {}, or the token may only read",
                issue.place(),
                self.forge.name(),
                missing.join(", "),
                self.settings().repository
            )
        })
    }

    fn undated(&self, issue: &Issue, day: Date) -> String {
        format!(
            "{}: {} did not take the due date {day}: the token needs write access to issues of {}",
            issue.place(),
            self.forge.name(),
            self.settings().repository
        )
    }

    fn labels_missing(&self, wanted: &[String], issue: &Issue) -> Vec<String> {
        let missing = missing(wanted, &issue.labels);
        match missing.is_empty() {
            true => Vec::new(),
            false if self.unlabelled.swap(true, Ordering::Relaxed) => Vec::new(),
            false => vec![format!(
                "{}: {} did not set the labels {}: the token needs write access to issues of {}",
                issue.place(),
                self.forge.name(),
                missing.join(", "),
                self.settings().repository
            )],
        }
    }
}

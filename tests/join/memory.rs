//! A tracker in memory.

use std::sync::Mutex;

use async_trait::async_trait;
use followthrough::issue::{
    Body, Draft, Home, Issue, IssueId, IssuePatch, Listing, Marker, Query, State,
};
use followthrough::tracker::{Capabilities, Tracker, TrackerError, Written};

#[derive(Default)]
pub(crate) struct Memory {
    issues: Mutex<Vec<Issue>>,
}

#[async_trait]
impl Tracker for Memory {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            title_chars: 255,
            body_chars: 65_536,
            found_by_label: true,
            remote: false,
            due_dates: false,
            confidential: false,
        }
    }

    fn home(&self) -> Home {
        Home::default()
    }

    async fn is_private(&self) -> bool {
        true
    }

    async fn list(&self, query: &Query) -> Result<Listing, TrackerError> {
        let issues = self.issues.lock().unwrap().clone();
        let known = |id: &&IssueId| issues.iter().any(|issue| issue.id == **id);
        Ok(Listing {
            gone: query
                .named
                .iter()
                .filter(|id| !known(id))
                .cloned()
                .collect(),
            closed_seen: true,
            issues,
            ..Listing::default()
        })
    }

    async fn create(&self, draft: &Draft, marker: &Marker) -> Result<Written, TrackerError> {
        let issue = Issue {
            id: IssueId::local(marker.key.as_str()),
            url: None,
            file: None,
            title: draft.title.clone(),
            body: Body::new(draft.body(marker)),
            state: State::Open,
            labels: draft.labels.clone(),
            assignees: Vec::new(),
            due: None,
            confidential: false,
            discussed: false,
            trusted: true,
        };
        let mut issues = self.issues.lock().unwrap();
        assert!(
            issues.iter().all(|it| it.id != issue.id),
            "{} exists already",
            issue.id
        );
        issues.push(issue.clone());
        Ok(issue.into())
    }

    async fn update(&self, seen: &Issue, patch: &IssuePatch) -> Result<Written, TrackerError> {
        let mut issues = self.issues.lock().unwrap();
        let issue = issues.iter_mut().find(|it| it.id == seen.id).unwrap();
        if let Some(title) = &patch.title {
            issue.title.clone_from(title);
        }
        if let Some(body) = &patch.body {
            issue.body = Body::new(body.clone());
        }
        issue.state = patch.state.unwrap_or(issue.state);
        issue.labels.extend(patch.add_labels.iter().cloned());
        Ok(issue.clone().into())
    }

    async fn has_comment(&self, _: &IssueId, _: &str) -> Result<bool, TrackerError> {
        Ok(false)
    }

    async fn comment(&self, _: &IssueId, _: &str) -> Result<(), TrackerError> {
        Ok(())
    }
}

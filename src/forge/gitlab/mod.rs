//! GitLab: gitlab.com and self-managed.

mod address;
mod advice;
mod api;
mod host;
mod labels;
mod model;
mod moved;
mod people;
mod promoted;
mod quick;
mod read;
mod token;
mod write;

pub use address::{NoAddress, Server};
pub use advice::WANTED;
pub use host::GitLabHost;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use async_trait::async_trait;
use jiff::civil::Date;

use super::merge::Merged;
use super::tracker::{Dialect, Doing, Fate, ForgeTracker, Found, Opened, Seen, Settings};
use super::transport::{Answer, Transport, TransportError};
use crate::issue::{Draft, Issue, IssueId, Reach};
use crate::tracker::{Capabilities, TrackerError};
use api::Api;
use model::Project;
use people::People;

/// What only GitLab can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The title of the milestone that new issues get.
    pub milestone: Option<String>,
    /// The token is a job's own, which reads only.
    pub as_job: bool,
    /// The day, for a word on tokens that end soon; none if nothing is to be said.
    pub today: Option<Date>,
}

/// The issues of one project on GitLab.
struct GitLab {
    settings: Settings,
    options: Options,
    api: Api,
    people: People,
    milestone: OnceLock<Option<u64>>,
    project: OnceLock<Project>,
}

/// The issues of one project; nothing is sent yet.
#[must_use]
pub fn tracker(settings: Settings, options: Options, transport: Transport) -> ForgeTracker {
    ForgeTracker::new(GitLab {
        settings,
        options,
        api: Api::new(transport),
        people: People::default(),
        milestone: OnceLock::new(),
        project: OnceLock::new(),
    })
}

/// The path of the project with this number, which is what references name it by.
///
/// # Errors
/// [`TrackerError::Unavailable`] if it cannot be asked for, or the token cannot see it.
pub async fn path_of(transport: &Transport, id: u64) -> Result<String, TrackerError> {
    let question = gitlab::api::projects::Project::builder()
        .project(id)
        .build();
    let question = question.expect("a project is all it needs");
    let project = Api::new(transport.clone()).ask::<Project>(&question).await;
    let project = project.map_err(|error| {
        TrackerError::Unavailable(format!(
            "{error}; check that tracker.repository is the number of a project that the token can see, or write its path"
        ))
    })?;
    Ok(project.path_with_namespace)
}

#[async_trait]
impl Dialect for GitLab {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn transport(&self) -> &Transport {
        &self.api.transport
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            title_chars: 255,
            body_chars: 1_048_576,
            found_by_label: true,
            remote: true,
            due_dates: true,
            confidential: true,
        }
    }

    fn name(&self) -> &'static str {
        "GitLab"
    }

    fn advice(&self, repository: &str, doing: Doing, answer: &Answer) -> Option<String> {
        let ours = repository == self.settings.repository;
        let asking = advice::Asking {
            repository,
            doing,
            as_job: self.options.as_job,
            project: self.project.get().filter(|_| ours),
        };
        advice::advice(&asking, answer)
    }

    async fn notice(&self) -> Option<String> {
        self.last_days().await
    }

    fn order<'a>(&self, text: &'a str) -> Option<&'a str> {
        quick::order(text)
    }

    async fn is_private(&self) -> bool {
        let project = self.project().await;
        project.is_ok_and(|it| it.visibility.as_deref() == Some("private"))
    }

    async fn labelled(&self, reach: Reach) -> Result<Vec<Seen>, TransportError> {
        let rows = self.rows_with_label(reach).await;
        self.learn_why(rows).await
    }

    async fn newest(&self) -> Result<Vec<Found>, TransportError> {
        self.rows_opened_last().await
    }

    async fn touched(&self) -> Result<Vec<Found>, TransportError> {
        self.rows_touched_last().await
    }

    async fn many(
        &self,
        repository: &str,
        numbers: Vec<u64>,
        found: &mut Vec<Seen>,
    ) -> Result<Vec<u64>, TransportError> {
        self.numbered(repository, numbers, found).await
    }

    async fn one(&self, repository: &str, number: u64) -> Result<Seen, TransportError> {
        self.row(repository, number).await
    }

    async fn fate(&self, repository: &str, error: &TransportError) -> Result<Fate, TransportError> {
        self.fate_of(repository, error).await
    }

    async fn left(&self, closed: &[&Found]) -> Result<BTreeMap<IssueId, String>, TransportError> {
        self.became_epics(closed).await
    }

    async fn may_label(&self) -> Option<bool> {
        self.sets_labels().await
    }

    async fn vouched(&self, found: &[&Found]) -> Result<Vec<bool>, TransportError> {
        self.vouched_for(found).await
    }

    async fn open(&self, draft: &Draft, body: String) -> Result<Opened, TransportError> {
        self.send_new(draft, body).await
    }

    async fn change(
        &self,
        current: &Issue,
        number: u64,
        merged: &Merged,
    ) -> Result<Option<Found>, TransportError> {
        self.send_change(current, number, merged).await.map(Some)
    }

    async fn comments(&self, repository: &str, number: u64) -> Result<Vec<String>, TransportError> {
        self.notes(repository, number).await
    }

    async fn say(&self, repository: &str, number: u64, text: &str) -> Result<(), TransportError> {
        self.send_note(repository, number, text).await
    }
}

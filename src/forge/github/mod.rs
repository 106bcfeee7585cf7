//! GitHub: github.com, Enterprise Server, and whatever speaks as they do.

mod address;
mod advice;
mod api;
mod extras;
mod graph;
mod host;
mod model;
mod parent;
mod read;
mod service;
mod trust;
mod write;

pub use address::{NoAddress, Server};
pub use extras::Options;
pub use host::{GitHubHost, Repository};

use std::sync::{Mutex, OnceLock};

use async_trait::async_trait;

use super::merge::Merged;
use super::tracker::{Dialect, Doing, Fate, ForgeTracker, Found, Opened, Seen, Settings};
use super::transport::{Answer, Transport, TransportError};
use crate::issue::{Draft, Issue, Reach};
use crate::tracker::Capabilities;
use api::Api;

/// The issues of one repository on GitHub.
struct GitHub {
    settings: Settings,
    options: Options,
    api: Api,
    milestone: OnceLock<Option<u64>>,
    due_field: OnceLock<Option<u64>>,
    notes: Mutex<Vec<String>>,
    parents: Mutex<parent::Parents>,
    /// Whose token it is, once it had to be asked; none for an app's token, whose issues a bot opens.
    me: OnceLock<Option<String>>,
    /// Whether it may set labels, once that was asked, as far as GitHub says so.
    labels: OnceLock<Option<bool>>,
}

/// The issues of one repository; nothing is sent yet.
#[must_use]
pub fn tracker(settings: Settings, options: Options, transport: Transport) -> ForgeTracker {
    ForgeTracker::new(GitHub {
        api: Api::new(transport),
        settings,
        options,
        milestone: OnceLock::new(),
        due_field: OnceLock::new(),
        notes: Mutex::default(),
        parents: Mutex::default(),
        me: OnceLock::new(),
        labels: OnceLock::new(),
    })
}

/// Where the issues of a repository are, below the API's address.
fn issues(repository: &str) -> String {
    format!("/repos/{repository}/issues")
}

#[async_trait]
impl Dialect for GitHub {
    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn transport(&self) -> &Transport {
        &self.api.transport
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            // The message of a refusal says 256.
            title_chars: 250,
            body_chars: 65_536,
            found_by_label: true,
            remote: true,
            due_dates: self.due_field().is_some(),
            confidential: false,
        }
    }

    fn name(&self) -> &'static str {
        "GitHub"
    }

    fn advice(&self, repository: &str, doing: Doing, answer: &Answer) -> Option<String> {
        advice::advice(repository, doing, answer)
    }

    async fn is_private(&self) -> bool {
        let path = format!("/repos/{}", self.settings.repository);
        let repository: Result<model::Repository, _> = self.api.get(&path).await;
        repository.is_ok_and(|it| it.private)
    }

    async fn labelled(&self, reach: Reach) -> Result<Vec<Seen>, TransportError> {
        self.rows_with_label(reach).await
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
        graph::read(self, repository, numbers, found).await
    }

    async fn one(&self, repository: &str, number: u64) -> Result<Seen, TransportError> {
        self.row(repository, number).await
    }

    async fn fate(&self, repository: &str, error: &TransportError) -> Result<Fate, TransportError> {
        Ok(self.fate_of(repository, error))
    }

    async fn may_label(&self) -> Option<bool> {
        self.sets_labels().await
    }

    async fn vouched(&self, found: &[&Found]) -> Result<Vec<bool>, TransportError> {
        self.believed(found).await
    }

    async fn open(&self, draft: &Draft, body: String) -> Result<Opened, TransportError> {
        write::open(self, draft, body).await
    }

    async fn change(
        &self,
        current: &Issue,
        number: u64,
        merged: &Merged,
    ) -> Result<Option<Found>, TransportError> {
        write::change(self, current, number, merged).await
    }

    async fn comments(&self, repository: &str, number: u64) -> Result<Vec<String>, TransportError> {
        read::comments(self, repository, number).await
    }

    async fn say(&self, repository: &str, number: u64, text: &str) -> Result<(), TransportError> {
        write::say(self, repository, number, text).await
    }
}

//! GitHub: github.com, Enterprise Server, and whatever speaks as they do.

mod address;
mod advice;
mod api;
mod graph;
mod host;
mod listing;
mod model;
mod named;
mod service;
mod trust;
mod write;

pub use address::{NoAddress, Server};
pub use host::{GitHubHost, Repository, Rest};

use std::sync::{Mutex, OnceLock};

use async_trait::async_trait;

use super::budget::allowance;
use super::transport::Transport;
use crate::issue::{Draft, Home, Issue, IssueId, IssueName, IssuePatch, Listing, Marker, Query};
use crate::plan::Allowance;
use crate::tracker::{Capabilities, Tracker, TrackerError, Written};
use api::Api;

/// Whose issues, and by what they are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The host of the pages, as addresses in reports have it.
    pub host: String,
    /// `owner/name`.
    pub repository: String,
    /// The labels of every issue, at least one; by the first they are listed.
    pub labels: Vec<String>,
    /// Accounts whose markers are believed beside those that GitHub vouches for.
    pub authors: Vec<String>,
}

/// The issues of one repository.
pub struct GitHubTracker {
    settings: Settings,
    api: Api,
    /// Whose token it is, once it had to be asked; none for an app's token, whose issues a bot opens.
    me: OnceLock<Option<String>>,
    /// Why nothing more is opened in this run.
    halted: Mutex<Option<String>>,
}

impl GitHubTracker {
    /// Nothing is sent yet.
    #[must_use]
    pub fn new(settings: Settings, transport: Transport) -> Self {
        Self {
            api: Api::new(transport),
            settings,
            me: OnceLock::new(),
            halted: Mutex::default(),
        }
    }

    /// The label by which our issues are listed.
    fn label(&self) -> &str {
        self.settings
            .labels
            .first()
            .map_or(crate::issue::LABEL, String::as_str)
    }

    /// Where the issues of a repository are, below the API's address.
    fn issues(repository: &str) -> String {
        format!("/repos/{repository}/issues")
    }

    fn id(&self, repository: &str, number: u64) -> IssueId {
        IssueId {
            host: self.settings.host.clone(),
            repository: repository.to_owned(),
            name: IssueName::Number(number),
        }
    }
}

/// The number of an issue of a forge; an issue of the embedded tracker is none of ours.
fn number(id: &IssueId) -> Result<u64, TrackerError> {
    match id.name {
        IssueName::Number(number) => Ok(number),
        IssueName::Key(_) => Err(TrackerError::NotFound(id.clone())),
    }
}

#[async_trait]
impl Tracker for GitHubTracker {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            // The message of a refusal says 256.
            title_chars: 250,
            body_chars: 65_536,
            found_by_label: true,
            remote: true,
        }
    }

    fn home(&self) -> Home {
        Home {
            host: self.settings.host.clone(),
            repository: self.settings.repository.clone(),
        }
    }

    fn allowance(&self) -> Option<Allowance> {
        allowance(self.api.transport.budget())
    }

    async fn is_private(&self) -> bool {
        let path = format!("/repos/{}", self.settings.repository);
        let repository: Result<model::Repository, _> = self.api.get(&path).await;
        repository.is_ok_and(|it| it.private)
    }

    async fn list(&self, query: &Query) -> Result<Listing, TrackerError> {
        listing::list(self, query).await
    }

    async fn create(&self, draft: &Draft, marker: &Marker) -> Result<Written, TrackerError> {
        write::create(self, draft, marker).await
    }

    async fn update(&self, seen: &Issue, patch: &IssuePatch) -> Result<Written, TrackerError> {
        write::update(self, seen, patch).await
    }

    async fn comment(&self, id: &IssueId, text: &str) -> Result<(), TrackerError> {
        write::comment(self, id, text).await
    }
}

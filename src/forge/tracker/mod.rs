//! Issues on a forge: what holds for every forge. What one of them does its own way is its [`Dialect`].

mod advice;
mod dialect;
mod list;
mod named;
mod sendable;
mod trust;
mod write;

pub(super) use advice::Doing;
pub(super) use dialect::{Author, Dialect, Fate, Found, Opened, Other, Seen};
pub(super) use trust::same;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::budget::{allowance, used_up};
use super::transport::{Fault, TransportError};
use crate::issue::{Draft, Home, Issue, IssueId, IssueName, IssuePatch, Listing, Marker, Query};
use crate::plan::Allowance;
use crate::tracker::{Capabilities, Tracker, TrackerError, Unlisted, Written};

/// Whose issues, and by what they are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The host of the pages, as addresses in reports have it; with the path below which they begin, if
    /// there is one.
    pub host: String,
    /// `owner/name`, or as many groups as there are.
    pub repository: String,
    /// The labels of every issue, at least one; by the first they are listed.
    pub labels: Vec<String>,
    /// Accounts whose markers are believed beside those that the forge vouches for.
    pub authors: Vec<String>,
}

impl Settings {
    /// The label by which our issues are listed.
    pub(super) fn label(&self) -> &str {
        let first = self.labels.first();
        first.map_or(crate::issue::LABEL, String::as_str)
    }

    pub(super) fn id(&self, repository: &str, number: u64) -> IssueId {
        IssueId {
            host: self.host.clone(),
            repository: repository.to_owned(),
            name: IssueName::Number(number),
        }
    }

    /// Our own repository as we spell it, since forges do not mind case.
    pub(super) fn spelled(&self, repository: &str) -> String {
        match repository.eq_ignore_ascii_case(&self.repository) {
            true => self.repository.clone(),
            false => repository.to_owned(),
        }
    }
}

/// The issues of one repository on a forge.
pub struct ForgeTracker {
    forge: Box<dyn Dialect>,
    /// Why nothing more is opened in this run.
    halted: Mutex<Option<String>>,
    /// Set once something was to be written.
    begun: AtomicBool,
    /// Set once labels were left out of what was asked for.
    unlabelled: AtomicBool,
}

impl ForgeTracker {
    /// Nothing is sent yet.
    pub(super) fn new(forge: impl Dialect + 'static) -> Self {
        Self {
            forge: Box::new(forge),
            halted: Mutex::default(),
            begun: AtomicBool::default(),
            unlabelled: AtomicBool::default(),
        }
    }

    fn settings(&self) -> &Settings {
        self.forge.settings()
    }

    fn halted(&self) -> Option<String> {
        let halted = self.halted.lock();
        halted.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn halt(&self, why: String) {
        *self.halted.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    fn may_write(&self) -> Result<(), TrackerError> {
        match used_up(self.forge.transport().budget()) {
            Some(why) => Err(TrackerError::Halted(why)),
            None => Ok(()),
        }
    }

    /// What is to be said of this run, if nothing was written in it before.
    async fn begin(&self) -> Vec<String> {
        match self.begun.swap(true, Ordering::Relaxed) {
            true => Vec::new(),
            false => self.forge.notice().await.into_iter().collect(),
        }
    }

    fn explain(&self, repository: &str, doing: Doing, error: &TransportError) -> String {
        advice::explain(self.forge.as_ref(), repository, doing, error)
    }

    /// The tracker cannot be asked, or not now.
    fn unavailable(&self, doing: Doing, error: &TransportError) -> TrackerError {
        let text = self.explain(&self.settings().repository, doing, error);
        match error.fault {
            Fault::Limited { .. } => TrackerError::Halted(text),
            _ => TrackerError::Unavailable(text),
        }
    }
}

fn with(mut notices: Vec<String>, written: Written) -> Written {
    notices.extend(written.warnings);
    Written {
        warnings: notices,
        ..written
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
impl Tracker for ForgeTracker {
    fn capabilities(&self) -> Capabilities {
        self.forge.capabilities()
    }

    fn home(&self) -> Home {
        Home {
            host: self.settings().host.clone(),
            repository: self.settings().repository.clone(),
        }
    }

    fn allowance(&self) -> Option<Allowance> {
        allowance(self.forge.transport().budget())
    }

    async fn is_private(&self) -> bool {
        self.forge.is_private().await
    }

    async fn list(&self, query: &Query) -> Result<Listing, TrackerError> {
        list::list(self, query).await
    }

    async fn come_across(&self, scope: &str) -> Result<Unlisted, TrackerError> {
        list::come_across(self, scope).await
    }

    async fn create(&self, draft: &Draft, marker: &Marker) -> Result<Written, TrackerError> {
        let notices = self.begin().await;
        let written = write::create(self, draft, marker).await?;
        Ok(with(notices, written))
    }

    async fn update(&self, seen: &Issue, patch: &IssuePatch) -> Result<Written, TrackerError> {
        let notices = self.begin().await;
        let written = write::update(self, seen, patch).await?;
        Ok(with(notices, written))
    }

    async fn has_comment(&self, id: &IssueId, text: &str) -> Result<bool, TrackerError> {
        write::has_comment(self, id, text).await
    }

    async fn comment(&self, id: &IssueId, text: &str) -> Result<(), TrackerError> {
        write::comment(self, id, text).await
    }
}

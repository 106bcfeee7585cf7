//! The embedded tracker: one Markdown file per issue, in the same tree as the reports.
//!
//! People edit these files by hand. What they wrote lives on byte for byte; what cannot be understood
//! is never written, never taken for gone and never created a second time.

mod edit;
mod file;
mod folder;
mod front;
mod listing;
mod spell;
mod update;
mod words;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use crate::disk::{self, DiskError, Lock, LockError};
use crate::issue::{Draft, Home, Issue, IssueId, IssuePatch, Key, Listing, Marker, Query};
use crate::tracker::{Capabilities, Tracker, TrackerError, Written};
use file::IssueFile;
use folder::Folder;

/// Where the issues lie, from the repository's root.
pub const FOLDER: &str = ".followthrough/issues";

/// The largest issue file that is read or written, in bytes.
pub const LIMIT: u64 = 1 << 20;

/// What a tracker is opened for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Listing only: nothing is written, not even a lock, so a read-only tree will do.
    Read,
    /// Writing too, one process at a time for as long as the tracker is open.
    Write {
        /// The file to lock; best one that git does not see.
        lock: PathBuf,
        /// How long to wait for another process to finish.
        wait: Duration,
    },
}

/// Why the embedded tracker could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// Another process is writing, or the lock cannot be had.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The place of the issues is no folder of this tree.
    #[error(
        "{folder} {error}; issues are kept in a plain folder inside the repository: move it away, or \
         choose another tracker in followthrough.yml"
    )]
    Folder {
        /// From the repository's root.
        folder: &'static str,
        /// What it is instead.
        error: DiskError,
    },
    /// A file could not be read or written; what it held before is still there.
    #[error("{file}: {error}")]
    File {
        /// From the repository's root.
        file: String,
        /// What went wrong.
        error: DiskError,
    },
    /// A file cannot be understood and is left alone.
    #[error("{file}:{line}: {what}")]
    Unread {
        /// From the repository's root.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong with it and what to do.
        what: String,
    },
    /// No file holds the issue.
    #[error("{0} does not exist")]
    Missing(IssueId),
    /// The name fits several issues, or cannot be one of ours.
    #[error("{0}")]
    Name(String),
    /// Somebody changed the very thing that was to be changed.
    #[error("{file}: {what} was changed meanwhile and was not touched; run again")]
    Contested {
        /// From the repository's root.
        file: String,
        /// The title, the state, our part of the text.
        what: &'static str,
    },
    /// The change could not be made without touching what people wrote.
    #[error(
        "{file}: this change cannot be made without harm to what stands there ({what}); make it by hand"
    )]
    Unsafe {
        /// From the repository's root.
        file: String,
        /// What would have come out.
        what: String,
    },
    /// Opened with [`Access::Read`].
    #[error("the embedded tracker was opened for reading only")]
    ReadOnly,
}

impl From<LocalError> for TrackerError {
    fn from(error: LocalError) -> Self {
        match error {
            LocalError::Missing(id) => Self::NotFound(id),
            LocalError::Folder { .. } | LocalError::Lock(_) => Self::Unavailable(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}

/// What keeps a file from being understood.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Flaw {
    /// From 1.
    line: usize,
    /// What is wrong and what to do.
    what: String,
}

impl Flaw {
    fn new(line: usize, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { line, what }
    }
}

/// The embedded tracker.
#[derive(Debug)]
pub struct LocalTracker {
    folder: Folder,
    /// Held while this process writes: two threads must not compare and then both rename.
    writing: Option<Mutex<Lock>>,
}

impl LocalTracker {
    /// Opens the issues of the tree at `root`; nothing is made before the first issue is created.
    ///
    /// # Errors
    /// [`LocalError::Lock`] if another process does not finish in time, [`LocalError::Folder`] if the
    /// place of the issues is a file or a link.
    pub fn open(root: &Path, access: &Access) -> Result<Self, LocalError> {
        let folder = Folder::new(root);
        let issues = folder.checked()?;
        let writing = match access {
            Access::Read => None,
            Access::Write { lock, wait } => {
                let lock = Lock::acquire(lock, *wait)?;
                disk::sweep(&issues);
                Some(Mutex::new(lock))
            }
        };
        Ok(Self { folder, writing })
    }

    fn write<T>(&self, work: impl FnOnce() -> Result<T, LocalError>) -> Result<T, TrackerError> {
        let lock = self.writing.as_ref().ok_or(LocalError::ReadOnly)?;
        // A panic elsewhere leaves no half-written file behind.
        let _held = lock.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(work()?)
    }

    fn open_issue(&self, draft: &Draft, marker: &Marker) -> Result<Issue, LocalError> {
        let key = &marker.key;
        let text = IssueFile::compose(draft, marker);
        let file = self.folder.understood(key, text.into_bytes())?;
        self.folder.create(key, &file)?;
        Ok(file.issue(key, Folder::name(key)))
    }

    fn change(&self, seen: &Issue, patch: &IssuePatch) -> Result<Issue, LocalError> {
        let key = self.folder.key(&seen.id)?;
        let current = self.folder.read(&key)?;
        let name = Folder::name(&key);
        let text = update::merged(&current, seen, patch, &name)?;
        let new = self.folder.understood(&key, text.into_bytes())?;
        update::check(&current, &new, patch, &name)?;
        self.folder.replace(&key, &current, &new)?;
        Ok(new.issue(&key, name))
    }

    fn append(&self, id: &IssueId, text: &str) -> Result<(), LocalError> {
        let key = self.folder.key(id)?;
        let current = self.folder.read(&key)?;
        let text = update::with_comment(&current.text, text);
        let new = self.folder.understood(&key, text.into_bytes())?;
        self.folder.replace(&key, &current, &new)
    }
}

#[async_trait]
impl Tracker for LocalTracker {
    fn capabilities(&self) -> Capabilities {
        // What GitLab and GitHub can hold, so that a change of tracker cuts nothing off.
        Capabilities {
            title_chars: 255,
            body_chars: 65_536,
            found_by_label: false,
            remote: false,
            due_dates: false,
            confidential: false,
        }
    }

    fn home(&self) -> Home {
        Home::default()
    }

    async fn is_private(&self) -> bool {
        // Whoever reads the issues reads the reports.
        true
    }

    async fn list(&self, query: &Query) -> Result<Listing, TrackerError> {
        Ok(listing::list(&self.folder, query)?)
    }

    async fn create(&self, draft: &Draft, marker: &Marker) -> Result<Written, TrackerError> {
        Ok(self.write(|| self.open_issue(draft, marker))?.into())
    }

    async fn update(&self, seen: &Issue, patch: &IssuePatch) -> Result<Written, TrackerError> {
        Ok(self.write(|| self.change(seen, patch))?.into())
    }

    async fn has_comment(&self, id: &IssueId, text: &str) -> Result<bool, TrackerError> {
        let key = self.folder.key(id)?;
        let current = self.folder.read(&key)?;
        Ok(update::has_comment(&current.text, text))
    }

    async fn comment(&self, id: &IssueId, text: &str) -> Result<(), TrackerError> {
        self.write(|| self.append(id, text))
    }
}

/// The key that a file is named for.
fn key_of(name: &str) -> Option<Key> {
    Key::parse(name.strip_suffix(".md")?)
}

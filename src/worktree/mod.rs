//! The tree of files that holds the reports: which files there are, what they hold, and the one way to
//! change them. Works without git too; git adds what is tracked and what the repository is called.

mod commits;
mod find;
mod own_git;
mod path;
mod publish;
mod remote;
mod revision;
mod sparse;

pub use commits::{Changed, GitError};
pub use find::{Found, LEAVINGS, Skipped};
pub use publish::PushError;
pub use remote::Remote;
pub use revision::{Revision, RevisionError};

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use git2::{ErrorCode, Repository};

use crate::disk::{self, DiskError};
use crate::text::{NotUtf8, Source};

/// The largest report that is read, in bytes.
pub const LIMIT: u64 = 64 << 20;

/// Why a tree could not be opened or searched.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// There is no such folder.
    #[error("{} is no folder that can be read; give one with -C", .0.display())]
    NoFolder(PathBuf),
    /// Git refuses trees of other users, and so do we.
    #[error(
        "the repository {path} belongs to another user; if you trust it, run\n  \
         git config --global --add safe.directory {path}"
    )]
    Owner {
        /// The folder to trust.
        path: String,
    },
    /// A repository without files.
    #[error(
        "{} is a bare repository, which has no files to read; run in a clone of it", .0.display()
    )]
    Bare(PathBuf),
    /// Git keeps files out of the tree that are needed.
    #[error("{first}{more}: {}", sparse::reason(first), more = match .count { 0 => String::new(), n => format!(" and {n} more") })]
    LeftOut {
        /// The first of them, from the root.
        first: String,
        /// How many besides.
        count: usize,
    },
    /// Git's own words.
    #[error("cannot read the repository at {}: {message}", .path.display())]
    Git {
        /// Where it was looked for.
        path: PathBuf,
        /// What libgit2 said.
        message: String,
    },
    /// The root cannot be read; half a tree must not pass for a whole one.
    #[error("cannot search {path}: {message}")]
    Search {
        /// The root.
        path: String,
        /// What the system said.
        message: String,
    },
}

/// Why a report could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The path leads out of the tree, as such or by a symbolic link, or into `.git`.
    #[error("{path}: leads out of the repository and is not read")]
    Outside {
        /// As asked for.
        path: String,
    },
    /// Not UTF-8; it is never written either.
    #[error("{path}:{line}: not UTF-8; save the file as UTF-8")]
    NotUtf8 {
        /// From the root.
        path: String,
        /// Line of the first bad byte, from 1.
        line: usize,
    },
    /// Missing, too large, a folder, or refused by the system.
    #[error("{path}: {error}")]
    Disk {
        /// From the root.
        path: String,
        /// What is wrong with it.
        error: DiskError,
    },
}

impl ReadError {
    /// The line at fault, from 1, and what is wrong, without the path.
    #[must_use]
    pub fn reason(&self) -> (Option<usize>, String) {
        match self {
            Self::Outside { .. } => (None, "leads out of the repository and is not read".into()),
            Self::NotUtf8 { line, .. } => (Some(*line), "not UTF-8; save the file as UTF-8".into()),
            Self::Disk { error, .. } => (None, error.to_string()),
        }
    }
}

/// Why a file was not written. What it held before is still there.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The path leads out of the tree, as such or by a symbolic link, or into `.git`.
    #[error("{path}: leads out of the repository and is not written")]
    Outside {
        /// As asked for.
        path: String,
    },
    /// Changed meanwhile, read-only, or refused by the system.
    #[error("{path}: {error}")]
    Disk {
        /// From the root.
        path: String,
        /// What went wrong.
        error: DiskError,
    },
}

/// A tree of files. Paths that go in and come out are relative to its root, with `/` between the parts.
#[derive(Debug)]
pub struct WorkTree {
    root: PathBuf,
    /// Git's own folder; none without git.
    git: Option<PathBuf>,
    /// Folders that were found to be no links, nor below one.
    real: Mutex<HashSet<PathBuf>>,
}

impl WorkTree {
    /// The repository around `start`, or the folder `start` itself where there is none.
    ///
    /// # Errors
    /// [`TreeError::Owner`], [`TreeError::Bare`], or another reason why it cannot be read.
    pub fn discover(start: &Path) -> Result<Self, TreeError> {
        let no_folder = |_| TreeError::NoFolder(start.to_owned());
        let start = dunce::canonicalize(start).map_err(no_folder)?;
        if !start.is_dir() {
            return Err(TreeError::NoFolder(start));
        }
        let (root, git) = match Repository::discover(&start) {
            Ok(repository) => {
                let git = repository.path().to_owned();
                let Some(root) = repository.workdir() else {
                    return Err(TreeError::Bare(git));
                };
                let root = dunce::canonicalize(root);
                (root.map_err(no_folder)?, Some(git))
            }
            Err(error) if error.code() == ErrorCode::NotFound => (start, None),
            Err(error) if error.code() == ErrorCode::Owner => {
                return Err(TreeError::Owner {
                    path: owned_elsewhere(&start),
                });
            }
            Err(error) => {
                return Err(TreeError::Git {
                    path: start,
                    message: error.message().to_owned(),
                });
            }
        };
        Ok(Self {
            root,
            git,
            real: Mutex::default(),
        })
    }

    /// The folder that paths are relative to, without links in it.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// True if the tree belongs to a git repository.
    #[must_use]
    pub fn has_git(&self) -> bool {
        self.git.is_some()
    }

    /// The file to lock while this tree is written: inside git's own folder, where it is never
    /// committed; each linked work tree has its own.
    #[must_use]
    pub fn lock_file(&self) -> PathBuf {
        match &self.git {
            Some(git) => git.join("followthrough.lock"),
            None => self.root.join(".followthrough/lock"),
        }
    }

    /// What the repository is called where it is hosted; none without a remote on a forge.
    #[must_use]
    pub fn remote(&self) -> Option<Remote> {
        remote::of(&self.repository()?)
    }

    /// The files that `wanted` takes, by path. Where git is, these are the files that git shows: what
    /// is tracked, and what is neither tracked nor ignored.
    ///
    /// A folder that cannot be read is skipped and named.
    ///
    /// # Errors
    /// [`TreeError::Search`] if the root cannot be read.
    pub fn find(&self, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Result<Found, TreeError> {
        find::find(self, wanted)
    }

    /// Nothing, if every file that git has below `folder` lies in the tree.
    ///
    /// # Errors
    /// [`TreeError::LeftOut`] in a sparse checkout that leaves some of them out.
    pub fn is_whole_below(&self, folder: &str) -> Result<(), TreeError> {
        let below = |name: &str| {
            name.strip_prefix(folder)
                .is_some_and(|it| it.starts_with('/'))
        };
        let mut left_out = sparse::left_out(self, below)?.into_iter();
        match left_out.next() {
            None => Ok(()),
            Some(first) => Err(TreeError::LeftOut {
                first,
                count: left_out.len(),
            }),
        }
    }

    /// Those of `paths` that exist in the tree, read or not, ignored or not. What cannot be looked at, and
    /// what a sparse checkout leaves out, counts as existing: it is unread, not gone.
    pub fn existing<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        let exists = |path: &&str| path::exists(&self.root.join(path));
        let plain = paths.into_iter().filter(|path| path::is_plain(path));
        let (found, missing): (BTreeSet<_>, BTreeSet<_>) = plain.partition(exists);
        let mut found: BTreeSet<_> = found.into_iter().map(str::to_owned).collect();
        if !missing.is_empty() {
            // Where git's index cannot be read, the search for the reports has said so.
            found.extend(sparse::left_out(self, |it| missing.contains(it)).unwrap_or_default());
        }
        found
    }

    /// Reads one file whole.
    ///
    /// # Errors
    /// [`ReadError`]; other files are not concerned.
    pub fn read(&self, path: &str) -> Result<Source, ReadError> {
        let failed = |error| ReadError::Disk {
            path: path.to_owned(),
            error,
        };
        let full = self.resolve(path).map_err(failed)?;
        let full = full.ok_or_else(|| ReadError::Outside { path: path.into() })?;
        let bytes = disk::read(&full, LIMIT).map_err(failed)?;
        Source::new(path, bytes).map_err(|NotUtf8 { line }| ReadError::NotUtf8 {
            path: path.to_owned(),
            line,
        })
    }

    /// What can be made out of a file that [`Self::read`] refuses; empty if nothing.
    #[must_use]
    pub fn glimpse(&self, path: &str) -> String {
        let full = self.resolve(path).ok().flatten();
        let bytes = full.and_then(|full| disk::read(&full, LIMIT).ok());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }

    /// Writes `new` over a file that must still hold `expected`, whole or not at all. Where the path
    /// is a link inside the tree, the file it leads to is written and the link stays.
    ///
    /// # Errors
    /// [`WriteError`]; the file is as it was, and other files are not concerned.
    pub fn write(&self, path: &str, expected: &str, new: &str) -> Result<(), WriteError> {
        let failed = |error| WriteError::Disk {
            path: path.to_owned(),
            error,
        };
        let full = self.resolve(path).map_err(failed)?;
        let full = full.ok_or_else(|| WriteError::Outside { path: path.into() })?;
        disk::replace(&full, expected.as_bytes(), new.as_bytes()).map_err(failed)
    }

    /// Writes a new file, and the folders it needs.
    ///
    /// # Errors
    /// [`WriteError`], also if anything goes by that name already.
    pub fn create(&self, path: &str, text: &str) -> Result<(), WriteError> {
        let failed = |error| WriteError::Disk {
            path: path.to_owned(),
            error,
        };
        let outside = || WriteError::Outside { path: path.into() };
        let full = self.root.join(path);
        let folder = full.parent().unwrap_or(&self.root);
        if !path::is_plain(path) || !path::stays_inside(&self.root, folder).map_err(failed)? {
            return Err(outside());
        }
        std::fs::create_dir_all(folder).map_err(|error| failed(DiskError::Io(error)))?;
        disk::create(&full, text.as_bytes()).map_err(failed)
    }

    /// Removes what killed processes left beside `files`. Only for whoever holds the lock.
    pub fn sweep(&self, files: &[String]) {
        let folders: BTreeSet<_> = files.iter().map(|path| Path::new(path).parent()).collect();
        for folder in folders.into_iter().flatten() {
            disk::sweep(&self.root.join(folder));
        }
    }

    fn repository(&self) -> Option<Repository> {
        Repository::open(self.git.as_ref()?).ok()
    }

    /// The file that `path` names, links resolved; none if that lies outside.
    fn resolve(&self, path: &str) -> Result<Option<PathBuf>, DiskError> {
        if !path::is_plain(path) {
            return Ok(None);
        }
        let full = self.root.join(path);
        path::resolve(&self.root, &full, &self.real)
    }
}

/// The repository that libgit2 refused, which it does not name.
fn owned_elsewhere(start: &Path) -> String {
    let around = start
        .ancestors()
        .find(|folder| folder.join(".git").exists());
    around.unwrap_or(start).display().to_string()
}

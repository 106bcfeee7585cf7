//! Which files differ from the last commit, as git would store them.

use std::collections::BTreeSet;
use std::path::Path;

use git2::{ObjectType, Repository, TreeWalkMode, TreeWalkResult};

use super::WorkTree;

/// The bit of a file's mode that lets it be run.
const EXECUTABLE: i32 = 0o100_755;

/// A file that differs from the last commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// From the root, with `/` between the parts.
    pub path: String,
    /// What the last commit holds; none if it has no such file.
    pub old: Option<Vec<u8>>,
    /// What git would commit; none if the file is gone.
    pub new: Option<Vec<u8>>,
    /// True if it may be run.
    pub executable: bool,
}

/// Git's own words for what it cannot do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("git: {0}")]
pub struct GitError(String);

impl GitError {
    pub(super) fn new(what: &str) -> Self {
        Self(what.to_owned())
    }
}

impl From<git2::Error> for GitError {
    fn from(error: git2::Error) -> Self {
        Self(error.message().to_owned())
    }
}

impl WorkTree {
    /// Those of `paths`, and of all files below `folder`, that differ from the last commit. Ignored files are left out. What is
    /// staged plays no part, and nothing is staged.
    ///
    /// # Errors
    /// Without git or a commit, or if git cannot read them.
    pub fn changed(&self, paths: &[String], folder: &str) -> Result<Vec<Changed>, GitError> {
        let no_commit = || GitError("there is no commit yet; commit the reports first".to_owned());
        let repository = self.repository().ok_or_else(no_commit)?;
        let head = repository
            .head()
            .and_then(|it| it.peel_to_tree())
            .map_err(|_| no_commit())?;
        let below = format!("{folder}/");
        let mut all: BTreeSet<String> = paths.iter().cloned().collect();
        head.walk(TreeWalkMode::PreOrder, |parent, entry| {
            let path = format!("{parent}{}", entry.name().unwrap_or_default());
            if entry.kind() == Some(ObjectType::Blob) && path.starts_with(&below) {
                all.insert(path);
            }
            TreeWalkResult::Ok
        })?;
        all.extend(self.files_below(folder));
        let mut changed = Vec::new();
        for path in all {
            changed.extend(self.one(&repository, &head, &path)?);
        }
        Ok(changed)
    }

    /// The one of `paths` that was committed first; none if git does not tell.
    #[must_use]
    pub fn eldest<'a>(&self, paths: &[&'a str]) -> Option<&'a str> {
        let repository = self.repository()?;
        let mut commit = repository.head().ok()?.peel_to_commit().ok()?;
        let mut there = paths.to_vec();
        loop {
            let tree = commit.tree().ok()?;
            there.retain(|path| tree.get_path(Path::new(path)).is_ok());
            if there.len() < 2 {
                return there.first().copied();
            }
            commit = commit.parent(0).ok()?;
        }
    }

    fn one(
        &self,
        repository: &Repository,
        head: &git2::Tree<'_>,
        path: &str,
    ) -> Result<Option<Changed>, GitError> {
        let entry = head.get_path(Path::new(path)).ok();
        let full = self.root.join(path);
        let there = full.symlink_metadata().is_ok_and(|it| it.is_file());
        if entry.is_none() && (!there || repository.is_path_ignored(path)?) {
            return Ok(None);
        }
        // As git would store it: line ends as .gitattributes and core.autocrlf say.
        let new = there.then(|| repository.blob_path(&full)).transpose()?;
        if entry.as_ref().map(|it| it.id()) == new {
            return Ok(None);
        }
        let content = |id| repository.find_blob(id).map(|it| it.content().to_vec());
        Ok(Some(Changed {
            path: path.to_owned(),
            old: entry.as_ref().map(|it| content(it.id())).transpose()?,
            new: new.map(content).transpose()?,
            executable: entry.is_some_and(|it| it.filemode() == EXECUTABLE),
        }))
    }

    fn files_below(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(self.root.join(&folder)) else {
                continue;
            };
            for entry in entries.flatten() {
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() {
                    found.push(path);
                }
            }
        }
        found
    }
}

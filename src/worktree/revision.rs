//! The files of a commit, read without touching the work tree or the index.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use git2::{
    Commit, Delta, DiffFindOptions, ObjectType, Oid, Repository, TreeWalkMode, TreeWalkResult,
};

use super::{LIMIT, WorkTree};

/// Why a commit cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no repository.
    #[error("{0}: this folder is no git repository; commits can only be named in one")]
    NoGit(String),
    /// A shallow clone has only its last commits.
    #[error(
        "{0} is not in this clone, which has only its last commits; fetch them all \
         (`fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` on GitLab, else `git fetch --unshallow`)"
    )]
    Shallow(String),
    /// No branch, tag or commit of that name.
    #[error(
        "{0} names no commit here; name a branch, a tag or a commit, and fetch it first if it is another's"
    )]
    Unknown(String),
    /// The two have no commit in common.
    #[error("{0} and {1} have no commit in common; name a branch that this one began on")]
    Unrelated(String, String),
    /// Git's own words.
    #[error("cannot read {0}: {1}; `git fsck` tells whether the repository is whole")]
    Git(String, String),
}

/// One commit.
pub struct Revision {
    repository: Repository,
    commit: Oid,
    name: String,
}

impl WorkTree {
    /// The commit that `name` names: a branch, a tag, `HEAD^1`, a hash.
    ///
    /// # Errors
    /// [`RevisionError`] says what is missing.
    pub fn revision(&self, name: &str) -> Result<Revision, RevisionError> {
        let no_git = || RevisionError::NoGit(name.to_owned());
        let repository = self.repository().ok_or_else(no_git)?;
        let commit = repository
            .revparse_single(name)
            .and_then(|object| object.peel_to_commit())
            .map(|commit| commit.id());
        match commit {
            Ok(commit) => Ok(Revision {
                repository,
                commit,
                name: name.to_owned(),
            }),
            Err(_) if repository.is_shallow() => Err(RevisionError::Shallow(name.to_owned())),
            Err(_) => Err(RevisionError::Unknown(name.to_owned())),
        }
    }

    /// The branch that is checked out; none without git or on no branch.
    #[must_use]
    pub fn branch(&self) -> Option<String> {
        let repository = self.repository()?;
        let head = repository.find_reference("HEAD").ok()?;
        let branch = head.symbolic_target().ok()??;
        Some(branch.strip_prefix("refs/heads/")?.to_owned())
    }

    /// The tip of `branch`, here or as `origin` had it last, unless HEAD holds it already.
    #[must_use]
    pub fn unmerged(&self, branch: &str) -> Option<Revision> {
        let head = self.revision("HEAD").ok()?;
        let names = [
            format!("refs/remotes/origin/{branch}"),
            format!("refs/heads/{branch}"),
        ];
        let mut tips = names.iter().filter_map(|name| self.revision(name).ok());
        tips.find(|tip| !head.holds(tip))
    }
}

impl Revision {
    /// Its hash, in full.
    #[must_use]
    pub fn hash(&self) -> String {
        self.commit.to_string()
    }

    /// True if it has several parents, whether this clone holds them or not.
    #[must_use]
    pub fn is_merge(&self) -> bool {
        // What a shallow clone says of parents is what it holds of them; the commit itself names them all.
        let parents = |commit: Commit<'_>| {
            let header = commit.raw_header().unwrap_or_default();
            header
                .lines()
                .filter(|it| it.starts_with("parent "))
                .count()
        };
        self.commit().map(parents).is_ok_and(|it| it > 1)
    }

    /// A file of the commit; none if there is none of that name, or it is larger than a report may be.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let tree = self.commit().ok()?.tree().ok()?;
        let entry = tree.get_path(Path::new(path)).ok()?;
        let object = entry.to_object(&self.repository).ok()?;
        let blob = object.as_blob()?;
        (blob.size() as u64 <= LIMIT).then(|| blob.content().to_vec())
    }

    /// The files that `wanted` takes, by path. Links and submodules are none.
    ///
    /// # Errors
    /// [`RevisionError::Git`] if the commit cannot be read whole.
    pub fn find(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<String>, RevisionError> {
        let mut found = Vec::new();
        let tree = self.commit().and_then(|commit| commit.tree());
        let walked = tree.and_then(|tree| {
            tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
                let file = entry.kind() == Some(ObjectType::Blob) && entry.filemode() != 0o120_000;
                if let Ok(name) = entry.name()
                    && file
                {
                    let path = format!("{folder}{name}");
                    found.extend(wanted(&path).then_some(path));
                }
                TreeWalkResult::Ok
            })
        });
        walked.map_err(|error| self.failed(&error))?;
        found.sort();
        Ok(found)
    }

    /// The last commit that both hold.
    ///
    /// # Errors
    /// [`RevisionError::Shallow`] if this clone may lack it, [`RevisionError::Unrelated`] if there is none.
    pub fn merge_base(self, other: &Self) -> Result<Self, RevisionError> {
        match self.repository.merge_base(self.commit, other.commit) {
            Ok(commit) => Ok(Self { commit, ..self }),
            Err(_) if self.repository.is_shallow() => Err(RevisionError::Shallow(format!(
                "the commit where {} and {} parted",
                self.name, other.name
            ))),
            Err(_) => Err(RevisionError::Unrelated(self.name, other.name.clone())),
        }
    }

    /// Files that have another name in `later`: by that name, the one here.
    ///
    /// # Errors
    /// [`RevisionError::Git`] if the two cannot be compared.
    pub fn renamed_in(&self, later: &Self) -> Result<BTreeMap<String, String>, RevisionError> {
        let compared = || {
            let old = self.commit()?.tree()?;
            let new = self.repository.find_commit(later.commit)?.tree()?;
            let mut diff = self
                .repository
                .diff_tree_to_tree(Some(&old), Some(&new), None)?;
            diff.find_similar(Some(DiffFindOptions::new().renames(true)))?;
            let renames = diff.deltas().filter(|it| it.status() == Delta::Renamed);
            let names = renames.filter_map(|it| {
                let new = it.new_file().path()?.to_str()?.to_owned();
                Some((new, it.old_file().path()?.to_str()?.to_owned()))
            });
            Ok(names.collect())
        };
        compared().map_err(|error: git2::Error| self.failed(&error))
    }

    /// When the newest commit was made that this one holds and `base` does not; merges do not count,
    /// as forges make one for each run. None if there is no such commit.
    #[must_use]
    pub fn newest_since(&self, base: &Self) -> Option<Timestamp> {
        let newest = || -> Result<Option<i64>, git2::Error> {
            let mut walk = self.repository.revwalk()?;
            walk.push(self.commit)?;
            walk.hide(base.commit)?;
            let mut newest = None;
            for commit in walk {
                let commit = self.repository.find_commit(commit?)?;
                if commit.parent_count() < 2 {
                    newest = newest.max(Some(commit.time().seconds()));
                }
            }
            Ok(newest)
        };
        Timestamp::from_second(newest().ok()??).ok()
    }

    /// True if `other` is this commit or one before it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        let descends = || {
            self.repository
                .graph_descendant_of(self.commit, other.commit)
        };
        self.commit == other.commit || descends().unwrap_or(false)
    }

    fn commit(&self) -> Result<Commit<'_>, git2::Error> {
        self.repository.find_commit(self.commit)
    }

    fn failed(&self, error: &git2::Error) -> RevisionError {
        RevisionError::Git(self.name.clone(), error.message().to_owned())
    }
}

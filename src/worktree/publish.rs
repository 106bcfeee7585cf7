//! Commits of ours on the branch that is checked out, and pushing it by the user's own git.

use std::path::Path;

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Index, Repository, Signature};

use super::WorkTree;
use super::commits::{Changed, GitError};

/// Why a push failed. The commit is there all the same, and the files are as they were committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// Somebody else pushed.
    #[error(
        "{0}: somebody pushed to it meanwhile, and nothing was written over; the commit is here: run `git pull --rebase` and `git push`"
    )]
    Moved(String),
    /// Only pull requests change the branch.
    #[error(
        "{branch} is protected ({said}); the commit is here: offer it as a pull request, `git push origin HEAD:{other}`, or let CI do it (`followthrough ci`)"
    )]
    Protected {
        /// The branch.
        branch: String,
        /// What the server said.
        said: String,
        /// A branch that nobody protects.
        other: String,
    },
    /// The server does not know who pushes.
    #[error(
        "git has no token that the server knows ({0}); the commit is here: set up git's credentials for it and run `git push`"
    )]
    Unknown(String),
    /// The server knows, and does not let them.
    #[error(
        "this token may only read ({0}); the commit is here: push with one that may write, `git push`"
    )]
    ReadOnly(String),
    /// No branch is checked out.
    #[error(
        "no branch is checked out, so nobody knows where to push; the commit is here: `git push origin HEAD:BRANCH`"
    )]
    NoBranch,
    /// Git's own words.
    #[error("git push: {0}; the commit is here: `git push`")]
    Other(String),
}

impl WorkTree {
    /// Whether [`Self::commit`] could commit now: asked before anything is written, so that nothing is left half done.
    ///
    /// # Errors
    /// Without a repository, if git does not know who commits, if another git has the index, and where a commit would be
    /// signed or looked at by a hook: libgit2 does neither.
    pub fn may_commit(&self) -> Result<(), GitError> {
        let repository = self.repository();
        let repository = repository.ok_or_else(|| GitError::new("there is no repository"))?;
        signature(&repository)?;
        let lock = repository.path().join("index.lock");
        if lock.symlink_metadata().is_ok() {
            return Err(GitError::new(&format!(
                "{} is there: another git works here, or one was killed; let it finish, or remove that file, then run again",
                lock.display()
            )));
        }
        let config = repository.config()?;
        let by_hand =
            "run `followthrough sync` without --commit, then commit what it wrote yourself";
        if config.get_bool("commit.gpgsign").unwrap_or(false) {
            return Err(GitError::new(&format!(
                "commit.gpgsign is set, and --commit cannot sign; {by_hand}"
            )));
        }
        let hooks = match config.get_path("core.hooksPath") {
            Ok(folder) => self.root.join(folder),
            Err(_) => repository.commondir().join("hooks"),
        };
        let hook = ["pre-commit", "prepare-commit-msg", "commit-msg"];
        match hook.iter().find(|name| hooks.join(name).exists()) {
            None => Ok(()),
            Some(name) => Err(GitError::new(&format!(
                "the repository has the hook {name}, and --commit runs no hooks; {by_hand}"
            ))),
        }
    }

    /// Commits `files` as they are on disk onto the branch that is checked out, and returns the commit's name. What is
    /// staged of other files stays staged. `message` is made from the name of the commit's tree.
    ///
    /// # Errors
    /// If git does not know who commits, or cannot write.
    pub fn commit(
        &self,
        files: &[Changed],
        message: &dyn Fn(&str) -> String,
    ) -> Result<String, GitError> {
        let repository = self
            .repository()
            .ok_or_else(|| GitError::new("there is no repository"))?;
        let head = repository.head()?.peel_to_commit()?;
        let mut update = TreeUpdateBuilder::new();
        for file in files {
            match &file.new {
                Some(bytes) => {
                    let mode = match file.executable {
                        true => FileMode::BlobExecutable,
                        false => FileMode::Blob,
                    };
                    update.upsert(file.path.as_str(), repository.blob(bytes)?, mode)
                }
                None => update.remove(file.path.as_str()),
            };
        }
        let tree = update.create_updated(&repository, &head.tree()?)?;
        let by = signature(&repository)?;
        let text = message(&tree.to_string());
        let tree = repository.find_tree(tree)?;
        // The index first: a commit that the index knows nothing of would be taken back by the next one.
        unstage(&repository, files)?;
        let made = repository.commit(Some("HEAD"), &by, &by, &text, &tree, &[&head])?;
        Ok(made.to_string())
    }

    /// Pushes the branch that is checked out to where it is pushed by default. `without` are variables that git must not
    /// see; `other` is a branch that can be named where this one is protected.
    ///
    /// # Errors
    /// [`PushError`] says what became of it.
    pub fn push(&self, without: &[&str], other: &str) -> Result<String, PushError> {
        let branch = self.branch().ok_or(PushError::NoBranch)?;
        let remote = self.remote_of(&branch);
        let mut git = self.own_git(without);
        git.args(["push", "--quiet", "--porcelain", &remote])
            .arg(format!("HEAD:refs/heads/{branch}"));
        let done = git
            .output()
            .map_err(|error| PushError::Other(format!("git could not be started ({error})")))?;
        if done.status.success() {
            return Ok(branch);
        }
        let mut said = String::from_utf8_lossy(&done.stdout).into_owned();
        said.push_str(&String::from_utf8_lossy(&done.stderr));
        Err(meant(&said, &branch, other))
    }
}

fn signature(repository: &Repository) -> Result<Signature<'static>, GitError> {
    repository.signature().map_err(|_| {
        GitError::new("it does not know who commits; set user.name and user.email, then run again")
    })
}

/// The index knows the committed files as they are committed now, or they would count as staged changes.
fn unstage(repository: &Repository, files: &[Changed]) -> Result<(), GitError> {
    let mut index: Index = repository.index()?;
    for file in files {
        let path = Path::new(&file.path);
        match file.new {
            Some(_) => index.add_path(path)?,
            None => index.remove_path(path)?,
        }
    }
    Ok(index.write()?)
}

/// What git's words mean. The server's reason is kept, one line of it.
fn meant(said: &str, branch: &str, other: &str) -> PushError {
    let has = |words: &[&str]| words.iter().any(|it| said.contains(it));
    let line = |words: &[&str]| {
        let holds = |word: &&str| said.lines().find(|line| line.contains(word));
        let found = words.iter().find_map(holds);
        let line = found.or(said.lines().next()).unwrap_or_default();
        line.trim_start_matches("remote:").trim().to_owned()
    };
    let protected = [
        "GH006",
        "GH013",
        "protected branch",
        "Protected branch",
        "not allowed to push",
        "hook declined",
    ];
    let unknown = [
        "Authentication failed",
        "could not read Username",
        "could not read Password",
        "error: 401",
        "Invalid username",
    ];
    let read_only = [
        "error: 403",
        "denied to",
        "Permission denied",
        "not allowed to upload",
    ];
    if has(&protected) {
        return PushError::Protected {
            branch: branch.to_owned(),
            said: line(&protected),
            other: other.to_owned(),
        };
    }
    if has(&[
        "(fetch first)",
        "(non-fast-forward)",
        "(stale info)",
        "cannot lock ref",
    ]) {
        return PushError::Moved(branch.to_owned());
    }
    if has(&unknown) {
        return PushError::Unknown(line(&unknown));
    }
    if has(&read_only) {
        return PushError::ReadOnly(line(&read_only));
    }
    PushError::Other(line(&["fatal:", "error:"]))
}

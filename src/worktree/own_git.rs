//! The user's own git, for what needs the network: it knows their credentials, proxies and keys, which libgit2 does not.

use std::process::{Command, Stdio};

use super::WorkTree;
use super::revision::RevisionError;

/// A server that sends nothing for so many seconds is given up.
const PATIENCE: &str = "http.lowSpeedTime=60";

impl WorkTree {
    /// A git that asks nobody for anything, whose words can be read, and that does not see the variables `without`.
    pub(super) fn own_git(&self, without: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.current_dir(&self.root)
            .stdin(Stdio::null())
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            .args(["-c", "http.lowSpeedLimit=1", "-c", PATIENCE]);
        for name in without {
            git.env_remove(name);
        }
        git
    }

    /// Fetches what a shallow clone lacks to tell a change from its base: the parents of HEAD where a forge made it as
    /// a merge, else the commit `base`, a whole hash. Nothing is done in a clone that is not shallow. `without` are
    /// variables that git must not see.
    ///
    /// # Errors
    /// Git's own words, if it could not fetch.
    pub fn deepen(&self, base: Option<&str>, without: &[&str]) -> Result<(), String> {
        let lacks = |name: &str| matches!(self.revision(name), Err(RevisionError::Shallow(_)));
        let head = self.revision("HEAD").ok();
        let merge = head.filter(|it| it.is_merge() && lacks("HEAD^2"));
        match (merge, base) {
            // The merge once more, with one commit before it.
            (Some(merge), _) => self.fetch(&merge.hash(), "--depth=2", without),
            (None, Some(base)) if lacks(base) => self.fetch(base, "--depth=1", without),
            _ => Ok(()),
        }
    }

    fn fetch(&self, commit: &str, depth: &str, without: &[&str]) -> Result<(), String> {
        let mut git = self.own_git(without);
        git.args(["fetch", "--quiet", "--no-tags", "--no-recurse-submodules"])
            .args([depth, &self.remote_name(), commit]);
        let done = git
            .output()
            .map_err(|error| format!("git could not be started ({error})"))?;
        if done.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&done.stderr);
        let fatal = said.lines().find(|line| line.starts_with("fatal:"));
        let line = fatal.or(said.lines().next()).unwrap_or("no reason given");
        Err(format!("git fetch: {}", line.trim()))
    }

    fn remote_name(&self) -> String {
        let branch = self.branch();
        branch.map_or_else(|| "origin".to_owned(), |branch| self.remote_of(&branch))
    }

    /// Where a branch is pushed to and fetched from.
    pub(super) fn remote_of(&self, branch: &str) -> String {
        let configured = || {
            let repository = self.repository()?;
            let config = repository.config().ok()?;
            config.get_string(&format!("branch.{branch}.remote")).ok()
        };
        configured().unwrap_or_else(|| "origin".to_owned())
    }
}

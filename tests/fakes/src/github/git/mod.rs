//! Files, branches and commits of a repository, for those who write back without a clone.

mod contents;
mod merges;
mod objects;
mod on_branch;
mod refs;
mod show;

pub(super) use show::show_file;

use git2::Oid;

use super::Answer;
use super::access::{Caller, permitted};
use super::refuse::{self, Refusal};
use super::state::{GitHub, Level, Role};
use crate::git::{Store, Who};
use crate::http::Request;

const RULES: &str =
    "Repository rule violations found\n\nChanges must be made through a pull request.\n\n";

impl GitHub {
    /// Below `/repos/…/git`, `branches`, `commits`, `compare`, `contents`.
    pub(super) fn below_git(
        &mut self,
        caller: &Caller,
        request: &Request,
        at: usize,
        path: &[&str],
    ) -> Answer {
        let store = self.store(at).map_err(|empty| match path {
            ["branches", ..] => refuse::with_message(404, "Branch not found"),
            _ => empty,
        })?;
        if request.method != "GET" {
            self.may_commit(caller, at)?;
        } else if self.repositories[at].private {
            permitted(caller, &["contents"], Level::Read)?;
        }
        match (request.method.as_str(), path) {
            ("GET", ["branches", name @ ..]) => self.show_branch(&store, at, &name.join("/")),
            ("GET", ["commits", name @ ..]) => self.show_full_commit(&store, at, &name.join("/")),
            ("GET", ["compare", range @ ..]) => self.show_compared(&store, at, &range.join("/")),
            ("POST", ["merges"]) => self.merge_branches(caller, &store, at, &request.json()),
            (_, ["contents", path @ ..]) => {
                self.below_contents(caller, request, &store, at, &path.join("/"))
            }
            (_, ["git", "ref" | "refs" | "matching-refs", ..]) => {
                self.below_refs(request, &store, at, path)
            }
            (_, ["git", rest @ ..]) => self.below_objects(caller, request, &store, at, rest),
            _ => Err(refuse::not_found()),
        }
    }

    pub(super) fn store(&self, at: usize) -> Result<Store, Refusal> {
        let path = self.repositories[at].git.as_ref();
        let store = path.and_then(|it| Store::open(it));
        store.ok_or_else(|| refuse::with_message(409, "Git Repository is empty."))
    }

    pub(super) fn may_commit(&self, caller: &Caller, at: usize) -> Result<(), Refusal> {
        permitted(caller, &["contents"], Level::Write)?;
        match self.role(caller, &self.repositories[at]) >= Role::Write {
            true => Ok(()),
            false => Err(refuse::not_found()),
        }
    }

    fn may_change(&self, at: usize, reference: &str, status: u16) -> Result<(), Refusal> {
        let branch = reference.strip_prefix("refs/heads/");
        let protected = &self.repositories[at].protected;
        match branch.is_some_and(|it| protected.contains(it)) {
            true => Err(refuse::with_message(status, RULES)),
            false => Ok(()),
        }
    }

    fn who<'a>(&self, caller: &'a Caller) -> Who<'a> {
        Who {
            name: caller.login().unwrap_or("ghost"),
            now: self.now,
        }
    }
}

/// What libgit2 says against a request that looked right.
fn broken(error: &git2::Error) -> Refusal {
    refuse::with_message(422, error.message())
}

fn oid(text: Option<&str>, field: &str) -> Result<Oid, Refusal> {
    let found = text.and_then(|it| Oid::from_str(it).ok());
    found.ok_or_else(|| refuse::malformed(&format!("\"{field}\" wasn't supplied, or is no SHA.")))
}

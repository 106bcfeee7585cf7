//! Branches, commits and what lies between them.

use git2::{Commit, Oid};
use serde_json::{Value, json};

use super::super::Answer;
use super::super::refuse;
use super::super::show::time;
use super::super::state::GitHub;
use super::broken;
use crate::git::{Differing, Store};
use crate::http::Reply;

impl GitHub {
    pub(super) fn show_branch(&self, store: &Store, at: usize, name: &str) -> Answer {
        let repository = &self.repositories[at];
        if name.is_empty() {
            return Err(refuse::not_found());
        }
        let head = store.branch(name).and_then(|it| store.find(it));
        let head = head.ok_or_else(|| refuse::with_message(404, "Branch not found"))?;
        let shown = json!({
            "name": name, "protected": repository.protected.contains(name), "commit": self.commit(at, &head),
        });
        Ok(Reply::json(200, &shown))
    }

    pub(super) fn show_full_commit(&self, store: &Store, at: usize, name: &str) -> Answer {
        let found = store.resolve(name).and_then(|it| store.find(it));
        let unknown = || refuse::with_message(422, &format!("No commit found for SHA: {name}"));
        Ok(Reply::json(
            200,
            &self.commit(at, &found.ok_or_else(unknown)?),
        ))
    }

    /// `BASE...HEAD`; a name may be `owner:branch`.
    pub(super) fn show_compared(&self, store: &Store, at: usize, range: &str) -> Answer {
        let (base, head) = range.split_once("...").ok_or_else(refuse::not_found)?;
        let side = |it: &str| store.resolve(it.rsplit(':').next().unwrap_or(it));
        let (Some(base), Some(head)) = (side(base), side(head)) else {
            return Err(refuse::not_found());
        };
        let compared = store.compare(base, head).map_err(|it| broken(&it))?;
        let status = match (compared.ahead, compared.behind) {
            (0, 0) => "identical",
            (_, 0) => "ahead",
            (0, _) => "behind",
            _ => "diverged",
        };
        let short = |it: Oid| json!({ "sha": it.to_string() });
        let commits = compared.commits.iter().filter_map(|it| store.find(*it));
        let commits: Vec<Value> = commits.map(|it| self.commit(at, &it)).collect();
        let files: Vec<Value> = compared.files.iter().map(show_file).collect();
        Ok(Reply::json(
            200,
            &json!({
                "status": status, "ahead_by": compared.ahead, "behind_by": compared.behind,
                "total_commits": commits.len(), "commits": commits, "files": files,
                "base_commit": short(base), "merge_base_commit": short(compared.parted),
            }),
        ))
    }

    /// A commit of the repository with its person, as lists and branches show it.
    pub(in super::super) fn commit(&self, at: usize, commit: &Commit<'_>) -> Value {
        let repository = &self.repositories[at];
        let sha = commit.id().to_string();
        let login = commit
            .author()
            .name()
            .ok()
            .map(str::to_owned)
            .unwrap_or_default();
        let known = self.users.iter().any(|it| it.login == login);
        let parents = commit
            .parent_ids()
            .map(|it| json!({ "sha": it.to_string() }));
        let parents: Vec<Value> = parents.collect();
        json!({
            "sha": sha, "parents": parents, "author": known.then(|| self.show_user(&login)),
            "html_url": format!("{}/{}/commit/{sha}", self.origin, repository.full_name),
            "commit": self.bare_commit(at, commit),
        })
    }

    /// A commit as an object of git.
    pub(super) fn bare_commit(&self, at: usize, commit: &Commit<'_>) -> Value {
        let repository = &self.repositories[at];
        let sha = commit.id().to_string();
        let by = |it: git2::Signature<'_>| json!({ "name": it.name().unwrap_or_default(), "email": it.email().unwrap_or_default(), "date": time(it.when().seconds()) });
        let parents = commit
            .parent_ids()
            .map(|it| json!({ "sha": it.to_string() }));
        let parents: Vec<Value> = parents.collect();
        let verified = commit.author().name().is_ok_and(|it| it.ends_with("[bot]"));
        json!({
            "sha": sha, "message": commit.message().unwrap_or_default(), "parents": parents,
            "tree": { "sha": commit.tree_id().to_string() },
            "author": by(commit.author()), "committer": by(commit.committer()),
            "html_url": format!("{}/{}/commit/{sha}", self.origin, repository.full_name),
            "verification": { "verified": verified, "reason": if verified { "valid" } else { "unsigned" } },
        })
    }
}

pub(crate) fn show_file(file: &Differing) -> Value {
    let mut shown = json!({ "filename": file.path, "status": file.status });
    if let Some(before) = &file.before {
        shown["previous_filename"] = json!(before);
    }
    shown
}

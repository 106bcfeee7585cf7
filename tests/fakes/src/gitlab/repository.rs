//! Branches, commits and files.

use base64::{Engine, prelude::BASE64_STANDARD};
use git2::Oid;
use serde_json::{Value, json};

use super::refuse::{self, Refusal};
use super::show::time;
use super::state::{GitLab, MAINTAINER};
use super::{Answer, Ask};
use crate::git::{Change, Store, Who};
use crate::http::Reply;

impl GitLab {
    pub(super) fn below_repository(&mut self, ask: &Ask<'_>, at: usize, path: &[&str]) -> Answer {
        let store = self.store(at)?;
        if !ask.reads() {
            ask.caller.known()?;
            if !self.may_push(ask.name(), &self.projects[at]) {
                return Err(refuse::forbidden());
            }
        }
        match (ask.request.method.as_str(), path) {
            ("GET", ["branches", name]) => self.show_branch(&store, at, name, 200),
            ("POST", ["branches"]) => self.create_branch(ask, &store, at),
            ("DELETE", ["branches", name]) => {
                self.may_change(ask, at, name)?;
                let gone = store.delete(&format!("refs/heads/{name}"));
                gone.map_err(|_| refuse::not_found("Branch"))?;
                Ok(Reply::empty(204))
            }
            ("GET", ["commits", name]) => {
                let found = store
                    .resolve(name)
                    .ok_or_else(|| refuse::not_found("Commit"))?;
                Ok(Reply::json(200, &commit(&store, found)))
            }
            ("POST", ["commits"]) => self.create_commit(ask, &store, at),
            ("GET", ["files", path]) => self.show_file(ask, &store, path),
            ("GET", ["compare"]) => compare(ask, &store),
            ("GET", ["merge_base"]) => {
                let ends = ask.params.list("refs").unwrap_or_default();
                let ends: Vec<Oid> = ends.iter().filter_map(|it| store.resolve(it)).collect();
                let base = store.0.merge_base_many(&ends).ok();
                let base = base.ok_or_else(|| refuse::not_found("Merge Base"))?;
                Ok(Reply::json(200, &commit(&store, base)))
            }
            _ => Err(refuse::not_found("")),
        }
    }

    pub(super) fn store(&self, at: usize) -> Result<Store, Refusal> {
        let path = self.projects[at].git.as_ref();
        path.and_then(|it| Store::open(it))
            .ok_or_else(|| refuse::not_found("Repository"))
    }

    fn may_change(&self, ask: &Ask<'_>, at: usize, branch: &str) -> Result<(), Refusal> {
        let project = &self.projects[at];
        let keeper = self.standing(ask.name(), project) >= MAINTAINER;
        match keeper || !project.protected.contains(branch) {
            true => Ok(()),
            false => Err(refuse::message(
                403,
                "403 Forbidden - You are not allowed to push into this branch",
            )),
        }
    }

    fn show_branch(&self, store: &Store, at: usize, name: &str, status: u16) -> Answer {
        let head = store
            .branch(name)
            .ok_or_else(|| refuse::not_found("Branch"))?;
        let project = &self.projects[at];
        Ok(Reply::json(
            status,
            &json!({
                "name": name, "commit": commit(store, head), "protected": project.protected.contains(name),
                "default": project.default_branch == name, "merged": false,
                "web_url": format!("{}/{}/-/tree/{name}", self.web(), project.path),
            }),
        ))
    }

    fn create_branch(&mut self, ask: &Ask<'_>, store: &Store, at: usize) -> Answer {
        let name = ask.params.needed("branch")?;
        let from = ask.params.needed("ref")?;
        if store.branch(&name).is_some() {
            return Err(refuse::message(400, "Branch already exists"));
        }
        let from = store.resolve(&from);
        let from = from.ok_or_else(|| refuse::message(400, "Invalid reference name"))?;
        let set = store.set(&format!("refs/heads/{name}"), from);
        set.map_err(|it| refuse::message(400, it.message()))?;
        self.show_branch(store, at, &name, 201)
    }

    /// Many files at once; with `start_branch` or `start_sha` the branch is made, with `force` made anew.
    fn create_commit(&mut self, ask: &Ask<'_>, store: &Store, at: usize) -> Answer {
        let name = ask.caller.known()?.to_owned();
        let branch = ask.params.needed("branch")?;
        let message = ask.params.needed("commit_message")?;
        self.may_change(ask, at, &branch)?;
        let start = ask
            .params
            .text("start_sha")
            .or(ask.params.text("start_branch"));
        let there = store.branch(&branch);
        let force = ask.params.flag("force") == Some(true);
        let parent = match (&start, there) {
            (Some(_), Some(_)) if !force => {
                let why = format!(
                    "A branch called '{branch}' already exists. Switch to that branch in order to make changes"
                );
                return Err(refuse::message(400, why));
            }
            (Some(start), _) => store.resolve(start),
            (None, there) => there,
        };
        let parent = parent.ok_or_else(|| {
            refuse::message(
                400,
                "You can only create or edit files when you are on a branch",
            )
        })?;
        let changes = changes(&ask.params.json("actions"), store, parent)?;
        let by = ask.params.text("author_name").unwrap_or(name);
        let who = Who {
            name: &by,
            now: self.now,
        };
        let made = store.commit(parent, &changes, &message, &who);
        let made = made.map_err(|it| refuse::message(400, it.message()))?;
        let set = store.set(&format!("refs/heads/{branch}"), made);
        set.map_err(|it| refuse::message(400, it.message()))?;
        Ok(Reply::json(201, &commit(store, made)))
    }

    fn show_file(&self, ask: &Ask<'_>, store: &Store, path: &str) -> Answer {
        let name = ask.params.needed("ref")?;
        let at = store
            .resolve(&name)
            .ok_or_else(|| refuse::not_found("Commit"))?;
        let (id, bytes) = store
            .file(at, path)
            .ok_or_else(|| refuse::not_found("File"))?;
        Ok(Reply::json(
            200,
            &json!({
                "file_path": path, "file_name": path.rsplit('/').next(), "ref": name, "blob_id": id.to_string(),
                "commit_id": at.to_string(), "last_commit_id": at.to_string(), "size": bytes.len(),
                "encoding": "base64", "content": BASE64_STANDARD.encode(bytes),
            }),
        ))
    }
}

fn changes(actions: &Value, store: &Store, parent: Oid) -> Result<Vec<Change>, Refusal> {
    let mut found = Vec::new();
    for action in actions.as_array().into_iter().flatten() {
        let path = action["file_path"].as_str().unwrap_or_default().to_owned();
        let there = store.file(parent, &path);
        let content = action["content"].as_str().unwrap_or_default();
        let bytes = match action["encoding"].as_str() {
            Some("base64") => BASE64_STANDARD.decode(content).unwrap_or_default(),
            _ => content.as_bytes().to_vec(),
        };
        let last = action["last_commit_id"].as_str();
        if last
            .is_some_and(|it| it != parent.to_string() && changed_since(store, it, parent, &path))
        {
            let why = format!("The file has changed since you started editing it: {path}");
            return Err(refuse::message(400, why));
        }
        let bytes = match (action["action"].as_str().unwrap_or_default(), there) {
            ("create", Some(_)) => {
                return Err(refuse::message(400, "A file with this name already exists"));
            }
            ("update" | "delete", None) => {
                return Err(refuse::message(400, "A file with this name doesn't exist"));
            }
            ("delete", Some(_)) => None,
            ("create" | "update", _) => Some(bytes),
            _ => {
                return Err(refuse::error(
                    400,
                    "actions[0][action] does not have a valid value",
                ));
            }
        };
        found.push((path, bytes));
    }
    Ok(found)
}

fn changed_since(store: &Store, since: &str, now: Oid, path: &str) -> bool {
    let then = Oid::from_str(since).ok();
    let blob = |at: Oid| store.file(at, path).map(|(id, _)| id);
    then.and_then(blob) != blob(now)
}

pub(super) fn commit(store: &Store, id: Oid) -> Value {
    let Some(commit) = store.find(id) else {
        return Value::Null;
    };
    let message = commit.message().unwrap_or_default();
    let author = commit.author();
    let parents: Vec<String> = commit.parent_ids().map(|it| it.to_string()).collect();
    json!({
        "id": id.to_string(), "short_id": &id.to_string()[..8], "parent_ids": parents,
        "title": message.lines().next(), "message": message,
        "author_name": author.name().unwrap_or_default(), "author_email": author.email().unwrap_or_default(),
        "committer_name": commit.committer().name().unwrap_or_default(),
        "committer_email": commit.committer().email().unwrap_or_default(), "authored_date": time(author.when().seconds()), "committed_date": time(commit.committer().when().seconds()),
        "created_at": time(author.when().seconds()),
    })
}

fn compare(ask: &Ask<'_>, store: &Store) -> Answer {
    let side = |name: &str| {
        let found = store.resolve(&ask.params.needed(name)?);
        found.ok_or_else(|| refuse::not_found("Ref"))
    };
    let compared = store.compare(side("from")?, side("to")?);
    let compared = compared.map_err(|it| refuse::message(400, it.message()))?;
    let diffs: Vec<Value> = compared.files.iter().map(diff).collect();
    let commits: Vec<Value> = compared
        .commits
        .iter()
        .map(|it| commit(store, *it))
        .collect();
    Ok(Reply::json(
        200,
        &json!({ "commits": commits, "diffs": diffs, "compare_same_ref": compared.ahead == 0 }),
    ))
}

pub(super) fn diff(file: &crate::git::Differing) -> Value {
    let before = file.before.as_ref().unwrap_or(&file.path);
    json!({
        "old_path": before, "new_path": file.path, "new_file": file.status == "added",
        "deleted_file": file.status == "removed", "renamed_file": file.status == "renamed", "diff": "",
    })
}

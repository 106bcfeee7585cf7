//! Blobs, trees and commits, one by one.

use base64::{Engine, prelude::BASE64_STANDARD};
use git2::{ObjectType, Signature, Time, TreeWalkMode};
use serde_json::{Value, json};

use super::super::Answer;
use super::super::access::Caller;
use super::super::refuse::{self, Refusal};
use super::super::state::GitHub;
use super::{broken, oid};
use crate::git::{Change, Store};
use crate::http::{Reply, Request};

impl GitHub {
    pub(super) fn below_objects(
        &mut self,
        caller: &Caller,
        request: &Request,
        store: &Store,
        at: usize,
        path: &[&str],
    ) -> Answer {
        let body = request.json();
        match (request.method.as_str(), path) {
            ("POST", ["blobs"]) => {
                let bytes = content(&body)?;
                let id = store.0.blob(&bytes).map_err(|it| broken(&it))?;
                Ok(Reply::json(201, &json!({ "sha": id.to_string() })))
            }
            ("GET", ["blobs", sha]) => {
                let blob = store.0.find_blob(oid(Some(sha), "sha")?);
                let blob = blob.map_err(|_| refuse::not_found())?;
                let content = BASE64_STANDARD.encode(blob.content());
                Ok(Reply::json(
                    200,
                    &json!({ "sha": sha, "encoding": "base64", "content": content, "size": blob.size() }),
                ))
            }
            ("POST", ["trees"]) => create_tree(store, &body),
            ("GET", ["trees", name]) => {
                show_tree(store, name, request.param("recursive").is_some())
            }
            ("POST", ["commits"]) => self.create_commit(caller, store, at, &body),
            ("GET", ["commits", sha]) => {
                let commit = store
                    .find(oid(Some(sha), "sha")?)
                    .ok_or_else(refuse::not_found)?;
                Ok(Reply::json(200, &self.bare_commit(at, &commit)))
            }
            _ => Err(refuse::not_found()),
        }
    }

    /// A commit that no branch names yet; those of an app are signed unless it names another author.
    fn create_commit(&self, caller: &Caller, store: &Store, at: usize, body: &Value) -> Answer {
        let message = body["message"].as_str();
        let message = message.ok_or_else(|| refuse::malformed("\"message\" wasn't supplied."))?;
        let tree = store.0.find_tree(oid(body["tree"].as_str(), "tree")?);
        let tree = tree.map_err(|_| refuse::with_message(422, "Tree SHA does not exist"))?;
        let mut parents = Vec::new();
        for parent in body["parents"].as_array().into_iter().flatten() {
            let found = store.find(oid(parent.as_str(), "parents")?);
            parents.push(found.ok_or_else(|| {
                refuse::with_message(422, "Parent SHA does not exist or is not a commit object")
            })?);
        }
        let own = self.who(caller).signature().map_err(|it| broken(&it))?;
        let author = match (
            body["author"]["name"].as_str(),
            body["author"]["email"].as_str(),
        ) {
            (Some(name), Some(email)) => {
                Signature::new(name, email, &Time::new(self.now, 0)).map_err(|it| broken(&it))?
            }
            _ => own.clone(),
        };
        let parents: Vec<_> = parents.iter().collect();
        let id = store
            .0
            .commit(None, &author, &own, message, &tree, &parents);
        let commit = id.ok().and_then(|it| store.find(it));
        let commit = commit.ok_or_else(|| refuse::with_message(422, "Invalid commit"))?;
        Ok(Reply::json(201, &self.bare_commit(at, &commit)))
    }
}

/// The bytes of a text, or of base64.
pub(super) fn content(body: &Value) -> Result<Vec<u8>, Refusal> {
    let text = body["content"].as_str();
    let text = text.ok_or_else(|| refuse::malformed("\"content\" wasn't supplied."))?;
    match body["encoding"].as_str().unwrap_or("utf-8") {
        "base64" => {
            let text: String = text.split_whitespace().collect();
            let bytes = BASE64_STANDARD.decode(text);
            bytes.map_err(|_| refuse::with_message(422, "content is not valid Base64"))
        }
        _ => Ok(text.as_bytes().to_vec()),
    }
}

fn create_tree(store: &Store, body: &Value) -> Answer {
    let base = body["base_tree"].as_str();
    let base = base.map(|it| oid(Some(it), "base_tree")).transpose()?;
    let base = base.and_then(|it| store.0.find_object(it, None).ok()?.peel_to_tree().ok());
    if base.is_none() && body["base_tree"].is_string() {
        return Err(refuse::with_message(
            422,
            "base_tree is not a valid tree oid",
        ));
    }
    let mut changes: Vec<Change> = Vec::new();
    for entry in body["tree"].as_array().into_iter().flatten() {
        let path = entry["path"].as_str().unwrap_or_default().to_owned();
        let malformed =
            path.is_empty() || path.starts_with('/') || path.split('/').any(|it| it == "..");
        if malformed {
            return Err(refuse::with_message(
                422,
                "tree.path contains a malformed path component",
            ));
        }
        let bytes = match (&entry["sha"], entry["content"].as_str()) {
            (_, Some(text)) => Some(text.as_bytes().to_vec()),
            (Value::String(sha), None) => {
                let blob = store.0.find_blob(oid(Some(sha), "sha")?);
                let blob =
                    blob.map_err(|_| refuse::with_message(422, "tree.sha is not a valid blob"))?;
                Some(blob.content().to_vec())
            }
            _ => None,
        };
        changes.push((path, bytes));
    }
    let id = store
        .tree(base.as_ref(), &changes)
        .map_err(|it| broken(&it))?;
    let shown = show_tree(store, &id.to_string(), false)?;
    Ok(Reply {
        status: 201,
        ..shown
    })
}

fn show_tree(store: &Store, name: &str, recursive: bool) -> Answer {
    let id = store
        .resolve(name)
        .map_or_else(|| oid(Some(name), "sha"), Ok)?;
    let object = store
        .0
        .find_object(id, None)
        .map_err(|_| refuse::not_found())?;
    let tree = object.peel_to_tree().map_err(|_| refuse::not_found())?;
    let mut rows = Vec::new();
    let walked = tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        let kind = entry.kind().unwrap_or(ObjectType::Any);
        if recursive || folder.is_empty() {
            let path = format!("{folder}{}", entry.name().unwrap_or_default());
            rows.push(json!({
                "path": path, "mode": format!("{:06o}", entry.filemode()), "type": kind.str(), "sha": entry.id().to_string(),
            }));
        }
        0
    });
    walked.map_err(|it| broken(&it))?;
    Ok(Reply::json(
        200,
        &json!({ "sha": tree.id().to_string(), "truncated": false, "tree": rows }),
    ))
}

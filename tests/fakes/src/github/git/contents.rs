//! One file at a time.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::super::Answer;
use super::super::access::Caller;
use super::super::refuse;
use super::super::state::GitHub;
use super::broken;
use super::objects::content;
use crate::git::Store;
use crate::http::{Reply, Request};

impl GitHub {
    pub(super) fn below_contents(
        &mut self,
        caller: &Caller,
        request: &Request,
        store: &Store,
        at: usize,
        path: &str,
    ) -> Answer {
        let main = self.repositories[at].default_branch.clone();
        if request.method == "GET" {
            let commit = store.resolve(request.param("ref").unwrap_or(&main));
            let file = commit.and_then(|it| store.file(it, path));
            let (id, bytes) = file.ok_or_else(refuse::not_found)?;
            return Ok(Reply::json(
                200,
                &json!({
                    "type": "file", "path": path, "sha": id.to_string(), "size": bytes.len(),
                    "encoding": "base64", "content": BASE64_STANDARD.encode(bytes),
                }),
            ));
        }
        let body = request.json();
        let branch = body["branch"].as_str().unwrap_or(&main).to_owned();
        let reference = format!("refs/heads/{branch}");
        let head = store.branch(&branch);
        let head =
            head.ok_or_else(|| refuse::with_message(404, &format!("Branch {branch} not found")))?;
        self.may_change(at, &reference, 409)?;
        let there = store.file(head, path).map(|(id, _)| id.to_string());
        let known = body["sha"].as_str().map(str::to_owned);
        match (&there, &known) {
            (Some(_), None) => {
                return Err(refuse::with_message(
                    422,
                    "Invalid request.\n\n\"sha\" wasn't supplied.",
                ));
            }
            (there, Some(known)) if there.as_ref() != Some(known) => {
                return Err(refuse::with_message(
                    409,
                    &format!("{path} does not match {known}"),
                ));
            }
            _ => {}
        }
        let bytes = match request.method.as_str() {
            "DELETE" => None,
            _ => Some(decoded(&body)?),
        };
        let message = body["message"].as_str();
        let message = message.ok_or_else(|| refuse::malformed("\"message\" wasn't supplied."))?;
        let change = [(path.to_owned(), bytes)];
        let commit = store.commit(head, &change, message, &self.who(caller));
        let commit = commit.map_err(|it| broken(&it))?;
        store.set(&reference, commit).map_err(|it| broken(&it))?;
        let shown = store.find(commit).map(|it| self.bare_commit(at, &it));
        let file = store
            .file(commit, path)
            .map(|(id, _)| json!({ "path": path, "sha": id.to_string() }));
        let status = if there.is_none() { 201 } else { 200 };
        Ok(Reply::json(
            status,
            &json!({ "content": file, "commit": shown }),
        ))
    }
}

/// Always base64 here.
fn decoded(body: &Value) -> Result<Vec<u8>, refuse::Refusal> {
    let mut body = body.clone();
    body["encoding"] = json!("base64");
    content(&body)
}

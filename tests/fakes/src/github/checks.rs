//! Check runs and statuses: kept as they were sent, within their limits.

use serde_json::{Value, json};

use super::Answer;
use super::access::{Caller, permitted};
use super::refuse;
use super::state::{GitHub, Level};
use crate::http::{Reply, Request};

/// In one request; more are appended by further ones.
const ANNOTATIONS: usize = 50;
const TEXT: usize = 65_535;

impl GitHub {
    pub(super) fn below_checks(
        &mut self,
        caller: &Caller,
        request: &Request,
        at: usize,
        path: &[&str],
    ) -> Answer {
        permitted(caller, &["checks"], Level::Write)?;
        if !caller.installation() {
            let message = "You must authenticate via a GitHub App.";
            return Err(refuse::with_message(403, message));
        }
        let body = request.json();
        let output = &body["output"];
        if output["annotations"]
            .as_array()
            .is_some_and(|it| it.len() > ANNOTATIONS)
        {
            return Err(refuse::malformed(
                "No more than 50 items are allowed in annotations.",
            ));
        }
        let long = |name: &str| {
            output[name]
                .as_str()
                .is_some_and(|it| it.chars().count() > TEXT)
        };
        if long("summary") || long("text") {
            return Err(refuse::malformed("Only 65535 characters are allowed."));
        }
        match (request.method.as_str(), path) {
            ("POST", []) => {
                for field in ["name", "head_sha"] {
                    if !body[field].is_string() {
                        return Err(refuse::malformed(&format!("\"{field}\" wasn't supplied.")));
                    }
                }
                let mut run = body.clone();
                run["id"] = json!(self.next_id());
                self.repositories[at].checks.push(run.clone());
                Ok(Reply::json(201, &run))
            }
            ("PATCH", [id]) => {
                let mut runs = self.repositories[at].checks.iter_mut();
                let run = runs.find(|it| it["id"].as_u64() == id.parse().ok());
                let run = run.ok_or_else(refuse::not_found)?;
                merge(run, &body);
                Ok(Reply::json(200, run))
            }
            _ => Err(refuse::not_found()),
        }
    }
}

/// Annotations are appended, all else is replaced.
fn merge(run: &mut Value, change: &Value) {
    let mut annotations = run["output"]["annotations"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let more = change["output"]["annotations"]
        .as_array()
        .into_iter()
        .flatten();
    annotations.extend(more.cloned());
    for (name, value) in change.as_object().into_iter().flatten() {
        run[name] = value.clone();
    }
    if !annotations.is_empty() {
        run["output"]["annotations"] = json!(annotations);
    }
}

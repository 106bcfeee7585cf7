//! Refusals in GitLab's words.

use serde_json::{Value, json};

use crate::http::Reply;

/// An answer instead of the one that was asked for.
pub(super) type Refusal = Box<Reply>;

pub(super) fn message(status: u16, message: impl Into<Value>) -> Refusal {
    let message: Value = message.into();
    Box::new(Reply::json(status, &json!({ "message": message })))
}

/// What the description of the interface refuses, before anything is looked at.
pub(super) fn error(status: u16, error: &str) -> Refusal {
    Box::new(Reply::json(status, &json!({ "error": error })))
}

pub(super) fn unauthorized() -> Refusal {
    message(401, "401 Unauthorized")
}

pub(super) fn forbidden() -> Refusal {
    message(403, "403 Forbidden")
}

pub(super) fn not_found(what: &str) -> Refusal {
    match what {
        "" => message(404, "404 Not found"),
        what => message(404, format!("404 {what} Not Found")),
    }
}

/// A field whose value does not do.
pub(super) fn field(name: &str, why: &str) -> Refusal {
    message(400, json!({ name: [why] }))
}

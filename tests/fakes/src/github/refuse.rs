//! Refusals in GitHub's words.

use serde_json::{Value, json};

use crate::http::Reply;

/// An answer instead of the one that was asked for.
pub(super) type Refusal = Box<Reply>;

const DOCS: &str = "https://docs.github.com/rest";

pub(super) fn with_message(status: u16, message: &str) -> Refusal {
    let body =
        json!({ "message": message, "documentation_url": DOCS, "status": status.to_string() });
    Box::new(Reply::json(status, &body))
}

pub(super) fn not_found() -> Refusal {
    with_message(404, "Not Found")
}

pub(super) fn not_admin() -> Refusal {
    with_message(403, "Must have admin rights to Repository.")
}

/// One field that is not as it must be.
pub(super) fn invalid(resource: &str, field: &str, code: &str) -> Refusal {
    errors(vec![
        json!({ "resource": resource, "field": field, "code": code }),
    ])
}

pub(super) fn custom(resource: &str, field: &str, message: &str) -> Refusal {
    errors(vec![
        json!({ "resource": resource, "field": field, "code": "custom", "message": message }),
    ])
}

pub(super) fn errors(errors: Vec<Value>) -> Refusal {
    let body = json!({
        "message": "Validation Failed", "errors": errors, "documentation_url": DOCS, "status": "422",
    });
    Box::new(Reply::json(422, &body))
}

/// The request does not fit the description of the interface.
pub(super) fn malformed(why: &str) -> Refusal {
    with_message(422, &format!("Invalid request.\n\n{why}"))
}

pub(super) fn moved(permanent_for_reading: bool, location: String) -> Refusal {
    let status = if permanent_for_reading { 301 } else { 307 };
    let word = if status == 301 {
        "Moved Permanently"
    } else {
        "Temporary Redirect"
    };
    let body = json!({ "message": word, "url": location, "documentation_url": DOCS });
    Box::new(Reply::json(status, &body).with("location", location))
}

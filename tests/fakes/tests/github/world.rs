//! A small GitHub, and who asks it.

use fake_forge::github::GitHub;
use fake_forge::{Forge, Reply, Request};
use serde_json::{Value, json};

/// `acme/incidents` is public, `acme/secret` is not. Ann owns the place, Wim may push, Tri may triage, Rea may
/// read, Eve is a stranger; the bot has a token as a workflow gets it.
pub(crate) fn github() -> GitHub {
    let mut github = GitHub::seeded(json!({
        "users": [{ "login": "acme", "type": "Organization", "members": ["ann"] }],
        "tokens": {
            "ann": { "login": "ann" }, "wim": { "login": "wim" }, "tri": { "login": "tri" },
            "rea": { "login": "rea" }, "eve": { "login": "eve" },
            "old": { "login": "wim", "expired": true },
            "classic": { "login": "wim", "scopes": ["public_repo"] },
            "fine": { "login": "wim", "permissions": { "contents": "write", "issues": "read" } },
            "job": {
                "login": "github-actions[bot]", "limit": 1000, "repositories": ["acme/incidents"],
                "permissions": { "issues": "write", "contents": "read" },
            },
            "reading-job": {
                "login": "github-actions[bot]", "repositories": ["acme/incidents"],
                "permissions": { "contents": "read" },
            },
            "poor": { "login": "wim", "limit": 2 },
        },
        "repositories": [
            {
                "full_name": "acme/incidents", "once": ["acme/old"], "types": ["Task"],
                "roles": { "ann": "admin", "wim": "write", "tri": "triage", "rea": "read" },
                "milestones": [{ "number": 1, "title": "May" }],
            },
            { "full_name": "acme/secret", "private": true, "roles": { "wim": "write", "rea": "read" } },
        ],
    }));
    github.reached_at("https://github.test");
    github
}

pub(crate) const ISSUES: &str = "/repos/acme/incidents/issues";

pub(crate) fn ask(
    github: &mut GitHub,
    token: &str,
    method: &str,
    target: &str,
    body: Value,
) -> Reply {
    let mut request = Request::new(method, target).with_header("user-agent", "test");
    if !token.is_empty() {
        request = request.with_header("authorization", &format!("Bearer {token}"));
    }
    if !body.is_null() {
        request = request.with_json(&body);
    }
    github.answer(&request)
}

pub(crate) fn get(github: &mut GitHub, token: &str, target: &str) -> Reply {
    ask(github, token, "GET", target, Value::Null)
}

pub(crate) fn post(github: &mut GitHub, token: &str, target: &str, body: Value) -> Reply {
    ask(github, token, "POST", target, body)
}

pub(crate) fn patch(github: &mut GitHub, token: &str, target: &str, body: Value) -> Reply {
    ask(github, token, "PATCH", target, body)
}

/// Opens an issue as one who may push, and returns it.
pub(crate) fn opened(github: &mut GitHub, body: Value) -> Value {
    let reply = post(github, "wim", ISSUES, body);
    assert_eq!(reply.status, 201, "{}", reply.value());
    reply.value()
}

pub(crate) fn numbers(reply: &Reply) -> Vec<u64> {
    let list = reply.value();
    let rows = list.as_array().into_iter().flatten();
    rows.filter_map(|it| it["number"].as_u64()).collect()
}

pub(crate) fn message(reply: &Reply) -> String {
    reply.value()["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

//! A small GitLab below a path, and who asks it.

use fake_forge::gitlab::GitLab;
use fake_forge::{Forge, Reply, Request};
use serde_json::{Value, json};

/// `acme/sre/incidents` is public, `acme/secret` is not. Mia maintains, Dev develops, Rex reports, Gus is a guest,
/// Eve a stranger.
pub(crate) fn gitlab() -> GitLab {
    let mut gitlab = GitLab::seeded(json!({
        "below": "/gitlab",
        "tokens": {
            "mia": { "username": "mia" }, "dev": { "username": "dev" }, "rex": { "username": "rex" },
            "gus": { "username": "gus" }, "eve": { "username": "eve" },
            "old": { "username": "dev", "expired": true },
            "reading": { "username": "dev", "scopes": ["read_api"] },
            "git": { "username": "dev", "scopes": ["write_repository"] },
            "job": { "username": "dev", "job": true },
            "bot": { "username": "project_1_bot_a", "expires_at": "2026-12-01" },
            "poor": { "username": "dev", "limit": 1 },
        },
        "projects": [
            {
                "path": "acme/sre/incidents", "visibility": "public", "once": ["acme/old"],
                "members": { "mia": 40, "dev": 30, "rex": 20, "gus": 10, "project_1_bot_a": 20 },
                "labels": [{ "name": "known" }], "milestones": [{ "id": 7, "title": "May" }],
            },
            { "path": "acme/secret", "members": { "dev": 30 } },
        ],
    }));
    gitlab.reached_at("https://gitlab.test");
    gitlab
}

pub(crate) const PROJECT: &str = "/projects/acme%2Fsre%2Fincidents";
pub(crate) const ISSUES: &str = "/projects/acme%2Fsre%2Fincidents/issues";

pub(crate) fn request(token: &str, method: &str, target: &str) -> Request {
    let request = Request::new(method, &format!("/gitlab/api/v4{target}"));
    match token {
        "" => request,
        "job" => request.with_header("job-token", token),
        _ => request.with_header("private-token", token),
    }
}

pub(crate) fn get(gitlab: &mut GitLab, token: &str, target: &str) -> Reply {
    gitlab.answer(&request(token, "GET", target))
}

pub(crate) fn post(gitlab: &mut GitLab, token: &str, target: &str, body: Value) -> Reply {
    gitlab.answer(&request(token, "POST", target).with_json(&body))
}

pub(crate) fn put(gitlab: &mut GitLab, token: &str, target: &str, body: Value) -> Reply {
    gitlab.answer(&request(token, "PUT", target).with_json(&body))
}

/// Opens an issue as one who may do all with it, and returns it.
pub(crate) fn opened(gitlab: &mut GitLab, body: Value) -> Value {
    let reply = post(gitlab, "rex", ISSUES, body);
    assert_eq!(reply.status, 201, "{}", reply.value());
    reply.value()
}

pub(crate) fn iids(reply: &Reply) -> Vec<u64> {
    let list = reply.value();
    let rows = list.as_array().into_iter().flatten();
    rows.filter_map(|it| it["iid"].as_u64()).collect()
}

pub(crate) fn id_of(gitlab: &GitLab, username: &str) -> u64 {
    let user = gitlab.users.iter().find(|it| it.username == username);
    user.map_or(0, |it| it.id)
}

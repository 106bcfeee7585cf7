//! Labels, comments, limits, tags.

use fake_forge::github::Flavour;
use fake_forge::{Forge, Request};
use serde_json::{Value, json};

use crate::world::*;

const LABELS: &str = "/repos/acme/incidents/labels";

#[test]
fn a_label_is_made_once_by_those_who_may_push() {
    let mut github = github();
    let label = json!({ "name": "followthrough", "color": "0e8a16", "description": "d" });
    assert_eq!(post(&mut github, "wim", LABELS, label.clone()).status, 201);
    let again = post(
        &mut github,
        "wim",
        LABELS,
        json!({ "name": "Followthrough" }),
    );
    assert_eq!(
        (again.status, &again.value()["errors"][0]["code"]),
        (422, &json!("already_exists"))
    );
    assert_eq!(
        post(&mut github, "rea", LABELS, json!({ "name": "y" })).status,
        404
    );
    assert_eq!(
        post(
            &mut github,
            "wim",
            LABELS,
            json!({ "name": "y", "color": "#fff" })
        )
        .status,
        422
    );
    assert_eq!(
        get(&mut github, "", &format!("{LABELS}/followthrough")).value()["color"],
        "0e8a16"
    );
    assert_eq!(get(&mut github, "", &format!("{LABELS}/z")).status, 404);
}

#[test]
fn a_label_whose_name_has_a_slash_or_a_blank_is_one_part_of_the_path() {
    let mut github = github();
    post(&mut github, "wim", LABELS, json!({ "name": "team: a/b" }));
    assert_eq!(
        get(&mut github, "", &format!("{LABELS}/team%3A%20a%2Fb")).status,
        200
    );
}

#[test]
fn a_comment_is_edited_by_its_author_or_who_may_push() {
    let mut github = github();
    opened(&mut github, json!({ "title": "t" }));
    let comments = format!("{ISSUES}/1/comments");
    let comment = post(&mut github, "eve", &comments, json!({ "body": "b" })).value();
    let one = format!("{ISSUES}/comments/{}", comment["id"]);
    assert_eq!(
        patch(&mut github, "rea", &one, json!({ "body": "c" })).status,
        403
    );
    assert_eq!(
        patch(&mut github, "eve", &one, json!({ "body": "c" })).value()["body"],
        "c"
    );
    assert_eq!(
        patch(&mut github, "wim", &one, json!({ "body": "d" })).status,
        200
    );
    for body in [
        json!({}),
        json!({ "body": " " }),
        json!({ "body": "a".repeat(65_537) }),
    ] {
        assert_eq!(post(&mut github, "wim", &comments, body).status, 422);
    }
}

#[test]
fn every_answer_tells_what_is_left_and_the_last_one_refuses() {
    let mut github = github();
    let left = |reply: &fake_forge::Reply| reply.header("x-ratelimit-remaining").map(str::to_owned);
    assert_eq!(
        left(&get(&mut github, "poor", ISSUES)).as_deref(),
        Some("1")
    );
    assert_eq!(
        left(&get(&mut github, "poor", "/rate_limit")).as_deref(),
        Some("1"),
        "asking is free"
    );
    assert_eq!(
        left(&get(&mut github, "poor", ISSUES)).as_deref(),
        Some("0")
    );
    let reply = get(&mut github, "poor", ISSUES);
    assert_eq!((reply.status, left(&reply).as_deref()), (403, Some("0")));
    assert!(reply.header("x-ratelimit-reset").is_some() && reply.header("retry-after").is_none());
    github.flavour = Flavour::Enterprise;
    let reply = get(&mut github, "wim", &format!("/api/v3{ISSUES}"));
    assert_eq!(
        left(&reply),
        None,
        "Enterprise Server has no limit unless its admin sets one"
    );
}

#[test]
fn a_tag_that_is_known_saves_the_body_and_another_token_has_another_tag() {
    let mut github = github();
    let tag =
        |reply: &fake_forge::Reply| reply.header("etag").map(str::to_owned).unwrap_or_default();
    let first = tag(&get(&mut github, "wim", ISSUES));
    let ask = |token: &str| {
        let request = Request::new("GET", ISSUES).with_header("user-agent", "test");
        request
            .with_header("authorization", &format!("Bearer {token}"))
            .with_header("if-none-match", &first)
    };
    assert_eq!(github.answer(&ask("wim")).status, 304);
    assert_eq!(github.answer(&ask("ann")).status, 200);
    opened(&mut github, json!({ "title": "t" }));
    assert_eq!(github.answer(&ask("wim")).status, 200);
}

#[test]
fn a_repository_says_what_the_caller_may() {
    let mut github = github();
    let push = |reply: Value| reply["permissions"]["push"].clone();
    for (token, may) in [
        ("wim", json!(true)),
        ("rea", json!(false)),
        ("", Value::Null),
    ] {
        assert_eq!(
            push(get(&mut github, token, "/repos/acme/incidents").value()),
            may
        );
    }
    assert_eq!(
        get(&mut github, "wim", "/repos/ACME/Incidents").value()["full_name"],
        "acme/incidents"
    );
    assert_eq!(get(&mut github, "wim", "/repos/acme/none").status, 404);
}

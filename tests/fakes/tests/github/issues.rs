//! One issue: what is accepted, what comes back, and what becomes of it.

use fake_forge::github::{Flavour, Gone};
use serde_json::{Value, json};

use crate::world::*;

fn refused(token: &str, body: Value) -> (u16, Value) {
    let reply = post(&mut github(), token, ISSUES, body);
    (reply.status, reply.value())
}

#[test]
fn titles_and_bodies_end_at_their_limits_counted_in_characters() {
    let fits = json!({ "title": "ä".repeat(256), "body": "🔥".repeat(65_536) });
    assert_eq!(refused("wim", fits).0, 201);
    for (field, length) in [("title", 257), ("body", 65_537)] {
        let mut body = json!({ "title": "t" });
        body[field] = "a".repeat(length).into();
        let (status, answer) = refused("wim", body);
        let message = format!("{field} is too long (maximum is {} characters)", length - 1);
        assert_eq!(
            (status, &answer["errors"][0]["message"]),
            (422, &json!(message))
        );
        assert_eq!(answer["message"], "Validation Failed");
    }
    assert_eq!(
        refused("wim", json!({ "title": "t", "labels": ["x".repeat(51)] })).0,
        422
    );
    let many: Vec<String> = (0..101).map(|it| it.to_string()).collect();
    assert_eq!(
        refused("wim", json!({ "title": "t", "labels": many })).0,
        422
    );
}

#[test]
fn a_title_is_needed_and_kinds_of_values_matter() {
    for body in [
        json!({}),
        json!({ "title": null }),
        json!({ "title": " " }),
        json!({ "title": "t", "body": 1 }),
        json!({ "title": "t", "labels": "x" }),
        json!({ "title": "t", "milestone": 9 }),
        json!({ "title": "t", "type": "Epic" }),
        json!({ "title": "t", "state": "done" }),
    ] {
        assert_eq!(refused("wim", body.clone()).0, 422, "{body}");
    }
    let mut request = fake_forge::Request::new("POST", ISSUES)
        .with_header("user-agent", "test")
        .with_header("authorization", "token wim");
    request.body = b"{".to_vec();
    assert_eq!(
        fake_forge::Forge::answer(&mut github(), &request).status,
        400
    );
}

#[test]
fn unknown_labels_are_made_and_known_ones_keep_their_spelling() {
    let mut github = github();
    let issue = opened(
        &mut github,
        json!({ "title": "t", "labels": ["Bug", { "name": "x" }] }),
    );
    assert_eq!(issue["labels"][0]["color"], "ededed");
    let issue = opened(
        &mut github,
        json!({ "title": "t", "labels": ["bug", "X", "bug"] }),
    );
    let names: Vec<&Value> = issue["labels"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["Bug", "x"]);
}

#[test]
fn an_empty_body_comes_back_as_null_and_text_as_it_was() {
    let mut github = github();
    assert_eq!(
        opened(&mut github, json!({ "title": "t", "body": "" }))["body"],
        Value::Null
    );
    let text = " a\r\n<!-- x -->\n\n";
    assert_eq!(
        opened(&mut github, json!({ "title": "t", "body": text }))["body"],
        text
    );
    github.crlf = true;
    assert_eq!(
        get(&mut github, "", &format!("{ISSUES}/2")).value()["body"],
        " a\r\n<!-- x -->\r\n\r\n"
    );
}

#[test]
fn labels_and_assignees_of_an_edit_replace_what_was_there() {
    let mut github = github();
    opened(
        &mut github,
        json!({ "title": "t", "labels": ["a", "b"], "assignees": ["wim"] }),
    );
    let one = format!("{ISSUES}/1");
    let issue = patch(
        &mut github,
        "wim",
        &one,
        json!({ "labels": ["c"], "assignees": [] }),
    )
    .value();
    assert_eq!(
        (
            issue["labels"].as_array().map(Vec::len),
            &issue["labels"][0]["name"]
        ),
        (Some(1), &json!("c"))
    );
    assert_eq!(issue["assignees"], json!([]));
    let issue = post(
        &mut github,
        "wim",
        &format!("{one}/labels"),
        json!({ "labels": ["a"] }),
    )
    .value();
    assert_eq!(issue.as_array().map(Vec::len), Some(2), "this one adds");
    let gone = format!("{one}/labels/c");
    assert_eq!(
        ask(&mut github, "wim", "DELETE", &gone, json!(null)).status,
        200
    );
    assert_eq!(
        ask(&mut github, "wim", "DELETE", &gone, json!(null)).status,
        404
    );
}

#[test]
fn a_reason_counts_only_if_the_state_changes() {
    let mut github = github();
    opened(&mut github, json!({ "title": "t" }));
    let one = format!("{ISSUES}/1");
    let mut turn = |body: Value| {
        let reply = patch(&mut github, "wim", &one, body);
        assert_eq!(reply.status, 200);
        let issue = reply.value();
        (issue["state"].clone(), issue["state_reason"].clone())
    };
    let (open, closed) = (json!("open"), json!("closed"));
    assert_eq!(
        turn(json!({ "state_reason": "not_planned" })),
        (open.clone(), json!(null))
    );
    assert_eq!(
        turn(json!({ "state": "closed", "state_reason": "not_planned" })),
        (closed.clone(), json!("not_planned"))
    );
    assert_eq!(
        turn(json!({ "state": "closed", "state_reason": "completed" })),
        (closed.clone(), json!("not_planned"))
    );
    assert_eq!(turn(json!({ "state": "open" })), (open, json!("reopened")));
    assert_eq!(
        turn(json!({ "state": "closed" })),
        (closed, json!("completed"))
    );
    assert_eq!(
        get(&mut github, "", &one).value()["closed_by"]["login"],
        "wim"
    );
    for wrong in [
        json!({ "state": "shut" }),
        json!({ "state": "closed", "state_reason": "wontfix" }),
    ] {
        assert_eq!(patch(&mut github, "wim", &one, wrong).status, 422);
    }
}

#[test]
fn updated_moves_only_if_something_changed() {
    let mut github = github();
    let before = opened(&mut github, json!({ "title": "t", "body": "b" }));
    let one = format!("{ISSUES}/1");
    let same = patch(
        &mut github,
        "wim",
        &one,
        json!({ "title": "t", "body": "b" }),
    )
    .value();
    assert_eq!(same["updated_at"], before["updated_at"]);
    let other = patch(&mut github, "wim", &one, json!({ "body": "c" })).value();
    assert_ne!(other["updated_at"], before["updated_at"]);
}

#[test]
fn what_is_gone_says_how() {
    let mut github = github();
    for _ in 0..3 {
        opened(&mut github, json!({ "title": "t" }));
    }
    let there = github.file("acme/secret", json!({ "title": "t", "author": "wim" }));
    let repository = github.repository("acme/incidents");
    repository.issues.clear();
    repository.gone.insert(1, Gone::Deleted);
    let to = Gone::Transferred {
        repository: "acme/secret".into(),
        number: there,
    };
    repository.gone.insert(2, to);
    let one = |number: u32| format!("{ISSUES}/{number}");
    assert_eq!(get(&mut github, "wim", &one(1)).status, 410);
    assert_eq!(
        get(&mut github, "eve", &one(1)).status,
        404,
        "deleted, and no part in it"
    );
    assert_eq!(get(&mut github, "wim", &one(3)).status, 404);
    let moved = get(&mut github, "eve", &one(2));
    assert_eq!(moved.status, 301);
    let location = moved
        .header("location")
        .map(|it| it.replace("https://github.test", ""));
    let location = location.unwrap_or_default();
    assert!(location.starts_with("/repositories/") && location.ends_with("/issues/1"));
    assert_eq!(
        get(&mut github, "eve", &location).status,
        404,
        "who may not read it there"
    );
    assert_eq!(
        get(&mut github, "wim", &location).value()["repository_url"],
        "https://github.test/repos/acme/secret"
    );
    assert_eq!(
        patch(&mut github, "wim", &one(2), json!({ "title": "u" })).status,
        307
    );
    assert_eq!(
        post(&mut github, "wim", ISSUES, json!({ "title": "t" })).value()["number"],
        3,
        "numbers that had a fate are not given again"
    );
}

#[test]
fn a_renamed_repository_redirects_reading_and_writing_differently() {
    let mut github = github();
    let reply = get(&mut github, "wim", "/repos/acme/old/issues?state=all");
    assert_eq!(reply.status, 301);
    assert!(
        reply
            .header("location")
            .is_some_and(|it| it.ends_with("/issues?state=all"))
    );
    assert_eq!(
        post(
            &mut github,
            "wim",
            "/repos/acme/old/issues",
            json!({ "title": "t" })
        )
        .status,
        307
    );
}

#[test]
fn sub_issues_go_by_database_id_and_are_not_on_enterprise_server() {
    let mut github = github();
    let parent = opened(&mut github, json!({ "title": "parent" }));
    let child = opened(&mut github, json!({ "title": "child" }));
    let target = format!("{ISSUES}/1/sub_issues");
    assert_eq!(
        post(
            &mut github,
            "wim",
            &target,
            json!({ "sub_issue_id": child["number"] })
        )
        .status,
        404
    );
    let reply = post(
        &mut github,
        "wim",
        &target,
        json!({ "sub_issue_id": child["id"] }),
    );
    assert_eq!(
        (reply.status, &reply.value()["sub_issues_summary"]["total"]),
        (201, &json!(1))
    );
    assert_eq!(
        post(
            &mut github,
            "wim",
            &target,
            json!({ "sub_issue_id": child["id"] })
        )
        .status,
        422
    );
    assert_eq!(numbers(&get(&mut github, "wim", &target)), [2]);
    assert_eq!(
        get(&mut github, "", &format!("{ISSUES}/2/parent")).value()["id"],
        parent["id"]
    );

    github.flavour = Flavour::Enterprise;
    assert_eq!(
        get(&mut github, "wim", &format!("/api/v3{target}")).status,
        404
    );
    assert_eq!(
        get(
            &mut github,
            "wim",
            "/api/v3/repos/acme/incidents/issue-types"
        )
        .status,
        404
    );
    let issue = get(&mut github, "wim", &format!("/api/v3{ISSUES}/1")).value();
    assert!(issue.get("sub_issues_summary").is_none());
    assert_eq!(
        get(&mut github, "wim", ISSUES).status,
        404,
        "the interface lies below /api/v3"
    );
}

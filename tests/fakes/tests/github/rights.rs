//! Who may do what, and what is dropped without a word.

use serde_json::json;

use crate::world::*;

#[test]
fn an_unknown_or_expired_token_is_401_even_where_nobody_needs_one() {
    let mut github = github();
    for token in ["nonsense", "old"] {
        let reply = get(&mut github, token, ISSUES);
        assert_eq!(
            (reply.status, message(&reply).as_str()),
            (401, "Bad credentials")
        );
    }
    assert_eq!(get(&mut github, "", ISSUES).status, 200);
}

#[test]
fn without_a_user_agent_nothing_is_answered() {
    let request = fake_forge::Request::new("GET", ISSUES);
    assert_eq!(
        fake_forge::Forge::answer(&mut github(), &request).status,
        403
    );
}

#[test]
fn an_unknown_version_or_form_is_refused() {
    let mut github = github();
    let mut ask = |name: &str, value: &str| {
        let request = fake_forge::Request::new("GET", ISSUES).with_header("user-agent", "test");
        fake_forge::Forge::answer(&mut github, &request.with_header(name, value)).status
    };
    assert_eq!(ask("x-github-api-version", "2022-11-28"), 200);
    assert_eq!(ask("x-github-api-version", "2020-01-01"), 400);
    assert_eq!(ask("accept", "application/vnd.github+json"), 200);
    assert_eq!(ask("accept", "text/html"), 415);
}

#[test]
fn a_private_repository_is_404_to_those_who_may_not_see_it() {
    let mut github = github();
    for token in ["", "eve", "classic", "job"] {
        assert_eq!(
            get(&mut github, token, "/repos/acme/secret").status,
            404,
            "{token}"
        );
        assert_eq!(
            get(&mut github, token, "/repos/acme/secret/issues").status,
            404
        );
    }
    assert_eq!(
        get(&mut github, "rea", "/repos/acme/secret/issues").status,
        200
    );
}

#[test]
fn whoever_can_read_can_open_an_issue_but_its_labels_and_assignees_are_dropped() {
    let mut github = github();
    let wanted = json!({
        "title": "t", "body": "b", "labels": ["x"], "assignees": ["wim"], "milestone": 1, "type": "Task",
    });
    for token in ["eve", "rea"] {
        let reply = post(&mut github, token, ISSUES, wanted.clone());
        let issue = reply.value();
        assert_eq!(reply.status, 201);
        assert_eq!(
            (&issue["labels"], &issue["assignees"]),
            (&json!([]), &json!([]))
        );
        assert_eq!(
            (&issue["milestone"], &issue["type"]),
            (&json!(null), &json!(null))
        );
    }
    let issue = opened(&mut github, wanted);
    assert_eq!(issue["labels"][0]["name"], "x");
    assert_eq!(issue["assignees"][0]["login"], "wim");
    assert_eq!(
        (&issue["milestone"]["title"], &issue["type"]["name"]),
        (&json!("May"), &json!("Task"))
    );
    assert_eq!(
        post(&mut github, "", ISSUES, json!({ "title": "t" })).status,
        401
    );
}

#[test]
fn a_reader_may_not_edit_what_others_opened() {
    let mut github = github();
    opened(&mut github, json!({ "title": "t", "labels": ["x"] }));
    let one = format!("{ISSUES}/1");
    let reply = patch(&mut github, "rea", &one, json!({ "title": "mine" }));
    assert_eq!(
        (reply.status, message(&reply).as_str()),
        (403, "Must have admin rights to Repository.")
    );
    assert_eq!(
        patch(&mut github, "tri", &one, json!({ "state": "closed" })).status,
        200
    );

    let theirs = post(&mut github, "rea", ISSUES, json!({ "title": "t" })).value();
    let own = format!("{ISSUES}/{}", theirs["number"]);
    let reply = patch(
        &mut github,
        "rea",
        &own,
        json!({ "title": "u", "labels": ["x"] }),
    );
    assert_eq!((reply.status, &reply.value()["title"]), (200, &json!("u")));
    assert_eq!(
        reply.value()["labels"],
        json!([]),
        "labels want a right of their own"
    );
}

#[test]
fn a_right_that_the_token_lacks_is_named_in_a_header() {
    let mut github = github();
    for (token, by) in [
        ("reading-job", "integration"),
        ("fine", "personal access token"),
    ] {
        let reply = post(&mut github, token, ISSUES, json!({ "title": "t" }));
        assert_eq!(
            (reply.status, message(&reply)),
            (403, format!("Resource not accessible by {by}"))
        );
        assert_eq!(
            reply.header("x-accepted-github-permissions"),
            Some("issues=write")
        );
    }
}

#[test]
fn the_token_of_a_workflow_has_no_user_and_its_issues_are_a_bots() {
    let mut github = github();
    assert_eq!(get(&mut github, "job", "/user").status, 403);
    assert_eq!(get(&mut github, "wim", "/user").value()["login"], "wim");
    let issue = post(
        &mut github,
        "job",
        ISSUES,
        json!({ "title": "t", "labels": ["x"] }),
    )
    .value();
    assert_eq!(issue["user"]["type"], "Bot");
    assert_eq!(issue["user"]["login"], "github-actions[bot]");
    assert_eq!(issue["labels"][0]["name"], "x");
}

#[test]
fn the_author_s_standing_is_told() {
    let mut github = github();
    for (token, standing) in [
        ("ann", "MEMBER"),
        ("wim", "COLLABORATOR"),
        ("eve", "NONE"),
        ("job", "NONE"),
    ] {
        let issue = post(&mut github, token, ISSUES, json!({ "title": "t" })).value();
        assert_eq!(issue["author_association"], standing);
    }
}

#[test]
fn who_has_no_part_in_the_repository_cannot_be_assigned() {
    let mut github = github();
    let reply = post(
        &mut github,
        "wim",
        ISSUES,
        json!({ "title": "t", "assignees": ["eve"] }),
    );
    assert_eq!(
        (reply.status, &reply.value()["errors"][0]["field"]),
        (422, &json!("assignees"))
    );
    assert_eq!(
        get(&mut github, "wim", "/repos/acme/incidents/assignees/eve").status,
        404
    );
    assert_eq!(
        get(&mut github, "wim", "/repos/acme/incidents/assignees/rea").status,
        204
    );
    opened(&mut github, json!({ "title": "t" }));
    let target = format!("{ISSUES}/1/assignees");
    let issue = post(
        &mut github,
        "wim",
        &target,
        json!({ "assignees": ["eve", "rea"] }),
    );
    assert_eq!(
        issue.value()["assignees"][0]["login"],
        "rea",
        "the other one is left out"
    );
}

#[test]
fn an_archived_repository_only_reads_and_one_without_issues_is_410() {
    let mut github = github();
    opened(&mut github, json!({ "title": "t" }));
    github.repository("acme/incidents").archived = true;
    let reply = patch(
        &mut github,
        "ann",
        &format!("{ISSUES}/1"),
        json!({ "title": "u" }),
    );
    assert_eq!(
        (reply.status, message(&reply).as_str()),
        (403, "Repository was archived so is read-only.")
    );
    assert_eq!(get(&mut github, "", ISSUES).status, 200);
    github.repository("acme/incidents").archived = false;
    github.repository("acme/incidents").issues_disabled = true;
    assert_eq!(
        post(&mut github, "ann", ISSUES, json!({ "title": "t" })).status,
        410
    );
    assert_eq!(get(&mut github, "ann", ISSUES).status, 410);
}

#[test]
fn a_locked_issue_takes_no_comment_of_those_who_may_not_push() {
    let mut github = github();
    opened(&mut github, json!({ "title": "t" }));
    assert_eq!(
        ask(
            &mut github,
            "wim",
            "PUT",
            &format!("{ISSUES}/1/lock"),
            json!(null)
        )
        .status,
        204
    );
    assert_eq!(
        get(&mut github, "", &format!("{ISSUES}/1")).value()["locked"],
        true
    );
    let comments = format!("{ISSUES}/1/comments");
    assert_eq!(
        post(&mut github, "eve", &comments, json!({ "body": "b" })).status,
        403
    );
    assert_eq!(
        post(&mut github, "wim", &comments, json!({ "body": "b" })).status,
        201
    );
}

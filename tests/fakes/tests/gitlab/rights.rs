//! Who may do what, and what is dropped without a word.

use fake_forge::Forge;
use serde_json::{Value, json};

use crate::world::*;

#[test]
fn an_unknown_token_is_401_and_an_expired_one_says_so() {
    let mut gitlab = gitlab();
    assert_eq!(
        get(&mut gitlab, "nonsense", ISSUES).value()["message"],
        "401 Unauthorized"
    );
    let reply = get(&mut gitlab, "old", ISSUES);
    assert_eq!(
        (reply.status, &reply.value()["error"]),
        (401, &json!("invalid_token"))
    );
    assert_eq!(get(&mut gitlab, "", ISSUES).status, 200);
}

#[test]
fn a_token_comes_in_its_own_header_or_as_bearer() {
    let mut gitlab = gitlab();
    let bearer = request("", "GET", "/user").with_header("authorization", "Bearer dev");
    assert_eq!(gitlab.answer(&bearer).value()["username"], "dev");
    assert_eq!(get(&mut gitlab, "dev", "/user").value()["username"], "dev");
    assert_eq!(get(&mut gitlab, "", "/user").status, 401);
}

#[test]
fn a_token_for_reading_does_not_write_and_one_for_git_does_neither() {
    let mut gitlab = gitlab();
    assert_eq!(get(&mut gitlab, "reading", ISSUES).status, 200);
    for (token, reply) in [("reading", 0), ("git", 1)] {
        let refused = match reply {
            0 => post(&mut gitlab, token, ISSUES, json!({ "title": "t" })),
            _ => get(&mut gitlab, token, ISSUES),
        };
        assert_eq!(
            (refused.status, &refused.value()["error"]),
            (403, &json!("insufficient_scope"))
        );
    }
}

#[test]
fn a_job_reads_issues_since_19_and_never_writes_them() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    let secret = "/projects/acme%2Fsecret/issues";
    assert_eq!(get(&mut gitlab, "job", secret).status, 200);
    assert_eq!(
        post(&mut gitlab, "job", ISSUES, json!({ "title": "t" })).status,
        401
    );
    assert_eq!(
        put(
            &mut gitlab,
            "job",
            &format!("{ISSUES}/1"),
            json!({ "title": "u" })
        )
        .status,
        401
    );
    gitlab.jobs_read_issues = false;
    assert_eq!(get(&mut gitlab, "job", secret).status, 404);
    let wrong = request("", "GET", ISSUES).with_header("private-token", "job");
    assert_eq!(
        gitlab.answer(&wrong).status,
        401,
        "it has a header of its own"
    );
}

#[test]
fn what_one_may_not_see_is_not_there() {
    let mut gitlab = gitlab();
    for token in ["", "eve", "rex"] {
        let reply = get(&mut gitlab, token, "/projects/acme%2Fsecret");
        assert_eq!(
            (reply.status, &reply.value()["message"]),
            (404, &json!("404 Project Not Found"))
        );
    }
}

#[test]
fn a_stranger_s_labels_assignee_and_dates_are_dropped_and_a_guest_s_only_later() {
    let mut gitlab = gitlab();
    let rex = id_of(&gitlab, "rex");
    let wanted = json!({ "title": "t", "labels": "known,new", "assignee_ids": [rex], "due_date": "2026-12-01", "milestone_id": 7 });
    let issue = post(&mut gitlab, "eve", ISSUES, wanted.clone()).value();
    assert_eq!(
        (
            &issue["labels"],
            &issue["assignees"],
            &issue["due_date"],
            &issue["milestone"]
        ),
        (&json!([]), &json!([]), &Value::Null, &Value::Null)
    );
    let issue = post(&mut gitlab, "gus", ISSUES, wanted.clone()).value();
    assert_eq!(
        (&issue["labels"], &issue["due_date"]),
        (&json!(["known"]), &json!("2026-12-01")),
        "a guest makes no labels"
    );
    let change =
        json!({ "title": "u", "add_labels": "known", "remove_labels": "known", "due_date": "" });
    let changed = put(&mut gitlab, "gus", &format!("{ISSUES}/2"), change).value();
    assert_eq!(
        (&changed["title"], &changed["labels"], &changed["due_date"]),
        (&json!("u"), &json!(["known"]), &json!("2026-12-01"))
    );
    let issue = opened(&mut gitlab, wanted);
    assert_eq!(
        (
            &issue["labels"],
            &issue["assignees"][0]["username"],
            &issue["milestone"]["title"]
        ),
        (&json!(["known", "new"]), &json!("rex"), &json!("May"))
    );
}

#[test]
fn others_issues_are_for_reporters_up() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    let one = format!("{ISSUES}/1");
    for token in ["eve", "gus"] {
        let reply = put(&mut gitlab, token, &one, json!({ "title": "u" }));
        assert_eq!(
            (reply.status, &reply.value()["message"]),
            (403, &json!("403 Forbidden"))
        );
    }
    assert_eq!(
        put(&mut gitlab, "", &one, json!({ "title": "u" })).status,
        401
    );
    assert_eq!(
        put(&mut gitlab, "dev", &one, json!({ "title": "u" })).status,
        200
    );
}

#[test]
fn confidential_issues_are_for_their_author_and_reporters_up() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t", "confidential": true }));
    post(
        &mut gitlab,
        "gus",
        ISSUES,
        json!({ "title": "own", "confidential": true }),
    );
    for (token, seen) in [
        ("", vec![]),
        ("eve", vec![]),
        ("gus", vec![2]),
        ("rex", vec![2, 1]),
    ] {
        assert_eq!(iids(&get(&mut gitlab, token, ISSUES)), seen, "{token}");
    }
    assert_eq!(get(&mut gitlab, "gus", &format!("{ISSUES}/1")).status, 404);
}

#[test]
fn an_archived_project_only_reads_and_one_without_issues_has_an_empty_list() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    gitlab.project("acme/sre/incidents").archived = true;
    assert_eq!(
        post(&mut gitlab, "mia", ISSUES, json!({ "title": "t" })).status,
        403
    );
    assert_eq!(
        put(
            &mut gitlab,
            "mia",
            &format!("{ISSUES}/1"),
            json!({ "title": "u" })
        )
        .status,
        403
    );
    assert_eq!(iids(&get(&mut gitlab, "", ISSUES)), [1]);
    assert_eq!(get(&mut gitlab, "mia", PROJECT).value()["archived"], true);
    gitlab.project("acme/sre/incidents").archived = false;
    gitlab.project("acme/sre/incidents").issues_disabled = true;
    assert_eq!(iids(&get(&mut gitlab, "mia", ISSUES)), [0; 0]);
    assert_eq!(get(&mut gitlab, "mia", &format!("{ISSUES}/1")).status, 404);
    assert_eq!(
        post(&mut gitlab, "mia", ISSUES, json!({ "title": "t" })).status,
        403
    );
    assert_eq!(
        get(&mut gitlab, "mia", PROJECT).value()["issues_access_level"],
        "disabled"
    );
}

#[test]
fn members_have_a_standing_and_a_token_says_when_it_ends() {
    let mut gitlab = gitlab();
    let rex = id_of(&gitlab, "rex");
    let member = get(&mut gitlab, "rex", &format!("{PROJECT}/members/all/{rex}")).value();
    assert_eq!(
        (&member["username"], &member["access_level"]),
        (&json!("rex"), &json!(20))
    );
    let eve = id_of(&gitlab, "eve");
    assert_eq!(
        get(&mut gitlab, "rex", &format!("{PROJECT}/members/all/{eve}")).status,
        404
    );
    assert_eq!(
        get(&mut gitlab, "rex", "/users?username=GUS").value()[0]["username"],
        "gus"
    );
    assert_eq!(
        get(&mut gitlab, "rex", "/users?username=nobody").value(),
        json!([])
    );
    let token = get(&mut gitlab, "bot", "/personal_access_tokens/self").value();
    assert_eq!(
        (&token["expires_at"], &token["scopes"]),
        (&json!("2026-12-01"), &json!(["api"]))
    );
}

#[test]
fn a_moved_project_redirects_with_301_whatever_the_method() {
    let mut gitlab = gitlab();
    for reply in [
        get(
            &mut gitlab,
            "rex",
            "/projects/acme%2Fold/issues?state=opened",
        ),
        post(
            &mut gitlab,
            "rex",
            "/projects/acme%2Fold/issues",
            json!({ "title": "t" }),
        ),
    ] {
        let to = reply.header("location").unwrap_or_default();
        assert!(
            reply.status == 301
                && to.starts_with("https://gitlab.test/gitlab/api/v4/projects/")
                && to.contains("/issues")
        );
    }
}

#[test]
fn limits_are_told_but_not_that_of_new_issues() {
    let mut gitlab = gitlab();
    let reply = get(&mut gitlab, "poor", ISSUES);
    assert_eq!(
        (reply.status, reply.header("ratelimit-remaining")),
        (200, Some("0"))
    );
    let reply = get(&mut gitlab, "poor", ISSUES);
    assert_eq!(
        (
            reply.status,
            reply.header("retry-after"),
            reply.body.as_slice()
        ),
        (429, Some("60"), &b"Retry later\n"[..])
    );
    gitlab.creates_left = Some(1);
    opened(&mut gitlab, json!({ "title": "t" }));
    let reply = post(&mut gitlab, "rex", ISSUES, json!({ "title": "t" }));
    assert_eq!((reply.status, reply.header("retry-after")), (429, None));
    assert_ne!(reply.header("ratelimit-remaining"), Some("0"));
}

//! Known issues are read in batches by number.

use fake_forge::github::GitHub;
use serde_json::{Value, json};

use crate::world::*;

fn query(github: &mut GitHub, token: &str, text: &str, variables: Value) -> Value {
    let reply = post(
        github,
        token,
        "/graphql",
        json!({ "query": text, "variables": variables }),
    );
    assert_eq!(reply.status, 200, "{}", reply.value());
    reply.value()
}

const BATCH: &str = "query($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
        i1: issue(number: 1) { ...all }
        i2: issue(number: 2) { ...all }
        i3: issueOrPullRequest(number: 3) { __typename ... on Issue { title } ... on PullRequest { number } }
    }
}
fragment all on Issue { number title state stateReason author { login __typename } labels(first: 50) { nodes { name } } }";

#[test]
fn a_batch_gives_what_is_there_beside_an_error_for_what_is_not() {
    let mut github = github();
    post(
        &mut github,
        "job",
        ISSUES,
        json!({ "title": "t", "labels": ["x"] }),
    );
    github
        .repository("acme/incidents")
        .gone
        .insert(2, fake_forge::github::Gone::Deleted);
    github.file(
        "acme/incidents",
        json!({ "title": "pr", "author": "wim", "pull": { "head": "h", "base": "main" } }),
    );
    let answer = query(
        &mut github,
        "wim",
        BATCH,
        json!({ "owner": "acme", "name": "incidents" }),
    );
    let repository = &answer["data"]["repository"];
    assert_eq!(
        repository["i1"],
        json!({
            "number": 1, "title": "t", "state": "OPEN", "stateReason": null,
            "author": { "login": "github-actions", "__typename": "Bot" }, "labels": { "nodes": [{ "name": "x" }] },
        })
    );
    assert_eq!(repository["i2"], Value::Null);
    assert_eq!(
        repository["i3"],
        json!({ "__typename": "PullRequest", "number": 3 })
    );
    assert_eq!(answer["errors"][0]["type"], "NOT_FOUND");
    assert_eq!(answer["errors"][0]["path"], json!(["repository", "i2"]));
}

#[test]
fn an_unknown_field_or_a_list_without_its_length_gives_no_data_at_all() {
    let mut github = github();
    opened(&mut github, json!({ "title": "t" }));
    for field in [
        "nonsense",
        "labels { nodes { name } }",
        "labels(first: 101) { nodes { name } }",
        "author",
    ] {
        let text = format!(
            "{{ repository(owner: \"acme\", name: \"incidents\") {{ issue(number: 1) {{ {field} }} }} }}"
        );
        let answer = query(&mut github, "wim", &text, json!({}));
        assert!(
            answer.get("data").is_none() && answer["errors"][0]["message"].is_string(),
            "{answer}"
        );
    }
}

#[test]
fn a_duplicate_says_so_only_if_asked() {
    let mut github = github();
    opened(&mut github, json!({ "title": "t" }));
    let close = json!({ "state": "closed", "state_reason": "duplicate" });
    patch(&mut github, "wim", &format!("{ISSUES}/1"), close);
    let text = "{ repository(owner: \"acme\", name: \"incidents\") { issue(number: 1) {
        stateReason all: stateReason(enableDuplicate: true) } } }";
    let issue = query(&mut github, "wim", text, json!({}))["data"]["repository"]["issue"].clone();
    assert_eq!(
        issue,
        json!({ "stateReason": "NOT_PLANNED", "all": "DUPLICATE" })
    );
}

#[test]
fn nobody_and_those_who_may_not_see_get_nothing() {
    let mut github = github();
    let text = "{ repository(owner: \"acme\", name: \"secret\") { id } }";
    assert_eq!(
        post(&mut github, "", "/graphql", json!({ "query": text })).status,
        401
    );
    let answer = query(&mut github, "eve", text, json!({}));
    assert_eq!(
        (&answer["data"]["repository"], &answer["errors"][0]["type"]),
        (&Value::Null, &json!("NOT_FOUND"))
    );
    let answer = query(&mut github, "rea", "{ viewer { login } }", json!({}));
    assert_eq!(answer["data"]["viewer"]["login"], "rea");
}

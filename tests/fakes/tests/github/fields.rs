//! Fields of an organization's issues, duplicates, parents.

use fake_forge::github::Flavour;
use serde_json::{Value, json};

use crate::world::*;

const FIELDS: &str = "/orgs/acme/issue-fields";

fn fields() -> Vec<fake_forge::github::Field> {
    let fields = json!([{ "id": 9, "name": "Due date", "data_type": "date" }]);
    serde_json::from_value(fields).expect("fields")
}

fn due(value: &Value) -> Value {
    json!({ "title": "t", "issue_field_values": [{ "field_id": 9, "value": value }] })
}

#[test]
fn an_organization_has_fields_or_drops_their_values() {
    let mut github = github();
    assert_eq!(get(&mut github, "wim", FIELDS).status, 404);
    let issue = opened(&mut github, due(&json!("2026-12-01")));
    assert_eq!(issue["issue_field_values"], json!([]));

    github.fields.insert("acme".into(), fields());
    assert_eq!(
        get(&mut github, "wim", FIELDS).value()[0]["data_type"],
        "date"
    );
    let issue = opened(&mut github, due(&json!("2026-12-01")));
    let value = &issue["issue_field_values"][0];
    assert_eq!(
        (&value["issue_field_name"], &value["value"]),
        (&json!("Due date"), &json!("2026-12-01"))
    );
    let wrong = post(&mut github, "wim", ISSUES, due(&json!("soon")));
    assert_eq!(
        (wrong.status, &wrong.value()["errors"][0]["field"]),
        (422, &json!("issue_field_values"))
    );
    let unknown = json!({ "title": "t", "issue_field_values": [{ "field_id": 8, "value": "x" }] });
    assert_eq!(post(&mut github, "wim", ISSUES, unknown).status, 422);

    // Who may not push sets none, and is not told so.
    let stranger = post(&mut github, "rea", ISSUES, due(&json!("2026-12-01")));
    assert_eq!(
        (stranger.status, &stranger.value()["issue_field_values"]),
        (201, &json!([]))
    );
}

#[test]
fn enterprise_server_lists_no_fields() {
    let mut github = github();
    github.flavour = Flavour::Enterprise;
    github.fields.insert("acme".into(), fields());
    assert_eq!(
        get(&mut github, "wim", &format!("/api/v3{FIELDS}")).status,
        404
    );
}

#[test]
fn a_duplicate_names_an_issue_that_exists() {
    let mut github = github();
    let keep = opened(&mut github, json!({ "title": "keep" }));
    opened(&mut github, json!({ "title": "other" }));
    let close = |id: &Value| json!({ "state": "closed", "state_reason": "duplicate", "duplicate_issue_id": id });
    let other = format!("{ISSUES}/2");
    assert_eq!(
        patch(&mut github, "wim", &other, close(&json!(1))).status,
        422
    );
    assert_eq!(
        patch(&mut github, "wim", &other, close(&keep["id"])).status,
        200
    );
    let kept = &github.repository("acme/incidents").issues[&2];
    assert_eq!(kept.duplicate_of, keep["id"].as_u64());
}

#[test]
fn a_sub_issue_names_its_parent() {
    let mut github = github();
    opened(&mut github, json!({ "title": "parent" }));
    let child = opened(&mut github, json!({ "title": "child" }));
    assert_eq!(child["parent_issue_url"], Value::Null);
    let below = json!({ "sub_issue_id": child["id"] });
    assert_eq!(
        post(&mut github, "wim", &format!("{ISSUES}/1/sub_issues"), below).status,
        201
    );
    let child = get(&mut github, "", &format!("{ISSUES}/2")).value();
    assert_eq!(
        child["parent_issue_url"],
        "https://github.test/repos/acme/incidents/issues/1"
    );
}

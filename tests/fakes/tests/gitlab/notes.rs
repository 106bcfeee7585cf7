//! Notes and labels.

use fake_forge::gitlab::Moved;
use serde_json::{Value, json};

use crate::world::*;

#[test]
fn a_note_of_orders_alone_is_not_kept() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    let notes = format!("{ISSUES}/1/notes");
    let reply = post(&mut gitlab, "rex", &notes, json!({ "body": "/close" }));
    assert_eq!(reply.status, 202);
    assert_eq!(get(&mut gitlab, "", &notes).value(), json!([]));
    assert_eq!(
        get(&mut gitlab, "", &format!("{ISSUES}/1")).value()["state"],
        "closed"
    );
    let note = post(
        &mut gitlab,
        "rex",
        &notes,
        json!({ "body": "Late.\n/reopen\r\nSorry \n" }),
    );
    assert_eq!(
        (note.status, &note.value()["body"]),
        (201, &json!("Late.\nSorry"))
    );
    assert_eq!(
        get(&mut gitlab, "", &format!("{ISSUES}/1")).value()["state"],
        "opened"
    );
}

#[test]
fn notes_come_newest_first_and_are_edited_by_their_author_alone() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    let notes = format!("{ISSUES}/1/notes");
    let first = post(&mut gitlab, "gus", &notes, json!({ "body": "a" })).value();
    post(&mut gitlab, "rex", &notes, json!({ "body": "b" }));
    let bodies = |list: Value| [list[0]["body"].clone(), list[1]["body"].clone()];
    assert_eq!(bodies(get(&mut gitlab, "", &notes).value()), ["b", "a"]);
    assert_eq!(
        bodies(get(&mut gitlab, "", &format!("{notes}?sort=asc")).value()),
        ["a", "b"]
    );
    let one = format!("{notes}/{}", first["id"]);
    assert_eq!(
        put(&mut gitlab, "mia", &one, json!({ "body": "c" })).status,
        403
    );
    assert_eq!(
        put(&mut gitlab, "gus", &one, json!({ "body": "c" })).value()["body"],
        "c"
    );
    for body in [json!({}), json!({ "body": " " })] {
        assert_eq!(post(&mut gitlab, "rex", &notes, body).status, 400);
    }
    assert_eq!(
        post(&mut gitlab, "", &notes, json!({ "body": "x" })).status,
        401
    );
}

#[test]
fn a_label_is_made_once_with_a_colour_by_reporters_up() {
    let mut gitlab = gitlab();
    let labels = format!("{PROJECT}/labels");
    let label = json!({ "name": "followthrough", "color": "#00ff00" });
    assert_eq!(post(&mut gitlab, "gus", &labels, label.clone()).status, 403);
    assert_eq!(post(&mut gitlab, "rex", &labels, label.clone()).status, 201);
    assert_eq!(post(&mut gitlab, "rex", &labels, label).status, 409);
    assert_eq!(
        post(&mut gitlab, "rex", &labels, json!({ "name": "x" })).status,
        400
    );
    assert_eq!(
        get(&mut gitlab, "", &format!("{labels}/followthrough")).value()["color"],
        "#00ff00"
    );
}

#[test]
fn an_issue_that_moved_says_where_to_in_a_note_of_its_own() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    let to = Moved {
        project: "acme/secret".into(),
        iid: 3,
    };
    let project = gitlab.project("acme/sre/incidents");
    project.issues.get_mut(&1).expect("it was opened").moved = Some(to);
    let notes = get(&mut gitlab, "", &format!("{ISSUES}/1/notes")).value();
    assert_eq!(notes[0]["body"], "moved to acme/secret#3");
    assert_eq!(notes[0]["system"], true);
}

#[test]
fn what_became_an_epic_is_told_by_graphql_alone() {
    let mut gitlab = gitlab();
    for title in ["a", "b"] {
        opened(&mut gitlab, json!({ "title": title }));
    }
    let put = put(
        &mut gitlab,
        "rex",
        &format!("{ISSUES}/2"),
        json!({ "description": "/promote" }),
    );
    assert_eq!(put.value()["state"], "closed");
    assert!(
        !put.value().to_string().contains("epics"),
        "REST says nothing"
    );
    let query = "query($path: ID!, $iids: [String!]) { project(fullPath: $path) { \
        workItems(iids: $iids, first: 100) { nodes { iid promotedToEpicUrl } } } }";
    let variables = json!({ "path": "acme/sre/incidents", "iids": ["1", "2", "9"] });
    let mut ask = |query: &str| {
        let body = json!({ "query": query, "variables": variables });
        let request = fake_forge::Request::new("POST", "/gitlab/api/graphql");
        let request = request.with_header("private-token", "rex").with_json(&body);
        fake_forge::Forge::answer(&mut gitlab, &request).value()
    };
    let nodes = ask(query)["data"]["project"]["workItems"]["nodes"].clone();
    assert_eq!(nodes[0], json!({ "iid": "1", "promotedToEpicUrl": null }));
    let epic = nodes[1]["promotedToEpicUrl"].as_str().unwrap_or_default();
    assert!(epic.ends_with("/groups/acme/sre/-/epics/2"), "{nodes}");
    assert_eq!(nodes.as_array().map(Vec::len), Some(2));
    assert!(ask("query { currentUser { name } }")["errors"].is_array());
}

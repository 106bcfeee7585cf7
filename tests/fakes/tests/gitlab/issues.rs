//! One issue: what is accepted, what comes back, and what becomes of it.

use fake_forge::Forge;
use fake_forge::gitlab::Moved;
use serde_json::{Value, json};

use crate::world::*;

#[test]
fn titles_and_descriptions_end_at_their_limits_counted_in_characters() {
    let mut gitlab = gitlab();
    opened(
        &mut gitlab,
        json!({ "title": "ä".repeat(255), "description": "🔥".repeat(1_048_576) }),
    );
    for (field, length) in [("title", 256), ("description", 1_048_577)] {
        let mut body = json!({ "title": "t" });
        body[field] = "a".repeat(length).into();
        let reply = post(&mut gitlab, "rex", ISSUES, body);
        let why = format!("is too long (maximum is {} characters)", length - 1);
        assert_eq!(
            (reply.status, &reply.value()["message"][field][0]),
            (400, &json!(why))
        );
    }
}

#[test]
fn what_is_missing_or_has_no_valid_value_is_named() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    for (body, error) in [
        (json!({}), "title is missing"),
        (json!({ "title": "" }), "title is empty"),
        (
            json!({ "title": "t", "issue_type": "epic" }),
            "issue_type does not have a valid value",
        ),
        (
            json!({ "title": "t", "due_date": "soon" }),
            "due_date is invalid",
        ),
    ] {
        let reply = post(&mut gitlab, "rex", ISSUES, body);
        assert_eq!(
            (reply.status, &reply.value()["error"]),
            (400, &json!(error))
        );
    }
    let one = format!("{ISSUES}/1");
    assert_eq!(
        put(&mut gitlab, "rex", &one, json!({ "state_event": "shut" })).status,
        400
    );
    let nothing = put(&mut gitlab, "rex", &one, json!({})).value();
    assert!(
        nothing["error"]
            .as_str()
            .is_some_and(|it| it.ends_with("at least one parameter must be provided"))
    );
}

#[test]
fn a_form_is_as_good_as_json() {
    let mut gitlab = gitlab();
    let rex = id_of(&gitlab, "rex");
    let mut request = request("rex", "POST", ISSUES)
        .with_header("content-type", "application/x-www-form-urlencoded");
    request.body = format!("title=a+b&labels=x%2Cy&assignee_ids%5B%5D={rex}").into_bytes();
    let issue = gitlab.answer(&request).value();
    assert_eq!(
        (&issue["title"], &issue["labels"]),
        (&json!("a b"), &json!(["x", "y"]))
    );
    assert_eq!(issue["assignees"][0]["username"], "rex");
}

#[test]
fn carriage_returns_and_blanks_at_the_end_go() {
    let mut gitlab = gitlab();
    let issue = opened(
        &mut gitlab,
        json!({ "title": " t ", "description": "a\r\nb \r\n\r\n" }),
    );
    assert_eq!(
        (&issue["description"], &issue["title"]),
        (&json!("a\nb"), &json!("t"))
    );
}

#[test]
fn orders_in_a_description_are_carried_out_and_removed() {
    let mut gitlab = gitlab();
    let text = "We wait.\n/label ~known ~\"no such\"\n/due 2026-12-24\n/confidential\n/title Mine\n/assign @rex\nEnd";
    let issue = opened(&mut gitlab, json!({ "title": "t", "description": text }));
    assert_eq!(issue["description"], "We wait.\nEnd");
    assert_eq!(
        (&issue["title"], &issue["labels"], &issue["due_date"]),
        (&json!("Mine"), &json!(["known"]), &json!("2026-12-24"))
    );
    assert_eq!(
        (&issue["confidential"], &issue["assignees"][0]["username"]),
        (&json!(true), &json!("rex"))
    );
    let one = format!("{ISSUES}/1");
    let closed = put(
        &mut gitlab,
        "rex",
        &one,
        json!({ "description": "/close the valve" }),
    )
    .value();
    assert_eq!(
        (&closed["state"], &closed["description"]),
        (&json!("closed"), &Value::Null)
    );
    assert_eq!(gitlab.executed.len(), 6);
}

#[test]
fn an_order_that_was_left_in_the_text_is_taken_out_by_any_update_and_not_carried_out() {
    let mut gitlab = gitlab();
    let seed = json!({ "title": "t", "author": "rex", "description": "a\n/close" });
    let iid = gitlab.file("acme/sre/incidents", seed);
    let issue = put(
        &mut gitlab,
        "rex",
        &format!("{ISSUES}/{iid}"),
        json!({ "title": "u" }),
    )
    .value();
    assert_eq!(
        (&issue["description"], &issue["state"]),
        (&json!("a"), &json!("opened"))
    );
    let seed = json!({ "title": "t", "author": "rex", "description": "a\n/close" });
    let iid = gitlab.file("acme/sre/incidents", seed);
    let more = json!({ "description": "b\n/close\n/title New" });
    let issue = put(&mut gitlab, "rex", &format!("{ISSUES}/{iid}"), more).value();
    let shown = [&issue["description"], &issue["state"], &issue["title"]];
    assert_eq!(shown, ["b", "opened", "New"], "what is new is carried out");
}

#[test]
fn orders_have_the_rights_of_who_sends_them() {
    let mut gitlab = gitlab();
    let issue = post(
        &mut gitlab,
        "eve",
        ISSUES,
        json!({ "title": "t", "description": "/label ~known\n/close" }),
    )
    .value();
    assert_eq!(
        (&issue["labels"], &issue["state"]),
        (&json!([]), &json!("closed"))
    );
}

#[test]
fn labels_are_replaced_or_added_and_scoped_ones_push_each_other_out() {
    let mut gitlab = gitlab();
    opened(
        &mut gitlab,
        json!({ "title": "t", "labels": ["a", "s::1"] }),
    );
    let one = format!("{ISSUES}/1");
    let mut labels = |body: Value| put(&mut gitlab, "rex", &one, body).value()["labels"].clone();
    assert_eq!(
        labels(json!({ "add_labels": "b,s::2", "remove_labels": "none" })),
        json!(["a", "b", "s::2"])
    );
    assert_eq!(
        labels(json!({ "remove_labels": ["a"] })),
        json!(["b", "s::2"])
    );
    assert_eq!(labels(json!({ "labels": "c" })), json!(["c"]));
}

#[test]
fn a_state_turns_by_event_and_has_no_reason() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    let one = format!("{ISSUES}/1");
    let closed = put(&mut gitlab, "rex", &one, json!({ "state_event": "close" })).value();
    assert_eq!(
        (&closed["state"], &closed["closed_by"]["username"]),
        (&json!("closed"), &json!("rex"))
    );
    assert!(closed.get("state_reason").is_none());
    let open = put(&mut gitlab, "rex", &one, json!({ "state_event": "reopen" })).value();
    assert_eq!(
        (&open["state"], &open["closed_at"]),
        (&json!("opened"), &Value::Null)
    );
}

#[test]
fn a_due_date_is_cleared_by_an_empty_one() {
    let mut gitlab = gitlab();
    opened(
        &mut gitlab,
        json!({ "title": "t", "due_date": "2026-12-01" }),
    );
    let one = format!("{ISSUES}/1");
    assert_eq!(
        put(&mut gitlab, "rex", &one, json!({ "title": "u" })).value()["due_date"],
        "2026-12-01"
    );
    assert_eq!(
        put(&mut gitlab, "rex", &one, json!({ "due_date": "" })).value()["due_date"],
        Value::Null
    );
}

#[test]
fn there_is_one_assignee_and_unknown_ones_are_dropped() {
    let mut gitlab = gitlab();
    let (rex, gus) = (id_of(&gitlab, "rex"), id_of(&gitlab, "gus"));
    let issue = opened(
        &mut gitlab,
        json!({ "title": "t", "assignee_ids": [9999, rex, gus] }),
    );
    let names: Vec<&Value> = issue["assignees"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| &it["username"])
        .collect();
    assert_eq!(names, ["rex"]);
    let one = format!("{ISSUES}/1");
    let kept = put(&mut gitlab, "rex", &one, json!({ "assignee_ids": [9999] })).value();
    assert_eq!(
        kept["assignees"][0]["username"], "rex",
        "if none is left, it was not asked"
    );
    let cleared = put(&mut gitlab, "rex", &one, json!({ "assignee_ids": [0] })).value();
    assert_eq!(cleared["assignees"], json!([]));
}

#[test]
fn labels_alone_do_not_move_the_time_of_the_last_change() {
    let mut gitlab = gitlab();
    let before = opened(&mut gitlab, json!({ "title": "t" }));
    let one = format!("{ISSUES}/1");
    let labelled = put(&mut gitlab, "rex", &one, json!({ "add_labels": "a" })).value();
    assert_eq!(labelled["updated_at"], before["updated_at"]);
    let retitled = put(&mut gitlab, "rex", &one, json!({ "title": "u" })).value();
    assert_ne!(retitled["updated_at"], before["updated_at"]);
}

#[test]
fn a_moved_issue_is_closed_and_names_the_other_by_its_global_id() {
    let mut gitlab = gitlab();
    let there = gitlab.file("acme/secret", json!({ "title": "t", "author": "dev" }));
    let moved = json!({ "title": "t", "author": "dev", "closed": true });
    let iid = gitlab.file("acme/sre/incidents", moved);
    let to = Moved {
        project: "acme/secret".into(),
        iid: there,
    };
    let id = gitlab.project("acme/secret").issues[&there].id;
    let left = gitlab.project("acme/sre/incidents").issues.get_mut(&iid);
    left.expect("it was filed").moved = Some(to);
    let seen = get(&mut gitlab, "rex", &format!("{ISSUES}/{iid}")).value();
    assert_eq!(
        (&seen["state"], &seen["moved_to_id"]),
        (&json!("closed"), &json!(id))
    );
}

#[test]
fn what_was_deleted_is_404_and_its_number_is_not_given_again() {
    let mut gitlab = gitlab();
    opened(&mut gitlab, json!({ "title": "t" }));
    gitlab.project("acme/sre/incidents").issues.clear();
    assert_eq!(get(&mut gitlab, "mia", &format!("{ISSUES}/1")).status, 404);
    assert_eq!(opened(&mut gitlab, json!({ "title": "t" }))["iid"], 2);
}

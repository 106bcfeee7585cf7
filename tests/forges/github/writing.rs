//! Everything in one request, nothing of anybody else's lost, nothing left out without a word.

use fake_forge::github::Label;
use fake_forge::{Effect, Fault};
use followthrough::issue::{IssuePatch, Reach, State, Wrote};
use followthrough::tracker::{Tracker, TrackerError};

use super::{HOME, ISSUES, World, seed};
use crate::world::*;

#[test]
fn an_edit_between_the_list_and_the_write_lives_on() {
    let world = World::new();
    let seen = world.create("a").unwrap().issue;
    world.server.forge(|github| {
        let repository = github.repository(HOME);
        repository.labels.push(Label {
            name: "P1".into(),
            ..Label::default()
        });
        let issue = repository.issues.get_mut(&1).unwrap();
        let body = issue.body.clone().unwrap();
        issue.body = Some(format!(
            "Top\r\n\r\n{}\r\nWe looked.",
            body.replace('\n', "\r\n")
        ));
        issue.labels.push("P1".into());
        issue.assignees.push("ann".into());
    });
    let marker = seen.marker().unwrap().clone();
    let patch = IssuePatch {
        body: Some(seen.body.splice(&marker, Some("> new"))),
        add_labels: vec!["late".into()],
        ..IssuePatch::default()
    };
    let now = world
        .wait(world.tracker.update(&seen, &patch))
        .unwrap()
        .issue;
    assert!(
        now.body
            .text()
            .starts_with("Top\r\n\r\n<!-- followthrough:v1")
    );
    assert!(now.body.text().ends_with("\r\nWe looked."));
    assert_eq!(now.body.block(), Some("> new"));
    assert_eq!(now.labels, ["followthrough", "P1", "late"]);
    assert_eq!(now.assignees, ["ann"]);
}

#[test]
fn what_a_person_changed_is_theirs() {
    let world = World::new();
    let seen = world.create("a").unwrap().issue;
    let close = IssuePatch {
        state: Some(State::NotPlanned),
        ..IssuePatch::default()
    };
    let retitle = IssuePatch {
        title: Some("Ours".into()),
        ..IssuePatch::default()
    };
    world.server.forge(|github| {
        let issue = github.repository(HOME).issues.get_mut(&1).unwrap();
        issue.title = "Theirs".into();
        issue.closed = true;
    });
    for patch in [close, retitle] {
        let error = world.wait(world.tracker.update(&seen, &patch)).unwrap_err();
        assert!(matches!(error, TrackerError::Refused(_)), "{error}");
    }
    assert_eq!(world.server.take_log().writes(), 1, "only the create");
}

#[test]
fn text_that_the_server_spelled_anew_is_no_change() {
    let mut seed = seed();
    seed["crlf"] = true.into();
    let world = World::of(seed, "bot");
    world.create("a").unwrap();
    let seen = world.all().issues.remove(0);
    let (draft, marker) = draft("a");
    assert_eq!(seen.marker(), Some(&marker));
    let wrote = Wrote::of(&seen.title, seen.body.block().unwrap());
    assert_eq!(marker.wrote, Some(wrote), "there is nothing to plan");
    let patch = IssuePatch {
        body: Some(seen.body.splice(&marker, Some(&draft.block))),
        ..IssuePatch::default()
    };
    let _ = world.server.take_log();
    world.wait(world.tracker.update(&seen, &patch)).unwrap();
    assert_eq!(world.server.take_log().writes(), 0);
}

#[test]
fn a_closed_issue_is_closed_for_another_reason() {
    let world = World::new();
    let mut issue = world.create("a").unwrap().issue;
    for state in [
        State::Completed,
        State::NotPlanned,
        State::Duplicate,
        State::Open,
    ] {
        let patch = IssuePatch {
            state: Some(state),
            ..IssuePatch::default()
        };
        issue = world
            .wait(world.tracker.update(&issue, &patch))
            .unwrap()
            .issue;
        assert_eq!(issue.state, state);
    }
}

#[test]
fn people_who_cannot_be_assigned_are_named() {
    let world = World::new();
    let (mut draft, marker) = draft("a");
    draft.assignees = vec!["ann".into(), "nobody".into()];
    let written = world.wait(world.tracker.create(&draft, &marker)).unwrap();
    assert_eq!(written.issue.assignees, [""; 0]);
    assert!(
        written.warnings[0].contains("did not assign ann, nobody"),
        "{:?}",
        written.warnings
    );
    let (mut draft, marker) = crate::world::draft("b");
    draft.assignees = vec!["ann".into()];
    let written = world.wait(world.tracker.create(&draft, &marker)).unwrap();
    assert_eq!(
        (written.issue.assignees, written.warnings),
        (vec!["ann".to_owned()], vec![])
    );
}

#[test]
fn the_last_requests_of_the_hour_are_not_spent() {
    let mut seed = seed();
    seed["tokens"]["bot"]["used"] = 985.into();
    let world = World::of(seed, "bot");
    world.list(Reach::Open, &[]).unwrap();
    let results: Vec<_> = (0..20).map(|n| world.create(&n.to_string())).collect();
    let opened = results.iter().filter(|it| it.is_ok()).count();
    assert_eq!(opened, world.issues());
    assert!((1..15).contains(&opened), "{opened}");
    let error = results.last().unwrap().as_ref().unwrap_err();
    assert!(matches!(error, TrackerError::Halted(_)), "{error}");
    assert!(
        error.to_string().starts_with("of 1000 requests an hour"),
        "{error}"
    );
}

#[test]
fn limits_are_waited_for_and_creates_go_on() {
    let world = World::new();
    for fault in [
        Fault::secondary_limit(403, Some(7)),
        Fault::refusal(429, "Too Many Requests"),
    ] {
        world.server.fault(fault.on("POST", ISSUES));
    }
    world.create("a").unwrap();
    assert_eq!(world.slept.seconds(), [7, 120]);
    assert_eq!(world.issues(), 1);
    let headers = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1763714400"),
        ("date", "Fri, 21 Nov 2025 08:00:00 GMT"),
    ];
    let fault = Fault::new(Effect::Refuse {
        status: 403,
        headers: headers
            .map(|(name, value)| (name.into(), value.into()))
            .into(),
        body: String::new(),
    });
    world.server.fault(fault.on("POST", ISSUES));
    let error = world.create("b").unwrap_err();
    assert!(matches!(error, TrackerError::Halted(_)), "{error}");
    assert!(error.to_string().contains("wait 41 min"), "{error}");
    assert_eq!(world.issues(), 1);
}

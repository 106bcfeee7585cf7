//! Everything in one request, nothing of anybody else's lost, nothing left out without a word.

use fake_forge::{Effect, Fault};
use followthrough::forge::gitlab::Options;
use followthrough::issue::{IssuePatch, State, Wrote};
use followthrough::tracker::{Tracker, TrackerError};

use super::{HOME, ISSUES, World, seed, tracker};
use crate::world::*;

#[test]
fn an_edit_between_the_list_and_the_write_lives_on() {
    let world = World::new();
    let seen = world.create("a").unwrap().issue;
    world.server.forge(|gitlab| {
        let issue = gitlab.project(HOME).issues.get_mut(&1).unwrap();
        let text = issue.description.clone().unwrap();
        issue.description = Some(format!("Top\n\n{text}\nWe looked."));
        issue.labels.push("P1".into());
        issue.assignees.push("ann".into());
    });
    let marker = seen.marker().unwrap().clone();
    let patch = IssuePatch {
        body: Some(seen.body.splice(&marker, Some("> new"))),
        title: Some("Patch it".into()),
        state: Some(State::NotPlanned),
        add_labels: vec!["late".into()],
        due: Some(Some("2026-12-24".parse().unwrap())),
        ..IssuePatch::default()
    };
    world.asked();
    let now = world
        .wait(world.tracker.update(&seen, &patch))
        .unwrap()
        .issue;
    let (read, changed) = (format!("GET {ISSUES}/1"), format!("PUT {ISSUES}/1"));
    let asked = world.asked();
    assert_eq!(
        (&asked[0], asked.last().unwrap()),
        (&read, &changed),
        "{asked:?}"
    );
    assert_eq!(asked.iter().filter(|it| **it == changed).count(), 1);
    assert!(now.body.text().starts_with("Top\n\n<!-- followthrough:v1"));
    assert!(now.body.text().ends_with("\nWe looked."));
    assert_eq!(now.body.block(), Some("> new"));
    assert_eq!(
        now.labels,
        ["P1", "followthrough", "late"],
        "the reason is none of them"
    );
    assert_eq!(
        (now.title.as_str(), now.state),
        ("Patch it", State::NotPlanned)
    );
    assert_eq!(now.assignees, ["ann"]);
}

#[test]
fn what_a_person_changed_is_theirs() {
    let world = World::new();
    let seen = world.create("a").unwrap().issue;
    world.server.forge(|gitlab| {
        let issue = gitlab.project(HOME).issues.get_mut(&1).unwrap();
        (issue.title, issue.closed) = ("Theirs".into(), true);
        issue.due_date = Some("2026-11-30".into());
    });
    for patch in [
        IssuePatch {
            state: Some(State::NotPlanned),
            ..IssuePatch::default()
        },
        IssuePatch {
            title: Some("Ours".into()),
            ..IssuePatch::default()
        },
        IssuePatch {
            due: Some(Some("2026-12-24".parse().unwrap())),
            ..IssuePatch::default()
        },
    ] {
        let error = world.wait(world.tracker.update(&seen, &patch)).unwrap_err();
        assert!(matches!(error, TrackerError::Refused(_)), "{error}");
    }
    assert_eq!(world.server.take_log().writes(), 1, "only the create");
}

/// GitLab drops carriage returns and the blanks at the end.
#[test]
fn text_that_the_server_spelled_anew_is_no_change() {
    let world = World::new();
    let (mut draft, _) = draft("a");
    draft.block = "> Patch\r\n\r\n- Report: a.md  \r\n".into();
    let key = followthrough::issue::Key::of("key", &["a"]);
    let marker = draft.marker(key.clone(), SCOPE, "a.md", key);
    world.wait(world.tracker.create(&draft, &marker)).unwrap();
    let seen = world.all().issues.remove(0);
    assert_eq!(seen.marker(), Some(&marker));
    assert!(!seen.body.text().contains('\r') && !seen.body.text().ends_with('\n'));
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
fn a_person_may_say_not_planned_by_the_label() {
    let world = World::new();
    let issue = world.create("a").unwrap().issue;
    for (label, state) in [
        ("followthrough::not-planned", State::NotPlanned),
        ("followthrough::duplicate", State::Duplicate),
    ] {
        world.server.forge(|gitlab| {
            let issue = gitlab.project(HOME).issues.get_mut(&1).unwrap();
            issue.closed = true;
            issue.labels = vec!["followthrough".into(), label.into()];
        });
        let now = world.now(&issue.id);
        assert_eq!(
            (now.state, now.labels),
            (state, vec!["followthrough".to_owned()])
        );
    }
    let seen = world.now(&issue.id);
    let patch = IssuePatch {
        state: Some(State::Open),
        ..IssuePatch::default()
    };
    world.wait(world.tracker.update(&seen, &patch)).unwrap();
    let left = world
        .server
        .forge(|gitlab| gitlab.project(HOME).issues[&1].labels.clone());
    assert_eq!(left, ["followthrough"], "reopened, it has no reason left");
}

#[test]
fn people_are_looked_up_once_and_unknown_ones_are_named() {
    let world = World::new();
    for name in ["a", "b"] {
        let (mut draft, marker) = draft(name);
        draft.assignees = vec!["Ann".into(), "nobody".into()];
        let written = world.wait(world.tracker.create(&draft, &marker)).unwrap();
        assert_eq!(written.issue.assignees, ["ann"]);
        let said = written.warnings.join("\n");
        assert!(said.contains("nobody is called nobody"), "{said}");
    }
    let asked = world.asked();
    let looked = asked.iter().filter(|it| it.ends_with("/users")).count();
    assert_eq!(looked, 2, "{asked:?}");
}

#[test]
fn what_the_forge_left_out_is_said() {
    let world = World::of(seed(), "eve");
    let (mut draft, marker) = draft("a");
    draft.due = Some(Some("2026-12-24".parse().unwrap()));
    let written = world.wait(world.tracker.create(&draft, &marker)).unwrap();
    let said = written.warnings.join("\n");
    assert!(
        said.contains("GitLab did not take the due date 2026-12-24"),
        "{said}"
    );
    assert_eq!(written.issue.due, None);
}

#[test]
fn new_issues_get_the_milestone() {
    let mut world = World::new();
    let url = world.server.origin().to_owned();
    let with = |title: &str| Options {
        milestone: Some(title.into()),
        ..Options::default()
    };
    world.tracker = tracker(&url, "bot", &world.slept, with("Follow-up"));
    for name in ["a", "b"] {
        let written = world.create(name).unwrap();
        assert_eq!(written.warnings, [""; 0]);
        assert!(
            !world.now(&written.issue.id).discussed,
            "our own milestone is nobody's word"
        );
    }
    let asked = world.asked();
    assert_eq!(
        asked
            .iter()
            .filter(|it| it.ends_with("/milestones"))
            .count(),
        1
    );
    let got = world
        .server
        .forge(|it| it.project(HOME).issues[&2].milestone);
    assert_eq!(got, Some(7));
    world.tracker = tracker(&url, "bot", &world.slept, with("No such"));
    let said = world.create("c").unwrap().warnings.join("\n");
    assert!(said.contains("has no milestone \"No such\""), "{said}");
}

#[test]
fn a_token_that_ends_soon_is_spoken_of_once_and_before_a_write_only() {
    let mut world = World::new();
    world.run_as("short");
    world.all();
    assert!(!world.asked().iter().any(|it| it.ends_with("/self")));
    let said = world.create("a").unwrap().warnings;
    assert!(
        said[0].contains("ends on 2026-12-01: rotate it"),
        "{said:?}"
    );
    assert_eq!(world.create("b").unwrap().warnings, [""; 0]);
    world.run_as("bot");
    assert_eq!(world.create("c").unwrap().warnings, [""; 0]);
    // A server that does not know the question.
    world.run_as("short");
    let old = Fault::refusal(404, "404 Not Found").on("GET", "/personal_access_tokens");
    world.server.fault(old);
    assert_eq!(world.create("d").unwrap().warnings, [""; 0]);
}

/// No header tells of the limit on new issues, and one that says zero means nothing.
#[test]
fn limits_are_waited_for_and_creates_go_on() {
    let world = World::new();
    for fault in [
        Fault::refusal(
            429,
            "This endpoint has been requested too many times. Try again later.",
        ),
        Fault::secondary_limit(429, Some(0)),
        Fault::secondary_limit(429, Some(7)),
    ] {
        world.server.fault(fault.on("POST", ISSUES));
    }
    world.create("a").unwrap();
    assert_eq!(world.slept.seconds(), [60, 1, 7]);
    world.server.forge(|gitlab| gitlab.creates_left = Some(0));
    let error = world.create("b").unwrap_err();
    assert!(matches!(error, TrackerError::Halted(_)), "{error}");
    assert_eq!(world.issues(), 1);
}

#[test]
fn what_is_as_long_as_can_be_is_opened() {
    let world = World::new();
    let (mut draft, marker) = draft("a");
    draft.title = "x".repeat(255);
    draft.block = "y".repeat(1_048_576);
    let draft = draft.lowered(255, 1_048_576);
    world.wait(world.tracker.create(&draft, &marker)).unwrap();
    assert_eq!(world.issues(), 1);
}

/// A token must not follow a redirect to another server.
#[test]
fn no_token_goes_to_another_server() {
    let (world, other) = (World::new(), World::new());
    let moved = Fault::new(Effect::Refuse {
        status: 301,
        headers: vec![(
            "location".into(),
            format!("{}{ISSUES}", other.server.origin()),
        )],
        body: String::new(),
    });
    for (method, result) in [("GET", "list"), ("POST", "create")] {
        world.server.fault(moved.clone().on(method, ISSUES));
        let error = match result {
            "list" => world
                .list(followthrough::issue::Reach::Open, &[])
                .unwrap_err(),
            _ => world.create("a").unwrap_err(),
        };
        assert!(
            error.to_string().contains("where your token is not sent"),
            "{error}"
        );
    }
    assert_eq!(other.asked(), [""; 0]);
}

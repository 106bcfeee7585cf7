//! What is ours, what became of it, and what nobody may make us believe.

use fake_forge::github::{GitHub, Gone};
use followthrough::issue::{Issue, IssuePatch, Reach, State};
use followthrough::tracker::{Tracker, TrackerError};
use serde_json::{Value, json};

use super::{HOME, ISSUES, World, seed};
use crate::world::*;

/// An issue with our marker and our label, by `author`.
fn copied(github: &mut GitHub, name: &str, more: Value) -> u64 {
    let (draft, marker) = draft(name);
    let mut seed =
        json!({ "title": draft.title, "body": draft.body(&marker), "labels": draft.labels });
    for (key, value) in more.as_object().unwrap() {
        seed[key] = value.clone();
    }
    github.file(HOME, seed)
}

#[test]
fn a_marker_counts_by_its_author_and_our_label() {
    let world = World::new();
    world.server.forge(|github| {
        for author in ["github-actions[bot]", "ann", "trusty", "eve"] {
            copied(github, author, json!({ "author": author }));
        }
        copied(github, "bare", json!({ "author": "ann", "labels": [] }));
    });
    let listing = world.all();
    let trusted: Vec<bool> = listing.issues.iter().map(|it| it.trusted).collect();
    assert_eq!(
        trusted,
        [true, true, true, false],
        "and the unlabelled one is not listed"
    );
    assert!(
        listing.issues[3].body.marker().is_some(),
        "shown all the same, so that nothing is opened beside it"
    );
    let all: Vec<_> = (1..=5).map(|n| id(&world, HOME, n)).collect();
    let named = world.list(Reach::Named, &all).unwrap();
    let trusted: Vec<bool> = named.issues.iter().map(|it| it.trusted).collect();
    assert_eq!(
        trusted,
        [true, true, true, false, true],
        "named by a report, the label is no matter"
    );
}

#[test]
fn pull_requests_and_other_scopes_are_not_ours() {
    let world = World::new();
    world.server.forge(|github| {
        copied(github, "pull", json!({ "author": "ann", "pull": { "head": "h", "base": "main" } }));
        let (draft, mut marker) = draft("x");
        marker.scope = "acme/other".into();
        let seed = json!({ "title": "t", "body": draft.body(&marker), "labels": draft.labels, "author": "ann" });
        github.file(HOME, seed);
    });
    assert_eq!(world.all().issues, []);
    let named = [id(&world, HOME, 1), id(&world, HOME, 2)];
    let listing = world.list(Reach::Open, &named).unwrap();
    assert!(listing.forbidden[&named[0]].contains("pull request"));
    assert_eq!(
        listing.issues[0].id, named[1],
        "but one that a report names is shown"
    );
}

#[test]
fn deleted_moved_hidden_and_unknown_are_told_apart() {
    let world = World::new();
    world.earlier(0..5, false);
    world.server.forge(|github| {
        let gone = [
            (1, Gone::Deleted),
            (2, Gone::Transferred { repository: "acme/platform".into(), number: 1 }),
            (3, Gone::Transferred { repository: "acme/secret".into(), number: 1 }),
        ];
        for (number, fate) in gone {
            let issue = github.repository(HOME).issues.remove(&number).unwrap();
            if let Gone::Transferred { repository, .. } = &fate {
                let seed = json!({ "title": issue.title, "body": issue.body, "labels": issue.labels, "author": issue.author });
                github.file(repository, seed);
            }
            github.repository(HOME).gone.insert(number, fate);
        }
        github.repository(HOME).issues.get_mut(&4).unwrap().locked = true;
    });
    let named: Vec<_> = [1, 2, 3, 4, 5, 99].map(|n| id(&world, HOME, n)).into();
    let elsewhere = id(&world, "acme/secret", 1);
    let mut asked = named.clone();
    asked.push(elsewhere.clone());
    let listing = world.list(Reach::Named, &asked).unwrap();
    let gone: Vec<_> = listing.gone.iter().cloned().collect();
    assert_eq!(gone, [named[0].clone(), named[2].clone(), named[5].clone()]);
    let there = id(&world, "acme/platform", 1);
    assert_eq!(listing.moved[&named[1]], there);
    assert!(
        listing.forbidden[&elsewhere]
            .contains("acme/secret does not exist, or the token cannot see it")
    );
    let shown: Vec<_> = listing.issues.iter().map(|it| it.id.clone()).collect();
    for expected in [&there, &named[3], &named[4]] {
        assert!(shown.contains(expected), "{expected}");
    }
    let seen = Issue {
        id: named[1].clone(),
        ..world.now(&there)
    };
    let patch = IssuePatch {
        state: Some(State::Completed),
        ..IssuePatch::default()
    };
    let error = world.wait(world.tracker.update(&seen, &patch)).unwrap_err();
    assert!(matches!(error, TrackerError::Refused(_)), "{error}");
    assert!(world.now(&there).state.is_open());
}

#[test]
fn without_graphql_it_reads_one_by_one() {
    let mut seed = seed();
    seed["flavour"] = json!("enterprise");
    let world = World::of(seed, "bot");
    let error = world.list(Reach::Open, &[]).unwrap_err();
    assert!(matches!(error, TrackerError::Unavailable(_)), "{error}");
    drop(world);

    let world = World::new();
    world.earlier(0..3, false);
    world
        .server
        .fault(fake_forge::Fault::refusal(404, "Not Found").on("POST", "/graphql"));
    let named: Vec<_> = (1..=3).map(|n| id(&world, HOME, n)).collect();
    assert_eq!(world.list(Reach::Named, &named).unwrap().issues.len(), 3);
    assert_eq!(world.asked().len(), 4);
}

#[test]
fn enterprise_server_has_its_interface_elsewhere() {
    let mut seed = seed();
    seed["flavour"] = json!("enterprise");
    let mut world = World::of(seed, "bot");
    let at = format!("{}/api/v3", world.server.origin());
    world.tracker = GitHub::tracker(&at, "bot", &world.slept);
    world.earlier(0..101, false);
    assert_eq!(world.all().issues.len(), 101);
    let named: Vec<_> = (1..=3).map(|n| id(&world, HOME, n)).collect();
    world.asked();
    assert_eq!(world.list(Reach::Named, &named).unwrap().issues.len(), 3);
    assert_eq!(world.asked(), ["POST /api/graphql"]);
}

#[test]
fn a_repository_that_was_renamed_is_named_anew() {
    let world = World::new();
    world.earlier(0..1, false);
    world.server.forge(|github| {
        let repository = github.repository(HOME);
        repository.once.insert(HOME.into());
        repository.full_name = "acme/postmortems".into();
    });
    let error = world.list(Reach::Open, &[]).unwrap_err().to_string();
    assert!(
        error.contains("acme/incidents is called acme/postmortems now"),
        "{error}"
    );
}

#[test]
fn what_stands_in_the_way_is_said_with_what_to_do() {
    for (token, change, says) in [
        (
            "old",
            "",
            "set FOLLOWTHROUGH_TOKEN, GITHUB_TOKEN or GH_TOKEN",
        ),
        (
            "none",
            "",
            "set FOLLOWTHROUGH_TOKEN, GITHUB_TOKEN or GH_TOKEN",
        ),
        ("bot", "off", "turn them on in its settings"),
        ("bot", "hidden", "check tracker.repository"),
    ] {
        let world = World::of(seed(), token);
        world.server.forge(|github| match change {
            "off" => github.repository(HOME).issues_disabled = true,
            "hidden" => github.repository(HOME).full_name = "acme/else".into(),
            _ => {}
        });
        let error = world.list(Reach::Open, &[]).unwrap_err();
        assert!(matches!(error, TrackerError::Unavailable(_)));
        let error = error.to_string();
        assert!(error.contains(says), "{token} {change}: {error}");
        assert!(error.contains(ISSUES), "{error}");
    }
    let world = World::of(seed(), "reader");
    let error = world.create("a").unwrap_err().to_string();
    assert!(
        error.contains("permissions:\n    contents: read\n    issues: write"),
        "{error}"
    );
    world
        .server
        .forge(|github| github.repository(HOME).archived = true);
    let error = world.create("a").unwrap_err().to_string();
    assert!(error.contains("archived"), "{error}");
}

/// GitHub ends paging by number at 10,000 issues; its links go on by cursor.
#[test]
fn paging_goes_by_link_alone() {
    let mut seed = seed();
    seed["last_page"] = 2.into();
    let world = World::of(seed, "bot");
    world.earlier(0..450, false);
    assert_eq!(world.all().issues.len(), 450);
}

#[test]
fn whose_token_it_is_is_asked_only_if_it_decides() {
    let mut world = World::new();
    world.create("a").unwrap();
    world.run_as("ann");
    world.create("b").unwrap();
    world.all();
    assert!(!world.asked().iter().any(|it| it.contains("/user")));
    world.server.forge(|github| {
        let repository = github.repository(HOME);
        repository.roles.insert("eve".into(), fake_forge::github::Role::Triage);
        repository.roles.remove("ann");
        let (draft, marker) = draft("c");
        let seed = serde_json::json!({ "title": "t", "body": draft.body(&marker), "author": "eve", "labels": draft.labels });
        for _ in 0..2 {
            github.file(HOME, seed.clone());
        }
    });
    world.run_as("eve");
    world.all();
    world.all();
    let users = world
        .asked()
        .iter()
        .filter(|it| it.contains("/user"))
        .count();
    assert!(users <= 1, "{users}");
}

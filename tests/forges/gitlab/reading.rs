//! What is ours, what became of it, and what nobody may make us believe.

use fake_forge::gitlab::{GitLab, Moved};
use followthrough::forge::gitlab::Options;
use followthrough::issue::{Issue, IssuePatch, Query, Reach, State};
use followthrough::tracker::{Tracker, TrackerError};
use serde_json::{Value, json};

use super::{HOME, ISSUES, World, seed, tracker};
use crate::world::*;

/// An issue with our marker and our label, by `author`.
fn copied(gitlab: &mut GitLab, name: &str, more: Value) -> u64 {
    let (draft, marker) = draft(name);
    let mut seed =
        json!({ "title": draft.title, "description": draft.body(&marker), "labels": draft.labels });
    for (key, value) in more.as_object().unwrap() {
        seed[key] = value.clone();
    }
    gitlab.file(HOME, seed)
}

#[test]
fn a_marker_counts_by_its_author() {
    let world = World::new();
    world.server.forge(|gitlab| {
        // The last is a bot of somebody's own project.
        for author in [
            "project_1_bot",
            "ann",
            "rea",
            "trusty",
            "pla",
            "gus",
            "eve",
            "project_9_bot",
        ] {
            copied(gitlab, author, json!({ "author": author }));
        }
    });
    let listing = world.all();
    let trusted: Vec<bool> = listing.issues.iter().map(|it| it.trusted).collect();
    assert_eq!(
        trusted,
        [true, true, true, true, false, false, false, false]
    );
    let asked = world.asked();
    let count = |what: &str| asked.iter().filter(|it| it.ends_with(what)).count();
    assert_eq!((count("/members/all"), count("/user")), (1, 1), "{asked:?}");
    world.all();
    assert_eq!(world.asked().len(), 1, "each is asked for once");
}

#[test]
fn whose_token_it_is_counts_too() {
    let mut world = World::new();
    world
        .server
        .forge(|gitlab| copied(gitlab, "a", json!({ "author": "pla" })));
    assert!(!world.all().issues[0].trusted);
    world.server.forge(|gitlab| {
        let planner = json!({ "username": "pla" });
        gitlab
            .tokens
            .insert("pla".into(), serde_json::from_value(planner).unwrap());
    });
    world.run_as("pla");
    assert!(world.all().issues[0].trusted);
}

/// A job's own token may not see who is a member. It reads only, and labels are set by members.
#[test]
fn a_jobs_token_goes_by_our_label() {
    let mut world = World::new();
    world.earlier(0..2, false);
    let url = world.server.forge(|gitlab| gitlab.web());
    let options = Options {
        as_job: true,
        ..Options::default()
    };
    world.tracker = super::job_tracker(&url, "job", &world.slept, options);
    assert!(world.all().issues.iter().all(|it| it.trusted));
    world.server.forge(|gitlab| {
        gitlab.jobs_read_issues = false;
        gitlab.project(HOME).visibility = fake_forge::gitlab::Visibility::Private;
    });
    let error = world.list(Reach::Open, &[]).unwrap_err().to_string();
    assert!(
        error.contains("CI_JOB_TOKEN may not list the issues of acme/sre/incidents"),
        "{error}"
    );
    assert!(
        error.contains("set FOLLOWTHROUGH_TOKEN to a project access token"),
        "{error}"
    );
}

#[test]
fn moved_hidden_and_unknown_are_told_apart() {
    let world = World::new();
    world.earlier(0..5, false);
    world.server.forge(|gitlab| {
        for (number, project) in [(2, "acme/sre/platform"), (3, "acme/secret")] {
            let issue = gitlab.project(HOME).issues[&number].clone();
            let copy = json!({
                "title": issue.title, "description": issue.description, "labels": issue.labels,
                "author": issue.author,
            });
            let iid = gitlab.file(project, copy);
            let old = gitlab.project(HOME).issues.get_mut(&number).unwrap();
            (old.closed, old.moved) = (
                true,
                Some(Moved {
                    project: project.into(),
                    iid,
                }),
            );
        }
        let hidden = gitlab.project(HOME).issues.get_mut(&4).unwrap();
        (hidden.confidential, hidden.author) = (true, "eve".into());
    });
    let named: Vec<_> = [1, 2, 3, 4, 99].map(|n| id(&world, HOME, n)).into();
    let elsewhere = id(&world, "acme/secret", 1);
    let mut asked = named.clone();
    asked.push(elsewhere.clone());
    let listing = world.list(Reach::Named, &asked).unwrap();
    assert_eq!(Vec::from_iter(&listing.gone), [&named[4]]);
    let there = id(&world, "acme/sre/platform", 1);
    assert_eq!(listing.moved[&named[1]], there);
    let why = &listing.forbidden[&named[2]];
    assert!(
        why.starts_with("it moved to another project, where the token cannot read it"),
        "{why}"
    );
    let why = &listing.forbidden[&elsewhere];
    assert!(
        why.contains("does not exist, or the token cannot see it"),
        "{why}"
    );
    let shown: Vec<_> = listing.issues.iter().map(|it| it.id.clone()).collect();
    assert_eq!(shown.len(), 3, "{shown:?}");
    for expected in [&there, &named[0], &named[3]] {
        assert!(shown.contains(expected), "{expected}");
    }
    let all = world.all();
    assert_eq!(all.moved[&named[1]], there, "listed ones are followed too");
    assert!(all.forbidden.contains_key(&named[2]));

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

/// To a guest a confidential issue of others looks like one that does not exist.
#[test]
fn what_may_be_confidential_is_not_gone() {
    let mut world = World::new();
    world.server.forge(|gitlab| {
        copied(
            gitlab,
            "a",
            json!({ "author": "ann", "confidential": true }),
        )
    });
    let named = [id(&world, HOME, 1), id(&world, HOME, 99)];
    world.run_as("guest");
    let listing = world.list(Reach::Named, &named).unwrap();
    assert!(listing.gone.is_empty());
    assert_eq!(listing.forbidden.len(), 2);
    assert!(
        listing.forbidden[&named[0]].contains("confidential"),
        "{listing:?}"
    );
}

#[test]
fn long_lists_go_on_where_numbers_end() {
    for (most_offset, keyset) in [(200, true), (50_000, false)] {
        let mut seed = seed();
        (seed["most_offset"], seed["keyset"]) = (json!(most_offset), json!(keyset));
        let world = World::of(seed, "bot");
        world.earlier(0..450, false);
        assert_eq!(world.all().issues.len(), 450, "{most_offset} {keyset}");
    }
    let mut seed = seed();
    (seed["most_offset"], seed["keyset"]) = (json!(200), json!(false));
    let world = World::of(seed, "bot");
    world.earlier(0..450, false);
    let error = world.list(Reach::All, &[]).unwrap_err();
    assert!(matches!(error, TrackerError::Unavailable(_)));
    assert!(error.to_string().contains("raise the limit"), "{error}");
}

#[test]
fn a_gitlab_below_a_path_and_a_project_by_number() {
    let mut seed = seed();
    seed["below"] = json!("/tools/gitlab");
    let mut world = World::of(seed, "bot");
    let url = world.server.forge(|gitlab| gitlab.web());
    world.tracker = tracker(&url, "bot", &world.slept, Options::default());
    let issue = world.create("a").unwrap().issue;
    let page = issue.url.clone().unwrap();
    assert!(
        page.ends_with("/tools/gitlab/acme/sre/incidents/-/issues/1"),
        "{page}"
    );
    let home = world.tracker.home();
    for handle in [page, "#1".into(), "acme/sre/incidents#1".into()] {
        assert_eq!(home.named(&handle), Some(issue.id.clone()), "{handle}");
    }
    let number = world.server.forge(|gitlab| gitlab.project(HOME).id);
    let at = followthrough::forge::gitlab::Server::at(&url).unwrap();
    let transport = transport(at.api, "bot", &world.slept);
    let path = |id| world.wait(followthrough::forge::gitlab::path_of(&transport, id));
    assert_eq!(path(number).unwrap(), HOME);
    let error = path(9999).unwrap_err().to_string();
    assert!(
        error.contains("the number of a project that the token can see"),
        "{error}"
    );
}

#[test]
fn a_project_that_was_renamed_is_named_anew() {
    let world = World::new();
    world.earlier(0..1, false);
    world.server.forge(|gitlab| {
        let project = gitlab.project(HOME);
        project.once.insert(HOME.into());
        project.path = "acme/ops/postmortems".into();
    });
    let error = world.list(Reach::Open, &[]).unwrap_err().to_string();
    assert!(
        error.contains("acme/sre/incidents is called acme/ops/postmortems now"),
        "{error}"
    );
}

#[test]
fn what_stands_in_the_way_is_said_with_what_to_do() {
    for (token, change, says) in [
        (
            "old",
            "",
            "the token has expired; make a project access token",
        ),
        (
            "nobody",
            "",
            "the token is not accepted; make a project access token",
        ),
        ("reader", "", "the token lacks a scope"),
        ("bot", "archived", "acme/sre/incidents is archived"),
        (
            "bot",
            "disabled",
            "issues are turned off in acme/sre/incidents; turn them on in its settings",
        ),
        (
            "eve",
            "private",
            "does not exist, or the token cannot see it",
        ),
    ] {
        let mut world = World::new();
        world.run_as(token);
        world.server.forge(|gitlab| {
            let project = gitlab.project(HOME);
            match change {
                "archived" => project.archived = true,
                "disabled" => project.issues_disabled = true,
                "private" => project.visibility = fake_forge::gitlab::Visibility::Private,
                _ => {}
            }
        });
        let error = world.create("a").unwrap_err();
        assert!(matches!(error, TrackerError::Unavailable(_)), "{error}");
        let error = error.to_string();
        assert!(error.contains(says), "{token} {change}: {error}");
        assert!(error.contains(ISSUES), "{error}");
    }
}

/// Closed, and not done: the work stands in an epic.
#[test]
fn an_issue_that_became_an_epic_is_unread() {
    let world = World::new();
    world.earlier(0..3, true);
    world
        .server
        .forge(|gitlab| gitlab.project(HOME).issues.get_mut(&2).unwrap().promoted = true);
    let named: Vec<_> = (1..=3).map(|n| id(&world, HOME, n)).collect();
    for asked in [&named[..], &named[1..2]] {
        let listing = world.list(Reach::Named, asked).unwrap();
        let why = &listing.forbidden[&named[1]];
        assert!(why.contains("/groups/acme/sre/-/epics/2"), "{why}");
        assert_eq!(listing.issues.len(), asked.len() - 1);
    }
    // A list does not tell either; what a report calls done already is not asked about again.
    let all = world.all();
    assert!(all.forbidden.contains_key(&named[1]), "{all:?}");
    assert_eq!((all.issues.len(), all.away.len()), (2, 1));
    let query = Query {
        scope: SCOPE.into(),
        reach: Reach::All,
        settled: named.iter().cloned().collect(),
        ..Query::default()
    };
    world.asked();
    let settled = world.wait(world.tracker.list(&query)).unwrap();
    assert_eq!((settled.issues.len(), world.asked().len()), (3, 1));
    // While nobody can tell, none of them is done.
    let down = fake_forge::Fault::refusal(502, "Bad Gateway").on("POST", "/graphql");
    world.server.fault(down.times(usize::MAX));
    let error = world.list(Reach::All, &[]).unwrap_err();
    assert!(matches!(error, TrackerError::Unavailable(_)), "{error}");
    world.server.calm();
    // A server that knows no epics.
    let old = fake_forge::Fault::refusal(404, "404 Not Found").on("POST", "/graphql");
    world.server.fault(old);
    assert_eq!(world.list(Reach::Named, &named).unwrap().issues.len(), 3);
}

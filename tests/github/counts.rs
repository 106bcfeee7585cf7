//! What it costs: requests are counted, because they are few.

use followthrough::issue::{IssuePatch, Reach};
use followthrough::tracker::Tracker;

use crate::world::*;

#[test]
fn a_list_of_open_ones_costs_a_request_a_hundred() {
    let world = World::new();
    world.earlier(0..300, false);
    world.earlier(300..350, true);
    let open = world.list(Reach::Open, &[]).unwrap();
    assert_eq!((open.issues.len(), open.closed_seen), (300, false));
    assert_eq!(world.asked().len(), 3);
    let all = world.all();
    assert_eq!((all.issues.len(), all.closed_seen), (350, true));
    assert_eq!(world.asked().len(), 4);
    let newest = world.list(Reach::Newest, &[]).unwrap();
    assert_eq!(newest.issues.len(), 100);
    assert_eq!(world.asked().len(), 1);
    assert_eq!(world.list(Reach::Named, &[]).unwrap().issues, []);
    assert_eq!(world.asked().len(), 0);
}

#[test]
fn many_by_number_cost_a_request_a_hundred() {
    let world = World::new();
    world.earlier(0..250, true);
    let ids: Vec<_> = (1..=250).map(|n| id(&world, HOME, n)).collect();
    let listing = world.list(Reach::Named, &ids).unwrap();
    assert_eq!(listing.issues.len(), 250);
    assert_eq!(world.asked(), ["POST /graphql"; 3]);
    let shown = world.all().issues;
    assert_eq!(listing.issues, shown, "both ways to ask show the same");
}

#[test]
fn opening_costs_one_request_each_and_changing_two() {
    let world = World::new();
    for name in ["a", "b", "c"] {
        world.create(name).unwrap();
    }
    assert_eq!(world.asked(), vec![format!("POST {ISSUES}"); 3]);
    let seen = world.now(&id(&world, HOME, 1));
    world.asked();
    let patch = IssuePatch {
        title: Some("Patch it".into()),
        add_labels: vec!["P1".into()],
        ..IssuePatch::default()
    };
    world.wait(world.tracker.update(&seen, &patch)).unwrap();
    assert_eq!(
        world.asked(),
        [format!("GET {ISSUES}/1"), format!("PATCH {ISSUES}/1")]
    );
    world
        .wait(world.tracker.update(&world.now(&seen.id), &patch))
        .unwrap();
    assert!(
        world.asked().iter().all(|it| it.starts_with("GET")),
        "nothing differs"
    );
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

//! What it costs: requests are counted, because they are few.

use followthrough::issue::{IssuePatch, Reach};
use followthrough::tracker::Tracker;

use crate::every::on_every_forge;
use crate::world::*;

on_every_forge!(
    a_list_of_open_ones_costs_a_request_a_hundred,
    many_by_number_cost_a_request_a_hundred,
    opening_costs_one_request_each_and_changing_two,
);

fn a_list_of_open_ones_costs_a_request_a_hundred<K: Kind>() {
    let world = World::<K>::new();
    world.earlier(0..300, false);
    world.earlier(300..350, true);
    let open = world.list(Reach::Open, &[]).unwrap();
    assert_eq!((open.issues.len(), open.closed_seen), (300, false));
    assert_eq!(world.asked().len(), 3 + K::ASIDE.len());
    let all = world.all();
    assert_eq!((all.issues.len(), all.closed_seen), (350, true));
    // Where a list does not tell all of closed issues, that is asked too.
    assert_eq!(world.asked().len(), 4 + K::MANY.len() - 1);
    let newest = world.list(Reach::Newest, &[]).unwrap();
    assert_eq!(newest.issues.len(), 100);
    assert_eq!(world.asked().len(), 1);
    assert_eq!(world.list(Reach::Named, &[]).unwrap().issues, []);
    assert_eq!(world.asked().len(), 0);
}

fn many_by_number_cost_a_request_a_hundred<K: Kind>() {
    let world = World::<K>::new();
    world.earlier(0..250, true);
    let ids: Vec<_> = (1..=250).map(|n| id(&world, K::HOME, n)).collect();
    let listing = world.list(Reach::Named, &ids).unwrap();
    assert_eq!(listing.issues.len(), 250);
    assert_eq!(
        world.asked(),
        [K::MANY.repeat(3), K::ASIDE.to_vec()].concat()
    );
    let shown = world.all().issues;
    assert_eq!(listing.issues, shown, "both ways to ask show the same");
}

fn opening_costs_one_request_each_and_changing_two<K: Kind>() {
    let world = World::<K>::new();
    for name in ["a", "b", "c"] {
        world.create(name).unwrap();
    }
    let opened = format!("POST {}", K::ISSUES);
    assert_eq!(world.asked(), [K::BEFORE, &[opened.as_str(); 3]].concat());
    let seen = world.now(&id(&world, K::HOME, 1));
    world.asked();
    let patch = IssuePatch {
        title: Some("Patch it".into()),
        add_labels: vec!["P1".into()],
        ..IssuePatch::default()
    };
    world.wait(world.tracker.update(&seen, &patch)).unwrap();
    assert_eq!(
        world.asked(),
        [
            format!("GET {}/1", K::ISSUES),
            format!("{} {}/1", K::CHANGE, K::ISSUES)
        ]
    );
    world
        .wait(world.tracker.update(&world.now(&seen.id), &patch))
        .unwrap();
    assert!(
        world.asked().iter().all(|it| it.starts_with("GET")),
        "nothing differs"
    );
}

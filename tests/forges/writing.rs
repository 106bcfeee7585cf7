//! What is written: nothing is left out without a word, and nothing is said twice.

use fake_forge::{Effect, Fault};
use followthrough::tracker::{Tracker, TrackerError};

use crate::every::on_every_forge;
use crate::world::*;

on_every_forge!(
    without_our_label_no_second_issue_is_opened,
    what_is_too_long_is_refused_with_the_field,
    comments_are_added_once,
);

/// Anybody who may read may open an issue; labels need more, and are left out without a word.
fn without_our_label_no_second_issue_is_opened<K: Kind>() {
    let world = World::<K>::of(K::seed(), "eve");
    let said = world.create("a").unwrap().warnings.join("\n");
    let says = "did not set the labels followthrough: the token needs write access to issues of ";
    assert!(said.contains(&format!("{says}{}", K::HOME)), "{said}");
    let error = world.create("b").unwrap_err();
    assert!(matches!(error, TrackerError::Halted(_)));
    let error = error.to_string();
    assert!(error.contains("put the label on that issue"), "{error}");
    assert_eq!(world.issues(), 1);
}

fn what_is_too_long_is_refused_with_the_field<K: Kind>() {
    let world = World::<K>::new();
    let (mut draft, marker) = draft("a");
    draft.title = "x".repeat(300);
    let error = world
        .wait(world.tracker.create(&draft, &marker))
        .unwrap_err();
    assert!(matches!(error, TrackerError::Refused(_)), "{error}");
    assert!(error.to_string().contains("title"), "{error}");
    assert_eq!(world.issues(), 0);
}

fn comments_are_added_once<K: Kind>() {
    let world = World::<K>::new();
    let issue = world.create("a").unwrap().issue;
    world
        .wait(world.tracker.comment(&issue.id, "Late by 3 days."))
        .unwrap();
    assert!(world.now(&issue.id).discussed);
    let lost = Fault::new(Effect::CloseAfter).on("POST", K::COMMENTS);
    world.server.fault(lost);
    let error = world
        .wait(world.tracker.comment(&issue.id, "Late."))
        .unwrap_err();
    assert!(matches!(error, TrackerError::Unconfirmed(_)), "{error}");
    assert_eq!(world.server.forge(|it| it.comments(1)), 2);
}

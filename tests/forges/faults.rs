//! What goes wrong between a client and a server, and what must hold all the same.

use fake_forge::{Effect, Fault};
use followthrough::issue::Reach;
use followthrough::tracker::TrackerError;

use crate::every::on_every_forge;
use crate::world::*;

on_every_forge!(
    an_answer_that_is_lost_is_looked_for_and_not_asked_for_again,
    a_list_that_lags_is_asked_again,
    what_does_not_show_up_is_left_to_the_next_run,
    a_list_that_is_not_whole_is_no_list,
    one_fault_does_not_spoil_a_list,
);

/// The create was carried out, and nobody said so.
fn an_answer_that_is_lost_is_looked_for_and_not_asked_for_again<K: Kind>() {
    let effects = [
        Effect::CloseAfter,
        Effect::FailAfter { status: 502 },
        Effect::Truncate { bytes: 20 },
        Effect::CommitTwice,
    ];
    for effect in effects {
        let world = World::<K>::new();
        let doubled = effect == Effect::CommitTwice;
        world
            .server
            .fault(Fault::new(effect.clone()).on("POST", K::ISSUES));
        let written = world.create("a").unwrap();
        assert!(written.issue.trusted, "{effect:?}");
        assert_eq!(number(&written.issue), 1);
        let posts = world
            .asked()
            .iter()
            .filter(|it| it.starts_with("POST"))
            .count();
        assert_eq!(posts, 1, "{effect:?}");
        assert_eq!(told(), [""; 0], "it took no time");
        assert_eq!(world.issues(), if doubled { 2 } else { 1 }, "{effect:?}");
    }
}

fn a_list_that_lags_is_asked_again<K: Kind>() {
    let world = World::<K>::new();
    world
        .server
        .fault(Fault::new(Effect::CloseAfter).on("POST", K::ISSUES));
    world
        .server
        .fault(Fault::new(Effect::Stale).on("GET", K::ISSUES).times(3));
    assert_eq!(number(&world.create("a").unwrap().issue), 1);
    assert_eq!(world.slept.seconds(), [1, 2, 4, 8]);
}

fn what_does_not_show_up_is_left_to_the_next_run<K: Kind>() {
    let world = World::<K>::new();
    world
        .server
        .fault(Fault::new(Effect::CloseBefore).on("POST", K::ISSUES));
    let error = world.create("a").unwrap_err();
    assert!(matches!(error, TrackerError::Unconfirmed(_)), "{error}");
    assert!(
        error.to_string().contains("run again in a few minutes"),
        "{error}"
    );
    assert_eq!(world.slept.seconds(), [1, 2, 4, 8, 16]);
    assert_eq!(world.issues(), 0);
    let said = told();
    assert!(
        said[0].starts_with("waiting up to 28 s: an issue was to be opened"),
        "{said:?}"
    );
    assert_eq!(said.len(), 1);
}

fn a_list_that_is_not_whole_is_no_list<K: Kind>() {
    for effect in [
        Effect::Refuse {
            status: 502,
            headers: vec![],
            body: String::new(),
        },
        Effect::CloseBefore,
        Effect::Truncate { bytes: 1000 },
        Effect::Refuse {
            status: 422,
            headers: vec![],
            body: "{}".into(),
        },
    ] {
        let world = World::<K>::new();
        world.earlier(0..150, false);
        let fault = Fault::new(effect.clone())
            .on("GET", "/issues")
            .after(1)
            .times(9);
        world.server.fault(fault);
        let error = world.list(Reach::All, &[]).unwrap_err();
        assert!(
            matches!(error, TrackerError::Unavailable(_)),
            "{effect:?}: {error}"
        );
    }
}

fn one_fault_does_not_spoil_a_list<K: Kind>() {
    for effect in [
        Effect::Refuse {
            status: 503,
            headers: vec![],
            body: "<html>".into(),
        },
        Effect::CloseAfter,
        Effect::Truncate { bytes: 1000 },
        Effect::Reverse,
        Effect::Repeat,
    ] {
        let world = World::<K>::new();
        world.earlier(0..250, false);
        world
            .server
            .fault(Fault::new(effect.clone()).on("GET", "/issues").after(1));
        let listing = world.list(Reach::All, &[]).unwrap();
        let mut ids: Vec<_> = listing.issues.iter().map(|it| it.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), listing.issues.len()), (250, 250), "{effect:?}");
    }
}

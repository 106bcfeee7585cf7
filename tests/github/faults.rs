//! What goes wrong between a client and a server, and what must hold all the same.

use fake_forge::{Effect, Fault};
use followthrough::issue::Reach;
use followthrough::tracker::TrackerError;

use crate::world::*;

/// The create was carried out, and nobody said so.
#[test]
fn an_answer_that_is_lost_is_looked_for_and_not_asked_for_again() {
    let effects = [
        Effect::CloseAfter,
        Effect::FailAfter { status: 502 },
        Effect::Truncate { bytes: 20 },
        Effect::CommitTwice,
    ];
    for effect in effects {
        let world = World::new();
        let doubled = effect == Effect::CommitTwice;
        world
            .server
            .fault(Fault::new(effect.clone()).on("POST", ISSUES));
        let written = world.create("a").unwrap();
        assert!(written.issue.trusted, "{effect:?}");
        assert_eq!(number(&written.issue), 1);
        let posts = world
            .asked()
            .iter()
            .filter(|it| it.starts_with("POST"))
            .count();
        assert_eq!(posts, 1, "{effect:?}");
        assert_eq!(world.issues(), if doubled { 2 } else { 1 }, "{effect:?}");
    }
}

#[test]
fn a_list_that_lags_is_asked_again() {
    let world = World::new();
    world
        .server
        .fault(Fault::new(Effect::CloseAfter).on("POST", ISSUES));
    world
        .server
        .fault(Fault::new(Effect::Stale).on("GET", ISSUES).times(3));
    assert_eq!(number(&world.create("a").unwrap().issue), 1);
    assert_eq!(world.slept.seconds(), [1, 2, 4, 8]);
}

#[test]
fn what_does_not_show_up_is_left_to_the_next_run() {
    let world = World::new();
    world
        .server
        .fault(Fault::new(Effect::CloseBefore).on("POST", ISSUES));
    let error = world.create("a").unwrap_err();
    assert!(matches!(error, TrackerError::Unconfirmed(_)), "{error}");
    assert!(
        error.to_string().contains("run again in a few minutes"),
        "{error}"
    );
    assert_eq!(world.slept.seconds(), [1, 2, 4, 8, 16]);
    assert_eq!(world.issues(), 0);
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

#[test]
fn a_list_that_is_not_whole_is_no_list() {
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
        let world = World::new();
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

#[test]
fn one_fault_does_not_spoil_a_list() {
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
        let world = World::new();
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

/// GitHub ends paging by number at 10,000 issues; its links go on by cursor.
#[test]
fn paging_goes_by_link_alone() {
    let mut seed = seed();
    seed["last_page"] = 2.into();
    let world = World::of(seed, "bot");
    world.earlier(0..450, false);
    assert_eq!(world.all().issues.len(), 450);
}

//! A sync that is killed at any of its requests, and run again.

use std::time::Duration;

use fake_forge::{Effect, Fault};

use crate::stage::Stage;
use crate::world::{World, on_every_forge};

on_every_forge!(a_sync_that_is_killed_anywhere_is_made_good_by_the_next,);

const ACTIONS: usize = 30;

/// The server hangs at the request, before or after carrying it out; the program is killed there. One more
/// sync makes everything right: one open issue for each action, each named in the report.
fn killed_at<W: World>(request: usize, effect: Effect) {
    let stage = Stage::<W>::with(ACTIONS);
    stage
        .server
        .fault(Fault::new(effect.clone()).after(request));
    let mut child = stage.start(&["sync"]);
    let reached = stage.server.wait_frozen(1, Duration::from_secs(60));
    assert!(reached, "request {request} never came");
    child.kill().unwrap();
    child.wait().unwrap();
    stage.server.calm();
    stage.fine(&["sync"]);
    let open = stage.open();
    let at = format!("{effect:?} at request {request}");
    assert_eq!(open.len(), ACTIONS, "{at}");
    assert!(open.values().all(|count| *count == 1), "{at}: {open:?}");
    let report = stage.read("postmortems/000.md");
    assert_eq!(report.matches(", open)").count(), ACTIONS, "{at}: {report}");
    stage.fine(&["sync"]);
    let log = stage.server.take_log();
    assert_eq!((log.reads(), log.writes()), (1 + W::ASIDE, 0), "{at}");
}

fn a_sync_that_is_killed_anywhere_is_made_good_by_the_next<W: World>() {
    let whole = Stage::<W>::with(ACTIONS);
    whole.fine(&["sync"]);
    let requests = whole.server.take_log().0.len();
    assert!(requests > ACTIONS);
    for request in 0..requests {
        for effect in [Effect::FreezeBefore, Effect::FreezeAfter] {
            killed_at::<W>(request, effect);
        }
    }
}

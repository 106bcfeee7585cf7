//! What a run costs, in requests.

use fake_forge::github::GitHub;

use crate::stage::Stage;
use crate::world::{World, on_every_forge};

on_every_forge!(
    the_first_sync_costs_its_creates_and_four_and_the_second_one_request,
    a_steady_run_costs_what_is_open,
    a_change_costs_a_look_and_a_write,
);

fn the_first_sync_costs_its_creates_and_four_and_the_second_one_request<W: World>() {
    let stage = Stage::<W>::with(30);
    let printed = stage.fine(&["sync"]);
    assert!(printed.contains("30 issues opened"), "{printed}");
    let log = stage.server.take_log();
    // What is open, what is closed, whether the list is blind, and who else was at work.
    let reads = 4 + W::ASIDE + W::BEFORE;
    assert_eq!(
        (log.reads(), log.writes()),
        (reads, 30),
        "{:?}",
        log.lines()
    );
    let before = stage.read("postmortems/000.md");
    stage.fine(&["sync"]);
    let log = stage.server.take_log();
    assert_eq!(
        (log.reads(), log.writes()),
        (1 + W::ASIDE, 0),
        "{:?}",
        log.lines()
    );
    assert_eq!(stage.read("postmortems/000.md"), before);
}

fn a_steady_run_costs_what_is_open<W: World>() {
    let stage = Stage::<W>::with(700);
    stage.fine(&["sync", "--allow-bulk"]);
    stage.server.forge(|it| it.close_all_but(200));
    stage.fine(&["sync"]);
    let log = stage.server.take_log();
    let batches = 500_usize.div_ceil(100) * W::CLOSED;
    assert_eq!(
        (log.reads(), log.writes()),
        (2 + batches + W::ASIDE, 0),
        "{:?}",
        log.lines()
    );
    for command in [&["sync"][..], &["plan"], &["status"]] {
        stage.fine(command);
        let log = stage.server.take_log();
        assert_eq!(
            (log.reads(), log.writes()),
            (2 + W::ASIDE, 0),
            "{command:?} {:?}",
            log.lines()
        );
    }
    let report = "# New\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Test the failover of the mail relay\n";
    stage.write("postmortems/new.md", report);
    stage.fine(&["plan"]);
    let log = stage.server.take_log();
    assert_eq!(log.writes(), 0);
    assert!(
        log.reads() <= 2 + 7 * W::CLOSED + 1 + W::ASIDE,
        "{:?}",
        log.lines()
    );
}

fn a_change_costs_a_look_and_a_write<W: World>() {
    let stage = Stage::<W>::with(20);
    stage.fine(&["sync"]);
    let report = stage.read("postmortems/000.md");
    stage.write("postmortems/000.md", &report.replacen("[ ]", "[x]", 5));
    stage.fine(&["sync"]);
    let log = stage.server.take_log();
    let reads = 1 + 5 + W::ASIDE + W::BEFORE;
    assert_eq!((log.reads(), log.writes()), (reads, 5), "{:?}", log.lines());
}

/// What the hour does not suffice for is said before anything is opened, and waits for the next run.
#[test]
fn the_budget_is_looked_at_before_the_first_issue_is_opened() {
    let stage = Stage::<GitHub>::with(40);
    let left = |requests: u64| {
        stage.server.forge(|github| {
            let token = github.tokens.get_mut("bot").unwrap();
            (token.limit, token.used) = (1000, 1000 - requests);
        });
    };
    left(30);
    let output = stage.run(&["sync"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(6), "{said}");
    // Three lists before, nine requests kept.
    assert!(
        said.contains("! 18 of 40 can be opened now: of 1000 requests an hour 27 are left"),
        "{said}"
    );
    assert!(said.contains("18 issues opened"), "{said}");
    assert_eq!(stage.open().len(), 18);
    left(1000);
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 22);
    assert_eq!(stage.open().len(), 40);
}

//! A token that may close issues and set no labels: they are left out, and nobody is told but by their absence.

use crate::stage::Stage;
use crate::world::{World, on_every_forge};

on_every_forge!(labels_that_do_not_stick_are_told_of_and_not_sent_again);

fn labels_that_do_not_stick_are_told_of_and_not_sent_again<W: World>() {
    let stage = Stage::<W>::with(3);
    let sync = || {
        let _ = stage.server.take_log();
        let mut command = stage.command(&["sync"]);
        let output = command.env(W::TOKEN, "ann").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        (said, stage.server.take_log())
    };
    sync();
    stage.server.forge(|forge| {
        forge.demote("ann");
        forge.unlabel("Patch");
        forge.unlabel("Replace");
    });
    for _ in 0..2 {
        let (said, log) = sync();
        assert_eq!(log.writes(), 0, "{:?}", log.lines());
        assert_eq!(
            said.matches("no labels are set on issues").count(),
            1,
            "{said}"
        );
        assert!(!said.contains("updated"), "{said}");
    }
    // What goes with it is changed all the same.
    let report = stage.read("postmortems/000.md");
    stage.write("postmortems/000.md", &report.replacen("[ ]", "[x]", 1));
    let (said, log) = sync();
    assert_eq!(log.writes(), 1, "{:?}", log.lines());
    assert!(said.contains("closed #1"), "{said}");
}

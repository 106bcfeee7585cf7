//! A change of tracker, and two sets of reports in one tracker.

use crate::stage::Stage;
use crate::world::{HOME, World, on_every_forge};

on_every_forge!(
    after_a_change_from_the_local_tracker_open_actions_are_filed_once,
    two_scopes_in_one_tracker_do_not_see_each_other,
    a_reference_to_an_issue_of_another_scope_is_copied,
);

fn after_a_change_from_the_local_tracker_open_actions_are_filed_once<W: World>() {
    let stage = Stage::<W>::with(3);
    let forge = stage.read("followthrough.yml");
    stage.write("followthrough.yml", "");
    let said = stage.fine(&["sync"]);
    assert!(said.contains("3 issues opened"), "{said}");
    let closed = stage
        .read("postmortems/000.md")
        .replacen("- [ ]", "- [x]", 1);
    stage.write("postmortems/000.md", &closed);
    stage.fine(&["sync"]);
    let before = stage.read("postmortems/000.md");

    stage.write("followthrough.yml", &forge);
    let said = stage.fine(&["sync"]);
    assert!(said.contains("Nothing to do"), "{said}");
    assert!(stage.open().is_empty(), "nothing is opened twice");
    let said = stage.fine(&["sync", "--refile"]);
    assert!(said.contains("2 issues opened"), "{said}");
    let after = stage.read("postmortems/000.md");
    assert_eq!(after.matches("/issues/").count(), 2, "{after}");
    assert_eq!(
        after.matches("(ft-").count(),
        1,
        "what is done stays where it was: {after}"
    );

    // The write-back gets lost, and somebody files again.
    stage.write("postmortems/000.md", &before);
    stage.fine(&["sync", "--refile"]);
    assert_eq!(stage.read("postmortems/000.md"), after);
    assert_eq!(stage.open().values().sum::<usize>(), 2);

    // The change is taken back, and made again: each tracker takes up its own open issues.
    for config in ["", forge.as_str()] {
        stage.write("followthrough.yml", config);
        let said = stage.fine(&["sync", "--refile"]);
        assert!(!said.contains("opened ft-"), "{said}");
        let said = stage.fine(&["sync", "--refile"]);
        assert!(said.contains("Nothing to do"), "{said}");
    }
    assert_eq!(stage.read("postmortems/000.md"), after);
    assert_eq!(stage.open().values().sum::<usize>(), 2);
}

fn two_scopes_in_one_tracker_do_not_see_each_other<W: World>() {
    let stage = Stage::<W>::with(4);
    stage.fine(&["sync"]);
    let first = stage.read("postmortems/000.md");
    let config = stage.read("followthrough.yml");

    // Another repository with the same reports and the same tracker.
    let other = config.replacen(&format!("scope: {HOME}"), "scope: acme/shop", 1);
    stage.write("followthrough.yml", &other);
    let copied = first.lines().map(|line| match line.find(" ([#") {
        Some(at) => line[..at].to_owned(),
        None => line.to_owned(),
    });
    let copied = copied.collect::<Vec<_>>().join("\n") + "\n";
    stage.write("postmortems/000.md", &copied);
    let said = stage.fine(&["sync"]);
    assert!(said.contains("4 issues opened"), "{said}");
    let said = stage.fine(&["check"]);
    assert!(
        !said.contains("orphan") && !said.contains("duplicate"),
        "{said}"
    );
    let second = stage.read("postmortems/000.md");
    assert_ne!(first, second);

    // Both go on by themselves.
    for (config, report) in [(&config, &first), (&other, &second)] {
        stage.write("followthrough.yml", config);
        stage.write("postmortems/000.md", report);
        let said = stage.fine(&["sync"]);
        assert!(said.contains("Nothing to do"), "{said}");
    }

    // A report of one with the references of the other: copied, and nobody's issue is touched.
    stage.write("followthrough.yml", &other);
    stage.write("postmortems/000.md", &first.replace("- [ ]", "- [x]"));
    stage.run(&["sync"]);
    assert_eq!(
        stage.open().values().sum::<usize>(),
        8,
        "no issue of the other scope is closed"
    );
}

fn a_reference_to_an_issue_of_another_scope_is_copied<W: World>() {
    let stage = Stage::<W>::with(2);
    stage.fine(&["sync"]);
    let other = stage.beside("acme/shop", &stage.read("postmortems/000.md"));
    let there = |args: &[&str]| {
        let mut command = stage.command(args);
        let output = command.current_dir(other.path()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (output.status.code(), said)
    };
    let _ = stage.server.take_log();
    let (code, said) = there(&["check"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("copied-reference"), "{said}");
    let owner = "postmortems/000.md in the reports of acme/incidents";
    assert!(
        said.contains(&format!("#1 belongs to an action of {owner}")),
        "{said}"
    );
    for args in [
        &[
            "close",
            "#1",
            "--as",
            "not-planned",
            "--reason",
            "b gave up",
        ][..],
        &["reopen", "#1", "--reason", "b took up"],
        &["link", "postmortems/000.md:7", "#1"],
    ] {
        let (code, said) = there(args);
        assert_eq!(code, Some(2), "{args:?} {said}");
    }
    assert_eq!(stage.server.take_log().writes(), 0);
}

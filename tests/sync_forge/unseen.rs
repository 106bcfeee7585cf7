//! Issues that reports name and that cannot be read, or are not known as ours any more.

use fake_forge::Fault;
use followthrough::issue::Draft;

use crate::stage::Stage;
use crate::world::{HOME, World, on_every_forge};

on_every_forge!(
    an_issue_of_ours_that_cannot_be_read_is_named,
    an_issue_that_a_person_linked_and_we_cannot_see_is_a_note,
    a_hidden_line_that_is_gone_is_said_and_put_back_by_hand,
    a_copy_of_an_issue_is_said_once,
    an_issue_whose_author_left_is_said,
    a_number_that_is_used_again_is_nobodys_done,
    an_issue_without_our_label_is_not_opened_again,
    a_marker_that_is_gone_with_the_reference_is_asked_about,
);

const REPORT: &str = "postmortems/000.md";

fn run<W: World>(stage: &Stage<W>, args: &[&str]) -> (Option<i32>, String) {
    let output = stage.run(args);
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.code(), said)
}

fn an_issue_whose_author_left_is_said<W: World>() {
    let stage = Stage::<W>::with(1);
    let opened = stage.command(&["sync"]).env(W::TOKEN, "ann").output();
    assert_eq!(opened.unwrap().status.code(), Some(0));
    stage.server.forge(|forge| forge.demote("ann"));
    let ticked = stage.read(REPORT).replace("- [ ]", "- [x]");
    stage.write(REPORT, &ticked);
    for command in ["plan", "sync"] {
        let (code, said) = run(&stage, &[command]);
        assert_eq!(code, Some(4), "{said}");
        assert!(said.contains("tracker.authors"), "{said}");
    }
    let (_, said) = run(&stage, &["check"]);
    assert!(said.contains("tracker.authors"), "{said}");
    assert_eq!(stage.server.forge(|forge| forge.kept(HOME)).len(), 1);
}

fn a_number_that_is_used_again_is_nobodys_done<W: World>() {
    let stage = Stage::<W>::with(0);
    let eve = Draft {
        title: "The shop is slow on Sundays".into(),
        ..Draft::default()
    };
    let (number, page) = stage
        .server
        .forge(|forge| forge.file_done(&eve, "Eve's own bug"));
    stage.write(
        REPORT,
        &format!(
            "# Outage\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Drain the pool ([#{number}]({page}), open)\n"
        ),
    );
    let (code, said) = run(&stage, &["sync"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("says something else"), "{said}");
    assert!(stage.read(REPORT).contains("- [ ] Drain the pool"));
    let (_, said) = run(&stage, &["check"]);
    assert!(said.contains("issue-gone"), "{said}");
    assert!(!said.contains("is done"), "{said}");
}

fn an_issue_of_ours_that_cannot_be_read_is_named<W: World>() {
    let stage = Stage::<W>::with(2);
    stage.fine(&["sync"]);
    stage.server.forge(|forge| forge.unlabel("Patch"));
    let refused = Fault::refusal(403, "Forbidden").on("GET", "/issues/1$");
    stage.server.fault(refused.times(usize::MAX));
    let before = stage.read(REPORT);
    for command in ["plan", "sync"] {
        let (code, said) = run(&stage, &[command]);
        assert_eq!(code, Some(4), "{said}");
        assert!(said.contains("error: postmortems/000.md:7: "), "{said}");
        assert!(
            said.contains("/issues/1 cannot be read, so its action is left as it is: "),
            "{said}"
        );
        assert!(
            said.contains("403") && said.contains("the token may not"),
            "{said}"
        );
        assert!(said.contains("1 issue could not be read"), "{said}");
        assert!(!said.contains("Nothing to do:"), "{said}");
    }
    assert_eq!(stage.read(REPORT), before);
    let (code, said) = run(&stage, &["check"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("warning") && said.contains("issue-gone"),
        "{said}"
    );
    assert!(
        said.contains("#1 cannot be read, so what the report says of it counts"),
        "{said}"
    );

    // Nobody is told of a confidential report more than how many there are.
    stage.write(REPORT, &format!("---\nconfidential: true\n---\n{before}"));
    let (code, said) = run(&stage, &["plan"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(
        said.contains("1 action of confidential reports left as they are"),
        "{said}"
    );
    assert!(
        !said.contains("000.md") && !said.contains("issues/1 "),
        "{said}"
    );
}

fn an_issue_that_a_person_linked_and_we_cannot_see_is_a_note<W: World>() {
    let stage = Stage::<W>::with(1);
    let linked = format!(
        "{}- [ ] Order a spare relay: acme/secret#9\n",
        stage.read(REPORT)
    );
    stage.write(REPORT, &linked);
    stage.fine(&["sync"]);
    let said = stage.fine(&["sync"]);
    assert!(
        !said.contains("cannot be read") && said.contains("Nothing to do:"),
        "{said}"
    );
    let said = stage.fine(&["plan"]);
    assert!(
        said.contains("note: postmortems/000.md:8: acme/secret#9, linked by hand, cannot be read"),
        "{said}"
    );
    let said = stage.fine(&["check"]);
    assert!(!said.contains("secret"), "{said}");
}

fn a_hidden_line_that_is_gone_is_said_and_put_back_by_hand<W: World>() {
    let stage = Stage::<W>::with(2);
    stage.fine(&["sync"]);
    stage
        .server
        .forge(|forge| forge.rewrite("Patch", "We talked about it."));
    for _ in 0..2 {
        stage.fine(&["sync", "--new"]);
        assert_eq!(
            stage.server.take_log().writes(),
            0,
            "it is nobody's, and not opened again"
        );
    }
    let said = stage.fine(&["check"]);
    assert!(
        said.contains("#1 has lost the hidden line by which it is known as ours"),
        "{said}"
    );
    assert!(
        said.contains("followthrough link postmortems/000.md:7 '#1'"),
        "{said}"
    );
    let linked = stage.fine(&["link", "postmortems/000.md:7", "#1"]);
    let kept = stage.server.forge(|forge| forge.kept(HOME));
    assert!(
        kept[0].body.starts_with("<!-- followthrough:v1 "),
        "{linked} {}",
        kept[0].body
    );
    stage.fine(&["sync"]);
    let said = stage.fine(&["check"]);
    assert!(!said.contains("hidden line"), "{said}");
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);
    let kept = stage.server.forge(|forge| forge.kept(HOME));
    assert_eq!(kept.len(), 2);
    assert!(
        kept[0].body.contains("We talked about it."),
        "{}",
        kept[0].body
    );
    // It is ours again.
    let report = stage.read(REPORT);
    stage.write(REPORT, &report.replacen("[ ]", "[x]", 1));
    stage.fine(&["sync"]);
    assert!(stage.server.forge(|forge| forge.kept(HOME))[0].closed);
}

fn a_copy_of_an_issue_is_said_once<W: World>() {
    let stage = Stage::<W>::with(2);
    stage.fine(&["sync"]);
    stage.server.forge(|forge| forge.copy("Patch", "tim"));
    let (code, said) = run(&stage, &["check"]);
    assert_eq!(code, Some(3), "{said}");
    assert_eq!(said.matches("duplicate-issue").count(), 1, "{said}");
    assert!(!said.contains("orphan"), "{said}");
}

/// Nothing in the reports names the issues: the write-back never arrived.
fn an_issue_without_our_label_is_not_opened_again<W: World>() {
    let stage = Stage::<W>::with(3);
    let before = stage.read(REPORT);
    stage.fine(&["sync"]);
    stage.write(REPORT, &before);
    stage.server.forge(|forge| forge.unlabel("Patch"));
    stage.fine(&["sync"]);
    let kept = stage.server.forge(|forge| forge.kept(HOME));
    assert_eq!(kept.len(), 3);
    assert!(stage.read(REPORT).contains("/issues/1)"));
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);
}

/// A hand took out the hidden line, or a part of it, and the write-back never arrived.
fn a_marker_that_is_gone_with_the_reference_is_asked_about<W: World>() {
    for part in ["report=", "key=", "-->"] {
        let stage = Stage::<W>::with(3);
        let before = stage.read(REPORT);
        stage.fine(&["sync"]);
        stage.write(REPORT, &before);
        let body = stage.server.forge(|forge| forge.kept(HOME))[0].body.clone();
        let body = body.replacen(part, "", 1);
        stage.server.forge(|forge| forge.rewrite("Patch", &body));
        stage.fine(&["sync"]);
        assert_eq!(stage.server.forge(|forge| forge.kept(HOME)).len(), 3);
        let (code, said) = run(&stage, &["check"]);
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("it may be #1 "), "{said}");
        assert!(said.contains("link postmortems/000.md:7 '#1'"), "{said}");
        stage.fine(&["link", "postmortems/000.md:7", "#1"]);
        let (code, said) = run(&stage, &["check"]);
        assert_eq!(code, Some(0), "{said}");
        stage.fine(&["sync"]);
        let kept = stage.server.forge(|forge| forge.kept(HOME));
        assert_eq!(kept.len(), 3);
        assert_eq!(kept[0].body.matches("followthrough:v1").count(), 1);
    }
}

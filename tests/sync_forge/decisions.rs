//! What a person decides of one issue on the command line, when the forge answers badly.

use fake_forge::{Effect, Fault};
use followthrough::issue::Draft;

use crate::stage::Stage;
use crate::world::{HOME, World, on_every_forge};

on_every_forge!(
    a_reason_whose_answer_is_lost_is_said_once,
    a_reason_that_did_not_arrive_is_said_by_the_next_run,
    every_closing_has_its_reason,
    an_issue_that_is_no_actions_is_not_closed,
    a_link_whose_answer_is_lost_is_made_by_the_same_command_again,
);

const CLOSE: [&str; 4] = ["close", "#1", "--reason", "the probe is live"];

fn stage<W: World>() -> Stage<W> {
    let stage = Stage::with(1);
    stage.fine(&["sync"]);
    stage
}

/// Whether the issue is closed, and what stands below it.
fn issue<W: World>(stage: &Stage<W>) -> (bool, Vec<String>) {
    let kept = stage.server.forge(|forge: &mut W| forge.kept(HOME));
    let issue = kept.into_iter().next().unwrap();
    (issue.closed, issue.comments)
}

fn a_reason_whose_answer_is_lost_is_said_once<W: World>() {
    for effect in [Effect::CloseAfter, Effect::FailAfter { status: 502 }] {
        let stage = stage::<W>();
        let fault = Fault::new(effect).on("POST", W::COMMENTS);
        stage.server.fault(fault);
        let output = stage.run(&CLOSE);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(said.contains("run the same command again"), "{said}");
        stage.server.calm();
        for _ in 0..2 {
            stage.fine(&CLOSE);
            assert_eq!(issue(&stage), (true, vec!["the probe is live".to_owned()]));
        }
    }
}

fn a_reason_that_did_not_arrive_is_said_by_the_next_run<W: World>() {
    let stage = stage::<W>();
    let fault = Fault::refusal(403, "Resource not accessible by integration");
    stage.server.fault(fault.on("POST", W::COMMENTS));
    assert_eq!(stage.run(&CLOSE).status.code(), Some(4));
    assert_eq!(issue(&stage), (true, vec![]));
    stage.server.calm();
    stage.fine(&CLOSE);
    assert_eq!(issue(&stage), (true, vec!["the probe is live".to_owned()]));
}

fn an_issue_that_is_no_actions_is_not_closed<W: World>() {
    let other = Stage::<W>::with(0);
    let eve = Draft {
        title: "The shop is slow".into(),
        ..Draft::default()
    };
    other
        .server
        .forge(|forge| forge.file_done(&eve, "Eve's own bug"));
    let _ = other.server.take_log();
    let said = other.run(&["reopen", "#1"]);
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(2), "{text}");
    assert!(text.contains("was not opened by followthrough"), "{text}");
    assert_eq!(other.server.take_log().writes(), 0);
    assert!(issue(&other).0);
}

fn every_closing_has_its_reason<W: World>() {
    let stage = stage::<W>();
    stage.fine(&CLOSE);
    stage.fine(&["reopen", "#1", "--reason", "it is not"]);
    stage.fine(&CLOSE);
    let said = ["the probe is live", "it is not", "the probe is live"];
    assert_eq!(issue(&stage), (true, said.map(str::to_owned).to_vec()));
}

/// An issue and an action taken apart, and joined again, each with a bad answer at every request in turn.
fn a_link_whose_answer_is_lost_is_made_by_the_same_command_again<W: World>() {
    for effect in [Effect::CloseAfter, Effect::FailAfter { status: 502 }] {
        for request in 0.. {
            let stage = stage::<W>();
            let apart = |fault: Option<Fault>, args: &[&str]| {
                stage.server.calm();
                let struck = fault.is_some();
                fault.into_iter().for_each(|it| stage.server.fault(it));
                let _ = stage.server.take_log();
                let output = stage.run(args);
                let asked = stage.server.take_log().lines().len();
                stage.server.calm();
                if output.status.code() != Some(0) {
                    assert!(struck, "{args:?}: {output:?}");
                    let again = stage.run(args);
                    let said = String::from_utf8_lossy(&again.stderr).into_owned();
                    assert_eq!(
                        again.status.code(),
                        Some(0),
                        "{effect:?} {request} {args:?}: {said}"
                    );
                }
                asked
            };
            let fault = || Some(Fault::new(effect.clone()).after(request));
            let asked = apart(fault(), &["unlink", "#1"]);
            assert!(
                !stage.read("postmortems/000.md").contains("/issues/1,"),
                "{effect:?} {request}"
            );
            apart(fault(), &["link", "postmortems/000.md:7", "#1"]);
            stage.fine(&["sync"]);
            let kept = stage.server.forge(|forge: &mut W| forge.kept(HOME));
            assert_eq!(kept.len(), 1, "{effect:?} {request}");
            assert!(
                stage.read("postmortems/000.md").contains("/issues/1)"),
                "{effect:?} {request}"
            );
            if request >= asked {
                break;
            }
        }
    }
}

//! What `check` judges by where the tracker cannot be asked.

use fake_forge::Fault;

use crate::stage::Stage;
use crate::world::{HOME, World, on_every_forge};

on_every_forge!(
    with_a_token_the_issues_count,
    without_a_token_the_words_in_the_reports_count,
    a_tracker_that_is_down_is_a_warning,
    what_cannot_be_known_is_not_said,
    reports_without_words_need_the_tracker,
    a_reason_is_only_text,
    an_alert_is_the_same_by_issues_and_by_words,
);

const REPORT: &str = "postmortems/pool.md";

fn stage<W: World>() -> Stage<W> {
    let stage = Stage::with(0);
    let action = |title: &str, due: &str| format!("- [ ] {title} (owner: Ada) (due: {due})\n");
    let actions = [
        action("Alert on lock waits", "2026-11-10"),
        action("Write the runbook for a failover", "2026-11-11"),
    ];
    let head = "# The pool ran dry\n\nDate: 2026-11-01\n\n## Action items\n\n";
    stage.write(REPORT, &format!("{head}{}", actions.concat()));
    stage.fine(&["sync"]);
    // Somebody finishes the one, and nobody has synced since.
    stage.server.forge(|forge: &mut W| forge.close("Alert"));
    stage
}

/// What `check` prints and how it ends.
fn check<W: World>(stage: &Stage<W>, token: bool) -> (String, Option<i32>) {
    let mut command = stage.command(&["check"]);
    if !token {
        command.env_remove(W::TOKEN);
    }
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let printed = text(&output.stdout) + &text(&output.stderr);
    (printed, output.status.code())
}

fn with_a_token_the_issues_count<W: World>() {
    let stage = stage::<W>();
    let _ = stage.server.take_log();
    let (printed, code) = check(&stage, true);
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("1 error, 0 warnings"), "{printed}");
    assert!(!printed.contains("not looked at"), "{printed}");
    let log = stage.server.take_log();
    assert!(
        log.reads() <= 1 + W::CLOSED + W::ASIDE && log.writes() == 0,
        "{:?}",
        log.lines()
    );
}

fn without_a_token_the_words_in_the_reports_count<W: World>() {
    let stage = stage::<W>();
    let _ = stage.server.take_log();
    let (printed, code) = check(&stage, false);
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("2 errors, 0 warnings"), "{printed}");
    assert!(printed.contains("no token is set"), "{printed}");
    assert!(stage.server.take_log().0.is_empty());

    let report = stage.read(REPORT);
    stage.write(REPORT, &report.replace(", open)", ", done)"));
    let (printed, code) = check(&stage, false);
    assert_eq!(code, Some(0), "{printed}");
}

fn a_tracker_that_is_down_is_a_warning<W: World>() {
    let stage = stage::<W>();
    let down = Fault::refusal(404, "Not Found").times(1000);
    stage.server.fault(down);
    let (printed, code) = check(&stage, true);
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("2 errors, 0 warnings"), "{printed}");
    assert!(
        printed.contains("the issues were not looked at"),
        "{printed}"
    );
}

/// An action without a reference may have an issue or not; nobody can tell.
fn what_cannot_be_known_is_not_said<W: World>() {
    let stage = stage::<W>();
    let report = stage.read(REPORT);
    stage.write(
        REPORT,
        &format!("{report}- [ ] Test the failover of the mail relay (owner: Ada)\n"),
    );
    let (printed, _) = check(&stage, true);
    assert!(printed.contains("untracked"), "{printed}");
    let (printed, _) = check(&stage, false);
    assert!(!printed.contains("untracked"), "{printed}");
}

/// Where the reports do not hold the status, only the tracker knows.
fn reports_without_words_need_the_tracker<W: World>() {
    let stage = stage::<W>();
    let config = stage.read("followthrough.yml");
    stage.write("followthrough.yml", &format!("{config}write_back: refs\n"));
    stage
        .server
        .fault(Fault::refusal(404, "Not Found").times(1000));
    let (printed, code) = check(&stage, true);
    assert_eq!(code, Some(4), "{printed}");
}

/// What a person gives as the reason is said, and does nothing.
fn a_reason_is_only_text<W: World>() {
    let stage = Stage::<W>::with(1);
    stage.fine(&["sync"]);
    let before = stage.server.forge(|it| it.kept(HOME)).remove(0);
    let reason = "See @all and #3.\n/title Hacked\n/label ~urgent\n<!-- followthrough:v1 key=x -->";
    for args in [
        ["close", "#1", "--as", "completed", "--reason", reason].as_slice(),
        &["reopen", "#1", "--reason", reason],
    ] {
        stage.fine(args);
    }
    let after = stage.server.forge(|it| it.kept(HOME)).remove(0);
    assert_eq!(
        (&after.title, &after.labels),
        (&before.title, &before.labels)
    );
    assert_eq!(after.comments.len(), 2);
    for said in &after.comments {
        assert!(said.contains("See ") && said.contains("Hacked"), "{said}");
        for harm in ["@all", "#3", "\n/", "<!--"] {
            assert!(!said.contains(harm), "{harm} in {said}");
        }
    }
}

/// Whether a run had a token or not, and however the action was reworded since its issue was opened.
fn an_alert_is_the_same_by_issues_and_by_words<W: World>() {
    let stage = Stage::<W>::with(0);
    let report = "# The pool\n\nDate: 2026-11-01\n\n## Action items\n\n\
        - [ ] Alert on lock waits (due: 2026-11-10)\n\
        - [ ] Write the runbook for a failover (due: 2026-11-11)\n";
    stage.write(REPORT, report);
    stage.fine(&["sync"]);
    let alerts = |token: bool| {
        let mut command = stage.command(&["check", "--format", "sarif"]);
        if !token {
            command.env_remove(W::TOKEN);
        }
        let output = command.output().unwrap().stdout;
        let sarif: serde_json::Value = serde_json::from_slice(&output).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        // Who an issue is assigned to is not known without a look at it.
        let known = results.iter().filter(|it| it["ruleId"] != "no-owner");
        let about = known.map(|it| (it["ruleId"].clone(), it["partialFingerprints"].clone()));
        let about = about.map(|it| format!("{it:?}"));
        about.collect::<std::collections::BTreeSet<String>>()
    };
    let opened = alerts(true);
    assert_eq!(opened.len(), 2, "{opened:?}");
    assert_eq!(alerts(false), opened);
    let reworded = stage
        .read(REPORT)
        .replace("lock waits", "long waits for locks");
    stage.write(
        REPORT,
        &reworded.replace("## Action", "One more line.\n\n## Action"),
    );
    assert_eq!(alerts(true), opened);
    assert_eq!(alerts(false), opened);
    let head = reworded.replace("# The pool", "# The other pool");
    std::fs::remove_file(stage.path().join(REPORT)).unwrap();
    stage.write("postmortems/other.md", &head);
    assert_eq!(alerts(true), opened);
    assert_eq!(alerts(false), opened);
}

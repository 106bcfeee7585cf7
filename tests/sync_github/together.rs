//! Two syncs at once, and what is said when things go wrong.

use fake_forge::{Effect, Fault};

use crate::stage::{HOME, Stage};

/// Two checkouts of the same reports, synced at the same time.
#[test]
fn two_syncs_at_once_end_with_one_open_issue_for_each_action() {
    for _ in 0..3 {
        let stage = Stage::with(12);
        let other = tempfile::tempdir().unwrap();
        for file in ["followthrough.yml", "postmortems/000.md"] {
            let to = other.path().join(file);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(stage.path().join(file), to).unwrap();
        }
        let mut second = stage.command(&["sync"]);
        let second = second.current_dir(other.path()).spawn().unwrap();
        let first = stage.start(&["sync"]);
        for child in [first, second] {
            let output = child.wait_with_output().unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        stage.fine(&["sync"]);
        let open = stage.open();
        assert_eq!(open.len(), 12);
        assert!(open.values().all(|count| *count == 1), "{open:?}");
    }
}

#[test]
fn every_single_fault_of_a_create_is_made_good() {
    let effects = [
        Effect::CloseAfter,
        Effect::FailAfter { status: 502 },
        Effect::CommitTwice,
    ];
    for effect in effects {
        let stage = Stage::with(5);
        let fault = Fault::new(effect.clone()).on("POST", "/issues").after(2);
        stage.server.fault(fault);
        stage.fine(&["sync"]);
        stage.fine(&["sync"]);
        let open = stage.open();
        assert_eq!(open.len(), 5, "{effect:?}");
        assert!(
            open.values().all(|count| *count == 1),
            "{effect:?}: {open:?}"
        );
    }
}

#[test]
fn a_renamed_label_opens_nothing() {
    let stage = Stage::with(10);
    stage.fine(&["sync"]);
    stage.server.forge(|github| {
        let repository = github.repository(HOME);
        for label in &mut repository.labels {
            label.name = "follow-up".into();
        }
        for issue in repository.issues.values_mut() {
            issue.labels = vec!["follow-up".into()];
        }
    });
    let report = stage.read("postmortems/000.md");
    stage.write(
        "postmortems/000.md",
        &format!("{report}- [ ] Something that is new\n"),
    );
    let _ = stage.server.take_log();
    let output = stage.run(&["sync"]);
    assert_eq!(
        output.status.code(),
        Some(6),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(stage.server.take_log().count("POST", "/issues"), 0);
}

#[test]
fn no_message_holds_the_token() {
    let stage = Stage::with(1);
    let echo = Effect::Refuse {
        status: 401,
        headers: vec![],
        body: r#"{"message": "Bad credentials: bot-s3cret"}"#.into(),
    };
    stage.server.fault(Fault::new(echo).times(9));
    for args in [
        &["sync"][..],
        &["plan"],
        &["sync", "--format", "json", "-v"],
    ] {
        let mut command = stage.command(args);
        let output = command.env("GITHUB_TOKEN", "bot-s3cret").output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert!(
            text.contains("[token]") && !text.contains("s3cret"),
            "{text}"
        );
        assert_eq!(output.status.code(), Some(4), "{text}");
    }
}

#[test]
fn without_a_token_nothing_is_sent_that_writes() {
    let stage = Stage::with(1);
    let output = stage
        .command(&["sync"])
        .env_remove("GITHUB_TOKEN")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("GITHUB_TOKEN: ${{ github.token }}"), "{said}");
    assert_eq!(stage.server.take_log().0.len(), 0);
    let output = stage
        .command(&["plan"])
        .env_remove("GITHUB_TOKEN")
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "a public tracker is readable"
    );
}

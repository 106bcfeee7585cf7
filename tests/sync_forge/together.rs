//! Two syncs at once, and what is said when things go wrong.

use fake_forge::github::GitHub;
use fake_forge::{Effect, Fault};

use crate::stage::Stage;
use crate::world::{HOME, Kept, World, on_every_forge};

on_every_forge!(
    two_syncs_at_once_end_with_one_open_issue_for_each_action,
    every_single_fault_of_a_create_is_made_good,
    an_empty_list_proves_nothing,
    another_token_changes_nothing,
    two_sets_of_reports_share_a_tracker,
    a_report_can_make_a_forge_do_nothing,
    a_renamed_label_opens_nothing,
    a_renamed_label_opens_nothing_where_reports_name_no_issue,
    no_message_holds_the_token,
    without_a_token_nothing_is_sent_that_writes,
);

/// Two checkouts of the same reports, synced at the same time.
fn two_syncs_at_once_end_with_one_open_issue_for_each_action<W: World>() {
    for _ in 0..3 {
        let stage = Stage::<W>::with(12);
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

fn every_single_fault_of_a_create_is_made_good<W: World>() {
    let effects = [
        Effect::CloseAfter,
        Effect::FailAfter { status: 502 },
        Effect::CommitTwice,
    ];
    for effect in effects {
        let stage = Stage::<W>::with(5);
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

/// A list that comes back empty, once or for good, makes nothing twice and takes nothing for gone.
fn an_empty_list_proves_nothing<W: World>() {
    for times in [1, 9] {
        let stage = Stage::<W>::with(10);
        stage.fine(&["sync"]);
        let before = stage.read("postmortems/000.md");
        let more = before.clone() + "- [ ] Something that is new\n";
        stage.write("postmortems/000.md", &more);
        let fault = Fault::new(Effect::Empty).on("GET", "/issues?");
        stage.server.fault(fault.times(times));
        let output = stage.run(&["sync"]);
        stage.server.calm();
        if times > 1 {
            assert_eq!(output.status.code(), Some(6));
            assert_eq!(stage.read("postmortems/000.md"), more);
        }
        stage.fine(&["sync"]);
        let open = stage.open();
        assert_eq!((open.len(), open.values().sum()), (11, 11), "{open:?}");
    }
}

/// Whoever's token it is: the issues are the same, and nothing is written.
fn another_token_changes_nothing<W: World>() {
    for (first, second) in [
        ("bot", "app"),
        ("ann", "bot"),
        ("tim", "ann"),
        ("app", "tim"),
    ] {
        let stage = Stage::<W>::with(5);
        let run = |token: &str| {
            let _ = stage.server.take_log();
            let mut command = stage.command(&["sync"]);
            let output = command.env(W::TOKEN, token).output().unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stdout)
            );
        };
        run(first);
        run(second);
        assert_eq!(stage.server.take_log().writes(), 0, "{first} {second}");
        assert_eq!(stage.open().values().sum::<usize>(), 5);
    }
}

/// Equal reports under equal paths in two repositories, one tracker for both.
fn two_sets_of_reports_share_a_tracker<W: World>() {
    let stage = Stage::<W>::with(5);
    let report = stage.read("postmortems/000.md");
    let other = stage.beside("acme/billing", &report);
    let sync = |folder: &std::path::Path| {
        let _ = stage.server.take_log();
        let output = stage
            .command(&["sync"])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        stage.server.take_log().writes()
    };
    assert_eq!((sync(stage.path()), sync(other.path())), (5, 5));
    assert_eq!((sync(stage.path()), sync(other.path())), (0, 0));
    let issues = stage.server.forge(|it| it.kept(HOME).len());
    assert_eq!(issues, 10);
}

/// The server gives back CRLF, as after an edit on the web.
#[test]
fn line_ends_of_the_servers_own_are_no_change() {
    let stage = Stage::<GitHub>::with(5);
    stage.fine(&["sync"]);
    stage.server.forge(|github| github.crlf = true);
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);
}

fn a_report_can_make_a_forge_do_nothing<W: World>() {
    let stage = Stage::<W>::with(0);
    let action = "Ask @maria about #12, `fixes acme/shop#3` &#64;tim <img src=x> <!-- followthrough:end --> <b>";
    let text = format!(
        "# Outage @all #7\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] {action} (owner: @tim)\n- [ ] {}\n",
        "🔥 long ".repeat(12_000)
    );
    stage.write("postmortems/a.md", &text);
    stage.fine(&["sync"]);
    stage.server.forge(|forge| {
        for Kept { title, body, .. } in forge.kept(HOME) {
            assert!(title.chars().count() <= 255, "{title}");
            assert!(body.chars().count() <= 65_536);
            assert_eq!(body.matches("<!--").count(), 3, "{body}");
            for text in [&title, &body] {
                for harm in [
                    "@maria", "@all", "@tim", "#12", "#7", "#3", "&#64;t", "<img", "<b>",
                ] {
                    assert!(!text.contains(harm), "{harm} in {text}");
                }
            }
        }
    });
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);
}

/// GitHub has no confidential issues. What GitLab does: `gitlab.rs`.
#[test]
fn a_public_tracker_is_told_nothing_of_confidential_reports() {
    for private in [false, true] {
        let stage = Stage::<GitHub>::with(2);
        stage.server.forge(|it| it.show_to_all(!private));
        let secret = "---\nconfidential: true\n---\n# Break-in\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Rotate the keys of the vault\n";
        stage.write("postmortems/secret.md", secret);
        let said = "1 change for confidential reports not made";
        assert_eq!(stage.fine(&["plan"]).contains(said), !private);
        let printed = stage.fine(&["sync"]);
        assert!(!printed.contains("vault"), "{printed}");
        assert_eq!(printed.contains(said), !private, "{printed}");
        assert_eq!(stage.open().len(), if private { 3 } else { 2 });
        assert_eq!(stage.read("postmortems/secret.md") == secret, !private);
    }
}

fn a_renamed_label_opens_nothing<W: World>() {
    let stage = Stage::<W>::with(10);
    stage.fine(&["sync"]);
    stage.server.forge(|it| it.rename_label("follow-up"));
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

/// Reports whose references were never written, or got lost, cannot tell that the list lacks anything.
fn a_renamed_label_opens_nothing_where_reports_name_no_issue<W: World>() {
    for relabelled in [false, true] {
        let stage = Stage::<W>::with(3);
        let config = stage.read("followthrough.yml") + "write_back: off\n";
        stage.write("followthrough.yml", &config);
        stage.fine(&["sync"]);
        match relabelled {
            true => stage.server.forge(|it| it.rename_label("pm")),
            false => {
                let config = config.replace(", pace: 0s", ", pace: 0s, labels: [pm]");
                stage.write("followthrough.yml", &config);
            }
        }
        let _ = stage.server.take_log();
        for args in [&["plan"], &["sync"]] {
            let output = stage.run(args);
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(6), "{said}");
            let label = if relabelled { "pm" } else { "followthrough" };
            let found = format!("issues/3 is one, with the label {label}: ");
            assert!(said.contains("3 issues not opened"), "{said}");
            assert!(said.contains(&found), "{said}");
        }
        assert_eq!(stage.server.take_log().writes(), 0);
    }
}

fn no_message_holds_the_token<W: World>() {
    let stage = Stage::<W>::with(1);
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
        let output = command.env(W::TOKEN, "bot-s3cret").output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert!(
            text.contains("[token]") && !text.contains("s3cret"),
            "{text}"
        );
        assert_eq!(output.status.code(), Some(4), "{text}");
    }
}

fn without_a_token_nothing_is_sent_that_writes<W: World>() {
    let stage = Stage::<W>::with(1);
    let output = stage
        .command(&["sync"])
        .env_remove(W::TOKEN)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("set FOLLOWTHROUGH_TOKEN") && said.contains(W::TOKEN),
        "{said}"
    );
    assert_eq!(stage.server.take_log().0.len(), 0);
    let output = stage
        .command(&["plan"])
        .env_remove(W::TOKEN)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "a public tracker is readable"
    );
}

//! What runs cost at 10,000 issues, as a table:
//! `cargo test --locked --test sync_forge -- table --nocapture`.

use std::path::Path;
use std::process::Command;

use fake_forge::github::GitHub;
use fake_forge::gitlab::GitLab;
use followthrough::issue::{Draft, Key};
use serde_json::json;

use crate::stage::{Stage, action};
use crate::world::{HOME, World};

const ALL: usize = 10_000;
const OPEN: usize = 300;

/// A hundred reports: the actions of the first three are open, all others are done, and each has its
/// reference.
fn ten_thousand<W: World>() -> Stage<W> {
    let stage = Stage::<W>::with(OPEN);
    stage.fine(&["sync", "--allow-bulk"]);
    for first in (OPEN..ALL).step_by(100) {
        let path = format!("postmortems/{:03}.md", first / 100);
        let mut text = format!("# Outage {first}\n\nDate: 2026-11-01\n\n## Action items\n\n");
        stage.server.forge(|forge| {
            for n in first..first + 100 {
                let draft = Draft {
                    title: action(n),
                    block: format!("> {}", action(n)),
                    labels: vec!["followthrough".into()],
                    ..Draft::default()
                };
                let key = Key::of("key", &[&n.to_string()]);
                let marker = draft.marker(key.clone(), HOME, &path, key);
                let (number, page) = forge.file_done(&draft, &draft.body(&marker));
                text += &format!("- [x] {} ([#{number}]({page}), done)\n", action(n));
            }
        });
        stage.write(&path, &text);
    }
    stage
}

fn git(folder: &Path, args: &[&str]) -> String {
    let name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    let mut git = Command::new("git");
    git.current_dir(folder).args(name).args(args);
    let done = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(done.status.success(), "{args:?}");
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

fn commit(folder: &Path) -> String {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "x"]);
    git(folder, &["rev-parse", "HEAD"])
}

/// A run of `ci` on a pull request that goes from one commit to the other.
fn on_a_pull_request(stage: &Stage<GitHub>, base: &str, head: &str) {
    let event = json!({
        "repository": { "default_branch": "main", "full_name": HOME },
        "pull_request": {
            "number": 1,
            "base": { "sha": base, "ref": "main", "repo": { "full_name": HOME, "id": 1 } },
            "head": { "sha": head, "ref": "new", "repo": { "full_name": HOME, "id": 1 } },
        },
    });
    let folder = tempfile::tempdir().unwrap();
    let payload = folder.path().join("event.json");
    std::fs::write(&payload, event.to_string()).unwrap();
    let _ = stage.server.take_log();
    let mut ci = stage.command(&["ci", "--comment", "never", "--publish", "none"]);
    ci.env("GITHUB_ACTIONS", "true")
        .env("GITHUB_EVENT_NAME", "pull_request");
    ci.env("GITHUB_EVENT_PATH", payload)
        .env("GITHUB_REPOSITORY", HOME)
        .env("GITHUB_SHA", head);
    let done = ci.output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(done.status.code(), Some(0), "{told}{said}");
}

#[test]
fn what_ten_thousand_issues_cost() {
    let stage = ten_thousand::<GitHub>();
    let row = |what: &str, wanted: (usize, usize)| {
        let log = stage.server.take_log();
        let (reads, writes) = (log.reads(), log.writes());
        println!("| {what:<58} | {reads:>5} | {writes:>6} |");
        assert_eq!((reads, writes), wanted, "{what}: {:?}", log.lines());
    };
    println!(
        "| {:<58} | reads | writes |",
        "10,000 issues, 300 of them open"
    );
    println!("|{:-<60}|------:|-------:|", "");

    stage.fine(&["sync"]);
    row("sync, nothing changed", (3, 0));
    stage.fine(&["status"]);
    row("status", (3, 0));

    git(
        stage.path(),
        &["init", "--quiet", "--initial-branch", "main"],
    );
    let base = commit(stage.path());
    let new = "# New\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Test the failover of the mail relay\n";
    stage.write("postmortems/new.md", new);
    let head = commit(stage.path());
    on_a_pull_request(&stage, &base, &head);
    row("ci, a pull request that adds a report", (3, 0));

    stage.fine(&["plan"]);
    row("plan at a terminal, one issue to open", (3 + 100 + 1, 0));
    stage.fine(&["sync"]);
    row("sync, one issue to open", (3 + 100 + 2, 1));

    let changed = stage.read("postmortems/000.md").replacen("[ ]", "[x]", 20);
    stage.write("postmortems/000.md", &changed);
    stage.fine(&["sync"]);
    row("sync, 20 issues to close", (4 + 20, 20));
    stage.fine(&["sync"]);
    row("sync, nothing changed", (3, 0));
}

/// As on GitHub, and one question a run about the authors; a run that writes asks how long the token lasts.
#[test]
fn what_ten_thousand_issues_cost_on_gitlab() {
    let stage = ten_thousand::<GitLab>();
    let cost = |what: &str, wanted: (usize, usize)| {
        let log = stage.server.take_log();
        assert_eq!(
            (log.reads(), log.writes()),
            wanted,
            "{what}: {:?}",
            log.lines()
        );
    };
    stage.fine(&["sync"]);
    cost("nothing changed", (3 + 1, 0));
    stage.fine(&["status"]);
    cost("status", (3 + 1, 0));
    let new = "# New\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Test the failover of the mail relay\n";
    stage.write("postmortems/new.md", new);
    stage.fine(&["sync"]);
    cost("one issue to open", (3 + 100 + 1 + 3, 1));
    let changed = stage.read("postmortems/000.md").replacen("[ ]", "[x]", 20);
    stage.write("postmortems/000.md", &changed);
    stage.fine(&["sync"]);
    cost("20 issues to close", (4 + 20 + 2, 20));
}

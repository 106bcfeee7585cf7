//! What needs the user's own git, against git's own server behind the rights of a forge: `sync --commit` and `--push`, and the
//! base of a pull request in a shallow clone.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads what it compares, and fails by panicking"
)]

mod shallow;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fake_forge::Server;
use fake_forge::github::GitHub;
use serde_json::json;

const REPORT: &str = "# Pool\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Patch the pool\n";

struct World {
    server: Server<GitHub>,
    folder: tempfile::TempDir,
}

/// A bare repository with one report on `main`, behind a GitHub.
fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let bare = folder.path().join("origin.git");
    git(
        folder.path(),
        &["init", "--quiet", "--bare", "-b", "main", "origin.git"],
    );
    let rights = |level: &str| json!({ "login": "bot", "repositories": ["acme/incidents"], "permissions": { "contents": level } });
    let server = Server::start(GitHub::seeded(json!({
        "users": [{ "login": "acme", "type": "Organization" }],
        "tokens": { "writes": rights("write"), "reads": rights("read") },
        "repositories": [{ "full_name": "acme/incidents", "git": bare, "roles": { "bot": "write" } }],
    })));
    let world = World { server, folder };
    let first = world.folder.path().join("first");
    git(
        world.folder.path(),
        &["clone", "--quiet", "origin.git", "first"],
    );
    fs::create_dir(first.join("postmortems")).unwrap();
    fs::write(first.join("postmortems/pool.md"), REPORT).unwrap();
    git(&first, &["add", "."]);
    git(&first, &["commit", "--quiet", "-m", "A report"]);
    git(&first, &["push", "--quiet", "origin", "HEAD:main"]);
    world
}

impl World {
    /// A clone whose remote holds this token.
    fn clone_with(&self, token: &str) -> PathBuf {
        let folder = self.folder.path().join(token);
        git(
            self.folder.path(),
            &["clone", "--quiet", "-b", "main", "origin.git", token],
        );
        let host = self.server.origin().replace("http://", "");
        let url = format!("http://x:{token}@{host}/acme/incidents.git");
        git(&folder, &["remote", "set-url", "origin", &url]);
        folder
    }

    fn tip(&self) -> String {
        let bare = self.folder.path().join("origin.git");
        git(&bare, &["rev-parse", "refs/heads/main"])
    }

    fn protect(&self) {
        self.server.forge(|it| {
            let repository = it.repository("acme/incidents");
            repository.protected.insert("main".to_owned())
        });
    }
}

fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("HOME", folder.parent().unwrap())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_COUNT", "2")
        .env("GIT_CONFIG_KEY_0", "user.name")
        .env("GIT_CONFIG_VALUE_0", "Ada")
        .env("GIT_CONFIG_KEY_1", "user.email")
        .env("GIT_CONFIG_VALUE_1", "ada@example.com");
    command
}

fn git(folder: &Path, args: &[&str]) -> String {
    let done = command("git", folder).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "git {args:?}: {said}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// Exit code and what was said.
fn sync(folder: &Path, args: &[&str]) -> (i32, String) {
    // libgit2 reads files alone, and so do we set it up there.
    git(folder, &["config", "user.name", "Ada"]);
    git(folder, &["config", "user.email", "ada@example.com"]);
    let done = command(env!("CARGO_BIN_EXE_followthrough"), folder)
        .args(["sync", "--today", "2026-11-21"])
        .args(args)
        .env("FOLLOWTHROUGH_TOKEN", "secret-of-ours")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    (done.status.code().unwrap(), said.into_owned())
}

/// The commit is there, and nothing of it hangs about.
fn is_clean(folder: &Path) {
    assert_eq!(git(folder, &["status", "--porcelain"]), "");
    let text = fs::read_to_string(folder.join("postmortems/pool.md")).unwrap();
    assert!(text.contains("Patch the pool (ft-"), "{text}");
    assert_eq!(
        git(folder, &["show", "HEAD:postmortems/pool.md"]),
        text.trim()
    );
}

#[test]
fn it_commits_what_it_wrote_and_pushes_it() {
    let world = world();
    let folder = world.clone_with("writes");
    let before = world.tip();
    let (code, said) = sync(&folder, &["--push"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("pushed to main"), "{said}");
    is_clean(&folder);
    assert_ne!(world.tip(), before);
    assert_eq!(world.tip(), git(&folder, &["rev-parse", "HEAD"]));
    let message = git(&folder, &["log", "-1", "--format=%B"]);
    assert!(!message.contains(['@', '#']), "{message}");
    let (code, said) = sync(&folder, &["--push"]);
    assert_eq!(
        (code, said.contains("nothing to commit")),
        (0, true),
        "{said}"
    );
}

#[test]
fn what_people_staged_stays_staged_and_what_they_changed_is_not_taken_along() {
    let world = world();
    let folder = world.clone_with("writes");
    fs::write(folder.join("notes.txt"), "mine\n").unwrap();
    git(&folder, &["add", "notes.txt"]);
    let (code, said) = sync(&folder, &["--commit"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(git(&folder, &["status", "--porcelain"]), "A  notes.txt");
    assert!(!git(&folder, &["show", "--stat", "HEAD"]).contains("notes.txt"));

    let report = folder.join("postmortems/pool.md");
    let text = fs::read_to_string(&report).unwrap() + "- [ ] Half a sentence\n";
    fs::write(&report, &text).unwrap();
    let before = git(&folder, &["rev-parse", "HEAD"]);
    let (code, said) = sync(&folder, &["--commit"]);
    assert_eq!(
        (
            code,
            said.contains("postmortems/pool.md: changed and not committed")
        ),
        (2, true),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&report).unwrap(), text);
    assert_eq!(git(&folder, &["rev-parse", "HEAD"]), before);
}

#[test]
fn every_refusal_says_why_and_leaves_a_clean_tree() {
    let world = world();
    let cases = [
        (world.clone_with("reads"), "this token may only read"),
        (
            world.clone_with("wrong"),
            "git has no token that the server knows",
        ),
    ];
    let late = world.clone_with("writes");
    let tip = world.tip();
    for (folder, why) in &cases {
        let (code, said) = sync(folder, &["--push"]);
        assert_eq!((code, said.contains(why)), (4, true), "{said}");
        assert!(
            !said.contains("secret-of-ours") && !said.contains("x:"),
            "{said}"
        );
        is_clean(folder);
    }
    assert_eq!(world.tip(), tip);

    let first = world.folder.path().join("first");
    fs::write(first.join("README.md"), "# Incidents\n").unwrap();
    git(&first, &["add", "."]);
    git(&first, &["commit", "--quiet", "-m", "Meanwhile"]);
    git(&first, &["push", "--quiet", "origin", "HEAD:main"]);
    let theirs = world.tip();
    let (code, said) = sync(&late, &["--push"]);
    assert_eq!(
        (code, said.contains("somebody pushed to it meanwhile")),
        (4, true),
        "{said}"
    );
    is_clean(&late);
    assert_eq!(world.tip(), theirs);

    world.protect();
    git(&late, &["fetch", "--quiet", "origin"]);
    git(&late, &["rebase", "--quiet", "origin/main"]);
    fs::remove_dir_all(late.join(".followthrough")).unwrap();
    git(&late, &["checkout", "--quiet", "--", "."]);
    git(&late, &["reset", "--quiet", "--hard", "origin/main"]);
    let (code, said) = sync(&late, &["--push"]);
    let wanted = [
        "main is protected (",
        "GH006",
        "HEAD:followthrough/write-back",
    ];
    assert_eq!(
        (code, wanted.iter().all(|it| said.contains(it))),
        (4, true),
        "{said}"
    );
    is_clean(&late);
    assert_eq!(world.tip(), theirs);
}

#[test]
fn what_could_not_be_committed_is_not_written() {
    let world = world();
    let folder = world.clone_with("writes");
    let before = git(&folder, &["rev-parse", "HEAD"]);
    let refused = |why: &str| {
        let (code, said) = sync(&folder, &["--commit"]);
        assert_eq!((code, said.contains(why)), (2, true), "{said}");
        assert_eq!(git(&folder, &["status", "--porcelain"]), "");
        assert_eq!(git(&folder, &["rev-parse", "HEAD"]), before);
    };
    git(&folder, &["config", "commit.gpgsign", "true"]);
    refused("cannot sign");
    git(&folder, &["config", "--unset", "commit.gpgsign"]);
    let hook = folder.join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\n").unwrap();
    refused("runs no hooks");
    fs::remove_file(hook).unwrap();
    git(&folder, &["config", "commit.gpgsign", "false"]);
    let lock = folder.join(".git/index.lock");
    let (code, said) = {
        git(&folder, &["config", "user.name", "Ada"]);
        git(&folder, &["config", "user.email", "ada@example.com"]);
        fs::write(&lock, "").unwrap();
        let done = command(env!("CARGO_BIN_EXE_followthrough"), &folder)
            .args(["sync", "--commit", "--today", "2026-11-21"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code().unwrap(), said)
    };
    fs::remove_file(lock).unwrap();
    assert_eq!((code, said.contains("index.lock")), (2, true), "{said}");
    assert_eq!(git(&folder, &["status", "--porcelain"]), "");
    let (code, said) = sync(&folder, &["--commit"]);
    assert_eq!(code, 0, "{said}");
    is_clean(&folder);
}

//! A pull request in a clone of its last commit alone: the user's own git fetches what it is compared with.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{REPORT, World, command, git, world};

/// The merge commit of a pull request that brings a late action, as a forge makes it, and its base.
fn proposed(world: &World) -> (String, String) {
    let first = world.folder.path().join("first");
    let base = git(&first, &["rev-parse", "HEAD"]);
    git(&first, &["checkout", "--quiet", "-b", "topic"]);
    let late = REPORT.replace("Patch the pool", "Alert on it (due 2026-11-02)");
    fs::write(first.join("postmortems/late.md"), late).unwrap();
    git(&first, &["add", "."]);
    git(&first, &["commit", "--quiet", "-m", "Late"]);
    git(&first, &["checkout", "--quiet", "--detach", &base]);
    git(&first, &["merge", "--quiet", "--no-ff", "topic"]);
    git(
        &first,
        &["push", "--quiet", "origin", "HEAD:refs/pull/1/merge"],
    );
    (git(&first, &["rev-parse", "HEAD"]), base)
}

/// As actions/checkout leaves it: one commit, on no branch.
fn clone_of_one_commit(world: &World, commit: &str, remote: &str) -> PathBuf {
    let bare = world.folder.path().join("origin.git");
    git(&bare, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let folder = world.folder.path().join(format!("of-{remote}"));
    fs::create_dir(&folder).unwrap();
    git(&folder, &["init", "--quiet"]);
    let local = format!("file://{}", bare.display());
    git(&folder, &["fetch", "--quiet", "--depth=1", &local, commit]);
    git(&folder, &["checkout", "--quiet", "--detach", commit]);
    let host = world.server.origin().replace("http://", "");
    let url = format!("http://x:wrong@{host}/acme/{remote}.git");
    git(&folder, &["remote", "add", "origin", &url]);
    folder
}

/// Exit code and what was said of a pull request.
fn ci(folder: &Path, base: &str) -> (i32, String) {
    let side = |sha: &str| json!({ "sha": sha, "ref": "x", "repo": { "id": 1 } });
    let payload =
        json!({ "pull_request": { "number": 1, "base": side(base), "head": side(base) } });
    let event = folder.with_extension("json");
    fs::write(&event, payload.to_string()).unwrap();
    let done = command(env!("CARGO_BIN_EXE_followthrough"), folder)
        .args(["ci", "--today", "2026-11-21"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_EVENT_NAME", "pull_request")
        .env("GITHUB_EVENT_PATH", event)
        .env("RUNNER_TEMP", folder.with_extension("tmp"))
        .env_remove("GITHUB_STEP_SUMMARY")
        .env_remove("GITHUB_OUTPUT")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    (done.status.code().unwrap(), said.into_owned())
}

#[test]
fn the_base_is_fetched_or_it_is_said_why_nothing_fails() {
    let world = world();
    let (merge, base) = proposed(&world);
    let folder = clone_of_one_commit(&world, &merge, "incidents");
    let (code, said) = ci(&folder, &base);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("postmortems/late.md") && !said.contains("not in this clone"),
        "{said}"
    );
    assert_eq!(git(&folder, &["rev-parse", "HEAD^1"]), base);
    assert_eq!(git(&folder, &["status", "--porcelain"]), "");

    let folder = clone_of_one_commit(&world, &merge, "unseen");
    let (code, said) = ci(&folder, &base);
    assert_eq!(code, 0, "{said}");
    let wanted = ["could not be fetched (git fetch: fatal:", "fetch-depth: 0"];
    assert!(wanted.iter().all(|it| said.contains(it)), "{said}");
    assert!(!said.contains("x:wrong"), "{said}");
}

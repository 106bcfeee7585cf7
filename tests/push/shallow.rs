//! A pull request in a clone of its last commit alone: the user's own git fetches what it is compared with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Exit code and what was said.
fn said(job: &mut Command) -> (i32, String) {
    let done = job.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    (done.status.code().unwrap(), said.into_owned())
}

fn job(folder: &Path) -> Command {
    let mut job = command(env!("CARGO_BIN_EXE_followthrough"), folder);
    job.args(["ci", "--today", "2026-11-21"]);
    job
}

/// As a runner of GitLab with `GIT_DEPTH: 1` calls it.
fn on_gitlab(folder: &Path, base: &str) -> (i32, String) {
    let head = git(folder, &["rev-parse", "HEAD"]);
    let variables = [
        ("GITLAB_CI", "true"),
        ("CI_PIPELINE_SOURCE", "merge_request_event"),
        ("CI_MERGE_REQUEST_IID", "1"),
        ("CI_MERGE_REQUEST_PROJECT_ID", "5"),
        ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "5"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "topic"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base),
        ("CI_COMMIT_SHA", &head),
    ];
    said(job(folder).envs(variables))
}

fn on_github(folder: &Path, base: &str) -> (i32, String) {
    let side = |sha: &str| json!({ "sha": sha, "ref": "x", "repo": { "id": 1 } });
    let payload =
        json!({ "pull_request": { "number": 1, "base": side(base), "head": side(base) } });
    let event = folder.with_extension("json");
    fs::write(&event, payload.to_string()).unwrap();
    said(
        job(folder)
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_EVENT_NAME", "pull_request")
            .env("GITHUB_EVENT_PATH", event)
            .env("RUNNER_TEMP", folder.with_extension("tmp"))
            .env_remove("GITHUB_STEP_SUMMARY")
            .env_remove("GITHUB_OUTPUT"),
    )
}

#[test]
fn the_base_is_fetched_or_it_is_said_why_nothing_fails() {
    let world = world();
    let (merge, base) = proposed(&world);
    for on in [on_github, on_gitlab] {
        let folder = clone_of_one_commit(&world, &merge, "incidents");
        let (code, said) = on(&folder, &base);
        assert_eq!(code, 3, "{said}");
        assert!(
            said.contains("postmortems/late.md") && !said.contains("not in this clone"),
            "{said}"
        );
        assert_eq!(git(&folder, &["rev-parse", "HEAD^1"]), base);
        assert_eq!(git(&folder, &["diff", "HEAD", "--stat"]), "");
        fs::remove_dir_all(folder).unwrap();
    }
    let deeper = [
        (on_github as fn(&Path, &str) -> _, "fetch-depth: 0"),
        (on_gitlab, "GIT_DEPTH: 0"),
    ];
    for (on, way_out) in deeper {
        let folder = clone_of_one_commit(&world, &merge, "unseen");
        let (code, said): (i32, String) = on(&folder, &base);
        assert_eq!(code, 0, "{said}");
        let wanted = ["could not be fetched (git fetch: fatal:", way_out];
        assert!(wanted.iter().all(|it| said.contains(it)), "{said}");
        assert!(!said.contains("x:wrong"), "{said}");
        fs::remove_dir_all(folder).unwrap();
    }
}

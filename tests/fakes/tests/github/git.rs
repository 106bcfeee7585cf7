//! Branches, commits, pull requests, pushes.

use std::path::Path;
use std::process::Command;

use base64::{Engine, prelude::BASE64_STANDARD};
use fake_forge::Server;
use fake_forge::github::GitHub;
use serde_json::{Value, json};

use crate::world::*;

const API: &str = "/repos/acme/incidents";

/// The small GitHub with files, and the commit its branch stands at.
fn with_files() -> (GitHub, tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let git = git2::Repository::init_bare(folder.path()).expect("a repository");
    let blob = git.blob(b"# Outage\n").expect("a blob");
    let mut tree = git.treebuilder(None).expect("a tree");
    tree.insert("a.md", blob, 0o100_644).expect("an entry");
    let tree = tree
        .write()
        .and_then(|it| git.find_tree(it))
        .expect("a tree");
    let by = git2::Signature::new("ann", "ann@test", &git2::Time::new(0, 0)).expect("a name");
    let head = git.commit(Some("refs/heads/main"), &by, &by, "first", &tree, &[]);
    let head = head.expect("a commit").to_string();
    let mut github = github();
    github.repository("acme/incidents").git = Some(folder.path().to_owned());
    let job = github.tokens.get_mut("job").expect("the bot's token");
    job.permissions = serde_json::from_value(
        json!({ "contents": "write", "pull_requests": "write", "checks": "write" }),
    )
    .expect("rights");
    (github, folder, head)
}

const COMMIT: &str = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid url } } }";

fn on_branch(github: &mut GitHub, token: &str, branch: &str, expected: &str, text: &str) -> Value {
    let input = json!({
        "branch": { "repositoryNameWithOwner": "acme/incidents", "branchName": branch },
        "message": { "headline": "status" }, "expectedHeadOid": expected,
        "fileChanges": { "additions": [{ "path": "a.md", "contents": BASE64_STANDARD.encode(text) }] },
    });
    post(
        github,
        token,
        "/graphql",
        json!({ "query": COMMIT, "variables": { "input": input } }),
    )
    .value()
}

fn branch(github: &mut GitHub, name: &str, at: &str) -> u16 {
    let body = json!({ "ref": format!("refs/heads/{name}"), "sha": at });
    post(github, "job", &format!("{API}/git/refs"), body).status
}

#[test]
fn a_commit_on_a_branch_is_made_only_where_the_branch_is_expected() {
    let (mut github, _folder, head) = with_files();
    assert_eq!(
        [
            branch(&mut github, "work", &head),
            branch(&mut github, "work", &head)
        ],
        [201, 422]
    );
    let made = on_branch(&mut github, "job", "work", &head, "# Changed\n");
    let oid = made["data"]["createCommitOnBranch"]["commit"]["oid"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let shown = get(&mut github, "", &format!("{API}/git/commits/{oid}")).value();
    assert_eq!(
        (
            &shown["parents"][0]["sha"],
            &shown["verification"]["verified"]
        ),
        (&json!(head), &json!(true))
    );
    let file = get(&mut github, "", &format!("{API}/contents/a.md?ref=work")).value();
    assert_eq!(file["content"], BASE64_STANDARD.encode("# Changed\n"));
    let again = on_branch(&mut github, "job", "work", &head, "# Again\n");
    assert_eq!(
        (
            &again["errors"][0]["type"],
            &again["data"]["createCommitOnBranch"]
        ),
        (&json!("STALE_DATA"), &Value::Null)
    );
    let forbidden = on_branch(&mut github, "rea", "work", &oid, "x");
    assert_eq!(forbidden["errors"][0]["type"], "FORBIDDEN");
}

#[test]
fn a_protected_branch_changes_by_pull_request_alone() {
    let (mut github, _folder, head) = with_files();
    github
        .repository("acme/incidents")
        .protected
        .insert("main".into());
    let refused = on_branch(&mut github, "job", "main", &head, "x");
    assert!(
        refused["errors"][0]["message"]
            .as_str()
            .is_some_and(|it| it.contains("Changes must be made through a pull request"))
    );
    branch(&mut github, "work", &head);
    let oid =
        on_branch(&mut github, "job", "work", &head, "x")["data"]["createCommitOnBranch"]["commit"]
            ["oid"]
            .clone();
    let moved = patch(
        &mut github,
        "job",
        &format!("{API}/git/refs/heads/main"),
        json!({ "sha": oid }),
    );
    assert_eq!(moved.status, 422);
    let opened = post(
        &mut github,
        "job",
        &format!("{API}/pulls"),
        json!({ "title": "t", "head": "work", "base": "main" }),
    );
    assert_eq!(opened.status, 201);
    let merge = ask(
        &mut github,
        "wim",
        "PUT",
        &format!("{API}/pulls/1/merge"),
        Value::Null,
    );
    assert_eq!(
        (merge.status, &merge.value()["merged"]),
        (200, &json!(true))
    );
    let main = get(&mut github, "", &format!("{API}/branches/main")).value();
    assert_eq!(main["commit"]["parents"][1]["sha"], oid);
}

#[test]
fn a_branch_moves_forward_unless_forced() {
    let (mut github, _folder, head) = with_files();
    let one = format!("{API}/git/refs/heads/work");
    branch(&mut github, "work", &head);
    let oid =
        on_branch(&mut github, "job", "work", &head, "x")["data"]["createCommitOnBranch"]["commit"]
            ["oid"]
            .clone();
    assert_eq!(
        patch(&mut github, "job", &one, json!({ "sha": head })).status,
        422
    );
    assert_eq!(
        patch(
            &mut github,
            "job",
            &one,
            json!({ "sha": head, "force": true })
        )
        .status,
        200
    );
    assert_eq!(
        patch(&mut github, "job", &one, json!({ "sha": oid })).status,
        200
    );
    assert_eq!(
        patch(&mut github, "job", &one, json!({ "sha": "0".repeat(40) })).status,
        422
    );
    assert_eq!(
        ask(&mut github, "job", "DELETE", &one, Value::Null).status,
        204
    );
    assert_eq!(
        get(&mut github, "", &one.replace("refs", "ref")).status,
        404
    );
}

#[test]
fn trees_are_built_on_others_and_commits_compared() {
    let (mut github, _folder, head) = with_files();
    let blob = post(
        &mut github,
        "job",
        &format!("{API}/git/blobs"),
        json!({ "content": "aGk=", "encoding": "base64" }),
    )
    .value();
    let entries = json!([
        { "path": "docs/b.md", "mode": "100644", "type": "blob", "sha": blob["sha"] },
        { "path": "a.md", "mode": "100644", "type": "blob", "sha": null },
    ]);
    let tree = post(
        &mut github,
        "job",
        &format!("{API}/git/trees"),
        json!({ "base_tree": head, "tree": entries }),
    )
    .value();
    assert_eq!(tree["tree"][0]["path"], "docs");
    let commit = json!({ "message": "m", "tree": tree["sha"], "parents": [head] });
    let commit = post(&mut github, "job", &format!("{API}/git/commits"), commit).value();
    let sha = commit["sha"].as_str().unwrap_or_default();
    let compared = get(&mut github, "", &format!("{API}/compare/main...{sha}")).value();
    assert_eq!(
        (
            &compared["status"],
            &compared["ahead_by"],
            &compared["behind_by"]
        ),
        (&json!("ahead"), &json!(1), &json!(0))
    );
    assert_eq!(
        compared["files"],
        json!([{ "filename": "a.md", "status": "removed" }, { "filename": "docs/b.md", "status": "added" }])
    );
    let wrong =
        json!({ "tree": [{ "path": "../x", "mode": "100644", "type": "blob", "content": "x" }] });
    assert_eq!(
        post(&mut github, "job", &format!("{API}/git/trees"), wrong).status,
        422
    );
}

fn wanted() -> Value {
    json!({ "title": "t", "body": "b", "head": "work", "base": "main" })
}

const PULLS: &str = "/repos/acme/incidents/pulls";

#[test]
fn a_pull_request_is_opened_once_between_branches_that_differ() {
    let (mut github, _folder, head) = with_files();
    let open = |github: &mut GitHub| {
        let reply = post(github, "job", PULLS, wanted());
        let why = reply.value()["errors"][0]["message"].clone();
        (reply.status, why.as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(open(&mut github).0, 422, "no such branch");
    branch(&mut github, "work", &head);
    assert_eq!(open(&mut github).1, "No commits between main and work");
    on_branch(&mut github, "job", "work", &head, "x");
    assert_eq!(open(&mut github).0, 201);
    assert_eq!(
        open(&mut github).1,
        "A pull request already exists for acme:work."
    );
}

#[test]
fn a_pull_request_is_an_issue_too() {
    let (mut github, _folder, head) = with_files();
    branch(&mut github, "work", &head);
    on_branch(&mut github, "job", "work", &head, "x");
    let made = post(&mut github, "job", PULLS, wanted()).value();
    assert_eq!(made["head"]["ref"], "work");
    let list = |github: &mut GitHub, head: &str| {
        numbers(&get(github, "", &format!("{PULLS}?head={head}")))
    };
    assert_eq!(list(&mut github, "acme:work&base=main"), [1]);
    assert_eq!(list(&mut github, "acme:other"), [0; 0]);
    assert_eq!(
        list(&mut github, "other"),
        [1],
        "without an owner it filters nothing"
    );
    let files = get(&mut github, "", &format!("{PULLS}/1/files")).value();
    assert_eq!(files[0]["filename"], "a.md");
    let issue = get(&mut github, "", &format!("{ISSUES}/1")).value();
    assert!(issue.get("pull_request").is_some());
    let closed = json!({ "state": "closed" });
    let closed = patch(&mut github, "job", &format!("{PULLS}/1"), closed).value();
    assert_eq!(
        (&closed["state"], &closed["merged"]),
        (&json!("closed"), &json!(false))
    );
    let comment = json!({ "body": "plan" });
    let comment = post(&mut github, "job", &format!("{ISSUES}/1/comments"), comment);
    assert_eq!(comment.status, 201, "the right to pull requests is enough");
}

#[test]
fn actions_may_not_open_pull_requests_where_the_organization_says_so() {
    let (mut github, _folder, _) = with_files();
    github.repository("acme/incidents").no_pulls_by_actions = true;
    let wanted = json!({ "title": "t", "head": "work", "base": "main" });
    let refused = post(&mut github, "job", &format!("{API}/pulls"), wanted);
    assert_eq!(refused.status, 403);
    assert_eq!(
        message(&refused),
        "GitHub Actions is not permitted to create or approve pull requests."
    );
}

#[test]
fn a_check_run_takes_fifty_annotations_at_a_time_from_apps_alone() {
    let (mut github, _folder, head) = with_files();
    let runs = format!("{API}/check-runs");
    let run = |count: usize| {
        let annotations: Vec<Value> = (0..count).map(|it| json!({ "path": "a.md", "start_line": it, "end_line": it, "annotation_level": "notice", "message": "m" })).collect();
        json!({ "name": "n", "head_sha": head, "output": { "title": "t", "summary": "s", "annotations": annotations } })
    };
    assert_eq!(post(&mut github, "job", &runs, run(51)).status, 422);
    assert_eq!(post(&mut github, "wim", &runs, run(1)).status, 403);
    let made = post(&mut github, "job", &runs, run(50)).value();
    let more = patch(
        &mut github,
        "job",
        &format!("{runs}/{}", made["id"]),
        run(10),
    )
    .value();
    assert_eq!(
        more["output"]["annotations"].as_array().map(Vec::len),
        Some(60)
    );
}

fn git(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=wim",
            "-c",
            "user.email=wim@test",
            "-c",
            "credential.helper=",
            "-C",
        ])
        .arg(folder)
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git is installed");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[cfg(unix)]
#[test]
fn git_pushes_with_a_token_and_is_told_why_not() {
    let (mut github, _folder, _) = with_files();
    github
        .repository("acme/incidents")
        .protected
        .insert("main".into());
    let server = Server::start(github);
    let address = |token: &str| {
        let host = server.origin().trim_start_matches("http://");
        format!("http://x-access-token:{token}@{host}/acme/incidents.git")
    };
    let clone = tempfile::tempdir().expect("a folder");
    let path = clone.path();
    let anonymous = format!("{}/acme/incidents", server.origin());
    assert!(
        git(path, &["clone", "-q", "-b", "main", &anonymous, "."]).0,
        "whoever may read may clone"
    );
    assert!(git(path, &["commit", "-q", "--allow-empty", "-m", "more"]).0);
    let push = |token: &str, branch: &str| {
        git(
            path,
            &[
                "push",
                &address(token),
                &format!("HEAD:refs/heads/{branch}"),
            ],
        )
    };
    let (pushed, why) = push("wim", "work");
    assert!(pushed, "{why}");
    for (token, branch, words) in [
        (
            "wim",
            "main",
            "GH006: Protected branch update failed for refs/heads/main",
        ),
        ("rea", "work2", "403"),
        ("reading-job", "work2", "403"),
        ("nonsense", "work2", "Authentication failed"),
    ] {
        let (pushed, why) = push(token, branch);
        assert!(!pushed && why.contains(words), "{token} {branch}: {why}");
    }
    let left = server.forge(|it| it.repository("acme/incidents").git.clone());
    let left = git2::Repository::open(left.expect("a path")).expect("a repository");
    assert!(
        left.refname_to_id("refs/heads/work").is_ok()
            && left.refname_to_id("refs/heads/work2").is_err()
    );
    let (cloned, why) = git(
        path,
        &["ls-remote", &format!("{}/acme/secret", server.origin())],
    );
    assert!(
        !cloned && why.contains("terminal prompts disabled"),
        "asked for a name: {why}"
    );
}

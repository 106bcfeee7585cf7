//! Branches, commits, merge requests, pushes.

use fake_forge::Server;
use fake_forge::gitlab::GitLab;
use serde_json::{Value, json};

use crate::world::*;

fn with_files() -> (GitLab, tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let git = git2::Repository::init_bare(folder.path()).expect("a repository");
    let blob = git.blob(b"# Outage\n").expect("a blob");
    let mut tree = git.treebuilder(None).expect("a tree");
    tree.insert("a.md", blob, 0o100_644).expect("an entry");
    let tree = tree
        .write()
        .and_then(|it| git.find_tree(it))
        .expect("a tree");
    let by = git2::Signature::new("mia", "mia@test", &git2::Time::new(0, 0)).expect("a name");
    let head = git.commit(Some("refs/heads/main"), &by, &by, "first", &tree, &[]);
    let head = head.expect("a commit").to_string();
    let mut gitlab = gitlab();
    let project = gitlab.project("acme/sre/incidents");
    project.git = Some(folder.path().to_owned());
    project.protected.insert("main".into());
    (gitlab, folder, head)
}

fn commit(gitlab: &mut GitLab, token: &str, body: Value) -> (u16, Value) {
    let mut wanted = json!({
        "branch": "work", "commit_message": "status",
        "actions": [{ "action": "update", "file_path": "a.md", "content": "# Changed\n" }],
    });
    for (name, value) in body.as_object().into_iter().flatten() {
        wanted[name] = value.clone();
    }
    let reply = post(
        gitlab,
        token,
        &format!("{PROJECT}/repository/commits"),
        wanted,
    );
    (reply.status, reply.value())
}

#[test]
fn a_commit_makes_its_branch_once_and_knows_files_from_none() {
    let (mut gitlab, _folder, head) = with_files();
    assert_eq!(
        commit(&mut gitlab, "dev", json!({})).0,
        400,
        "no such branch"
    );
    let start = json!({ "start_branch": "main" });
    let (status, made) = commit(&mut gitlab, "dev", start.clone());
    assert_eq!((status, &made["parent_ids"]), (201, &json!([head])));
    assert_eq!(
        commit(&mut gitlab, "dev", start).0,
        400,
        "the branch is there already"
    );
    let again = json!({ "start_sha": head, "force": true });
    assert_eq!(commit(&mut gitlab, "dev", again).0, 201);
    for (action, path, status) in [
        ("create", "a.md", 400),
        ("update", "b.md", 400),
        ("create", "b.md", 201),
    ] {
        let actions =
            json!({ "actions": [{ "action": action, "file_path": path, "content": "x" }] });
        assert_eq!(
            commit(&mut gitlab, "dev", actions).0,
            status,
            "{action} {path}"
        );
    }
    let stale = json!({ "actions": [{ "action": "update", "file_path": "a.md", "content": "x", "last_commit_id": head }] });
    assert_eq!(commit(&mut gitlab, "dev", stale).0, 400, "it changed since");
    let file = get(
        &mut gitlab,
        "",
        &format!("{PROJECT}/repository/files/a%2Emd?ref=work"),
    )
    .value();
    assert_eq!(file["content"], "IyBDaGFuZ2VkCg==");
}

#[test]
fn a_protected_branch_is_for_maintainers_and_others_write_nowhere() {
    let (mut gitlab, _folder, _) = with_files();
    assert_eq!(
        commit(&mut gitlab, "dev", json!({ "branch": "main" })).0,
        403
    );
    assert_eq!(
        commit(&mut gitlab, "rex", json!({ "start_branch": "main" })).0,
        403
    );
    assert_eq!(
        commit(&mut gitlab, "mia", json!({ "branch": "main" })).0,
        201
    );
}

#[test]
fn a_merge_request_is_opened_once_takes_notes_and_merges() {
    let (mut gitlab, _folder, _) = with_files();
    let requests = format!("{PROJECT}/merge_requests");
    let wanted = json!({ "source_branch": "work", "target_branch": "main", "title": "t" });
    assert_eq!(
        post(&mut gitlab, "dev", &requests, wanted.clone()).status,
        400,
        "no such branch"
    );
    commit(&mut gitlab, "dev", json!({ "start_branch": "main" }));
    assert_eq!(
        post(&mut gitlab, "rex", &requests, wanted.clone()).status,
        403
    );
    assert_eq!(
        post(&mut gitlab, "dev", &requests, wanted.clone()).value()["iid"],
        1
    );
    let again = post(&mut gitlab, "dev", &requests, wanted);
    assert_eq!(
        (again.status, &again.value()["message"][0]),
        (
            409,
            &json!("Another open merge request already exists for this source branch: !1")
        )
    );
    assert_eq!(
        iids(&get(
            &mut gitlab,
            "",
            &format!("{requests}?source_branch=work&state=opened")
        )),
        [1]
    );
    let changes = get(&mut gitlab, "", &format!("{requests}/1/changes")).value();
    assert_eq!(changes["changes"][0]["new_path"], "a.md");
    let note = post(
        &mut gitlab,
        "dev",
        &format!("{requests}/1/notes"),
        json!({ "body": "plan\n/merge" }),
    );
    assert_eq!((note.status, &note.value()["body"]), (201, &json!("plan")));
    assert_eq!(
        get(&mut gitlab, "", &format!("{requests}/1")).value()["state"],
        "opened",
        "the order needs the right"
    );
    post(
        &mut gitlab,
        "mia",
        &format!("{requests}/1/notes"),
        json!({ "body": "/merge" }),
    );
    assert_eq!(
        get(&mut gitlab, "", &format!("{requests}/1")).value()["state"],
        "merged"
    );
}

#[cfg(unix)]
#[test]
fn git_pushes_with_a_token_below_the_path() {
    let (gitlab, _folder, _) = with_files();
    let server = Server::start(gitlab);
    let clone = tempfile::tempdir().expect("a folder");
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git")
            .args([
                "-c",
                "user.name=dev",
                "-c",
                "user.email=dev@test",
                "-c",
                "credential.helper=",
                "-C",
            ])
            .arg(clone.path())
            .args(arguments)
            .env("GIT_TERMINAL_PROMPT", "0")
            .output()
            .expect("git is installed");
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let address = |token: &str| {
        let host = server.origin().trim_start_matches("http://");
        format!("http://oauth2:{token}@{host}/gitlab/acme/sre/incidents.git")
    };
    let cloned = git(&["clone", "-q", "-b", "main", &address("job"), "."]);
    assert!(cloned.0, "{}", cloned.1);
    assert!(git(&["commit", "-q", "--allow-empty", "-m", "more"]).0);
    for (token, branch, why) in [
        ("dev", "work", ""),
        (
            "dev",
            "main",
            "not allowed to push code to protected branches",
        ),
        ("job", "work2", "403"),
        ("rex", "work2", "403"),
        ("nonsense", "work2", "Authentication failed"),
        ("mia", "main", ""),
    ] {
        let (pushed, said) = git(&[
            "push",
            &address(token),
            &format!("HEAD:refs/heads/{branch}"),
        ]);
        assert!(
            pushed == why.is_empty() && said.contains(why),
            "{token} {branch}: {said}"
        );
    }
}

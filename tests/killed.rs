//! A sync that is killed at any of its writes, and run again.
//!
//! Every write replaces or creates one file whole, so a killed sync leaves a beginning of its list of
//! writes: issues in the order of the plan, then reports in any order. Each such state is laid out and
//! synced again; it must end as if nothing had happened. Then processes are killed for real, one as soon
//! as each number of files was written; `.ci/killed.py` kills at every single call that writes.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test lays out files as a killed process leaves them"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// Files by their path, with their bytes.
type Tree = BTreeMap<String, Vec<u8>>;

fn originals() -> Tree {
    let report = |number: usize| {
        let actions: String = (0..5)
            .map(|action| format!("- [ ] Rework the part {number}.{action} of the pipeline\r\n"))
            .collect();
        let text = format!(
            "# Outage {number}\r\n\r\nDate: 2026-01-0{number}\r\n\r\n## Action items\r\n\r\n{actions}"
        );
        (format!("postmortems/{number}.md"), text.into_bytes())
    };
    (1..=6).map(report).collect()
}

fn lay(tree: &Tree) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in tree {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn read(root: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with(".git") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".followthrough/lock") {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                tree.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    tree
}

fn sync(root: &Path) -> serde_json::Value {
    sync_with(root, &[])
}

fn sync_with(root: &Path, more: &[&str]) -> serde_json::Value {
    let run = Command::new(env!("CARGO_BIN_EXE_followthrough"))
        .args(["sync", "--format", "json", "--today", "2026-02-01"])
        .args(more)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    serde_json::from_slice(&run.stdout).unwrap()
}

/// The tree after a sync that nobody disturbed, and its issue files in the order they were written.
fn undisturbed() -> (Tree, Vec<String>) {
    let folder = lay(&originals());
    let document = sync(folder.path());
    let issue = |change: &serde_json::Value| change["issue"].as_str().unwrap().to_owned();
    let order = document["done"]
        .as_array()
        .unwrap()
        .iter()
        .map(issue)
        .collect();
    (read(folder.path()), order)
}

fn ends_as(wanted: &Tree, start: &Tree, killed: &str) {
    let folder = lay(start);
    sync(folder.path());
    let found = read(folder.path());
    let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(wanted), "killed {killed}");
    for (path, bytes) in wanted {
        assert_eq!(&found[path], bytes, "{path}, killed {killed}");
    }
}

#[test]
fn after_any_number_of_issues() {
    let (wanted, order) = undisturbed();
    assert_eq!(order.len(), 30);
    for written in 0..=order.len() {
        let mut start = originals();
        let done = order[..written].iter();
        start.extend(done.map(|issue| (issue.clone(), wanted[issue].clone())));
        ends_as(&wanted, &start, &format!("after {written} issues"));
    }
}

#[test]
fn after_any_of_the_reports() {
    let (wanted, order) = undisturbed();
    let reports: Vec<String> = originals().into_keys().collect();
    for some in 0..1 << reports.len() {
        let mut start = originals();
        start.extend(
            order
                .iter()
                .map(|issue| (issue.clone(), wanted[issue].clone())),
        );
        for (at, report) in reports.iter().enumerate() {
            if some >> at & 1 == 1 {
                start.insert(report.clone(), wanted[report].clone());
            }
        }
        ends_as(
            &wanted,
            &start,
            &format!("with the reports {some:06b} written"),
        );
    }
}

/// How many files a sync has written so far.
fn written(root: &Path, before: &Tree) -> usize {
    let issues = std::fs::read_dir(root.join(".followthrough/issues"));
    let issues = issues.into_iter().flatten().flatten();
    let whole = |name: &std::ffi::OsString| !name.to_string_lossy().starts_with('.');
    let issues = issues.filter(|it| whole(&it.file_name())).count();
    let changed = |it: &(&String, &Vec<u8>)| std::fs::read(root.join(it.0)).unwrap() != *it.1;
    issues + before.iter().filter(changed).count()
}

#[test]
fn by_a_signal_after_any_number_of_files() {
    let (wanted, order) = undisturbed();
    let before = originals();
    for enough in 0..=order.len() + before.len() {
        let folder = lay(&before);
        let mut victim = Command::new(env!("CARGO_BIN_EXE_followthrough"))
            .args(["sync", "--today", "2026-02-01"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while written(folder.path(), &before) < enough && victim.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        for (path, bytes) in read(folder.path()) {
            let whole = before.get(&path) == Some(&bytes) || wanted.get(&path) == Some(&bytes);
            assert!(
                whole || path.ends_with(".tmp"),
                "{path} after {enough} files"
            );
        }
        sync(folder.path());
        assert_eq!(read(folder.path()), wanted, "killed after {enough} files");
    }
}

/// The reports in a repository of their own, committed; then the files of `start` as a killed sync left them.
fn lay_committed(start: &Tree) -> tempfile::TempDir {
    let folder = lay(&originals());
    git(folder.path(), &["init", "--quiet", "-b", "main"]);
    git(folder.path(), &["config", "user.name", "Ada"]);
    git(folder.path(), &["config", "user.email", "ada@example.com"]);
    git(folder.path(), &["config", "core.autocrlf", "false"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "Reports"]);
    for (path, bytes) in start {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn git(folder: &Path, args: &[&str]) -> String {
    let run = Command::new("git")
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "git {args:?}: {said}");
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn with_a_commit_after_any_number_of_files() {
    let (wanted, order) = undisturbed();
    let reports: Vec<String> = originals().into_keys().collect();
    let all: Vec<&String> = order.iter().chain(&reports).collect();
    for enough in 0..=all.len() {
        let mut start = originals();
        let done = all[..enough].iter();
        start.extend(done.map(|path| ((*path).clone(), wanted[*path].clone())));
        if enough > 0 {
            let left = ".followthrough/issues/.followthrough-x1y2z3.tmp";
            start.insert(left.to_owned(), b"half".to_vec());
        }
        let folder = lay_committed(&start);
        sync_with(folder.path(), &["--commit"]);
        assert_eq!(read(folder.path()), wanted, "killed after {enough} files");
        let status = git(folder.path(), &["status", "--porcelain"]);
        assert_eq!(status, "", "killed after {enough} files");
        let commits = git(folder.path(), &["rev-list", "--count", "HEAD"]);
        assert_eq!(commits.trim(), "2", "killed after {enough} files");
    }
}

#[test]
fn with_a_commit_by_a_signal() {
    let (wanted, order) = undisturbed();
    let before = originals();
    let enough = [
        0,
        1,
        7,
        29,
        order.len(),
        order.len() + 3,
        order.len() + before.len(),
    ];
    for enough in enough {
        let folder = lay_committed(&Tree::new());
        let mut victim = Command::new(env!("CARGO_BIN_EXE_followthrough"))
            .args(["sync", "--commit", "--today", "2026-02-01"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while written(folder.path(), &before) < enough && victim.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        // Git's own lock is a person's to remove: another git may be at work.
        let _ = std::fs::remove_file(folder.path().join(".git/index.lock"));
        sync_with(folder.path(), &["--commit"]);
        assert_eq!(read(folder.path()), wanted, "killed after {enough} files");
        let status = git(folder.path(), &["status", "--porcelain"]);
        assert_eq!(status, "", "killed after {enough} files");
    }
}

#[test]
fn what_people_changed_is_not_committed() {
    let (wanted, order) = undisturbed();
    for (path, old, new) in [
        (
            "postmortems/3.md",
            "- [ ] Rework the part 3.1",
            "- [x] Rework the part 3.1",
        ),
        ("postmortems/3.md", "Outage 3", "Outage three"),
        (order[0].as_str(), "state: open", "state: done"),
    ] {
        let folder = lay_committed(&Tree::new());
        sync_with(folder.path(), &["--commit"]);
        let text = String::from_utf8(wanted[path].clone()).unwrap();
        assert!(text.contains(old), "{old} in {text}");
        std::fs::write(folder.path().join(path), text.replace(old, new)).unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_followthrough"))
            .args(["sync", "--commit", "--today", "2026-02-01"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains(path), "{said}");
    }
}

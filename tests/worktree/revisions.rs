//! Commits read beside the work tree.

use std::path::Path;
use std::process::Command;

use followthrough::worktree::{RevisionError, WorkTree};
use tempfile::TempDir;

use super::{markdown, put, tree};

fn git(dir: &Path, args: &[&str]) {
    let name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    let done = Command::new("git")
        .current_dir(dir)
        .args(name)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{args:?}: {said}");
}

fn commit(dir: &Path) {
    git(dir, &["add", "-A"]);
    git(dir, &["commit", "--quiet", "--message", "x"]);
}

/// A repository with one report, and another text of it on `proposal`.
fn repository() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    git(dir.path(), &["init", "--quiet", "--initial-branch", "main"]);
    put(dir.path(), "a.md", "one\n\nlong enough to be known again\n");
    commit(dir.path());
    git(dir.path(), &["switch", "--quiet", "--create", "proposal"]);
    put(dir.path(), "a.md", "two\n\nlong enough to be known again\n");
    commit(dir.path());
    git(dir.path(), &["switch", "--quiet", "main"]);
    dir
}

fn name(error: Result<impl Sized, RevisionError>) -> String {
    error.err().map(|it| it.to_string()).unwrap_or_default()
}

#[test]
fn of_several_files_the_one_that_was_committed_first_is_known() {
    let dir = repository();
    let at = tree(&dir);
    assert_eq!(at.eldest(&["0.md", "a.md"]), Some("a.md"), "not committed");
    put(dir.path(), "0.md", "one");
    put(dir.path(), "1.md", "one");
    commit(dir.path());
    assert_eq!(at.eldest(&["0.md", "1.md", "a.md"]), Some("a.md"));
    assert_eq!(at.eldest(&["0.md", "1.md"]), None, "both at once");
    let plain = tempfile::tempdir().unwrap();
    assert_eq!(tree(&plain).eldest(&["0.md", "a.md"]), None, "no git");
}

#[test]
fn a_branch_is_unmerged_until_head_holds_it() {
    let dir = repository();
    let tree = tree(&dir);
    let tip = tree.unmerged("proposal").unwrap();
    let text = String::from_utf8(tip.read("a.md").unwrap()).unwrap();
    assert!(text.starts_with("two"), "{text}");
    assert_eq!(tip.read("b.md"), None);
    assert_eq!(tip.find(&markdown).unwrap(), ["a.md"]);
    assert!(tree.unmerged("nosuch").is_none());
    git(dir.path(), &["merge", "--quiet", "proposal"]);
    assert!(tree.unmerged("proposal").is_none());
}

#[test]
fn a_renamed_report_is_known_by_its_old_name() {
    let dir = repository();
    git(dir.path(), &["mv", "a.md", "b.md"]);
    commit(dir.path());
    let tree = tree(&dir);
    let head = tree.revision("HEAD").unwrap();
    let base = tree
        .revision("proposal")
        .unwrap()
        .merge_base(&head)
        .unwrap();
    let renames = base.renamed_in(&head).unwrap();
    assert_eq!(renames, [("b.md".to_owned(), "a.md".to_owned())].into());
    assert!(head.holds(&base) && !base.holds(&head));
}

#[test]
fn what_a_shallow_clone_lacks_is_said() {
    let dir = repository();
    put(dir.path(), "c.md", "c");
    commit(dir.path());
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", dir.path().display());
    let to = clone.path().display().to_string();
    git(
        dir.path(),
        &[
            "clone",
            "--quiet",
            "--depth",
            "1",
            "--no-single-branch",
            &from,
            &to,
        ],
    );
    let shallow = WorkTree::discover(clone.path()).unwrap();
    assert!(name(shallow.revision("HEAD^1")).contains("fetch-depth: 0"));
    let head = shallow.revision("HEAD").unwrap();
    let other = shallow.revision("origin/proposal").unwrap();
    assert!(name(other.merge_base(&head)).contains("fetch-depth: 0"));
    let whole = tree(&dir);
    assert!(name(whole.revision("nosuch")).contains("names no commit"));
    let plain = tempfile::tempdir().unwrap();
    let plain = WorkTree::discover(plain.path()).unwrap();
    assert!(name(plain.revision("HEAD")).contains("no git repository"));
}

//! Links, modes, owners and names that only Unix has.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use followthrough::worktree::{ReadError, WorkTree};
use git2::Repository;
use tempfile::TempDir;

use crate::{folder, markdown, put, tree};

/// What was skipped, and why.
fn skipped(tree: &WorkTree) -> Vec<(String, String)> {
    let found = tree.find(&markdown).unwrap();
    let skipped = found.skipped.into_iter();
    skipped.map(|it| (it.path, it.reason)).collect()
}

fn is_root(dir: &TempDir) -> bool {
    fs::metadata(dir.path()).unwrap().uid() == 0
}

#[test]
fn links_stay_inside_and_count_once() {
    let (dir, outside) = (folder(&["docs/a.md", "old/b.txt"]), folder(&["secret.md"]));
    let at = |name: &str| dir.path().join(name);
    symlink("docs/a.md", at("latest.md")).unwrap();
    symlink("old/b.txt", at("b.md")).unwrap();
    symlink(outside.path().join("secret.md"), at("secret.md")).unwrap();
    symlink(outside.path(), at("away")).unwrap();
    symlink("loop.md", at("loop.md")).unwrap();
    symlink("..", at("docs/up")).unwrap();
    symlink("docs", at("docs.md")).unwrap();
    let tree = tree(&dir);
    assert_eq!(
        tree.find(&markdown).unwrap().files,
        ["docs/a.md", "old/b.txt"]
    );
    let reasons = skipped(&tree);
    let [(folder, _), (turning, _), (secret, why)] = reasons.as_slice() else {
        panic!("{reasons:?}");
    };
    assert_eq!(
        [folder, turning, secret],
        ["docs.md", "loop.md", "secret.md"]
    );
    assert!(why.contains("leads out of the repository"), "{why}");

    for path in ["secret.md", "away/secret.md"] {
        let error = tree.read(path).unwrap_err();
        assert!(matches!(error, ReadError::Outside { .. }), "{error}");
        assert!(tree.write(path, "secret.md", "x").is_err());
    }
    assert!(tree.create("away/new.md", "x").is_err());
    symlink("/nowhere/at/all", at("dangling")).unwrap();
    assert!(tree.create("dangling/new.md", "x").is_err());
    assert!(tree.read("loop.md").is_err());
    assert!(tree.create("loop.md", "x").is_err());
    // A link inside the tree stays a link; the file behind it is written.
    tree.write("latest.md", "docs/a.md", "new").unwrap();
    assert!(at("latest.md").is_symlink());
    assert_eq!(tree.read("docs/up/docs/a.md").unwrap().text(), "new");
    assert_eq!(
        fs::read(outside.path().join("secret.md")).unwrap(),
        b"secret.md"
    );
}

#[test]
fn a_tracked_link_counts_as_any_other() {
    let dir = folder(&["a.md"]);
    symlink("/etc/hostname", dir.path().join("host.md")).unwrap();
    put(dir.path(), ".gitignore", "host.md");
    let repository = Repository::init(dir.path()).unwrap();
    let mut index = repository.index().unwrap();
    index.add_path(Path::new("host.md")).unwrap();
    index.write().unwrap();
    let found = tree(&dir).find(&markdown).unwrap();
    assert_eq!((found.files.len(), found.skipped.len()), (1, 1));
}

#[test]
fn a_name_that_is_not_utf8_is_told() {
    let dir = folder(&["a.md"]);
    let name = OsStr::from_bytes(b"b\xff.md");
    if fs::write(dir.path().join(name), "x").is_err() {
        return; // this file system takes no such names
    }
    let found = tree(&dir).find(&markdown).unwrap();
    assert_eq!(found.files, ["a.md"]);
    assert!(found.skipped[0].path.starts_with('b'));
    assert!(found.skipped[0].reason.contains("rename"));
}

#[test]
fn pipes_are_never_opened() {
    let dir = folder(&[]);
    let socket = dir.path().join("s.md");
    let _socket = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert_eq!(skipped(&tree(&dir)).len(), 1);
    assert!(tree(&dir).read("s.md").is_err());
}

#[test]
fn unreadable_files_and_folders_are_unread_and_not_gone() {
    let dir = folder(&["a.md", "closed/b.md", "c.md"]);
    if is_root(&dir) {
        return; // root reads everything
    }
    let mode = |path: &str, mode| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(dir.path().join(path), permissions).unwrap();
    };
    mode("a.md", 0o000);
    mode("closed", 0o000);
    let tree = tree(&dir);
    let found = tree.find(&markdown).unwrap();
    assert_eq!(found.files, ["a.md", "c.md"]);
    assert_eq!(found.skipped[0].path, "closed");
    assert!(
        tree.read("a.md")
            .unwrap_err()
            .to_string()
            .contains("permission")
    );
    assert_eq!(tree.existing(["closed/b.md"]).len(), 1);
    mode("closed", 0o755);
}

#[test]
fn a_read_only_file_is_not_written_and_a_mode_stays() {
    let dir = folder(&["a.md", "b.md"]);
    let path = dir.path().join("a.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let tree = tree(&dir);
    let error = tree.write("a.md", "a.md", "new").unwrap_err().to_string();
    assert!(error.starts_with("a.md: is read-only"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"a.md");
    let path = dir.path().join("b.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    tree.write("b.md", "b.md", "new").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
    if is_root(&dir) {
        std::os::unix::fs::chown(&path, Some(12345), Some(12345)).unwrap();
        tree.write("b.md", "new", "newer").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().uid(), 12345);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_said() {
    // Nobody can make a file in /proc, not even root.
    let error = followthrough::disk::create(Path::new("/proc/a.md"), b"x").unwrap_err();
    assert!(!error.to_string().contains(".tmp"), "{error}");
}

#[test]
fn a_repository_of_another_user_is_refused_with_the_command() {
    let dir = folder(&["docs/a.md"]);
    if !is_root(&dir) {
        return; // only root can give files away
    }
    Repository::init(dir.path()).unwrap();
    for path in [dir.path().to_owned(), dir.path().join(".git")] {
        std::os::unix::fs::chown(path, Some(12345), Some(12345)).unwrap();
    }
    let error = match WorkTree::discover(&dir.path().join("docs")) {
        Ok(_) => return, // this machine trusts every folder
        Err(error) => error.to_string(),
    };
    let root = dunce::canonicalize(dir.path()).unwrap();
    let command = format!(
        "git config --global --add safe.directory {}",
        root.display()
    );
    assert!(error.contains(&command), "{error}");
}

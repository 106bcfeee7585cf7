//! The work tree on real folders and repositories.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "these tests edit files as people do, behind the back of the tool"
)]

use std::fs;
use std::path::Path;

use followthrough::worktree::{ReadError, TreeError, WorkTree, WriteError};
use git2::Repository;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        put(dir.path(), file, file);
    }
    dir
}

fn put(root: &Path, path: &str, text: impl AsRef<[u8]>) {
    let full = root.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, text).unwrap();
}

fn tree(dir: &TempDir) -> WorkTree {
    WorkTree::discover(dir.path()).unwrap()
}

fn markdown(path: &str) -> bool {
    path.ends_with(".md")
}

fn files(tree: &WorkTree) -> Vec<String> {
    let found = tree.find(&markdown).unwrap();
    assert_eq!(found.skipped, []);
    found.files
}

/// What was skipped, and why.
fn skipped(tree: &WorkTree) -> Vec<(String, String)> {
    let found = tree.find(&markdown).unwrap();
    let skipped = found.skipped.into_iter();
    skipped.map(|it| (it.path, it.reason)).collect()
}

#[test]
fn reports_are_found_sorted_and_nothing_of_gits_or_ours() {
    let dir = folder(&[
        "b/z.md",
        "b/a.md",
        "a.md",
        "a.txt",
        ".github/c.md",
        ".git/d.md",
        ".followthrough/issues/e.md",
        "x/.followthrough/f.md",
        ".followthrough-Ab1.tmp",
        "ü/ö ä.md",
    ]);
    fs::create_dir(dir.path().join("folder.md")).unwrap();
    put(dir.path(), "folder.md/inside.md", "");
    // A `.git` that is no repository leaves a plain folder.
    assert_eq!(
        files(&tree(&dir)),
        [
            ".github/c.md",
            "a.md",
            "b/a.md",
            "b/z.md",
            "folder.md/inside.md",
            "ü/ö ä.md"
        ]
    );
    let temporary = |path: &str| path.ends_with(".tmp");
    assert!(tree(&dir).find(&temporary).unwrap().files.is_empty());
}

#[test]
fn tracked_files_count_even_if_ignored() {
    let dir = folder(&[
        "seen.md",
        "build/out.md",
        "build/kept.md",
        "vendor/clone/a.md",
    ]);
    put(dir.path(), ".gitignore", "build/\n");
    put(dir.path(), ".ignore", "seen.md\n");
    assert_eq!(files(&tree(&dir)), ["seen.md", "vendor/clone/a.md"]);

    let repository = Repository::init(dir.path()).unwrap();
    let mut index = repository.index().unwrap();
    index.add_path(Path::new("build/kept.md")).unwrap();
    put(dir.path(), "gone.md", "");
    index.add_path(Path::new("gone.md")).unwrap();
    index.write().unwrap();
    fs::remove_file(dir.path().join("gone.md")).unwrap();
    Repository::init(dir.path().join("vendor/clone")).unwrap();
    assert_eq!(files(&tree(&dir)), ["build/kept.md", "seen.md"]);
}

#[test]
fn what_exists_is_known_also_outside_the_globs() {
    let dir = folder(&["a.md", "notes/b.txt", "ignored/c.md"]);
    put(dir.path(), ".gitignore", "ignored/");
    let asked = [
        "a.md",
        "notes/b.txt",
        "ignored/c.md",
        "gone.md",
        "notes",
        "../x",
        "INC-1",
        "a.md/b",
    ];
    let found = tree(&dir).existing(asked);
    assert_eq!(
        Vec::from_iter(found),
        ["a.md", "ignored/c.md", "notes/b.txt"]
    );
}

#[test]
fn a_repository_is_found_from_below() {
    let dir = folder(&["docs/deep/a.md"]);
    Repository::init(dir.path()).unwrap();
    let tree = WorkTree::discover(&dir.path().join("docs/deep")).unwrap();
    assert_eq!(tree.root(), dir.path().canonicalize().unwrap());
    assert!(tree.has_git());
    assert!(tree.lock_file().ends_with(".git/followthrough.lock"));
    assert_eq!(files(&tree), ["docs/deep/a.md"]);
}

#[test]
fn places_without_files_are_refused_in_words() {
    let dir = folder(&["a.md"]);
    Repository::init_bare(dir.path().join("bare")).unwrap();
    let error = WorkTree::discover(&dir.path().join("bare")).unwrap_err();
    assert!(matches!(error, TreeError::Bare(_)), "{error}");
    assert!(error.to_string().contains("clone"), "{error}");
    for start in ["nowhere", "a.md"] {
        let error = WorkTree::discover(&dir.path().join(start)).unwrap_err();
        assert!(matches!(error, TreeError::NoFolder(_)), "{error}");
    }
}

#[test]
fn reading_says_what_is_wrong_and_where() {
    let dir = folder(&["a.md"]);
    put(dir.path(), "bad.md", b"one\r\n\xfe");
    put(dir.path(), "crlf.md", "\u{feff}a\r\n\u{a0}b");
    let tree = tree(&dir);
    assert_eq!(tree.read("crlf.md").unwrap().text(), "\u{feff}a\r\n\u{a0}b");
    let error = tree.read("bad.md").unwrap_err();
    assert!(matches!(error, ReadError::NotUtf8 { line: 2, .. }));
    assert!(error.to_string().starts_with("bad.md:2: not UTF-8"));
    for (path, said) in [
        ("gone.md", "gone.md: does not exist"),
        ("a.md/b", "a.md/b: does not exist"),
        ("", "leads out"),
        ("../a.md", "leads out"),
        ("/etc/hostname", "leads out"),
        (".git/config", "leads out"),
    ] {
        let error = tree.read(path).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    fs::create_dir(dir.path().join("x.md")).unwrap();
    let error = tree.read("x.md").unwrap_err().to_string();
    assert_eq!(error, "x.md: is a folder, not a file");
    let large = fs::File::create(dir.path().join("large.md")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    let error = tree.read("large.md").unwrap_err().to_string();
    assert_eq!(error, "large.md: is larger than 64 MiB");
}

#[test]
fn only_what_was_read_is_overwritten() {
    let dir = folder(&["docs/a.md"]);
    let tree = tree(&dir);
    let error = tree
        .write("docs/a.md", "something else", "new")
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("docs/a.md: was changed meanwhile"),
        "{error}"
    );
    tree.write("docs/a.md", "docs/a.md", "new").unwrap();
    assert_eq!(tree.read("docs/a.md").unwrap().text(), "new");
    for path in ["../a.md", "/tmp/a.md", ".git/config"] {
        let error = tree.write(path, "", "x").unwrap_err();
        assert!(matches!(error, WriteError::Outside { .. }), "{error}");
        let error = tree.create(path, "x").unwrap_err();
        assert!(matches!(error, WriteError::Outside { .. }), "{error}");
    }
    assert!(tree.write("gone.md", "", "x").is_err());
    tree.create("new/deep/b.md", "b").unwrap();
    assert!(tree.create("new/deep/b.md", "c").is_err());
    assert!(tree.create("docs/a.md/b.md", "c").is_err());
    assert_eq!(tree.read("new/deep/b.md").unwrap().text(), "b");
    // What a killed process left goes with the next run.
    put(dir.path(), "docs/.followthrough-x.tmp", "half");
    tree.sweep(&["docs/a.md".into()]);
    assert_eq!(fs::read_dir(dir.path().join("docs")).unwrap().count(), 1);
}

#[test]
fn no_reader_ever_sees_half_a_file() {
    let dir = folder(&[]);
    let versions = ["a".repeat(1 << 18), "b".repeat(1 << 19)];
    put(dir.path(), "a.md", &versions[0]);
    let tree = tree(&dir);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..20 {
                tree.write("a.md", &versions[n % 2], &versions[(n + 1) % 2])
                    .unwrap();
            }
        });
        for _ in 0..200 {
            let text = fs::read_to_string(dir.path().join("a.md")).unwrap();
            assert!(versions.contains(&text));
        }
    });
}

#[test]
fn the_name_comes_from_origin_or_the_only_remote() {
    let dir = folder(&[]);
    assert_eq!(tree(&dir).remote(), None);
    let repository = Repository::init(dir.path()).unwrap();
    assert_eq!(tree(&dir).remote(), None);
    repository.remote("up", "git@gl.example:a/b/c.git").unwrap();
    assert_eq!(tree(&dir).remote().unwrap().name, "a/b/c");
    repository
        .remote("other", "https://github.com/x/y")
        .unwrap();
    assert_eq!(tree(&dir).remote(), None);
    repository
        .remote("origin", "https://t0ken@github.com/acme/shop.git")
        .unwrap();
    let remote = tree(&dir).remote().unwrap();
    assert_eq!(
        (remote.host.as_str(), remote.name.as_str()),
        ("github.com", "acme/shop")
    );
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

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
        let root = dir.path().canonicalize().unwrap();
        let command = format!(
            "git config --global --add safe.directory {}",
            root.display()
        );
        assert!(error.contains(&command), "{error}");
    }
}

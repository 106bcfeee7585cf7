//! The work tree on real folders and repositories.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "these tests edit files as people do, behind the back of the tool"
)]

mod revisions;
#[cfg(unix)]
mod unix;

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
        ".followthrough-out/comment.md",
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
    assert_eq!(tree.root(), dunce::canonicalize(dir.path()).unwrap());
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

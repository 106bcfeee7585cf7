//! Which files there are.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::{TreeError, WorkTree, path, sparse};
use crate::disk;

/// The folder at the root for what a run in CI leaves behind. What it tells of reports is none.
pub const LEAVINGS: &str = ".followthrough-out";

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Paths of the files, sorted, each once.
    pub files: Vec<String>,
    /// What was asked for, or may hold what was asked for, and cannot be read; sorted.
    pub skipped: Vec<Skipped>,
}

/// Something that is left out of a search and should be known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// From the root; bytes that are not UTF-8 are shown as `�`.
    pub path: String,
    /// Why, and what to do.
    pub reason: String,
}

/// What the threads of a search have found so far.
#[derive(Default)]
struct Bag {
    files: BTreeSet<String>,
    skipped: BTreeSet<Skipped>,
}

/// One search.
struct Search<'a> {
    tree: &'a WorkTree,
    wanted: &'a (dyn Fn(&str) -> bool + Sync),
    bag: Mutex<Bag>,
}

pub(super) fn find(
    tree: &WorkTree,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Found, TreeError> {
    std::fs::read_dir(&tree.root).map_err(|error| TreeError::Search {
        path: tree.root.display().to_string(),
        message: error.to_string(),
    })?;
    let search = Search {
        tree,
        wanted,
        bag: Mutex::default(),
    };
    walker(tree).build_parallel().run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) => search.entry(&entry),
                Err(error) => search.error(&error),
            }
            WalkState::Continue
        })
    });
    search.tracked()?;
    let bag = search.bag.into_inner();
    let bag = bag.unwrap_or_else(PoisonError::into_inner);
    Ok(Found {
        files: bag.files.into_iter().collect(),
        skipped: bag.skipped.into_iter().collect(),
    })
}

/// Walks what the repository's own ignore files leave over. Those of the machine do not count: the
/// same tree must give the same reports for everybody. Links are never followed, so they make no loops.
fn walker(tree: &WorkTree) -> WalkBuilder {
    let has_git = tree.has_git();
    let mut walker = WalkBuilder::new(&tree.root);
    walker
        .standard_filters(false)
        .git_ignore(true)
        .git_exclude(true)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            // Below a repository, another one is a submodule or a clone: not ours to edit.
            let foreign = || has_git && folder && entry.path().join(".git").exists();
            entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy()) && !foreign()
        });
    walker
}

/// Git's folder and ours are never read as reports, nor are our own temporary files.
fn is_hidden(name: &str) -> bool {
    [".git", ".followthrough", LEAVINGS]
        .iter()
        .any(|hidden| name.eq_ignore_ascii_case(hidden))
        || disk::is_leftover(name)
}

impl Search<'_> {
    fn entry(&self, entry: &DirEntry) {
        if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
            self.look_at(entry.path());
        }
    }

    /// Adds a file that is wanted, under its own name also where a link led to it.
    fn look_at(&self, full: &Path) {
        let Ok(from_root) = full.strip_prefix(&self.tree.root) else {
            return;
        };
        let shown = slashed(from_root);
        if !(self.wanted)(&shown) {
            return;
        }
        if from_root.to_str().is_none() {
            let reason = "its name is not UTF-8; rename it to be read";
            return self.skip(shown, reason);
        }
        match full.symlink_metadata().map(|found| found.file_type()) {
            Ok(kind) if kind.is_file() => {
                self.add(shown);
            }
            Ok(kind) if kind.is_symlink() => self.follow(full, shown),
            Ok(kind) if kind.is_dir() => {}
            Ok(_) => self.skip(shown, "a pipe, socket or device is not read"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.skip(shown, &error.to_string()),
        }
    }

    fn follow(&self, link: &Path, shown: String) {
        let Ok(target) = dunce::canonicalize(link) else {
            return self.skip(shown, "a symbolic link that leads nowhere");
        };
        let inside = path::relative(&self.tree.root, &target);
        match inside.filter(|path| !path.split('/').any(is_hidden)) {
            None => self.skip(shown, "a symbolic link that leads out of the repository"),
            Some(_) if target.is_dir() => self.skip(
                shown,
                "a symbolic link to a folder, which is not followed; name the folder itself under \
                 `reports`",
            ),
            Some(path) => self.add(path),
        }
    }

    /// Tracked files count even where an ignore file speaks against them, as they do for git.
    fn tracked(&self) -> Result<(), TreeError> {
        let index = sparse::index(self.tree)?;
        for entry in index.iter().flat_map(git2::Index::iter) {
            let Ok(path) = str::from_utf8(&entry.path) else {
                continue;
            };
            if path.split('/').any(is_hidden) || self.has(path) || !(self.wanted)(path) {
                continue;
            }
            match sparse::leaves_out(self.tree, &entry, path) {
                true => self.skip(path.to_owned(), &sparse::reason(path)),
                false => self.look_at(&self.tree.root.join(path)),
            }
        }
        Ok(())
    }

    fn error(&self, error: &ignore::Error) {
        let Some(full) = place(error) else { return };
        let missing = error.io_error().map(io::Error::kind) == Some(io::ErrorKind::NotFound);
        if let Ok(path) = full.strip_prefix(&self.tree.root)
            && !missing
        {
            let said = error
                .io_error()
                .map_or("unreadable".into(), ToString::to_string);
            self.skip(slashed(path), &format!("cannot be searched: {said}"));
        }
    }

    fn add(&self, path: String) {
        self.bag().files.insert(path);
    }

    fn has(&self, path: &str) -> bool {
        self.bag().files.contains(path)
    }

    fn skip(&self, path: String, reason: &str) {
        let reason = reason.to_owned();
        self.bag().skipped.insert(Skipped { path, reason });
    }

    fn bag(&self) -> std::sync::MutexGuard<'_, Bag> {
        self.bag.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn slashed(path: &Path) -> String {
    let shown = path.to_string_lossy();
    if cfg!(windows) {
        shown.replace('\\', "/")
    } else {
        shown.into_owned()
    }
}

/// The path an error speaks of.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            place(err)
        }
        ignore::Error::Partial(errors) => errors.iter().find_map(place),
        _ => None,
    }
}

//! Paths that must not lead out of the tree.

use std::collections::HashSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::disk::DiskError;

/// True for a relative path without `..` that does not pass through git's folder.
pub(super) fn is_plain(path: &str) -> bool {
    let parts = Path::new(path).components();
    let plain = |part: Component<'_>| match part {
        Component::Normal(name) => !name.eq_ignore_ascii_case(".git"),
        _ => false,
    };
    !path.is_empty() && !path.contains('\0') && { parts }.all(plain)
}

/// True unless it is certain that no file is there.
pub(super) fn exists(full: &Path) -> bool {
    match full.symlink_metadata() {
        Ok(found) => !found.is_dir(),
        Err(error) => !matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename
        ),
    }
}

/// `full` without links in it; none if it lies outside `root` or in git's folder then.
///
/// `real` remembers folders: thousands of reports share a few, and most are no links.
pub(super) fn resolve(
    root: &Path,
    full: &Path,
    real: &Mutex<HashSet<PathBuf>>,
) -> Result<Option<PathBuf>, DiskError> {
    let found = full.symlink_metadata().map_err(looked_up)?;
    let folder = full.parent().unwrap_or(root);
    let known = || real.lock().unwrap_or_else(PoisonError::into_inner);
    if !found.is_symlink() {
        if known().contains(folder) {
            return Ok(Some(full.to_owned()));
        }
        if dunce::canonicalize(folder).map_err(looked_up)? == folder {
            known().insert(folder.to_owned());
            return Ok(Some(full.to_owned()));
        }
    }
    let target = dunce::canonicalize(full).map_err(looked_up)?;
    Ok(relative(root, &target).is_some().then_some(target))
}

/// The path of `full` from `root`, if it is one that may be read.
pub(super) fn relative(root: &Path, full: &Path) -> Option<String> {
    let path = full.strip_prefix(root).ok()?.to_str()?;
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    is_plain(&path).then_some(path)
}

/// True if the part of `folder` that exists lies inside `root`, links resolved.
pub(super) fn stays_inside(root: &Path, folder: &Path) -> Result<bool, DiskError> {
    for ancestor in folder.ancestors() {
        match dunce::canonicalize(ancestor) {
            Ok(real) => return Ok(real.starts_with(root)),
            // A link to nowhere would be followed when the folder is made.
            Err(_) if ancestor.is_symlink() => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(DiskError::Io(error)),
        }
    }
    Ok(false)
}

fn looked_up(error: io::Error) -> DiskError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => DiskError::Missing,
        _ => DiskError::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_stay_inside() {
        for path in ["a.md", "docs/a.md", "a b/ü.md", ".github/a.md", "..a/b"] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../a.md",
            "docs/../../a.md",
            ".git/config",
            "sub/.GIT/config",
            "./a.md",
            "a\0b",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}

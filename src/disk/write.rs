//! Files written whole or not at all: into a temporary file beside the target, then renamed over it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use super::DiskError;
use super::read::{read, regular};

/// How temporary files begin and end, so that what a killed process left behind is known as ours.
const PREFIX: &str = ".followthrough-";
const SUFFIX: &str = ".tmp";

/// Writes a new file, which appears under its name only when it is whole. Its folder must exist.
///
/// # Errors
/// [`DiskError::Exists`] if anything goes by that name, even a link to nowhere.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let temporary = filled(path, bytes, None)?;
    temporary
        .persist_noclobber(path)
        .map_err(|failed| match failed.error.kind() {
            io::ErrorKind::AlreadyExists => DiskError::Exists,
            _ => DiskError::Io(failed.error),
        })?;
    settle(path);
    Ok(())
}

/// Writes `new` over a file that must still hold `expected`; its mode stays, and its owner where the
/// system allows. On any error the old bytes are still there.
///
/// # Errors
/// [`DiskError::Changed`] if it holds something else by now.
pub fn replace(path: &Path, expected: &[u8], new: &[u8]) -> Result<(), DiskError> {
    let old = regular(path)?;
    if old.permissions().readonly() {
        return Err(DiskError::ReadOnly);
    }
    let temporary = filled(path, new, Some(&old))?;
    // As late as can be: an editor that saves between here and the rename would lose its change.
    match read(path, expected.len() as u64) {
        Ok(current) if current == expected => {}
        Ok(_) | Err(DiskError::TooLarge { .. }) => return Err(DiskError::Changed),
        Err(error) => return Err(error),
    }
    temporary.persist(path).map_err(|failed| failed.error)?;
    settle(path);
    Ok(())
}

/// True for the name of a temporary file of ours; one that lies around was left by a killed process.
#[must_use]
pub fn is_leftover(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// Removes what killed processes left in `folder`. Only for whoever holds the lock: without it, the
/// files may be those of a process at work.
pub fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        if entry.file_name().to_str().is_some_and(is_leftover) {
            // What cannot be removed does no harm: it is never read.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn filled(
    path: &Path,
    bytes: &[u8],
    like: Option<&fs::Metadata>,
) -> Result<NamedTempFile, DiskError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any program would create it; the umask takes away what it should.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    if let Some(old) = like {
        take_after(temporary.as_file(), old)?;
    }
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Gives the new file the mode of the old one, and its owner: a job that runs as root in a container
/// must not leave a checkout that its user can no longer change.
fn take_after(new: &File, old: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let made = new.metadata()?;
        if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
            // Only root may give files away; for others the file becomes theirs, as with any editor.
            let _ = fchown(new, Some(old.uid()), Some(old.gid()));
        }
    }
    new.set_permissions(old.permissions())
}

/// Makes the rename itself last through a power cut, so that a report never names an issue that was
/// lost. Not every file system can; then the order is up to it.
fn settle(path: &Path) {
    if cfg!(unix)
        && let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        create(&path, b"old").unwrap();
        assert!(matches!(create(&path, b"new"), Err(DiskError::Exists)));
        assert_eq!(read(&path, 9).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn only_what_was_seen_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        create(&path, b"old").unwrap();
        for seen in ["older", "ol", "OLD"] {
            let result = replace(&path, seen.as_bytes(), b"new");
            assert!(matches!(result, Err(DiskError::Changed)), "{seen}");
        }
        assert_eq!(read(&path, 9).unwrap(), b"old");
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(read(&path, 9).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_stays_and_read_only_files_are_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        create(&path, b"old").unwrap();
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o754);
        replace(&path, b"old", b"new").unwrap();
        let found = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(found & 0o777, 0o754);
        mode(0o444);
        assert!(matches!(
            replace(&path, b"new", b"newer"),
            Err(DiskError::ReadOnly)
        ));
    }

    #[test]
    fn what_a_killed_process_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let left = dir.path().join(".followthrough-x1y2.tmp");
        create(&left, b"half").unwrap();
        create(&dir.path().join("kept.tmp"), b"").unwrap();
        sweep(dir.path());
        assert!(!left.exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}

//! A file's bytes, within a bound.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use super::DiskError;

/// All bytes of the regular file at `path`, if they are not more than `limit`.
///
/// A symbolic link is not followed: whoever wants what it leads to resolves it first and decides
/// whether that place may be read. Pipes and devices are never opened, so nothing can hang here.
///
/// # Errors
/// [`DiskError`]; it does not hold the name of the file.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, DiskError> {
    let length = regular(path)?.len();
    if length > limit {
        return Err(DiskError::TooLarge { limit });
    }
    within(path, length, limit)
}

/// As [`read`], of whatever a person names on the command line: a link is followed, and a pipe is waited for.
///
/// # Errors
/// [`DiskError`]; it does not hold the name of the file.
pub fn read_any(path: &Path, limit: u64) -> Result<Vec<u8>, DiskError> {
    let found = fs::metadata(path).map_err(DiskError::of)?;
    match found.is_dir() {
        true => Err(DiskError::NotAFile("a folder")),
        false => within(path, found.len().min(limit), limit),
    }
}

fn within(path: &Path, length: u64, limit: u64) -> Result<Vec<u8>, DiskError> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    // The file may grow while it is read.
    let file = File::open(path).map_err(DiskError::of)?;
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(DiskError::TooLarge { limit });
    }
    Ok(bytes)
}

/// What the system knows of the regular file at `path`.
pub(super) fn regular(path: &Path) -> Result<fs::Metadata, DiskError> {
    let found = fs::symlink_metadata(path).map_err(DiskError::of)?;
    let kind = found.file_type();
    if kind.is_file() {
        Ok(found)
    } else if kind.is_dir() {
        Err(DiskError::NotAFile("a folder"))
    } else if kind.is_symlink() {
        Err(DiskError::NotAFile("a symbolic link"))
    } else {
        Err(DiskError::NotAFile("a pipe, socket or device"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_within_the_bound_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        assert!(matches!(read(&path, 9), Err(DiskError::Missing)));
        assert!(matches!(
            read(dir.path(), 9),
            Err(DiskError::NotAFile("a folder"))
        ));
        crate::disk::create(&path, b"12345").unwrap();
        for limit in [5, u64::MAX] {
            assert_eq!(read(&path, limit).unwrap(), b"12345");
        }
        let error = read(&path, 4).unwrap_err();
        assert!(matches!(error, DiskError::TooLarge { limit: 4 }));
        assert_eq!(read_any(&path, 5).unwrap(), b"12345");
        let error = read_any(&path, 4).unwrap_err();
        assert!(matches!(error, DiskError::TooLarge { limit: 4 }));
        let error = read_any(dir.path(), 9).unwrap_err();
        assert!(matches!(error, DiskError::NotAFile("a folder")));
        let below = path.join("b");
        assert!(matches!(read(&below, 9), Err(DiskError::Missing)));
    }
}

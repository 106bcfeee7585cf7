//! One writer at a time: a lock that the system frees when its holder ends, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::read::regular;
use super::{DiskError, said};

/// How long to wait between two attempts.
const NAP: Duration = Duration::from_millis(50);

/// Why a tree could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it and did not finish in time.
    #[error(
        "another run of followthrough{} is working here and did not finish within {} s; let it finish, \
         or end it if it hangs, and run again (lock: {})",
        .holder.map(|id| format!(" (process {id})")).unwrap_or_default(), .waited.as_secs(), .path.display()
    )]
    Held {
        /// The process that has it, where the system lets us read that.
        holder: Option<u32>,
        /// How long was waited.
        waited: Duration,
        /// The file that is locked.
        path: PathBuf,
    },
    /// The file to lock could not be made.
    #[error("cannot lock {}: {}; commands that change nothing need no lock", .path.display(), said(.source))]
    Unusable {
        /// The file that was to be locked.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Held until dropped, or until the process ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Leaves an empty file: where it lies beside the reports, a run that changes nothing changes no byte.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

impl Lock {
    /// Locks the file at `path`, which is made if need be and never removed: a file that is removed
    /// while another process waits for it would be locked by both. Waits up to `wait`.
    ///
    /// # Errors
    /// [`LockError::Held`] when time is up.
    pub fn acquire(path: &Path, wait: Duration) -> Result<Self, LockError> {
        let unusable = |source| LockError::Unusable {
            path: path.to_owned(),
            source,
        };
        let mut file = open(path).map_err(unusable)?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if waited >= wait => {
                    return Err(LockError::Held {
                        holder: holder(&mut file),
                        waited,
                        path: path.to_owned(),
                    });
                }
                Err(TryLockError::WouldBlock) => {
                    std::thread::sleep(NAP);
                    waited += NAP;
                }
                // Some network file systems know no locks; every write still compares first.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    break;
                }
                Err(TryLockError::Error(error)) => return Err(unusable(error)),
            }
        }
        // Only for the message of whoever waits; the lock holds without it.
        let _ = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { file })
    }
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // A link here could make us empty a file that is not ours.
    if let Err(error @ DiskError::NotAFile(_)) = regular(path) {
        return Err(io::Error::other(format!("it {error}")));
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_waits_and_then_names_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/lock");
        let first = Lock::acquire(&path, Duration::ZERO).unwrap();
        let error = Lock::acquire(&path, Duration::from_millis(100)).unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&std::process::id().to_string()), "{text}");

        let kept = path.clone();
        let waiting = std::thread::spawn(move || Lock::acquire(&path, Duration::from_secs(20)));
        std::thread::sleep(Duration::from_millis(120));
        drop(first);
        waiting.join().unwrap().unwrap();
        assert_eq!(crate::disk::read(&kept, 99).unwrap(), b"");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_locked() {
        let dir = tempfile::tempdir().unwrap();
        let (link, target) = (dir.path().join("lock"), dir.path().join("precious"));
        crate::disk::create(&target, b"precious").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let error = Lock::acquire(&link, Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert_eq!(crate::disk::read(&target, 99).unwrap(), b"precious");
    }
}

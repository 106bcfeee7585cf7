//! The few ways in which this tool touches a file: read whole within a bound, written whole or not at
//! all, locked against a second process.

mod lock;
mod read;
mod write;

pub use lock::{Lock, LockError};
pub use read::{read, read_any};
pub use write::{create, is_leftover, replace, sweep};

use std::io;

/// Why a file was not read or written. Callers know its name and put it in front.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// Nothing goes by that name.
    #[error("does not exist")]
    Missing,
    /// Something does, and it is no regular file.
    #[error("is {0}, not a file")]
    NotAFile(&'static str),
    /// More bytes than the caller is ready to hold.
    #[error("is larger than {}", size(*.limit))]
    TooLarge {
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// What stands there is not what the caller worked on; nothing was written.
    #[error("was changed meanwhile and was not touched; run again")]
    Changed,
    /// The name is taken; nothing was written.
    #[error("exists already and was not touched")]
    Exists,
    /// Every write bit is off; a rename would get around that, so it is asked first.
    #[error(
        "is read-only and was not touched; give it write permission (`chmod u+w`) and run again"
    )]
    ReadOnly,
    /// The system refused.
    #[error("{}", said(.0))]
    Io(#[from] io::Error),
}

impl DiskError {
    /// Sorts what the system said when a name was looked up.
    fn of(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::NotADirectory => Self::Missing,
            _ => Self::Io(error),
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes >> 10),
        mebibytes => format!("{mebibytes} MiB"),
    }
}

/// What to do where we know it; else the kind alone, because the full text would name a temporary file
/// that nobody knows.
fn said(error: &io::Error) -> String {
    let help = match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full: make room and run again",
        io::ErrorKind::QuotaExceeded => "the quota is used up: make room and run again",
        io::ErrorKind::ReadOnlyFilesystem => {
            "the file system is read-only: run where the tree can be written"
        }
        io::ErrorKind::PermissionDenied => {
            "permission denied: check owner and mode of the file and its folder"
        }
        io::ErrorKind::NotADirectory => "a part of the path is a file where a folder should be",
        io::ErrorKind::Other => return error.to_string(),
        kind => return kind.to_string(),
    };
    help.to_owned()
}

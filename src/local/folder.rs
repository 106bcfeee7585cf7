//! The folder of the issues: the only place where their files are read, made and replaced.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::file::IssueFile;
use super::{FOLDER, Flaw, LIMIT, LocalError, key_of};
use crate::disk::{self, DiskError};
use crate::issue::{IssueId, IssueName, Key};

/// The parent of [`FOLDER`], from the repository's root.
const PARENT: &str = ".followthrough";

/// Where the issues of one tree lie.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        let root = root.to_owned();
        Self { root }
    }

    /// The name of an issue's file, from the repository's root.
    pub(super) fn name(key: &Key) -> String {
        format!("{FOLDER}/{key}.md")
    }

    pub(super) fn path(&self, key: &Key) -> PathBuf {
        self.root.join(FOLDER).join(format!("{key}.md"))
    }

    /// The folder, which need not exist. A link is refused: a pull request could bring one that leads
    /// out of the repository.
    pub(super) fn checked(&self) -> Result<PathBuf, LocalError> {
        for folder in [PARENT, FOLDER] {
            let error = match fs::symlink_metadata(self.root.join(folder)) {
                Ok(found) if found.is_dir() => continue,
                Ok(found) if found.is_symlink() => DiskError::NotAFile("a symbolic link"),
                Ok(_) => DiskError::NotAFile("a file, not a folder"),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => break,
                Err(error) => DiskError::Io(error),
            };
            return Err(LocalError::Folder { folder, error });
        }
        Ok(self.root.join(FOLDER))
    }

    /// The names in it, sorted; none if it does not exist.
    pub(super) fn entries(&self) -> Result<Vec<OsString>, LocalError> {
        let failed = |error| LocalError::Folder {
            folder: FOLDER,
            error: DiskError::Io(error),
        };
        let entries = match fs::read_dir(self.checked()?) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let names: Result<Vec<_>, _> = entries.map(|entry| Ok(entry?.file_name())).collect();
        let mut names = names.map_err(failed)?;
        names.sort();
        Ok(names)
    }

    /// The key of an issue that a person may have named by a beginning of it.
    pub(super) fn key(&self, id: &IssueId) -> Result<Key, LocalError> {
        let IssueName::Key(prefix) = &id.name else {
            return Err(LocalError::Name(format!(
                "{id} is no issue of the embedded tracker"
            )));
        };
        if let Some(key) = Key::parse(prefix) {
            return Ok(key);
        }
        let names = self.entries()?;
        let keys = names.iter().filter_map(|name| key_of(name.to_str()?));
        let found: Vec<Key> = keys
            .filter(|key| key.as_str().starts_with(prefix))
            .collect();
        match found.as_slice() {
            [] => Err(LocalError::Missing(id.clone())),
            [key] => Ok(key.clone()),
            several => Err(LocalError::Name(ambiguous(id, several))),
        }
    }

    /// Reads and understands the file of `key`.
    pub(super) fn read(&self, key: &Key) -> Result<IssueFile, LocalError> {
        self.checked()?;
        match disk::read(&self.path(key), LIMIT) {
            Ok(bytes) => self.understood(key, bytes),
            Err(DiskError::Missing) => Err(LocalError::Missing(IssueId::local(key.as_str()))),
            Err(error) => Err(self.failed(key, error)),
        }
    }

    /// Understands what the file of `key` holds or is about to hold: what would not be read again is
    /// never written.
    pub(super) fn understood(&self, key: &Key, bytes: Vec<u8>) -> Result<IssueFile, LocalError> {
        if bytes.len() as u64 > LIMIT {
            return Err(self.failed(key, DiskError::TooLarge { limit: LIMIT }));
        }
        IssueFile::parse(key, bytes).map_err(|Flaw { line, what }| LocalError::Unread {
            file: Self::name(key),
            line,
            what,
        })
    }

    pub(super) fn create(&self, key: &Key, file: &IssueFile) -> Result<(), LocalError> {
        let folder = self.checked()?;
        fs::create_dir_all(folder).map_err(|error| self.failed(key, DiskError::Io(error)))?;
        disk::create(&self.path(key), file.text.as_bytes()).map_err(|error| self.failed(key, error))
    }

    pub(super) fn replace(
        &self,
        key: &Key,
        old: &IssueFile,
        new: &IssueFile,
    ) -> Result<(), LocalError> {
        if old.text == new.text {
            return Ok(());
        }
        disk::replace(&self.path(key), old.text.as_bytes(), new.text.as_bytes())
            .map_err(|error| self.failed(key, error))
    }

    fn failed(&self, key: &Key, error: DiskError) -> LocalError {
        LocalError::File {
            file: Self::name(key),
            error,
        }
    }
}

/// Says which issues a beginning fits.
pub(super) fn ambiguous(id: &IssueId, keys: &[Key]) -> String {
    let shown: Vec<String> = keys.iter().take(3).map(|key| format!("ft-{key}")).collect();
    let more = keys.len().saturating_sub(shown.len());
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "{id} is the beginning of several issues: {}{more}; write more of the key",
        shown.join(", ")
    )
}

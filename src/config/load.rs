//! Finds the file and reads it.

use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

use super::{Config, ConfigError, Problem, problem, project};
use crate::text::Source;

/// The name of the configuration at the root of the repository. There is one name only, so that
/// nobody has to ask which of two files is in effect.
pub const FILE_NAME: &str = "followthrough.yml";

/// Names that people may take for it. Such a file is refused rather than silently not read.
const MISNOMERS: [&str; 6] = [
    "followthrough.yaml",
    ".followthrough.yml",
    ".followthrough.yaml",
    ".followthrough/followthrough.yml",
    ".followthrough/config.yml",
    ".github/followthrough.yml",
];

/// A hundred times the largest configuration one would write. Deep nesting makes the YAML parser
/// slow long before it gives up.
const LARGEST: u64 = 1_000_000;

impl Config {
    /// The settings of the repository at `root`: those of `explicit` if it is given (a path as the
    /// system takes it, not relative to `root`), else of
    /// [`FILE_NAME`] at the root, else the defaults.
    ///
    /// # Errors
    /// Every way in which the file cannot be used; an absent `explicit` file is one, an absent
    /// [`FILE_NAME`] is none.
    pub fn load(root: &Path, explicit: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(path) = explicit {
            let name = path.display().to_string();
            return match read(path, &name)? {
                Some(bytes) => Self::from_bytes(&name, bytes),
                None => Err(ConfigError::Missing { path: name }),
            };
        }
        stays_inside(root)?;
        if let Some(bytes) = read(&root.join(FILE_NAME), FILE_NAME)? {
            return Self::from_bytes(FILE_NAME, bytes);
        }
        match MISNOMERS.iter().find(|name| root.join(name).is_file()) {
            Some(found) => Err(ConfigError::Misnamed {
                found: (*found).to_owned(),
            }),
            None => Ok(Self::default()),
        }
    }

    /// A [`FILE_NAME`] between the folder `start` and the root above it, which would silently not be read.
    ///
    /// # Errors
    /// [`ConfigError::Misplaced`] if there is one.
    pub fn none_below(root: &Path, start: &Path) -> Result<(), ConfigError> {
        let folders = start.ancestors().take_while(|folder| *folder != root);
        let mut files = folders.map(|folder| folder.join(FILE_NAME));
        match files.find(|file| file.is_file()) {
            Some(found) => Err(ConfigError::Misplaced {
                found: found.strip_prefix(root).unwrap_or(&found).to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// The settings of a file that was read from somewhere else, such as the base of a pull
    /// request; `path` is what messages call it.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Result<Self, ConfigError> {
        if bytes.len() as u64 > LARGEST {
            let path = path.to_owned();
            return Err(ConfigError::TooLarge { path });
        }
        let source = Source::new(path, bytes).map_err(|error| ConfigError::NotUtf8 {
            path: path.to_owned(),
            line: error.line,
        })?;
        Self::parse(source.text())
            .map(|config| config.named(path))
            .map_err(|problems| ConfigError::Invalid {
                path: path.to_owned(),
                problems,
            })
    }

    fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let file = problem::parse(text)?;
        let given = problem::untyped(text)?;
        let projects = project::resolve(&file, &given)?;
        let mut config = Self::resolve(file, given);
        config.projects = projects;
        Ok(config)
    }

    fn named(mut self, path: &str) -> Self {
        self.path = Some(path.to_owned());
        self.projects = self.projects.into_iter().map(|it| it.named(path)).collect();
        self
    }
}

/// Refuses a [`FILE_NAME`] that leads out of the repository, whose text errors would show, and a pipe, which would hang.
fn stays_inside(root: &Path) -> Result<(), ConfigError> {
    let refused = |why: &str| ConfigError::Unreadable {
        path: FILE_NAME.to_owned(),
        source: Error::other(why.to_owned()),
    };
    let path = root.join(FILE_NAME);
    let Ok(real) = dunce::canonicalize(&path) else {
        return Ok(());
    };
    let inside = dunce::canonicalize(root).is_ok_and(|root| {
        let rest = real.strip_prefix(root);
        rest.is_ok_and(|rest| !rest.starts_with(".git"))
    });
    if !inside {
        return Err(refused(
            "it is a symbolic link that leads out of the repository; put the file itself here, or name it with --config",
        ));
    }
    match real.metadata() {
        Ok(found) if !found.is_file() => Err(refused(
            "it is no file, but a folder, pipe or device; put a file here",
        )),
        _ => Ok(()),
    }
}

/// The bytes of a file, one more than [`LARGEST`] at most; nothing if there is no file.
fn read(path: &Path, name: &str) -> Result<Option<Vec<u8>>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable {
        path: name.to_owned(),
        source,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(Some(bytes))
}

//! Why there is no configuration to work with.

use std::io;
use std::path::PathBuf;

use super::Problem;

/// The configuration cannot be used. Every message names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file that was asked for by name is not there.
    #[error(
        "{path}: there is no such file; leave out --config to look for followthrough.yml at the root"
    )]
    Missing {
        /// The file as it was asked for.
        path: String,
    },
    /// A file that was meant to be the configuration has another name.
    #[error("{found}: the configuration is only read from followthrough.yml; rename this file")]
    Misnamed {
        /// The file that is there.
        found: String,
    },
    /// A configuration lies below the root of the repository.
    #[error(
        "{}: the configuration is only read from the root of the repository; move it there (its paths begin at the root), \
         or name it with --config", .found.display()
    )]
    Misplaced {
        /// The file that is there, from the root.
        found: PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The file is far larger than any configuration.
    #[error("{path}: larger than 1 MB, which no configuration is; check that it is the right file")]
    TooLarge {
        /// The file.
        path: String,
    },
    /// The file is not text.
    #[error("{path}:{line}: not UTF-8; save the file as UTF-8")]
    NotUtf8 {
        /// The file.
        path: String,
        /// The line of the first bad byte, from 1.
        line: usize,
    },
    /// The file says something that cannot be meant.
    #[error("{}", .problems.iter().map(|it| format!("{path}:{it}")).collect::<Vec<_>>().join("\n"))]
    Invalid {
        /// The file.
        path: String,
        /// What is wrong, in the order of the file; at least one.
        problems: Vec<Problem>,
    },
    /// The issues of these reports cannot be told from those of others.
    #[error(
        "{path}: the scope of the reports is not known, because {why}; add a line such as `scope: acme/incidents`, which names this set of reports in the tracker, and never change it again"
    )]
    NoScope {
        /// The file that should name it.
        path: String,
        /// Why it cannot be derived.
        why: String,
    },
}

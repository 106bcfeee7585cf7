//! How a run ends, and what is said when it cannot go on.

use std::process::ExitCode;

use crate::config::ConfigError;
use crate::local::LocalError;
use crate::render::RenderError;
use crate::tracker::TrackerError;
use crate::worktree::{RevisionError, TreeError};

/// Exit codes, whatever the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    Fine = 0,
    /// Nobody foresaw it.
    Unforeseen = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// The policy failed: something is overdue.
    Policy = 3,
    /// Some changes failed or could not be confirmed.
    Partial = 4,
    /// `plan --exit-code`: something would change.
    Pending = 5,
    /// Refused: the guard, the budget, a blind list.
    Refused = 6,
}

impl Exit {
    /// When several hold, the first of 1, 2, 4, 6, 3, 5.
    pub(super) fn worst(exits: impl IntoIterator<Item = Self>) -> Self {
        let rank = |exit: &Self| match exit {
            Self::Unforeseen => 0,
            Self::Usage => 1,
            Self::Partial => 2,
            Self::Refused => 3,
            Self::Policy => 4,
            Self::Pending => 5,
            Self::Fine => 6,
        };
        exits.into_iter().min_by_key(rank).unwrap_or(Self::Fine)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped: a message that says what happened, where, and what to do next.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    pub(super) message: String,
}

impl Failure {
    /// The command line or the configuration is wrong.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.into(),
        }
    }

    /// Nothing the user asked for is at fault.
    pub(super) fn unforeseen(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Unforeseen,
            message: message.into(),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<TreeError> for Failure {
    fn from(error: TreeError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<RevisionError> for Failure {
    fn from(error: RevisionError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<LocalError> for Failure {
    fn from(error: LocalError) -> Self {
        Self::from(TrackerError::from(error))
    }
}

impl From<TrackerError> for Failure {
    fn from(error: TrackerError) -> Self {
        let exit = match error {
            TrackerError::Halted(_) => Exit::Refused,
            _ => Exit::Partial,
        };
        Self {
            exit,
            message: error.to_string(),
        }
    }
}

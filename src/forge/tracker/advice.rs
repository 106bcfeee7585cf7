//! Refusals in words: what happened, where, and what to do next.

use super::Dialect;
use crate::forge::transport::{Fault, TransportError};

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::forge) enum Doing {
    List,
    Read,
    Open,
    Change,
    Comment,
}

impl Doing {
    pub(in crate::forge) fn verb(self) -> &'static str {
        match self {
            Self::List => "list the issues of",
            Self::Read => "read issues of",
            Self::Open => "open issues in",
            Self::Change => "change issues in",
            Self::Comment => "comment on issues in",
        }
    }

    /// What to do about a request that the forge does not take.
    pub(in crate::forge) fn otherwise(self) -> &'static str {
        match self {
            Self::Open | Self::Change => "run again with the report corrected",
            Self::Comment => "nothing was said there; say it on the page of the issue",
            Self::List | Self::Read => "check tracker.repository, tracker.labels and tracker.url",
        }
    }

    pub(in crate::forge) fn writes(self) -> bool {
        matches!(self, Self::Open | Self::Change | Self::Comment)
    }
}

/// What happened, where, and what to do next.
pub(super) fn explain(
    forge: &dyn Dialect,
    repository: &str,
    doing: Doing,
    error: &TransportError,
) -> String {
    let Fault::Status(answer) = &error.fault else {
        return error.to_string();
    };
    let Some(advice) = forge.advice(repository, doing, answer) else {
        return error.to_string();
    };
    let status = answer.status.as_u16();
    let words = answer.message.trim_end_matches('.');
    // Nothing is said twice.
    let said = match words.is_empty() || advice.contains(words) {
        true => status.to_string(),
        false => format!("{status}, {words}"),
    };
    format!("{} {} ({said}): {advice}", error.method, error.url)
}

//! What may be ordered of `ci`, on the command line or, as CI systems do it, by variables.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::ci::Mode;

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum ModeArg {
    /// What the event asks for.
    #[default]
    Auto,
    /// Show what a sync would do, and check.
    Plan,
    /// Check.
    Check,
    /// Sync and check.
    Sync,
    /// Write the comment for the pull request of a fork.
    Comment,
    /// Join what the jobs of many repositories left into one status.
    Merge,
}

impl ModeArg {
    /// What to do with the reports that are checked out; none where none are needed.
    pub(super) fn with_reports(self) -> Option<Mode> {
        match self {
            Self::Auto => Some(Mode::Auto),
            Self::Plan => Some(Mode::Plan),
            Self::Check => Some(Mode::Check),
            Self::Sync => Some(Mode::Sync),
            Self::Comment => Some(Mode::Comment),
            Self::Merge => None,
        }
    }
}

/// Whether there is a comment on the pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum CommentArg {
    /// One, kept up to date, where the token may write it.
    #[default]
    Auto,
    /// None.
    Never,
}

/// What becomes of the write-back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum PublishArg {
    /// A branch with a pull request.
    #[default]
    PullRequest,
    /// The files stay changed in the checkout.
    None,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CiArgs {
    /// What to do.
    #[arg(long, value_enum, default_value_t, env = "FOLLOWTHROUGH_MODE")]
    pub(in crate::cli) mode: ModeArg,
    /// Whether there is a comment on the pull request.
    #[arg(long, value_enum, default_value_t, env = "FOLLOWTHROUGH_COMMENT")]
    pub(in crate::cli) comment: CommentArg,
    /// What becomes of the write-back.
    #[arg(long, value_enum, default_value_t, env = "FOLLOWTHROUGH_PUBLISH")]
    pub(in crate::cli) publish: PublishArg,
    /// Change as much at once as the reports ask for.
    #[arg(long, env = "FOLLOWTHROUGH_ALLOW_BULK", value_parser = FalseyValueParser::new())]
    pub(in crate::cli) allow_bulk: bool,
    /// Sync elsewhere than at the tip of the default branch.
    #[arg(long, env = "FOLLOWTHROUGH_ALLOW_REF", value_parser = FalseyValueParser::new())]
    pub(in crate::cli) allow_ref: bool,
    /// Propose again what was closed without being merged, or was taken back.
    #[arg(long, env = "FOLLOWTHROUGH_AGAIN", value_parser = FalseyValueParser::new())]
    pub(in crate::cli) again: bool,
    /// List closed issues too.
    #[arg(long, env = "FOLLOWTHROUGH_FULL", value_parser = FalseyValueParser::new())]
    pub(in crate::cli) full: bool,
    /// The folder for plan, findings and the text of the comment.
    #[arg(long, value_name = "DIR", env = "FOLLOWTHROUGH_REPORTS")]
    reports: Option<String>,
    /// For the mode `comment`: what the run on the pull request of a fork left behind. For `merge`: the folder of what the
    /// jobs of many repositories left.
    #[arg(long, value_name = "PATH", env = "FOLLOWTHROUGH_DATA")]
    data: Option<String>,
    /// The configuration, as --config, which wins.
    #[arg(long = "ci-config", hide = true, env = "FOLLOWTHROUGH_CONFIG")]
    configuration: Option<String>,
}

/// CI systems set variables that hold nothing.
fn path(given: Option<&String>) -> Option<PathBuf> {
    given.filter(|it| !it.is_empty()).map(PathBuf::from)
}

impl CiArgs {
    pub(super) fn reports(&self) -> Option<PathBuf> {
        path(self.reports.as_ref())
    }

    pub(super) fn data(&self) -> Option<PathBuf> {
        path(self.data.as_ref())
    }

    pub(super) fn config(&self) -> Option<PathBuf> {
        path(self.configuration.as_ref())
    }
}

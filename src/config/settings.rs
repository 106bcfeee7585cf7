//! The sections of the configuration as the rest of the program sees them.

use std::time::Duration;

use jiff::civil::Date;

use super::name::Words;
use super::scalar::{Glob, Text};
use super::{Reports, Route, file};
use crate::policy::{Adoption, Limit, Policy, Track};

/// The kinds of trackers that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrackerKind {
    /// Files in the repository.
    Local,
    /// github.com or GitHub Enterprise Server.
    Github,
    /// gitlab.com or a self-managed GitLab.
    Gitlab,
}

impl TrackerKind {
    /// The word for it in the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
        }
    }
}

/// When the owner of an action is assigned to its issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assign {
    /// When it is opened.
    Opening,
    /// Whenever they are missing.
    Always,
    /// Never.
    Never,
}

/// What new issues are put below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParentOf {
    /// Nothing.
    None,
    /// An issue for their report.
    Report,
}

/// Where the issues are.
#[derive(Debug, Clone)]
pub struct Tracker {
    /// Which kind of tracker.
    pub kind: TrackerKind,
    /// `owner/name`; none: the reports' own repository.
    pub repository: Option<String>,
    /// The address of the forge, without a slash at its end; none: the usual one.
    pub url: Option<String>,
    /// The labels of every issue that is opened, at least one; the first finds them again.
    pub labels: Vec<String>,
    /// The label of what is late; none: there is no such label.
    pub overdue_label: Option<String>,
    /// Accounts that are trusted beside those that the tracker vouches for.
    pub authors: Vec<String>,
    /// Every issue is for those alone who were let in.
    pub confidential: bool,
    /// The milestone of new issues, by its title.
    pub milestone: Option<String>,
    /// The pause between two creates; none: what the tracker asks for.
    pub pace: Option<Duration>,
    /// Where else issues are opened; see [`Tracker::route`].
    pub routes: Vec<Route>,
    /// When owners are assigned.
    pub assign: Assign,
    /// The name of the type that new issues get.
    pub issue_type: Option<String>,
    /// The name of the field that holds the due date.
    pub due_field: Option<String>,
    /// What new issues are put below.
    pub parent: ParentOf,
}

/// Which actions get an issue.
#[derive(Debug, Clone)]
pub struct Actions {
    /// Tasks, measures or both.
    pub track: Track,
    /// Reports of incidents before this day are shown, not tracked.
    pub since: Option<Date>,
    /// Reports that are tracked although they are older than `since`.
    pub adopt: Reports,
}

/// How the write-back is committed and proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// Its branch.
    pub branch: String,
    /// The title of its pull request, and the first line of its commit.
    pub title: String,
    /// The line of a sign-off: `Name <address>`.
    pub sign_off: Option<String>,
    /// Labels of its pull request.
    pub labels: Vec<String>,
    /// Accounts that are asked to review it.
    pub reviewers: Vec<String>,
}

/// How much a sync may change at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// How many issues it may open.
    pub creates: u32,
    /// How many percent of the tracked issues it may close, reopen or rename.
    pub share: u8,
}

/// The user's own words, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// Headings above concrete work.
    pub tasks: Vec<String>,
    /// Headings above general improvements.
    pub measures: Vec<String>,
    /// Headings above what holds no action.
    pub ignored: Vec<String>,
    /// Names of table columns.
    pub columns: Columns,
    /// Words for work that is not finished.
    pub open: Vec<String>,
    /// Words for finished work.
    pub done: Vec<String>,
    /// Words for work that will not be done.
    pub dropped: Vec<String>,
}

/// The user's own names of table columns, by what they hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The action itself.
    pub action: Vec<String>,
    /// Who is responsible.
    pub owner: Vec<String>,
    /// The day it is due.
    pub due: Vec<String>,
    /// How urgent it is.
    pub priority: Vec<String>,
    /// How far it is.
    pub status: Vec<String>,
    /// The issue that stands for it.
    pub issue: Vec<String>,
}

impl From<&file::Tracker> for Tracker {
    fn from(file: &file::Tracker) -> Self {
        let url = file.url.as_ref();
        Self {
            kind: file.kind.0,
            repository: file.repository.as_ref().map(|it| it.0.0.clone()),
            url: url.map(|it| it.0.0.trim_end_matches('/').to_owned()),
            labels: file.labels.iter().map(|it| it.0.0.clone()).collect(),
            overdue_label: file.overdue_label.0.0.clone(),
            authors: file.authors.iter().map(|it| it.0.0.clone()).collect(),
            confidential: file.confidential,
            milestone: file.milestone.as_ref().map(|it| it.0.0.clone()),
            pace: file.pace.as_ref().map(|it| it.0),
            routes: file.routes.iter().map(Route::from).collect(),
            assign: file.assign.0,
            issue_type: file.issue_type.as_ref().map(|it| it.0.0.clone()),
            due_field: file.due_field.as_ref().map(|it| it.0.0.clone()),
            parent: file.parent.0,
        }
    }
}

impl From<&file::Actions> for Actions {
    fn from(file: &file::Actions) -> Self {
        Self {
            track: file.track.0,
            since: file.since.as_ref().map(|it| it.0),
            adopt: set(&file.adopt),
        }
    }
}

impl From<&file::Publish> for Publish {
    fn from(file: &file::Publish) -> Self {
        Self {
            branch: file.branch.0.0.clone(),
            title: file.title.0.0.clone(),
            sign_off: file.sign_off.as_ref().map(|it| it.0.0.clone()),
            labels: file.labels.iter().map(|it| it.0.0.clone()).collect(),
            reviewers: file.reviewers.iter().map(|it| it.0.0.clone()).collect(),
        }
    }
}

impl From<&file::Guard> for Guard {
    fn from(file: &file::Guard) -> Self {
        Self {
            creates: file.creates.0,
            share: file.share.0.0,
        }
    }
}

impl From<&file::Vocabulary> for Vocabulary {
    fn from(file: &file::Vocabulary) -> Self {
        let columns = &file.columns;
        Self {
            tasks: words(&file.headings.tasks),
            measures: words(&file.headings.measures),
            ignored: words(&file.headings.ignored),
            columns: Columns {
                action: words(&columns.action),
                owner: words(&columns.owner),
                due: words(&columns.due),
                priority: words(&columns.priority),
                status: words(&columns.status),
                issue: words(&columns.issue),
            },
            open: words(&file.status.open),
            done: words(&file.status.done),
            dropped: words(&file.status.dropped),
        }
    }
}

impl From<&file::PolicySection> for Policy {
    fn from(file: &file::PolicySection) -> Self {
        let word = |it: &Option<Text<Words>>| it.as_ref().map(|it| it.0.0.clone());
        Self {
            adopted: file.adopted.as_ref().map(|it| Adoption {
                date: it.date.0,
                spread: it.spread.0,
            }),
            due: file
                .due
                .iter()
                .map(|it| Limit {
                    priority: word(&it.priority),
                    severity: word(&it.severity),
                    within: it.within.0,
                })
                .collect(),
            warn: file.warn.0,
            timezone: file.timezone.0.zone.clone(),
            fail_on: file.fail_on.iter().map(|it| it.0).collect(),
            rules: file.rules.settings(),
            options: file.rules.options(),
            nudge: file.nudge.iter().map(|it| it.0).collect(),
        }
    }
}

/// The paths that `patterns` match.
pub(super) fn set(patterns: &[Text<Glob>]) -> Reports {
    Reports::new(patterns.iter().map(|it| it.0.0.as_str()))
}

fn words(list: &[Text<Words>]) -> Vec<String> {
    list.iter().map(|it| it.0.0.clone()).collect()
}

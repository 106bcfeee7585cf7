//! What a GitLab knows, as plain data. A seed is this, with everything optional that can be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

/// Standing in a project, by the numbers of the interface.
pub const GUEST: u64 = 10;
pub const PLANNER: u64 = 15;
pub const REPORTER: u64 = 20;
pub const DEVELOPER: u64 = 30;
pub const MAINTAINER: u64 = 40;
pub const OWNER: u64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    pub username: String,
    #[serde(default)]
    pub id: u64,
    #[serde(default)]
    pub bot: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    pub username: String,
    /// `api`, `read_api`, `write_repository` and so on.
    #[serde(default = "api")]
    pub scopes: BTreeSet<String>,
    /// `YYYY-MM-DD`
    #[serde(default)]
    pub expires_at: Option<String>,
    #[serde(default)]
    pub expired: bool,
    /// A job's own token, sent as `JOB-TOKEN`.
    #[serde(default)]
    pub job: bool,
    /// Requests a minute.
    #[serde(default = "a_minute")]
    pub limit: u64,
    #[serde(default)]
    pub used: u64,
}

fn api() -> BTreeSet<String> {
    ["api".to_owned()].into()
}

fn a_minute() -> u64 {
    2_000
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    #[default]
    Private,
    /// For whoever is signed in.
    Internal,
    Public,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// With all its groups.
    pub path: String,
    #[serde(default)]
    pub id: u64,
    #[serde(default)]
    pub visibility: Visibility,
    #[serde(default)]
    pub archived: bool,
    #[serde(default)]
    pub issues_disabled: bool,
    /// Standing by username.
    #[serde(default)]
    pub members: BTreeMap<String, u64>,
    #[serde(default)]
    pub labels: Vec<Label>,
    #[serde(default)]
    pub milestones: Vec<Milestone>,
    /// By `iid`.
    #[serde(default)]
    pub issues: BTreeMap<u64, Issue>,
    #[serde(default)]
    pub merge_requests: BTreeMap<u64, MergeRequest>,
    /// Paths it had before; they redirect.
    #[serde(default)]
    pub once: BTreeSet<String>,
    /// The bare repository that holds its files; without it, it is empty.
    #[serde(default)]
    pub git: Option<PathBuf>,
    #[serde(default = "main")]
    pub default_branch: String,
    /// Branches that maintainers alone change.
    #[serde(default)]
    pub protected: BTreeSet<String>,
    /// The last `iid`s that were given, so that none is given twice.
    #[serde(skip)]
    pub last_issue: u64,
}

fn main() -> String {
    "main".into()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub name: String,
    #[serde(default)]
    pub id: u64,
    #[serde(default = "blue")]
    pub color: String,
    #[serde(default)]
    pub description: Option<String>,
}

pub(super) fn blue() -> String {
    "#6699cc".into()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    pub id: u64,
    pub title: String,
    #[serde(default)]
    pub due_date: Option<String>,
}

/// Where an issue went.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Moved {
    pub project: String,
    pub iid: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    #[serde(default)]
    pub id: u64,
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    pub author: String,
    #[serde(default)]
    pub closed: bool,
    #[serde(default)]
    pub closed_by: Option<String>,
    #[serde(default)]
    pub closed_at: Option<i64>,
    #[serde(default)]
    pub labels: Vec<String>,
    /// Usernames; one without a licence for more.
    #[serde(default)]
    pub assignees: Vec<String>,
    #[serde(default)]
    pub milestone: Option<u64>,
    #[serde(default)]
    pub due_date: Option<String>,
    #[serde(default)]
    pub confidential: bool,
    #[serde(default)]
    pub locked: bool,
    #[serde(default = "issue")]
    pub kind: String,
    #[serde(default)]
    pub moved: Option<Moved>,
    /// It became an epic, and is closed.
    #[serde(default)]
    pub promoted: bool,
    /// Seconds since 1970.
    #[serde(default)]
    pub created: i64,
    #[serde(default)]
    pub updated: i64,
    #[serde(default)]
    pub notes: Vec<Note>,
}

fn issue() -> String {
    "issue".into()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    #[serde(default)]
    pub id: u64,
    pub author: String,
    pub body: String,
    #[serde(default)]
    pub system: bool,
    #[serde(default)]
    pub created: i64,
    #[serde(default)]
    pub updated: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    #[serde(default)]
    pub id: u64,
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    pub author: String,
    pub source: String,
    pub target: String,
    /// `opened`, `closed`, `merged`
    #[serde(default = "opened")]
    pub state: String,
    #[serde(default)]
    pub labels: Vec<String>,
    #[serde(default)]
    pub reviewers: Vec<String>,
    /// The commit it ended with.
    #[serde(default)]
    pub last: Option<String>,
    #[serde(default)]
    pub created: i64,
    #[serde(default)]
    pub updated: i64,
    #[serde(default)]
    pub notes: Vec<Note>,
}

fn opened() -> String {
    "opened".into()
}

/// A quick action that somebody's text carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executed {
    pub name: String,
    pub argument: String,
}

/// The whole GitLab.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GitLab {
    /// The path below which it is served, such as `/gitlab`; usually empty.
    pub below: String,
    #[serde(skip)]
    pub origin: String,
    pub users: Vec<User>,
    /// By the secret itself.
    pub tokens: BTreeMap<String, Token>,
    pub projects: Vec<Project>,
    /// Seconds since 1970; each request is a second later than the one before.
    pub now: i64,
    /// A job's token may read issues: so since 19.
    pub jobs_read_issues: bool,
    /// How many issues may still be opened before the application limit, which no header tells.
    pub creates_left: Option<u64>,
    /// How many rows can be passed over by page number.
    pub most_offset: u64,
    /// Issues can be listed by keyset: so since 18.3.
    pub keyset: bool,
    #[serde(skip)]
    pub executed: Vec<Executed>,
    #[serde(skip)]
    pub ids: u64,
}

impl Default for GitLab {
    fn default() -> Self {
        Self {
            below: String::new(),
            origin: String::new(),
            users: Vec::new(),
            tokens: BTreeMap::new(),
            projects: Vec::new(),
            now: 1_795_248_000,
            jobs_read_issues: true,
            creates_left: None,
            most_offset: 50_000,
            keyset: true,
            executed: Vec::new(),
            ids: 0,
        }
    }
}

//! What a GitHub knows, as plain data. A seed is this, with everything optional that can be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

/// Which GitHub it plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flavour {
    /// github.com: everything at the root, GraphQL at `/graphql`.
    #[default]
    Cloud,
    /// Enterprise Server: `/api/v3` and `/api/graphql`, no sub-issues, no issue types, no rate limit.
    Enterprise,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    pub login: String,
    /// `User`, `Bot` or `Organization`.
    #[serde(default = "a_user", rename = "type")]
    pub kind: String,
    /// Logins of an organization's members.
    #[serde(default)]
    pub members: BTreeSet<String>,
    #[serde(default)]
    pub id: u64,
}

fn a_user() -> String {
    "User".into()
}

/// A right that a fine-grained or installation token carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Read,
    Write,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    pub login: String,
    /// Scopes of a classic token (`repo`, `public_repo`, `read:org`); none for the other kinds.
    #[serde(default)]
    pub scopes: Option<BTreeSet<String>>,
    /// Rights by name (`issues`, `contents`, `pull_requests`, `metadata`); all of what the user may do if absent.
    #[serde(default)]
    pub permissions: Option<BTreeMap<String, Level>>,
    /// The repositories it is good for; all if absent.
    #[serde(default)]
    pub repositories: Option<BTreeSet<String>>,
    /// Requests an hour.
    #[serde(default = "an_hour")]
    pub limit: u64,
    #[serde(default)]
    pub used: u64,
    #[serde(default)]
    pub expired: bool,
}

fn an_hour() -> u64 {
    5_000
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    None,
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    pub full_name: String,
    #[serde(default)]
    pub id: u64,
    #[serde(default)]
    pub private: bool,
    #[serde(default)]
    pub archived: bool,
    #[serde(default)]
    pub issues_disabled: bool,
    /// By login; the owner and an organization's members need none.
    #[serde(default)]
    pub roles: BTreeMap<String, Role>,
    #[serde(default)]
    pub labels: Vec<Label>,
    #[serde(default)]
    pub milestones: Vec<Milestone>,
    /// Names of the organization's issue types.
    #[serde(default)]
    pub types: Vec<String>,
    /// Issues and pull requests, by number.
    #[serde(default)]
    pub issues: BTreeMap<u64, Issue>,
    /// What became of numbers that are no more.
    #[serde(default)]
    pub gone: BTreeMap<u64, Gone>,
    /// Names it had before; they redirect.
    #[serde(default)]
    pub once: BTreeSet<String>,
    /// The bare repository that holds its files; without it, it is empty.
    #[serde(default)]
    pub git: Option<PathBuf>,
    #[serde(default = "main")]
    pub default_branch: String,
    /// Branches that change by pull requests alone.
    #[serde(default)]
    pub protected: BTreeSet<String>,
    /// Actions may not open pull requests: the usual setting of an organization.
    #[serde(default)]
    pub no_pulls_by_actions: bool,
    #[serde(default)]
    pub checks: Vec<Value>,
}

fn main() -> String {
    "main".into()
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    Deleted,
    Transferred { repository: String, number: u64 },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub name: String,
    #[serde(default)]
    pub id: u64,
    #[serde(default = "grey")]
    pub color: String,
    #[serde(default)]
    pub description: Option<String>,
}

pub(super) fn grey() -> String {
    "ededed".into()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    pub number: u64,
    pub title: String,
    #[serde(default)]
    pub due_on: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    #[serde(default)]
    pub id: u64,
    pub title: String,
    #[serde(default)]
    pub body: Option<String>,
    pub author: String,
    #[serde(default)]
    pub closed: bool,
    /// `completed`, `not_planned`, `duplicate`, `reopened`
    #[serde(default)]
    pub state_reason: Option<String>,
    #[serde(default)]
    pub closed_by: Option<String>,
    #[serde(default)]
    pub closed_at: Option<i64>,
    /// Names, in the spelling of the repository's labels.
    #[serde(default)]
    pub labels: Vec<String>,
    #[serde(default)]
    pub assignees: Vec<String>,
    #[serde(default)]
    pub milestone: Option<u64>,
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub locked: bool,
    /// Seconds since 1970.
    #[serde(default)]
    pub created: i64,
    #[serde(default)]
    pub updated: i64,
    #[serde(default)]
    pub comments: Vec<Comment>,
    /// Database ids.
    #[serde(default)]
    pub sub_issues: Vec<u64>,
    /// Set for pull requests.
    #[serde(default)]
    pub pull: Option<Pull>,
    /// The database id of the issue that this one is a duplicate of.
    #[serde(default)]
    pub duplicate_of: Option<u64>,
    /// Values of the organization's fields, by their number.
    #[serde(default)]
    pub values: BTreeMap<u64, String>,
}

/// A field that an organization gives its issues.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub id: u64,
    pub name: String,
    /// `text`, `date`, `number`, `single_select` or `multi_select`.
    pub data_type: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    #[serde(default)]
    pub id: u64,
    pub author: String,
    pub body: String,
    #[serde(default)]
    pub created: i64,
    #[serde(default)]
    pub updated: i64,
}

/// What a pull request has beside an issue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    /// A branch; of a fork, `owner:branch`.
    pub head: String,
    pub base: String,
    #[serde(default)]
    pub merged: bool,
    #[serde(default)]
    pub draft: bool,
    /// The commit it ended with, kept when the branch goes on or goes away.
    #[serde(default)]
    pub last: Option<String>,
    #[serde(default)]
    pub reviewers: Vec<String>,
}

/// The whole GitHub.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GitHub {
    pub flavour: Flavour,
    /// Where it is reached, without `/api/v3`.
    #[serde(skip)]
    pub origin: String,
    pub users: Vec<User>,
    /// By the secret itself.
    pub tokens: BTreeMap<String, Token>,
    pub repositories: Vec<Repository>,
    /// The fields of an organization's issues; whoever is not here has none.
    pub fields: BTreeMap<String, Vec<Field>>,
    /// Seconds since 1970; each request is a second later than the one before.
    pub now: i64,
    /// The last page that can be asked for by its number.
    pub last_page: u64,
    /// Bodies come back with CRLF, as after an edit on the web.
    pub crlf: bool,
    /// The last id that was given.
    #[serde(skip)]
    pub ids: u64,
}

impl Default for GitHub {
    fn default() -> Self {
        Self {
            flavour: Flavour::Cloud,
            origin: String::new(),
            users: Vec::new(),
            tokens: BTreeMap::new(),
            repositories: Vec::new(),
            fields: BTreeMap::new(),
            now: 1_795_248_000,
            last_page: 100,
            crlf: false,
            ids: 0,
        }
    }
}

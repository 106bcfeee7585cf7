//! What GitHub answers, as far as it is looked at: no field more, so that nothing else can break us.

use serde::Deserialize;

use crate::host::{HostCommit, HostRequest};
use crate::publish::RequestState;

#[derive(Deserialize)]
pub(super) struct User {
    pub(super) id: u64,
}

#[derive(Deserialize)]
pub(super) struct CommentRow {
    pub(super) id: u64,
    pub(super) user: Option<User>,
    pub(super) body: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct PullRow {
    pub(super) number: u64,
    pub(super) state: String,
    pub(super) merged_at: Option<String>,
    pub(super) body: Option<String>,
    pub(super) html_url: String,
    pub(super) mergeable: Option<bool>,
    pub(super) head: Side,
}

#[derive(Deserialize)]
pub(super) struct Side {
    pub(super) sha: String,
}

#[derive(Deserialize)]
pub(super) struct Sha {
    pub(super) sha: String,
}

#[derive(Deserialize)]
pub(super) struct CommitRow {
    pub(super) sha: String,
    pub(super) parents: Vec<Sha>,
    pub(super) commit: CommitText,
}

#[derive(Deserialize)]
pub(super) struct CommitText {
    pub(super) message: String,
    pub(super) tree: Sha,
}

#[derive(Deserialize)]
pub(super) struct Compared {
    pub(super) total_commits: usize,
    pub(super) commits: Vec<CommitRow>,
    #[serde(default)]
    pub(super) files: Vec<File>,
}

#[derive(Deserialize)]
pub(super) struct File {
    pub(super) filename: String,
    pub(super) previous_filename: Option<String>,
}

impl From<PullRow> for HostRequest {
    fn from(row: PullRow) -> Self {
        Self {
            number: row.number,
            state: match (row.state.as_str(), &row.merged_at) {
                ("open", _) => RequestState::Open,
                (_, Some(_)) => RequestState::Merged,
                (_, None) => RequestState::Closed,
            },
            body: row.body.unwrap_or_default(),
            url: row.html_url,
        }
    }
}

impl From<CommitRow> for HostCommit {
    fn from(row: CommitRow) -> Self {
        Self {
            id: row.sha,
            stamp: row.commit.tree.sha,
            message: row.commit.message,
            parents: row.parents.into_iter().map(|it| it.sha).collect(),
        }
    }
}

//! What a forge does beside issues: comments on pull requests, branches, pull requests. The trait, and the two things
//! that are done with it: the one comment, and the next step of the write-back.

mod comment;
mod publish;

pub use comment::{Kept, keep_comment};
pub use publish::{Order, Published, look, publish};

use async_trait::async_trait;

use crate::publish::{FileEdit, RequestState};

/// What can go wrong, as far as callers act differently.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// The token, or a rule of the repository, does not let us: what happened and the way out.
    #[error("{0}")]
    Forbidden(String),
    /// Somebody else was faster: what was seen before is not true any more. Nothing changed.
    #[error("{0}")]
    Moved(String),
    /// The forge refused for another reason. Nothing changed.
    #[error("{0}")]
    Refused(String),
    /// The forge cannot be reached, or nobody knows what became of the request.
    #[error("{0}")]
    Unavailable(String),
}

/// A comment on a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The forge's name for it.
    pub id: u64,
    /// True if the owner of our token wrote it.
    pub mine: bool,
    /// Its text as the forge gives it back.
    pub body: String,
}

/// A pull request of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRequest {
    /// Its number.
    pub number: u64,
    /// What became of it.
    pub state: RequestState,
    /// Its text.
    pub body: String,
    /// Where people see it.
    pub url: String,
}

/// A commit that a branch has and its base has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostCommit {
    /// Its name.
    pub id: String,
    /// What our own commit names in its trailer and a person's does not have: the name of its tree, or of whoever made it,
    /// whichever the forge tells. Nobody who amends a commit of ours keeps it.
    pub stamp: String,
    /// Its message.
    pub message: String,
    /// Its parents.
    pub parents: Vec<String>,
}

/// A commit to make on a branch. Its author is whoever the token belongs to, so that the forge can sign it.
pub struct NewCommit<'a> {
    /// The branch.
    pub branch: &'a str,
    /// How the branch comes to it.
    pub how: Move<'a>,
    /// Its parent, whose files it starts from.
    pub parent: &'a str,
    /// What differs from the parent.
    pub files: &'a [FileEdit],
    /// Its message, from its stamp.
    pub message: &'a (dyn Fn(&str) -> String + Sync),
}

/// How a branch comes to be somewhere. Each fails with [`HostError::Moved`] if the branch is not where it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move<'a> {
    /// It does not exist yet.
    New,
    /// The commit goes on from where the branch is.
    Forward,
    /// The branch leaves its commits behind; it must still be at this one.
    Over(&'a str),
}

/// A forge, seen from one repository.
#[async_trait]
pub trait Host: Send + Sync {
    /// The longest comment, in characters.
    fn comment_chars(&self) -> usize;

    /// The default branch; none if the token cannot see the repository.
    async fn default_branch(&self) -> Result<Option<String>, HostError>;

    /// Where a branch is; none if there is no such branch.
    async fn tip(&self, branch: &str) -> Result<Option<String>, HostError>;

    /// All comments on a pull request.
    async fn comments(&self, request: u64) -> Result<Vec<Comment>, HostError>;

    /// Adds a comment.
    async fn add_comment(&self, request: u64, body: &str) -> Result<(), HostError>;

    /// Replaces a comment's text.
    async fn edit_comment(&self, request: u64, id: u64, body: &str) -> Result<(), HostError>;

    /// Takes a comment of ours away.
    async fn remove_comment(&self, request: u64, id: u64) -> Result<(), HostError>;

    /// The pull requests of a branch of this repository, open or not, the newest first.
    async fn requests(&self, branch: &str) -> Result<Vec<HostRequest>, HostError>;

    /// The open pull request of a branch: what became of one whose opening was not answered. None if it cannot be told.
    async fn open_from(&self, branch: &str) -> Option<HostRequest> {
        let all = self.requests(branch).await.ok()?;
        all.into_iter().find(|it| it.state == RequestState::Open)
    }

    /// True if the forge knows that a pull request cannot be merged.
    async fn conflicts(&self, request: u64) -> Result<bool, HostError>;

    /// What `head` has and `base` has not, the oldest first.
    async fn commits(&self, base: &str, head: &str) -> Result<Vec<HostCommit>, HostError>;

    /// The files that differ between a commit and its first parent.
    async fn files(&self, commit: &HostCommit) -> Result<Vec<String>, HostError>;

    /// Makes a commit, to which its branch comes, and returns its name.
    async fn commit(&self, new: &NewCommit<'_>) -> Result<String, HostError>;

    /// Merges `from` into a branch, or at least sees to it that nothing speaks against it.
    async fn merge(&self, branch: &str, from: &str, message: &str) -> Result<Merged, HostError>;

    /// Opens a pull request.
    async fn open_request(&self, new: &NewRequest<'_>) -> Result<HostRequest, HostError>;

    /// Replaces the text of a pull request.
    async fn edit_request(&self, request: u64, body: &str) -> Result<(), HostError>;

    /// Closes a pull request without merging it.
    async fn close_request(&self, request: u64) -> Result<(), HostError>;

    /// The open pull request whose branch is `branch` of the account `owner` and whose last commit is `head`.
    async fn request_from(
        &self,
        owner: &str,
        branch: &str,
        head: &str,
    ) -> Result<Option<u64>, HostError>;
}

/// What became of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// By this commit.
    Commit(HostCommit),
    /// There was nothing to merge.
    Already,
    /// Both change the same lines.
    Contradiction,
}

/// A pull request to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its text.
    pub body: &'a str,
    /// The branch it offers.
    pub branch: &'a str,
    /// The branch it is offered to.
    pub base: &'a str,
    /// Its labels.
    pub labels: &'a [String],
    /// Who is asked to review it.
    pub reviewers: &'a [String],
}

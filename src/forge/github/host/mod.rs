//! Comments, branches and pull requests of GitHub.

mod refusals;
mod repository;
mod rows;

pub use repository::Repository;

use async_trait::async_trait;
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::forge::github::address::graphql;
use crate::forge::rest::{Rest, RestError};
use crate::forge::transport::{Class, Transport};
use crate::host::{
    Comment, Host, HostCommit, HostError, HostRequest, Merged, Move, NewCommit, NewRequest,
};
use crate::publish::FileEdit;
use refusals::{failed, not_moved, not_opened};
use rows::{CommentRow, CommitRow, Compared, File, PullRow, Sha};

/// What GitHub wants to hear with every request.
const HEADERS: [(&str, &str); 2] = [
    ("accept", "application/vnd.github+json"),
    ("x-github-api-version", "2022-11-28"),
];

/// Characters that stand in a part of an address as they are.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// GitHub, seen from one repository.
#[derive(Debug)]
pub struct GitHubHost {
    rest: Rest,
    repository: Repository,
    /// Where GraphQL is asked.
    graphql: String,
    /// Where people see the repository.
    web: String,
    /// The account the token belongs to.
    me: OnceCell<u64>,
}

impl GitHubHost {
    /// `web` is the address of the repository for people.
    #[must_use]
    pub fn new(transport: Transport, repository: Repository, web: String) -> Self {
        let below = format!("/repos/{}/{}", repository.owner, repository.name);
        Self {
            graphql: graphql(transport.base()),
            rest: Rest::new(transport, below, &HEADERS),
            repository,
            web,
            me: OnceCell::new(),
        }
    }

    /// The token of a workflow may not ask REST who it is; GraphQL tells it. By number: a bot goes by two names.
    async fn me(&self) -> Result<u64, HostError> {
        let ask = async || {
            let asked = "query { viewer { databaseId } }";
            let data = self.graphql(asked, json!({}), Class::Read).await?;
            let id = data.pointer("/viewer/databaseId").and_then(Value::as_u64);
            id.ok_or_else(|| RestError::Form("viewer: no number".to_owned()))
        };
        let id = self.me.get_or_try_init(ask).await;
        id.copied()
            .map_err(|it| failed("ask whose token it is", &it))
    }

    async fn tree(&self, parent: &str, files: &[FileEdit]) -> Result<String, RestError> {
        let mut entries = Vec::new();
        for file in files {
            let mode = if file.executable { "100755" } else { "100644" };
            let entry = match file.new.as_deref().map(std::str::from_utf8) {
                Some(Ok(text)) => {
                    json!({ "path": file.path, "mode": mode, "type": "blob", "content": text })
                }
                Some(Err(_)) => return Err(RestError::Form(format!("{}: not UTF-8", file.path))),
                None => json!({ "path": file.path, "mode": mode, "type": "blob", "sha": null }),
            };
            entries.push(entry);
        }
        let made: Sha = self
            .rest
            .call(
                Method::POST,
                "/git/trees",
                &json!({ "base_tree": parent, "tree": entries }),
            )
            .await?;
        Ok(made.sha)
    }

    /// The one way over commits that are left behind: REST knows no lease.
    async fn lease(&self, branch: &str, from: &str, to: &str) -> Result<(), RestError> {
        let names = json!({ "owner": self.repository.owner, "name": self.repository.name });
        let asked = "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }";
        let data = self.graphql(asked, names, Class::Read).await?;
        let update = json!({ "name": format!("refs/heads/{branch}"), "beforeOid": from, "afterOid": to, "force": true });
        let input = json!({ "repositoryId": data["repository"]["id"], "refUpdates": [update] });
        let order =
            "mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }";
        self.graphql(order, json!({ "input": input }), Class::Absolute)
            .await
            .map(drop)
    }

    async fn graphql(&self, asked: &str, names: Value, class: Class) -> Result<Value, RestError> {
        self.rest.graphql(&self.graphql, asked, names, class).await
    }

    /// A commit that no branch holds yet.
    async fn loose(&self, new: &NewCommit<'_>) -> Result<String, RestError> {
        let tree = self.tree(new.parent, new.files).await?;
        // Without an author of our own, GitHub signs what a bot commits.
        let body =
            json!({ "message": (new.message)(&tree), "tree": tree, "parents": [new.parent] });
        let made: Sha = self.rest.call(Method::POST, "/git/commits", &body).await?;
        Ok(made.sha)
    }

    async fn move_branch(&self, branch: &str, to: &str, how: Move<'_>) -> Result<(), HostError> {
        let sent = match how {
            Move::New => {
                let body = json!({ "ref": format!("refs/heads/{branch}"), "sha": to });
                self.rest.order(Method::POST, "/git/refs", Some(body)).await
            }
            Move::Forward => {
                let body = json!({ "sha": to, "force": false });
                let path = format!("/git/refs/heads/{}", path_of(branch));
                self.rest.order(Method::PATCH, &path, Some(body)).await
            }
            Move::Over(from) => self.lease(branch, from, to).await,
        };
        sent.map_err(|error| not_moved(branch, &error))
    }
}

#[async_trait]
impl Host for GitHubHost {
    fn comment_chars(&self) -> usize {
        65_536
    }

    async fn default_branch(&self) -> Result<Option<String>, HostError> {
        match self.rest.get::<Value>("").await {
            Ok(it) => Ok(it["default_branch"].as_str().map(str::to_owned)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(failed("find the default branch", &error)),
        }
    }

    async fn tip(&self, branch: &str) -> Result<Option<String>, HostError> {
        let path = format!("/git/ref/heads/{}", path_of(branch));
        match self.rest.get::<Value>(&path).await {
            Ok(it) => Ok(it
                .pointer("/object/sha")
                .and_then(Value::as_str)
                .map(str::to_owned)),
            Err(error) if matches!(error.status(), Some(404 | 409)) => Ok(None),
            Err(error) => Err(failed(&format!("find the branch {branch}"), &error)),
        }
    }

    async fn comments(&self, request: u64) -> Result<Vec<Comment>, HostError> {
        let me = self.me().await?;
        let path = format!("/issues/{request}/comments?per_page=100");
        let rows: Vec<CommentRow> =
            self.rest.all(&path).await.map_err(|it| {
                failed(&format!("read the comments of pull request {request}"), &it)
            })?;
        let comment = |row: CommentRow| Comment {
            id: row.id,
            mine: row.user.is_some_and(|it| it.id == me),
            body: row.body.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(comment).collect())
    }

    async fn add_comment(&self, request: u64, body: &str) -> Result<(), HostError> {
        let path = format!("/issues/{request}/comments");
        let sent = self
            .rest
            .order(Method::POST, &path, Some(json!({ "body": body })));
        sent.await
            .map_err(|it| failed(&format!("comment on pull request {request}"), &it))
    }

    async fn edit_comment(&self, _: u64, id: u64, body: &str) -> Result<(), HostError> {
        let path = format!("/issues/comments/{id}");
        let sent = self
            .rest
            .order(Method::PATCH, &path, Some(json!({ "body": body })));
        sent.await.map_err(|it| failed("change the comment", &it))
    }

    async fn remove_comment(&self, _: u64, id: u64) -> Result<(), HostError> {
        let path = format!("/issues/comments/{id}");
        match self.rest.order(Method::DELETE, &path, None).await {
            Err(error) if error.status() != Some(404) => {
                Err(failed("take the comment away", &error))
            }
            _ => Ok(()),
        }
    }

    async fn requests(&self, branch: &str) -> Result<Vec<HostRequest>, HostError> {
        let head = utf8_percent_encode(branch, PART);
        let owner = &self.repository.owner;
        let path = format!(
            "/pulls?state=all&head={owner}:{head}&sort=created&direction=desc&per_page=100"
        );
        let rows: Vec<PullRow> = self
            .rest
            .all(&path)
            .await
            .map_err(|it| failed(&format!("list the pull requests of {branch}"), &it))?;
        Ok(rows.into_iter().map(HostRequest::from).collect())
    }

    async fn conflicts(&self, request: u64) -> Result<bool, HostError> {
        let row: PullRow = self
            .rest
            .get(&format!("/pulls/{request}"))
            .await
            .map_err(|it| failed(&format!("read pull request {request}"), &it))?;
        // `null` while GitHub still computes it: the next run hears of it.
        Ok(row.mergeable == Some(false))
    }

    async fn commits(&self, base: &str, head: &str) -> Result<Vec<HostCommit>, HostError> {
        let compared: Compared = self
            .rest
            .get(&format!("/compare/{base}...{head}"))
            .await
            .map_err(|it| failed("compare the write-back with the default branch", &it))?;
        if compared.total_commits != compared.commits.len() {
            return Err(HostError::Refused(format!(
                "the write-back's branch holds {} commits, more than can be looked at: merge or delete it, then run again",
                compared.total_commits
            )));
        }
        Ok(compared.commits.into_iter().map(HostCommit::from).collect())
    }

    async fn files(&self, commit: &HostCommit) -> Result<Vec<String>, HostError> {
        let Some(parent) = commit.parents.first() else {
            return Ok(Vec::new());
        };
        let compared: Compared = self
            .rest
            .get(&format!("/compare/{parent}...{}", commit.id))
            .await
            .map_err(|it| failed(&format!("read the commit {}", commit.id), &it))?;
        let names = |it: File| [Some(it.filename), it.previous_filename];
        Ok(compared
            .files
            .into_iter()
            .flat_map(names)
            .flatten()
            .collect())
    }

    async fn commit(&self, new: &NewCommit<'_>) -> Result<String, HostError> {
        let made = self.loose(new).await;
        let made = made.map_err(|it| failed("commit the write-back", &it))?;
        self.move_branch(new.branch, &made, new.how).await?;
        Ok(made)
    }

    async fn merge(&self, branch: &str, from: &str, message: &str) -> Result<Merged, HostError> {
        let body = json!({ "base": branch, "head": from, "commit_message": message });
        match self
            .rest
            .call_or_none::<CommitRow>(Method::POST, "/merges", &body)
            .await
        {
            Ok(Some(row)) => Ok(Merged::Commit(row.into())),
            Ok(None) => Ok(Merged::Already),
            Err(error) if error.status() == Some(409) => Ok(Merged::Contradiction),
            Err(error) => Err(failed(&format!("merge into {branch}"), &error)),
        }
    }

    async fn open_request(&self, new: &NewRequest<'_>) -> Result<HostRequest, HostError> {
        let body =
            json!({ "title": new.title, "body": new.body, "head": new.branch, "base": new.base });
        let made = self
            .rest
            .call::<PullRow>(Method::POST, "/pulls", &body)
            .await;
        let made: HostRequest = match made {
            Ok(row) => row.into(),
            Err(error) => {
                let found = match error.may_have_reached() {
                    true => self.open_from(new.branch).await,
                    false => None,
                };
                found.ok_or_else(|| not_opened(&self.web, new, &error))?
            }
        };
        // A label or a reviewer that does not exist is no reason to fail: the pull request is there.
        if !new.labels.is_empty() {
            let path = format!("/issues/{}/labels", made.number);
            let _ = self
                .rest
                .order(Method::POST, &path, Some(json!({ "labels": new.labels })))
                .await;
        }
        if !new.reviewers.is_empty() {
            let path = format!("/pulls/{}/requested_reviewers", made.number);
            let _ = self
                .rest
                .order(
                    Method::POST,
                    &path,
                    Some(json!({ "reviewers": new.reviewers })),
                )
                .await;
        }
        Ok(made)
    }

    async fn edit_request(&self, request: u64, body: &str) -> Result<(), HostError> {
        let path = format!("/pulls/{request}");
        let sent = self
            .rest
            .order(Method::PATCH, &path, Some(json!({ "body": body })));
        sent.await
            .map_err(|it| failed(&format!("change the text of pull request {request}"), &it))
    }

    async fn close_request(&self, request: u64) -> Result<(), HostError> {
        let path = format!("/pulls/{request}");
        let sent = self
            .rest
            .order(Method::PATCH, &path, Some(json!({ "state": "closed" })));
        sent.await
            .map_err(|it| failed(&format!("close pull request {request}"), &it))
    }

    async fn request_from(
        &self,
        owner: &str,
        branch: &str,
        head: &str,
    ) -> Result<Option<u64>, HostError> {
        let (owner, branch) = (
            utf8_percent_encode(owner, PART),
            utf8_percent_encode(branch, PART),
        );
        let rows: Vec<PullRow> = self
            .rest
            .all(&format!(
                "/pulls?state=open&head={owner}:{branch}&per_page=100"
            ))
            .await
            .map_err(|it| failed("find the pull request of the fork", &it))?;
        Ok(rows
            .into_iter()
            .find(|it| it.head.sha == head)
            .map(|it| it.number))
    }
}

/// A branch's name in an address; its slashes stay.
pub(super) fn path_of(branch: &str) -> String {
    let parts = branch
        .split('/')
        .map(|it| utf8_percent_encode(it, PART).to_string());
    parts.collect::<Vec<_>>().join("/")
}

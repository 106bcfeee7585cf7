//! Notes, branches and merge requests of GitLab.

use async_trait::async_trait;
use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::forge::rest::{Rest, RestError};
use crate::forge::transport::Transport;
use crate::host::{
    Comment, Host, HostCommit, HostError, HostRequest, Merged, Move, NewCommit, NewRequest,
};
use crate::publish::{FileEdit, RequestState};

/// Characters that stand in a part of an address as they are.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// GitLab, seen from one project.
#[derive(Debug)]
pub struct GitLabHost {
    /// Below the project.
    project: Rest,
    /// Below the interface itself.
    all: Rest,
    /// The account the token belongs to.
    me: OnceCell<Me>,
}

#[derive(Debug, Deserialize)]
struct Me {
    id: u64,
    /// What it commits as; shown to itself alone.
    commit_email: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
struct NoteRow {
    id: u64,
    body: String,
    author: Account,
    #[serde(default)]
    system: bool,
}

#[derive(Deserialize)]
struct Account {
    id: u64,
}

#[derive(Deserialize)]
struct RequestRow {
    iid: u64,
    state: String,
    description: Option<String>,
    web_url: String,
    source_project_id: Option<u64>,
    target_project_id: u64,
    #[serde(default)]
    has_conflicts: bool,
}

#[derive(Deserialize)]
struct BranchRow {
    commit: CommitRow,
}

#[derive(Deserialize)]
struct CommitRow {
    id: String,
    message: String,
    parent_ids: Vec<String>,
    committer_email: Option<String>,
}

#[derive(Deserialize)]
struct Compared {
    commits: Vec<CommitRow>,
    diffs: Vec<DiffRow>,
}

#[derive(Deserialize)]
struct DiffRow {
    old_path: String,
    new_path: String,
}

impl GitLabHost {
    /// `project` is its path, with all its groups, or its number.
    #[must_use]
    pub fn new(transport: Transport, project: &str) -> Self {
        let below = format!("/projects/{}", encoded(project));
        Self {
            project: Rest::new(transport.clone(), below, &[]),
            all: Rest::new(transport, String::new(), &[]),
            me: OnceCell::new(),
        }
    }

    async fn me(&self) -> Result<&Me, HostError> {
        let me = self.me.get_or_try_init(|| self.all.get::<Me>("/user"));
        me.await.map_err(|it| failed("ask whose token it is", &it))
    }

    /// GitLab does not say what tree a commit has; but whoever amends a commit becomes its committer.
    async fn own_stamp(&self) -> Result<String, HostError> {
        let me = self.me().await?;
        let email = me.commit_email.as_ref().or(me.email.as_ref());
        Ok(stamp(email.map_or("", String::as_str)))
    }

    async fn compare(&self, from: &str, to: &str) -> Result<Compared, RestError> {
        let (from, to) = (encoded(from), encoded(to));
        let path = format!("/repository/compare?from={from}&to={to}");
        self.project.get(&path).await
    }

    async fn has(&self, branch: &str, path: &str) -> Result<bool, RestError> {
        let (path, branch) = (encoded(path), encoded(branch));
        let asked = format!("/repository/files/{path}?ref={branch}");
        match self.project.get::<Value>(&asked).await {
            Ok(_) => Ok(true),
            Err(error) if error.status() == Some(404) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What is done to each file. A branch that goes on has files of its own, and must still have what it had.
    async fn actions(&self, new: &NewCommit<'_>) -> Result<Vec<Value>, RestError> {
        let forward = matches!(new.how, Move::Forward);
        let mut actions = Vec::new();
        for file in new.files {
            let there = match forward {
                true => self.has(new.branch, &file.path).await?,
                false => file.old.is_some(),
            };
            let mut action = action(file, there)?;
            if forward && there {
                action["last_commit_id"] = new.parent.into();
            }
            actions.push(action);
        }
        Ok(actions)
    }

    async fn send(&self, new: &NewCommit<'_>, stamp: &str) -> Result<CommitRow, RestError> {
        let mut body = json!({
            "branch": new.branch, "commit_message": (new.message)(stamp), "actions": self.actions(new).await?,
        });
        match new.how {
            Move::New => body["start_sha"] = new.parent.into(),
            Move::Over(_) => {
                body["start_sha"] = new.parent.into();
                body["force"] = true.into();
            }
            Move::Forward => {}
        }
        let sent = self
            .project
            .call(Method::POST, "/repository/commits", &body);
        sent.await
    }

    async fn reviewers(&self, logins: &[String]) -> Vec<u64> {
        let mut ids = Vec::new();
        for login in logins {
            let path = format!("/users?username={}", encoded(login));
            let found: Vec<Account> = self.all.get(&path).await.unwrap_or_default();
            ids.extend(found.first().map(|it| it.id));
        }
        ids
    }

    async fn edit(&self, request: u64, body: Value, what: &str) -> Result<(), HostError> {
        let path = format!("/merge_requests/{request}");
        let sent = self.project.order(Method::PUT, &path, Some(body)).await;
        sent.map_err(|it| failed(&format!("{what} merge request {request}"), &it))
    }
}

#[async_trait]
impl Host for GitLabHost {
    fn comment_chars(&self) -> usize {
        1_000_000
    }

    async fn default_branch(&self) -> Result<Option<String>, HostError> {
        match self.project.get::<Value>("").await {
            Ok(it) => Ok(it["default_branch"].as_str().map(str::to_owned)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(failed("find the default branch", &error)),
        }
    }

    async fn tip(&self, branch: &str) -> Result<Option<String>, HostError> {
        let path = format!("/repository/branches/{}", encoded(branch));
        match self.project.get::<BranchRow>(&path).await {
            Ok(it) => Ok(Some(it.commit.id)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(failed(&format!("find the branch {branch}"), &error)),
        }
    }

    async fn comments(&self, request: u64) -> Result<Vec<Comment>, HostError> {
        let me = self.me().await?.id;
        let path = format!("/merge_requests/{request}/notes?sort=asc&per_page=100");
        let rows: Vec<NoteRow> = self
            .project
            .all(&path)
            .await
            .map_err(|it| failed(&format!("read the notes of merge request {request}"), &it))?;
        let rows = rows.into_iter().filter(|it| !it.system);
        let comment = |row: NoteRow| Comment {
            id: row.id,
            mine: row.author.id == me,
            body: row.body,
        };
        Ok(rows.map(comment).collect())
    }

    async fn add_comment(&self, request: u64, body: &str) -> Result<(), HostError> {
        let path = format!("/merge_requests/{request}/notes");
        let body = Some(json!({ "body": body }));
        let sent = self.project.order(Method::POST, &path, body).await;
        sent.map_err(|it| failed(&format!("write a note on merge request {request}"), &it))
    }

    async fn edit_comment(&self, request: u64, id: u64, body: &str) -> Result<(), HostError> {
        let path = format!("/merge_requests/{request}/notes/{id}");
        let body = Some(json!({ "body": body }));
        let sent = self.project.order(Method::PUT, &path, body).await;
        sent.map_err(|it| failed("change the note", &it))
    }

    async fn remove_comment(&self, request: u64, id: u64) -> Result<(), HostError> {
        let path = format!("/merge_requests/{request}/notes/{id}");
        match self.project.order(Method::DELETE, &path, None).await {
            Err(error) if error.status() != Some(404) => Err(failed("take the note away", &error)),
            _ => Ok(()),
        }
    }

    async fn requests(&self, branch: &str) -> Result<Vec<HostRequest>, HostError> {
        let path = format!(
            "/merge_requests?source_branch={}&state=all&order_by=created_at&sort=desc&per_page=100",
            encoded(branch)
        );
        let rows: Vec<RequestRow> = self
            .project
            .all(&path)
            .await
            .map_err(|it| failed(&format!("list the merge requests of {branch}"), &it))?;
        // A fork may have a branch of that name too.
        let own = rows
            .into_iter()
            .filter(|it| it.source_project_id == Some(it.target_project_id));
        Ok(own.map(HostRequest::from).collect())
    }

    async fn conflicts(&self, request: u64) -> Result<bool, HostError> {
        let path = format!("/merge_requests/{request}");
        let row: Result<RequestRow, _> = self.project.get(&path).await;
        let row = row.map_err(|it| failed(&format!("read merge request {request}"), &it))?;
        Ok(row.has_conflicts)
    }

    async fn commits(&self, base: &str, head: &str) -> Result<Vec<HostCommit>, HostError> {
        let compared = self.compare(base, head).await;
        let compared =
            compared.map_err(|it| failed("compare the write-back with the default branch", &it))?;
        Ok(compared.commits.into_iter().map(HostCommit::from).collect())
    }

    async fn files(&self, commit: &HostCommit) -> Result<Vec<String>, HostError> {
        let Some(parent) = commit.parents.first() else {
            return Ok(Vec::new());
        };
        let compared = self.compare(parent, &commit.id).await;
        let compared =
            compared.map_err(|it| failed(&format!("read the commit {}", commit.id), &it))?;
        let names = |it: DiffRow| [it.old_path, it.new_path];
        Ok(compared.diffs.into_iter().flat_map(names).collect())
    }

    /// GitLab knows no lease: where the branch is left behind, it is asked for right before; where it goes on, nothing is
    /// written over.
    async fn commit(&self, new: &NewCommit<'_>) -> Result<String, HostError> {
        let stamp = self.own_stamp().await?;
        if let Move::Over(expected) = new.how
            && self.tip(new.branch).await?.as_deref() != Some(expected)
        {
            return Err(moved(new.branch));
        }
        let made = self.send(new, &stamp).await;
        let made = made.map_err(|it| not_committed(new.branch, &it))?;
        match made.parent_ids.first() {
            Some(parent) if parent == new.parent => Ok(made.id),
            _ => Err(moved(new.branch)),
        }
    }

    /// GitLab merges nothing into a branch by its interface. Where both agree nothing has to be: what goes on top is what
    /// the default branch has, with our edits.
    async fn merge(&self, branch: &str, _: &str, _: &str) -> Result<Merged, HostError> {
        let open = self.requests(branch).await?;
        let Some(open) = open.iter().find(|it| it.state == RequestState::Open) else {
            return Ok(Merged::Already);
        };
        match self.conflicts(open.number).await? {
            true => Ok(Merged::Contradiction),
            false => Ok(Merged::Already),
        }
    }

    async fn open_request(&self, new: &NewRequest<'_>) -> Result<HostRequest, HostError> {
        let mut body = json!({
            "title": new.title, "description": new.body, "source_branch": new.branch, "target_branch": new.base,
            "labels": new.labels.join(","), "remove_source_branch": true,
        });
        let reviewers = self.reviewers(new.reviewers).await;
        if !reviewers.is_empty() {
            body["reviewer_ids"] = json!(reviewers);
        }
        let sent = self
            .project
            .call::<RequestRow>(Method::POST, "/merge_requests", &body);
        let error = match sent.await {
            Ok(row) => return Ok(row.into()),
            Err(error) => error,
        };
        let found = match error.may_have_reached() {
            true => self.open_from(new.branch).await,
            false => None,
        };
        let what = format!("open a merge request for {}", new.branch);
        found.ok_or_else(|| failed(&what, &error))
    }

    async fn edit_request(&self, request: u64, body: &str) -> Result<(), HostError> {
        let body = json!({ "description": body });
        self.edit(request, body, "change the text of").await
    }

    async fn close_request(&self, request: u64) -> Result<(), HostError> {
        let body = json!({ "state_event": "close" });
        self.edit(request, body, "close").await
    }

    /// Pipelines of forks run in the fork, and nothing comes here from them.
    async fn request_from(&self, _: &str, _: &str, _: &str) -> Result<Option<u64>, HostError> {
        Ok(None)
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

fn stamp(email: &str) -> String {
    let hash = blake3::hash(email.to_lowercase().as_bytes()).to_hex();
    format!("by-{}", &hash[..16])
}

fn action(file: &FileEdit, there: bool) -> Result<Value, RestError> {
    Ok(match file.new.as_deref().map(std::str::from_utf8) {
        Some(Ok(text)) => {
            let what = if there { "update" } else { "create" };
            json!({ "action": what, "file_path": file.path, "content": text })
        }
        Some(Err(_)) => return Err(RestError::Form(format!("{}: not UTF-8", file.path))),
        None => json!({ "action": "delete", "file_path": file.path }),
    })
}

fn failed(what: &str, error: &RestError) -> HostError {
    let said = error.said();
    match error.status() {
        Some(401) => HostError::Forbidden(format!(
            "cannot {what}: GitLab does not know this token (401); set FOLLOWTHROUGH_TOKEN again"
        )),
        Some(403 | 404) => HostError::Forbidden(format!(
            "cannot {what}: the token may not ({said}); it needs the scope api and the role Developer, see docs/gitlab.md"
        )),
        Some(status @ 400..=499) => {
            HostError::Refused(format!("cannot {what}: GitLab refuses ({status}, {said})"))
        }
        _ => HostError::Unavailable(format!("cannot {what}: {error}")),
    }
}

fn moved(branch: &str) -> HostError {
    HostError::Moved(format!(
        "{branch}: somebody pushed to it meanwhile, so nothing was written over; the next run goes on from there"
    ))
}

fn not_committed(branch: &str, error: &RestError) -> HostError {
    let said = error.said();
    if said.contains("not allowed to push") {
        return HostError::Forbidden(format!(
            "{branch} is protected, and this token may not push to it ({said}); leave it out of the rule, or name another branch in publish.branch"
        ));
    }
    match said.contains("already exists") || said.contains("has changed since") {
        true => moved(branch),
        false => failed("commit the write-back", error),
    }
}

impl From<RequestRow> for HostRequest {
    fn from(row: RequestRow) -> Self {
        Self {
            number: row.iid,
            state: match row.state.as_str() {
                "opened" | "locked" => RequestState::Open,
                "merged" => RequestState::Merged,
                _ => RequestState::Closed,
            },
            body: row.description.unwrap_or_default(),
            url: row.web_url,
        }
    }
}

impl From<CommitRow> for HostCommit {
    fn from(row: CommitRow) -> Self {
        Self {
            id: row.id,
            stamp: stamp(row.committer_email.as_deref().unwrap_or_default()),
            message: row.message,
            parents: row.parent_ids,
        }
    }
}

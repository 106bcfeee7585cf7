//! What GitHub shows of its state.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Place;
use super::state::{Comment, Flavour, GitHub, Issue, Label, Milestone, Repository};
use crate::http::Reply;

/// A time as the interface writes it.
pub(super) fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |it| it.to_string())
}

impl GitHub {
    pub(super) fn show_user(&self, login: &str) -> Value {
        let user = self.users.iter().find(|it| it.login == login);
        let (id, kind) = user.map_or((0, "User"), |it| (it.id, it.kind.as_str()));
        json!({
            "login": login, "id": id, "node_id": format!("U_{id}"), "type": kind, "site_admin": false,
            "url": format!("{}/users/{login}", self.api()),
            "html_url": format!("{}/{login}", self.origin),
            "avatar_url": format!("{}/avatars/{id}", self.origin),
        })
    }

    /// Where a repository's own addresses begin, by name.
    pub(super) fn address(&self, repository: &Repository) -> String {
        format!("{}/repos/{}", self.api(), repository.full_name)
    }

    /// Where pages go on: the name may change, the id does not.
    pub(super) fn lasting_address(&self, repository: &Repository) -> String {
        format!("{}/repositories/{}", self.api(), repository.id)
    }

    pub(super) fn show_one(&self, (at, number): Place, status: u16) -> Reply {
        let repository = &self.repositories[at];
        let issue = &repository.issues[&number];
        Reply::json(status, &self.show_issue(repository, number, issue))
    }

    pub(super) fn show_issue(&self, repository: &Repository, number: u64, issue: &Issue) -> Value {
        let api = self.address(repository);
        let url = format!("{api}/issues/{number}");
        let labels = issue.labels.iter().filter_map(|it| repository.label(it));
        let labels: Vec<Value> = labels.map(|it| show_label(&api, it)).collect();
        let assignees: Vec<Value> = issue
            .assignees
            .iter()
            .map(|it| self.show_user(it))
            .collect();
        let milestone = issue.milestone.and_then(|it| repository.milestone(it));
        let mut shown = json!({
            "id": issue.id, "node_id": format!("I_{}", issue.id), "number": number,
            "url": url, "repository_url": api, "labels_url": format!("{url}/labels{{/name}}"),
            "comments_url": format!("{url}/comments"), "events_url": format!("{url}/events"),
            "html_url": self.page(repository, number, issue),
            "title": issue.title, "body": self.body(issue),
            "state": if issue.closed { "closed" } else { "open" }, "state_reason": issue.state_reason,
            "user": self.show_user(&issue.author),
            "author_association": self.association(&issue.author, repository),
            "labels": labels, "assignees": assignees, "milestone": milestone.map(show_milestone),
            "locked": issue.locked, "active_lock_reason": null, "comments": issue.comments.len(),
            "created_at": time(issue.created), "updated_at": time(issue.updated),
            "closed_at": issue.closed_at.map(time),
            "closed_by": issue.closed_by.as_deref().map(|it| self.show_user(it)),
            "performed_via_github_app": null,
        });
        if issue.pull.is_some() {
            let pull = format!("{api}/pulls/{number}");
            shown["pull_request"] =
                json!({ "url": pull, "html_url": shown["html_url"], "merged_at": null });
        }
        if self.flavour == Flavour::Cloud {
            self.show_what_is_new(&mut shown, repository, issue);
        }
        shown
    }

    /// What Enterprise Server does not have yet.
    fn show_what_is_new(&self, shown: &mut Value, repository: &Repository, issue: &Issue) {
        // Most have none, and then nobody looks at all the others.
        let all = repository.issues.values();
        let all = all.take(if issue.sub_issues.is_empty() {
            0
        } else {
            usize::MAX
        });
        let children: Vec<&Issue> = all.filter(|it| issue.sub_issues.contains(&it.id)).collect();
        let done = children.iter().filter(|it| it.closed).count();
        let percent = (done * 100).checked_div(children.len()).unwrap_or(0);
        shown["sub_issues_summary"] =
            json!({ "total": children.len(), "completed": done, "percent_completed": percent });
        let api = self.address(repository);
        let all = &repository.issues;
        let parent = all.iter().find(|(_, it)| it.sub_issues.contains(&issue.id));
        if let Some((number, _)) = parent {
            shown["parent_issue_url"] = format!("{api}/issues/{number}").into();
        }
        shown["issue_field_values"] = self.show_values(repository, issue);
        shown["type"] = match &issue.kind {
            Some(name) => json!({ "name": name, "description": null }),
            None => Value::Null,
        };
    }

    fn page(&self, repository: &Repository, number: u64, issue: &Issue) -> String {
        let kind = if issue.pull.is_some() {
            "pull"
        } else {
            "issues"
        };
        format!("{}/{}/{kind}/{number}", self.origin, repository.full_name)
    }

    pub(super) fn body(&self, issue: &Issue) -> Option<String> {
        let body = issue.body.as_ref()?;
        Some(match self.crlf {
            true => body.replace("\r\n", "\n").replace('\n', "\r\n"),
            false => body.clone(),
        })
    }

    pub(super) fn show_comment(
        &self,
        repository: &Repository,
        number: u64,
        comment: &Comment,
    ) -> Value {
        let api = self.address(repository);
        json!({
            "id": comment.id, "node_id": format!("IC_{}", comment.id),
            "url": format!("{api}/issues/comments/{}", comment.id),
            "issue_url": format!("{api}/issues/{number}"),
            "html_url": format!("{}/{}/issues/{number}#issuecomment-{}", self.origin, repository.full_name, comment.id),
            "body": comment.body, "user": self.show_user(&comment.author),
            "author_association": self.association(&comment.author, repository),
            "created_at": time(comment.created), "updated_at": time(comment.updated),
            "performed_via_github_app": null,
        })
    }
}

impl Repository {
    pub(super) fn milestone(&self, number: u64) -> Option<&Milestone> {
        self.milestones.iter().find(|it| it.number == number)
    }
}

pub(super) fn show_label(api: &str, label: &Label) -> Value {
    let name =
        percent_encoding::utf8_percent_encode(&label.name, percent_encoding::NON_ALPHANUMERIC);
    json!({
        "id": label.id, "node_id": format!("LA_{}", label.id), "url": format!("{api}/labels/{name}"),
        "name": label.name, "color": label.color, "default": false, "description": label.description,
    })
}

pub(super) fn show_milestone(milestone: &Milestone) -> Value {
    json!({ "number": milestone.number, "title": milestone.title, "state": "open", "due_on": milestone.due_on })
}

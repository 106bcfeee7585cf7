//! What a query can stand on, and what each field of it is.

use serde_json::{Value, json};

use super::super::Place;
use super::super::access::Caller;
use super::super::show::{show_milestone, time};
use super::super::state::{GitHub, Issue, Repository, Role};

/// A place in the answer.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Query,
    Mutation,
    Repository(usize),
    /// Something whose fields are all known; lists to page through are below [`ROWS`].
    Plain {
        kind: &'static str,
        value: Value,
    },
}

/// The one key of a list that has to be asked for with `first` or `last`.
pub(super) const ROWS: &str = "__rows";

impl Node {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Query => "Query",
            Self::Mutation => "Mutation",
            Self::Repository(_) => "Repository",
            Self::Plain { kind, .. } => kind,
        }
    }
}

pub(super) fn rows(kind: &str, rows: Vec<Value>) -> Value {
    json!({ ROWS: rows, "__kind": kind })
}

impl GitHub {
    pub(super) fn issue_node(&self, (at, number): Place) -> Node {
        let repository = &self.repositories[at];
        let issue = &repository.issues[&number];
        let kind = if issue.pull.is_some() {
            "PullRequest"
        } else {
            "Issue"
        };
        Node::Plain {
            kind,
            value: self.issue_fields(repository, number, issue),
        }
    }

    pub(super) fn issue_fields(
        &self,
        repository: &Repository,
        number: u64,
        issue: &Issue,
    ) -> Value {
        let rest = self.show_issue(repository, number, issue);
        let labels = issue.labels.iter().filter_map(|it| repository.label(it));
        let labels = labels
            .map(|it| json!({ "id": format!("LA_{}", it.id), "name": it.name, "color": it.color }));
        let assignees = issue.assignees.iter().map(|it| self.actor(it));
        let milestone = issue.milestone.and_then(|it| repository.milestone(it));
        let reason = issue.state_reason.as_ref().map(|it| it.to_uppercase());
        let mut fields = json!({
            "__typename": if issue.pull.is_some() { "PullRequest" } else { "Issue" },
            "id": rest["node_id"], "databaseId": issue.id, "fullDatabaseId": issue.id.to_string(),
            "number": number, "title": issue.title, "body": rest["body"].as_str().unwrap_or_default(),
            "url": rest["html_url"], "resourcePath": format!("/{}/issues/{number}", repository.full_name),
            "state": if issue.closed { "CLOSED" } else { "OPEN" }, "closed": issue.closed, "locked": issue.locked,
            "author": self.actor(&issue.author), "authorAssociation": rest["author_association"],
            "createdAt": time(issue.created), "updatedAt": time(issue.updated), "closedAt": issue.closed_at.map(time),
            "labels": rows("Label", labels.collect()), "assignees": rows("User", assignees.collect()),
            "comments": rows("IssueComment", issue.comments.iter().map(|it| json!({ "body": it.body })).collect()),
            "repository": { "nameWithOwner": repository.full_name, "databaseId": repository.id, "name": repository.name() },
            "milestone": milestone.map(show_milestone),
        });
        if issue.pull.is_none() {
            fields["stateReason"] = json!(reason);
            fields["issueType"] = json!(issue.kind.as_ref().map(|it| json!({ "name": it })));
        }
        fields
    }

    /// A bot goes by its name alone here; only REST adds `[bot]`.
    pub(super) fn actor(&self, login: &str) -> Value {
        let rest = self.show_user(login);
        let name = login.strip_suffix("[bot]").unwrap_or(login);
        json!({ "__typename": rest["type"], "login": name, "id": rest["node_id"], "databaseId": rest["id"], "url": rest["html_url"] })
    }

    pub(super) fn ref_node(&self, at: usize, branch: &str) -> Value {
        let head = self.store(at).ok().and_then(|it| it.branch(branch));
        let oid = head.map(|it| it.to_string());
        json!(oid.map(
            |oid| json!({ "name": branch, "prefix": "refs/heads/", "target": { "oid": oid } })
        ))
    }

    pub(super) fn repository_field(&self, caller: &Caller, at: usize, name: &str) -> Option<Value> {
        let repository = &self.repositories[at];
        let role = self.role(caller, repository);
        let permission = match role {
            Role::None => return None,
            Role::Read => "READ",
            Role::Triage => "TRIAGE",
            Role::Write => "WRITE",
            Role::Maintain => "MAINTAIN",
            Role::Admin => "ADMIN",
        };
        Some(match name {
            "__typename" => json!("Repository"),
            "id" => json!(format!("R_{}", repository.id)),
            "databaseId" => json!(repository.id),
            "name" => json!(repository.name()),
            "nameWithOwner" => json!(repository.full_name),
            "url" => json!(format!("{}/{}", self.origin, repository.full_name)),
            "owner" => self.actor(repository.owner()),
            "defaultBranchRef" => self.ref_node(at, &repository.default_branch),
            "isPrivate" => json!(repository.private),
            "isArchived" => json!(repository.archived),
            "hasIssuesEnabled" => json!(!repository.issues_disabled),
            "viewerPermission" => json!(permission),
            "visibility" => json!(if repository.private {
                "PRIVATE"
            } else {
                "PUBLIC"
            }),
            _ => return None,
        })
    }
}

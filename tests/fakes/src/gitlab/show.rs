//! What GitLab shows of its state.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Place;
use super::state::{GitLab, Issue, Label, Milestone, Note, Project};
use crate::http::Reply;

/// A time as the interface writes it.
pub(super) fn time(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).map(|it| it.to_string());
    time.unwrap_or_default().replace('Z', ".000Z")
}

impl GitLab {
    pub(super) fn show_user(&self, username: &str) -> Value {
        let user = self.users.iter().find(|it| it.username == username);
        let (id, bot) = user.map_or((0, false), |it| (it.id, it.bot));
        json!({
            "id": id, "username": username, "name": username, "state": "active", "locked": false,
            "avatar_url": null, "web_url": format!("{}/{username}", self.web()), "bot": bot,
        })
    }

    pub(super) fn address(&self, project: &Project) -> String {
        format!("{}/projects/{}", self.api(), project.id)
    }

    pub(super) fn show_one(&self, (at, iid): Place, status: u16) -> Reply {
        let project = &self.projects[at];
        Reply::json(
            status,
            &self.show_issue(project, iid, &project.issues[&iid]),
        )
    }

    pub(super) fn show_issue(&self, project: &Project, iid: u64, issue: &Issue) -> Value {
        let people: Vec<Value> = issue
            .assignees
            .iter()
            .map(|it| self.show_user(it))
            .collect();
        let milestone = issue.milestone.and_then(|it| project.milestone(it));
        let moved = issue.moved.as_ref().and_then(|to| {
            let there = self.projects.iter().find(|it| it.path == to.project)?;
            there.issues.get(&to.iid).map(|it| it.id)
        });
        let notes = issue.notes.iter().filter(|it| !it.system).count();
        let own = format!("{}/issues/{iid}", self.address(project));
        json!({
            "id": issue.id, "iid": iid, "project_id": project.id, "title": issue.title,
            "description": issue.description, "state": if issue.closed { "closed" } else { "opened" },
            "created_at": time(issue.created), "updated_at": time(issue.updated),
            "closed_at": issue.closed_at.map(time),
            "closed_by": issue.closed_by.as_deref().map(|it| self.show_user(it)),
            "labels": issue.labels, "milestone": milestone.map(show_milestone),
            "assignee": people.first(), "assignees": people, "author": self.show_user(&issue.author),
            "type": issue.kind.to_uppercase(), "issue_type": issue.kind, "severity": "UNKNOWN",
            "user_notes_count": notes, "due_date": issue.due_date, "confidential": issue.confidential,
            "discussion_locked": issue.locked.then_some(true), "moved_to_id": moved, "has_tasks": false,
            "web_url": format!("{}/{}/-/issues/{iid}", self.web(), project.path),
            "references": {
                "short": format!("#{iid}"), "relative": format!("#{iid}"), "full": format!("{}#{iid}", project.path),
            },
            "_links": { "self": own, "notes": format!("{own}/notes"), "project": self.address(project) },
        })
    }

    pub(super) fn show_note(&self, kind: &str, iid: u64, note: &Note) -> Value {
        json!({
            "id": note.id, "type": null, "body": note.body, "author": self.show_user(&note.author),
            "created_at": time(note.created), "updated_at": time(note.updated), "system": note.system,
            "noteable_type": kind, "noteable_iid": iid, "resolvable": false, "confidential": false, "internal": false,
        })
    }
}

impl Project {
    pub(super) fn milestone(&self, id: u64) -> Option<&Milestone> {
        self.milestones.iter().find(|it| it.id == id)
    }
}

pub(super) fn show_label(label: &Label) -> Value {
    json!({
        "id": label.id, "name": label.name, "color": label.color, "description": label.description,
        "text_color": "#FFFFFF", "is_project_label": true, "archived": false,
    })
}

pub(super) fn show_milestone(milestone: &Milestone) -> Value {
    json!({
        "id": milestone.id, "iid": milestone.id, "title": milestone.title, "due_date": milestone.due_date, "state": "active",
    })
}

//! Projects: which one a path means, and what is told of it.

use serde_json::json;

use super::page::Row;
use super::refuse::{self, Refusal};
use super::show::show_milestone;
use super::state::{GitLab, Visibility};
use super::{Answer, Ask, Place};
use crate::http::{Reply, encoded};

impl GitLab {
    /// By id or by whole path; a path it had once redirects.
    pub(super) fn found(&self, ask: &Ask<'_>, name: &str, rest: &[&str]) -> Result<usize, Refusal> {
        let mut all = self.projects.iter();
        let by_id = all.position(|it| it.id.to_string() == name);
        let there = by_id.or_else(|| self.position(name));
        let seen = |at: &usize| self.sees(ask.name(), &self.projects[*at]);
        if let Some(at) = there.filter(seen) {
            return Ok(at);
        }
        let once = self.projects.iter().position(|it| it.once.contains(name));
        let at = once
            .filter(seen)
            .ok_or_else(|| refuse::not_found("Project"))?;
        let mut location = self.address(&self.projects[at]);
        for part in rest {
            location = format!("{location}/{part}");
        }
        if !ask.request.query.is_empty() {
            location = format!("{location}?{}", encoded(&ask.request.query));
        }
        let reply = Reply::text(
            301,
            &format!("This resource has been moved permanently to {location}"),
        );
        Err(Box::new(reply.with("location", location)))
    }

    pub(super) fn seen_issue(&self, ask: &Ask<'_>, at: usize, iid: &str) -> Result<Place, Refusal> {
        let project = &self.projects[at];
        let iid: u64 = iid
            .parse()
            .map_err(|_| refuse::error(400, "issue_iid is invalid"))?;
        let issue = project.issues.get(&iid);
        let seen = issue.is_some_and(|it| self.sees_issue(ask.name(), project, it));
        seen.then_some((at, iid))
            .ok_or_else(|| refuse::not_found(""))
    }

    pub(super) fn show_project(&self, ask: &Ask<'_>, at: usize) -> Reply {
        let project = &self.projects[at];
        let visibility = match project.visibility {
            Visibility::Private => "private",
            Visibility::Internal => "internal",
            Visibility::Public => "public",
        };
        let name = project.path.rsplit('/').next().unwrap_or_default();
        let enabled = !project.issues_disabled;
        let mut shown = json!({
            "id": project.id, "name": name, "path": name, "path_with_namespace": project.path,
            "visibility": visibility, "default_branch": project.default_branch,
            "web_url": format!("{}/{}", self.web(), project.path),
            "http_url_to_repo": format!("{}/{}.git", self.web(), project.path),
        });
        if ask.name().is_some() {
            let standing = self.standing(ask.name(), project);
            let access = (standing > 0).then(|| json!({ "access_level": standing }));
            shown["permissions"] = json!({ "project_access": access, "group_access": null });
            shown["archived"] = json!(project.archived);
            shown["issues_enabled"] = json!(enabled);
            shown["issues_access_level"] = json!(if enabled { "enabled" } else { "disabled" });
            shown["merge_requests_enabled"] = json!(true);
        }
        Reply::json(200, &shown)
    }

    pub(super) fn list_milestones(&self, ask: &Ask<'_>, at: usize) -> Answer {
        let project = &self.projects[at];
        let title = ask.params.text("title");
        let found = project.milestones.iter();
        let found = found.filter(|it| title.as_ref().is_none_or(|title| it.title == *title));
        let rows: Vec<Row> = found
            .map(|it| (it.id.to_string(), show_milestone(it)))
            .collect();
        self.cut(ask, format!("{}/milestones", self.address(project)), &rows)
    }
}

//! Repositories: which one a path means, and what is told of it.

use serde_json::json;

use super::Answer;
use super::access::Caller;
use super::page;
use super::refuse::{self, Refusal};
use super::show::show_milestone;
use super::state::{Flavour, GitHub, Gone, Role};
use crate::http::{Reply, Request};

impl GitHub {
    /// By `owner/name`; a name it had once redirects to its id.
    pub(super) fn named(
        &self,
        caller: &Caller,
        request: &Request,
        full_name: &str,
        rest: &[&str],
    ) -> Result<usize, Refusal> {
        if let Some(at) = self.position(full_name) {
            return self.visible(caller, at);
        }
        let mut all = self.repositories.iter();
        let once = all.position(|it| it.once.contains(full_name));
        let at = self.visible(caller, once.ok_or_else(refuse::not_found)?)?;
        let mut location = self.lasting_address(&self.repositories[at]);
        for part in rest {
            location = format!("{location}/{part}");
        }
        if !request.query.is_empty() {
            location = format!("{location}?{}", crate::http::encoded(&request.query));
        }
        Err(refuse::moved(request.method == "GET", location))
    }

    pub(super) fn numbered(&self, caller: &Caller, id: &str) -> Result<usize, Refusal> {
        let mut all = self.repositories.iter();
        let at = all.position(|it| it.id.to_string() == id);
        self.visible(caller, at.ok_or_else(refuse::not_found)?)
    }

    fn visible(&self, caller: &Caller, at: usize) -> Result<usize, Refusal> {
        let seen = self.role(caller, &self.repositories[at]) >= Role::Read;
        seen.then_some(at).ok_or_else(refuse::not_found)
    }

    /// The number of an issue that is there; else what became of it.
    pub(super) fn living(
        &self,
        caller: &Caller,
        request: &Request,
        at: usize,
        number: &str,
        rest: &[&str],
    ) -> Result<u64, Refusal> {
        let repository = &self.repositories[at];
        let number: u64 = number.parse().map_err(|_| refuse::not_found())?;
        if repository.issues_disabled {
            return Err(refuse::with_message(
                410,
                "Issues are disabled for this repo",
            ));
        }
        match repository.gone.get(&number) {
            _ if repository.issues.contains_key(&number) => Ok(number),
            None => Err(refuse::not_found()),
            Some(Gone::Deleted) => {
                let access = self.role(caller, repository) > Role::Read;
                Err(match access {
                    true => refuse::with_message(410, "This issue was deleted"),
                    false => refuse::not_found(),
                })
            }
            Some(Gone::Transferred { repository, number }) => {
                let there = self.position(repository).ok_or_else(refuse::not_found)?;
                let address = self.lasting_address(&self.repositories[there]);
                let rest: String = rest.iter().map(|it| format!("/{it}")).collect();
                let location = format!("{address}/issues/{number}{rest}");
                Err(refuse::moved(request.method == "GET", location))
            }
        }
    }

    pub(super) fn show_repository(&self, caller: &Caller, at: usize) -> Reply {
        let repository = &self.repositories[at];
        let role = self.role(caller, repository);
        let visibility = if repository.private {
            "private"
        } else {
            "public"
        };
        let mut shown = json!({
            "id": repository.id, "node_id": format!("R_{}", repository.id), "name": repository.name(),
            "full_name": repository.full_name, "private": repository.private, "visibility": visibility,
            "owner": self.show_user(repository.owner()), "archived": repository.archived, "disabled": false,
            "has_issues": !repository.issues_disabled, "default_branch": repository.default_branch, "fork": false,
            "clone_url": format!("{}/{}.git", self.origin, repository.full_name),
            "url": self.address(repository),
            "html_url": format!("{}/{}", self.origin, repository.full_name),
        });
        if caller.login().is_some() {
            shown["permissions"] = json!({
                "admin": role >= Role::Admin, "maintain": role >= Role::Maintain, "push": role >= Role::Write,
                "triage": role >= Role::Triage, "pull": role >= Role::Read,
            });
        }
        Reply::json(200, &shown)
    }

    pub(super) fn list_milestones(&self, request: &Request, at: usize) -> Reply {
        let repository = &self.repositories[at];
        let rows = repository.milestones.iter();
        let rows: Vec<page::Row> = rows
            .map(|it| (it.number.to_string(), show_milestone(it)))
            .collect();
        let address = format!("{}/milestones", self.lasting_address(repository));
        page::cut(request, &address, &rows)
    }

    pub(super) fn list_types(&self, at: usize) -> Answer {
        if self.flavour == Flavour::Enterprise {
            return Err(refuse::not_found());
        }
        let types = self.repositories[at].types.iter().enumerate();
        let types: Vec<_> = types
            .map(|(at, name)| json!({ "id": at + 1, "name": name, "is_enabled": true }))
            .collect();
        Ok(Reply::json(200, &json!(types)))
    }
}

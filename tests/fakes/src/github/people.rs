//! Accounts, and who can be given work.

use serde_json::json;

use super::access::{Caller, permitted};
use super::page;
use super::refuse;
use super::state::{GitHub, Level, Role};
use super::{Answer, Place};
use crate::http::{Reply, Request};

/// More than these are left out without a word.
const MOST_ASSIGNEES: usize = 10;

impl GitHub {
    /// An installation has no account to show, so that clients of `GITHUB_TOKEN` must do without.
    pub(super) fn myself(&self, caller: &Caller) -> Answer {
        match caller.login() {
            None => Err(refuse::with_message(401, "Requires authentication")),
            Some(_) if caller.installation() => Err(refuse::with_message(
                403,
                "Resource not accessible by integration",
            )),
            Some(login) => Ok(Reply::json(200, &self.show_user(login))),
        }
    }

    pub(super) fn person(&self, login: &str) -> Answer {
        let user = self
            .users
            .iter()
            .find(|it| it.login.eq_ignore_ascii_case(login));
        let user = user.ok_or_else(refuse::not_found)?;
        Ok(Reply::json(200, &self.show_user(&user.login)))
    }

    pub(super) fn list_assignable(&self, request: &Request, at: usize) -> Reply {
        let repository = &self.repositories[at];
        let people = self
            .users
            .iter()
            .filter(|it| self.assignable(&it.login, repository));
        let rows: Vec<page::Row> = people
            .map(|it| (it.id.to_string(), self.show_user(&it.login)))
            .collect();
        let address = format!("{}/assignees", self.lasting_address(repository));
        page::cut(request, &address, &rows)
    }

    pub(super) fn is_assignable(&self, at: usize, login: &str) -> Answer {
        match self.assignable(login, &self.repositories[at]) {
            true => Ok(Reply::empty(204)),
            false => Err(refuse::not_found()),
        }
    }

    pub(super) fn permission(&self, caller: &Caller, at: usize, login: &str) -> Answer {
        let repository = &self.repositories[at];
        if self.role(caller, repository) < Role::Write {
            return Err(refuse::with_message(
                403,
                "Must have push access to view collaborator permission.",
            ));
        }
        let role = match self.role_of(login, repository) {
            Role::None => "none",
            Role::Read | Role::Triage => "read",
            Role::Write | Role::Maintain => "write",
            Role::Admin => "admin",
        };
        Ok(Reply::json(
            200,
            &json!({ "permission": role, "user": self.show_user(login) }),
        ))
    }

    /// Adds or removes; whom it can't assign it leaves out without a word, and so all without push access.
    pub(super) fn assign(&mut self, caller: &Caller, request: &Request, place: Place) -> Answer {
        permitted(caller, &["issues", "pull_requests"], Level::Write)?;
        let (at, number) = place;
        let body = request.json();
        let names = body["assignees"].as_array().into_iter().flatten();
        let names: Vec<String> = names
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect();
        if self.role(caller, &self.repositories[at]) >= Role::Write {
            let repository = &self.repositories[at];
            let known = names.iter().filter(|it| self.assignable(it, repository));
            let known: Vec<String> = known.cloned().collect();
            let now = self.now;
            let issue = self.issue(place);
            issue.assignees.retain(|it| !names.contains(it));
            if request.method == "POST" {
                issue.assignees.extend(known);
                issue.assignees.truncate(MOST_ASSIGNEES);
            }
            issue.updated = now;
        }
        let status = if request.method == "POST" { 201 } else { 200 };
        Ok(self.show_one((at, number), status))
    }
}

//! A GitHub: REST and the part of GraphQL that reads issues. Facts of forge-api: sections 1 and 2.

mod access;
mod checks;
mod clone;
mod comments;
mod edit;
mod fields;
mod git;
mod graphql;
mod issues;
mod labels;
mod limits;
mod list;
mod page;
mod people;
mod pulls;
mod refuse;
mod repository;
mod seed;
mod show;
mod state;
mod sub_issues;

pub use state::{
    Comment, Field, Flavour, GitHub, Gone, Issue, Label, Level, Milestone, Pull, Repository, Role,
    Token, User,
};

use access::Caller;
use refuse::Refusal;

use crate::http::{Reply, Request};
use crate::server::Forge;
use crate::smart_http;

/// What a handler gives.
type Answer = Result<Reply, Refusal>;

impl Forge for GitHub {
    fn reached_at(&mut self, origin: &str) {
        origin.clone_into(&mut self.origin);
    }

    fn answer(&mut self, request: &Request) -> Reply {
        self.now += 1;
        if let Some((name, service)) = smart_http::asked(request) {
            return self.clone_or_push(request, &name, service);
        }
        let caller = self.caller_of(request);
        let outcome = caller.and_then(|caller| {
            limits::polite(request)?;
            let count = self.count(&caller, request)?;
            let reply = self.dispatch(&caller, request).unwrap_or_else(|it| *it);
            Ok(count.mark(limits::tagged(request, reply)))
        });
        let reply = outcome.unwrap_or_else(|it| *it);
        reply.with("x-github-media-type", "github.v3; format=json")
    }

    fn caller(&self, request: &Request) -> Option<String> {
        let token = self.tokens.get(access::secret(request)?)?;
        Some(token.login.clone())
    }
}

impl GitHub {
    fn dispatch(&mut self, caller: &Caller, request: &Request) -> Answer {
        let segments = request.segments();
        let all: Vec<&str> = segments.iter().map(String::as_str).collect();
        let path = match (self.flavour, all.as_slice()) {
            (Flavour::Enterprise, ["api", "graphql"]) => &["graphql"],
            (Flavour::Enterprise, ["api", "v3", rest @ ..]) => rest,
            (Flavour::Enterprise, _) => return Err(refuse::not_found()),
            (Flavour::Cloud, rest) => rest,
        };
        match (request.method.as_str(), path) {
            ("POST", ["graphql"]) => self.graphql(caller, request),
            ("GET", ["user"]) => self.myself(caller),
            ("GET", ["users", login]) => self.person(login),
            ("GET", ["orgs", org, "issue-fields"]) => self.list_fields(org),
            ("GET", ["rate_limit"]) => Ok(self.rate_limit(caller)),
            (_, ["repos", owner, name, rest @ ..]) => {
                let at = self.named(caller, request, &format!("{owner}/{name}"), rest)?;
                self.inside(caller, request, at, rest)
            }
            (_, ["repositories", id, rest @ ..]) => {
                let at = self.numbered(caller, id)?;
                self.inside(caller, request, at, rest)
            }
            _ => Err(refuse::not_found()),
        }
    }

    /// A request below `/repos/OWNER/NAME`; the repository is one that the caller may see.
    fn inside(&mut self, caller: &Caller, request: &Request, at: usize, path: &[&str]) -> Answer {
        let reads = request.method == "GET";
        if !reads && self.repositories[at].archived {
            return Err(refuse::with_message(
                403,
                "Repository was archived so is read-only.",
            ));
        }
        match (request.method.as_str(), path) {
            ("GET", []) => Ok(self.show_repository(caller, at)),
            (_, ["issues", rest @ ..]) => self.below_issues(caller, request, at, rest),
            (_, ["labels", rest @ ..]) => self.below_labels(caller, request, at, rest),
            (_, ["pulls", rest @ ..]) => self.below_pulls(caller, request, at, rest),
            (
                _,
                [
                    "git" | "branches" | "commits" | "compare" | "contents" | "merges",
                    ..,
                ],
            ) => self.below_git(caller, request, at, path),
            (_, ["check-runs", rest @ ..]) => self.below_checks(caller, request, at, rest),
            ("GET", ["assignees"]) => Ok(self.list_assignable(request, at)),
            ("GET", ["assignees", login]) => self.is_assignable(at, login),
            ("GET", ["milestones"]) => Ok(self.list_milestones(request, at)),
            ("GET", ["issue-types"]) => self.list_types(at),
            ("GET", ["collaborators", login, "permission"]) => self.permission(caller, at, login),
            _ => Err(refuse::not_found()),
        }
    }

    fn below_issues(
        &mut self,
        caller: &Caller,
        request: &Request,
        at: usize,
        path: &[&str],
    ) -> Answer {
        let (right, level) = match request.method.as_str() {
            "GET" => (["issues", "pull_requests"], Level::Read),
            _ => (["issues", "pull_requests"], Level::Write),
        };
        let public = level == Level::Read && !self.repositories[at].private;
        if !public {
            // Pull requests are issues: their right is enough only for what is asked of a number.
            let rights = if path.is_empty() {
                &right[..1]
            } else {
                &right[..]
            };
            access::permitted(caller, rights, level)?;
        }
        match (request.method.as_str(), path) {
            ("GET", []) => self.list_issues(caller, request, at),
            ("POST", []) => self.create_issue(caller, request, at),
            (method, ["comments", id]) => self.one_comment(caller, request, at, method, id),
            (method, [number, rest @ ..]) => {
                let number = self.living(caller, request, at, number, rest)?;
                self.below_issue(caller, request, (at, number), method, rest)
            }
            _ => Err(refuse::not_found()),
        }
    }

    fn below_issue(
        &mut self,
        caller: &Caller,
        request: &Request,
        issue: Place,
        method: &str,
        path: &[&str],
    ) -> Answer {
        match (method, path) {
            ("GET", []) => Ok(self.show_one(issue, 200)),
            ("PATCH", []) => self.edit_issue(caller, request, issue),
            (_, ["comments"]) => self.below_comments(caller, request, issue),
            (_, ["labels", rest @ ..]) => self.issue_labels(caller, request, issue, rest),
            ("POST" | "DELETE", ["assignees"]) => self.assign(caller, request, issue),
            ("PUT" | "DELETE", ["lock"]) => self.lock(caller, issue, method == "PUT"),
            (_, ["sub_issues" | "sub_issue" | "parent", ..]) => {
                self.family(caller, request, issue, path)
            }
            _ => Err(refuse::not_found()),
        }
    }
}

/// An issue: where its repository stands among all, and its number.
type Place = (usize, u64);

//! A GitLab: version 4 of its interface. Facts of forge-api: section 4.

mod access;
mod clone;
mod create;
mod edit;
mod graphql;
mod labels;
mod limits;
mod list;
mod merge_requests;
mod merging;
mod notes;
mod orders;
mod page;
mod params;
mod people;
mod project;
mod quick;
mod refuse;
mod repository;
mod seed;
mod show;
mod state;

pub use state::{
    DEVELOPER, Executed, GUEST, GitLab, Issue, Label, MAINTAINER, MergeRequest, Milestone, Moved,
    Note, OWNER, PLANNER, Project, REPORTER, Token, User, Visibility,
};

use access::Caller;
use params::Params;
use refuse::Refusal;

use crate::http::{Reply, Request};
use crate::server::Forge;
use crate::smart_http;

/// What a handler gives.
type Answer = Result<Reply, Refusal>;

/// Something in a project: where the project stands among all, and its `iid`.
type Place = (usize, u64);

/// A request on its way: who asks, and what it gives.
struct Ask<'a> {
    caller: &'a Caller,
    request: &'a Request,
    params: Params,
}

impl Ask<'_> {
    fn name(&self) -> Option<&str> {
        self.caller.name()
    }

    fn reads(&self) -> bool {
        self.request.method == "GET"
    }
}

impl Forge for GitLab {
    fn reached_at(&mut self, origin: &str) {
        origin.clone_into(&mut self.origin);
    }

    fn answer(&mut self, request: &Request) -> Reply {
        self.now += 1;
        if let Some((name, service)) = smart_http::asked(request) {
            return self.clone_or_push(request, &name, service);
        }
        if request.path == format!("{}/api/graphql", self.below) {
            return self.graphql(request).unwrap_or_else(|it| *it);
        }
        let Some(rest) = request
            .path
            .strip_prefix(&format!("{}/api/v4/", self.below))
        else {
            return *refuse::not_found("");
        };
        let segments = Request::new("GET", rest).segments();
        let path: Vec<&str> = segments.iter().map(String::as_str).collect();
        let outcome = self.caller_of(request, &path).and_then(|caller| {
            let count = self.count(request)?;
            let params = Params::of(request)?;
            let ask = Ask {
                caller: &caller,
                request,
                params,
            };
            let reply = self.dispatch(&ask, &path).unwrap_or_else(|it| *it);
            Ok(count.mark(reply))
        });
        outcome.unwrap_or_else(|it| *it)
    }

    fn caller(&self, request: &Request) -> Option<String> {
        let (secret, _) = access::secret(request)?;
        Some(self.tokens.get(secret)?.username.clone())
    }
}

impl GitLab {
    fn dispatch(&mut self, ask: &Ask<'_>, path: &[&str]) -> Answer {
        match (ask.request.method.as_str(), path) {
            ("GET", ["version" | "metadata"]) => self.version(ask),
            ("GET", ["user"]) => self.myself(ask),
            ("GET", ["users"]) => self.people(ask),
            ("GET", ["personal_access_tokens", "self"]) => self.own_token(ask),
            (_, ["projects", project, rest @ ..]) => {
                let at = self.found(ask, project, rest)?;
                self.inside(ask, at, rest)
            }
            _ => Err(refuse::error(404, "404 Not Found")),
        }
    }

    /// Below `/projects/ID`; the project is one that the caller may see.
    fn inside(&mut self, ask: &Ask<'_>, at: usize, path: &[&str]) -> Answer {
        match (ask.request.method.as_str(), path) {
            ("GET", []) => Ok(self.show_project(ask, at)),
            ("GET", ["issues"]) => self.list_issues(ask, at),
            ("POST", ["issues"]) => self.create_issue(ask, at),
            (_, ["issues", iid, rest @ ..]) => {
                let place = self.seen_issue(ask, at, iid)?;
                self.below_issue(ask, place, rest)
            }
            (_, ["labels", rest @ ..]) => self.below_labels(ask, at, rest),
            ("GET", ["milestones"]) => self.list_milestones(ask, at),
            ("GET", ["members" | "users", rest @ ..]) => self.members(ask, at, rest),
            (_, ["repository", rest @ ..]) => self.below_repository(ask, at, rest),
            (_, ["merge_requests", rest @ ..]) => self.below_merge_requests(ask, at, rest),
            _ => Err(refuse::error(404, "404 Not Found")),
        }
    }

    fn below_issue(&mut self, ask: &Ask<'_>, place: Place, path: &[&str]) -> Answer {
        match (ask.request.method.as_str(), path) {
            ("GET", []) => Ok(self.show_one(place, 200)),
            ("PUT", []) => self.edit_issue(ask, place),
            (_, ["notes", rest @ ..]) => self.issue_notes(ask, place, rest),
            ("GET", ["links"]) => Ok(Reply::json(200, &serde_json::json!([]))),
            ("POST", ["links"]) => self.link_issues(ask, place),
            _ => Err(refuse::error(404, "404 Not Found")),
        }
    }
}

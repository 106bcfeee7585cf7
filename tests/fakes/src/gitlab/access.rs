//! Who asks, and what they may do.

use super::refuse::{self, Refusal};
use super::state::{DEVELOPER, GUEST, GitLab, Issue, PLANNER, Project, Token, Visibility};
use crate::http::{Reply, Request};

/// Who asks.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    Nobody,
    Somebody(Box<Token>),
}

impl Caller {
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::Somebody(token) => Some(&token.username),
        }
    }

    /// Their name, or a refusal for those without a token.
    pub(super) fn known(&self) -> Result<&str, Refusal> {
        self.name().ok_or_else(refuse::unauthorized)
    }
}

/// The secret of a request, whichever way it is sent, and whether it is said to be a job's.
pub(super) fn secret(request: &Request) -> Option<(&str, bool)> {
    if let Some(secret) = request.header("job-token").or(request.param("job_token")) {
        return Some((secret, true));
    }
    let private = request
        .header("private-token")
        .or(request.param("private_token"));
    let bearer = request
        .header("authorization")
        .and_then(|it| it.split_once(' '));
    let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    private
        .or(bearer.map(|(_, it)| it.trim()))
        .map(|it| (it, false))
}

impl GitLab {
    pub(super) fn caller_of(&self, request: &Request, path: &[&str]) -> Result<Caller, Refusal> {
        let Some((secret, job)) = secret(request) else {
            return Ok(Caller::Nobody);
        };
        let token = self.tokens.get(secret).filter(|it| it.job == job);
        let token = token.ok_or_else(refuse::unauthorized)?;
        if token.expired {
            let body = serde_json::json!({
                "error": "invalid_token",
                "error_description": "Token is expired. You can either do re-authorization or token refresh.",
            });
            return Err(Box::new(Reply::json(401, &body)));
        }
        if token.job && !self.open_to_jobs(request, path) {
            // Elsewhere a job's token is no token at all.
            return Ok(Caller::Nobody);
        }
        let scopes = &token.scopes;
        let reads = request.method == "GET" && scopes.contains("read_api");
        if !token.job && !scopes.contains("api") && !reads {
            let body = serde_json::json!({
                "error": "insufficient_scope", "scope": "api",
                "error_description": "The request requires higher privileges than provided by the access token.",
            });
            return Err(Box::new(Reply::json(403, &body)));
        }
        Ok(Caller::Somebody(Box::new(token.clone())))
    }

    /// Reading a job, branches and commits, and since 19 issues; of merge requests their notes.
    fn open_to_jobs(&self, request: &Request, path: &[&str]) -> bool {
        request.method == "GET"
            && match path {
                ["job"] | ["projects", _, "repository", ..] => true,
                ["projects", _, "issues"] | ["projects", _, "issues", _] => self.jobs_read_issues,
                ["projects", _, "merge_requests", _, "notes", ..] => true,
                _ => false,
            }
    }

    /// Their standing, 0 if they have none.
    pub(super) fn standing(&self, name: Option<&str>, project: &Project) -> u64 {
        let given = name.and_then(|it| project.members.get(it));
        given.copied().unwrap_or(0)
    }

    pub(super) fn sees(&self, name: Option<&str>, project: &Project) -> bool {
        match project.visibility {
            Visibility::Public => true,
            Visibility::Internal => name.is_some(),
            Visibility::Private => self.standing(name, project) >= GUEST,
        }
    }

    /// Confidential ones are for their author, whom they are given to, and planners up.
    pub(super) fn sees_issue(&self, name: Option<&str>, project: &Project, issue: &Issue) -> bool {
        if project.issues_disabled {
            return false;
        }
        let own =
            name.is_some_and(|it| issue.author == it || issue.assignees.iter().any(|a| a == it));
        !issue.confidential || own || self.standing(name, project) >= PLANNER
    }

    pub(super) fn may_push(&self, name: Option<&str>, project: &Project) -> bool {
        self.standing(name, project) >= DEVELOPER && !project.archived
    }

    /// Labels, assignee, dates: members may set them on what they open, planners up on what is there.
    pub(super) fn sets_metadata(&self, name: &str, project: &Project, new: bool) -> bool {
        let least = if new { GUEST } else { PLANNER };
        self.standing(Some(name), project) >= least
    }
}

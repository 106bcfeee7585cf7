//! Clones and pushes over HTTP.

use super::access::Caller;
use super::refuse;
use super::state::{GitLab, MAINTAINER, Visibility};
use crate::http::{Reply, Request};
use crate::smart_http::{self, Service};

const REFUSAL: &str =
    "GitLab: You are not allowed to push code to protected branches on this project.\\n";

impl GitLab {
    /// With a token as the password; a job's token clones and does not push.
    pub(super) fn clone_or_push(
        &mut self,
        request: &Request,
        name: &str,
        service: Service,
    ) -> Reply {
        let below = self.below.trim_start_matches('/');
        let name = name
            .strip_prefix(below)
            .unwrap_or(name)
            .trim_start_matches('/');
        let secret = smart_http::password(request);
        let token = secret
            .as_ref()
            .map(|it| self.tokens.get(it).filter(|it| !it.expired));
        let caller = match token {
            None => Caller::Nobody,
            Some(None) => return smart_http::unknown("GitLab"),
            Some(Some(token)) => Caller::Somebody(Box::new(token.clone())),
        };
        let at = self.position(name);
        let seen = at.filter(|it| self.sees(caller.name(), &self.projects[*it]));
        let open = at.is_some_and(|it| self.projects[it].visibility == Visibility::Public);
        if caller.name().is_none() && (!open || service == Service::Push) {
            return smart_http::unknown("GitLab");
        }
        let project = seen.map(|it| &self.projects[it]);
        let Some((project, git)) = project.and_then(|it| Some((it, it.git.as_ref()?))) else {
            return *refuse::not_found("Project");
        };
        let job = matches!(&caller, Caller::Somebody(token) if token.job);
        if service == Service::Push && (job || !self.may_push(caller.name(), project)) {
            return Reply::text(403, "You are not allowed to push code to this project.");
        }
        let keeper = self.standing(caller.name(), project) >= MAINTAINER;
        let protected = project.protected.iter().filter(|_| !keeper);
        let protected: Vec<String> = protected.cloned().collect();
        smart_http::serve(request, git, &protected, REFUSAL)
    }
}

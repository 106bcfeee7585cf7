//! Clones and pushes over HTTP.

use super::access::Caller;
use super::state::{GitHub, Level, Role};
use crate::http::{Reply, Request};
use crate::smart_http::{self, Service};

const REFUSAL: &str = "error: GH006: Protected branch update failed for %s.\\n\\nChanges must be made through a pull request.\\n";

impl GitHub {
    /// A bad token is 401, one without the right 403, and what one may not see is not there.
    pub(super) fn clone_or_push(
        &mut self,
        request: &Request,
        name: &str,
        service: Service,
    ) -> Reply {
        let basic = smart_http::password(request);
        let caller = match &basic {
            Some(secret) => self.holder(secret),
            None => self.caller_of(request),
        };
        let Ok(caller) = caller else {
            return smart_http::unknown("GitHub");
        };
        let at = self.position(name);
        let role = at.map_or(Role::None, |it| self.role(&caller, &self.repositories[it]));
        let nobody = caller.login().is_none();
        if nobody && (role == Role::None || service == Service::Push) {
            return smart_http::unknown("GitHub");
        }
        let repository = at
            .filter(|_| role >= Role::Read)
            .map(|it| &self.repositories[it]);
        let Some((repository, git)) = repository.and_then(|it| Some((it, it.git.as_ref()?))) else {
            return Reply::text(404, "Repository not found.");
        };
        if service == Service::Push && (role < Role::Write || !writes(&caller)) {
            let login = caller.login().unwrap_or_default();
            return Reply::text(403, &format!("Permission to {name}.git denied to {login}."));
        }
        let protected: Vec<String> = repository.protected.iter().cloned().collect();
        smart_http::serve(request, git, &protected, REFUSAL)
    }
}

fn writes(caller: &Caller) -> bool {
    super::access::permitted(caller, &["contents"], Level::Write).is_ok()
}

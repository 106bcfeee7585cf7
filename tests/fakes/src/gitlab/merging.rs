//! What becomes of a merge request's branches.

use git2::Oid;

use super::refuse::{self, Refusal};
use super::state::{GitLab, MAINTAINER};
use super::{Answer, Ask, Place};
use crate::git::{Compared, Who};
use crate::http::Reply;

impl GitLab {
    fn ends(&self, (at, iid): Place) -> Option<(Oid, Oid)> {
        let request = &self.projects[at].merge_requests[&iid];
        let store = self.store(at).ok()?;
        let last = || request.last.as_ref().and_then(|it| Oid::from_str(it).ok());
        let head = store.branch(&request.source).or_else(last)?;
        Some((store.branch(&request.target)?, head))
    }

    pub(super) fn compared(&self, place: Place) -> Option<Compared> {
        let (base, head) = self.ends(place)?;
        self.store(place.0).ok()?.compare(base, head).ok()
    }

    pub(super) fn fits(&self, place: Place) -> bool {
        let ends = self.ends(place);
        let store = self.store(place.0).ok();
        store
            .zip(ends)
            .is_some_and(|(store, (base, head))| store.mergeable(base, head))
    }

    pub(super) fn merge(&mut self, ask: &Ask<'_>, place: Place) -> Answer {
        let name = ask.caller.known()?.to_owned();
        self.merged(&name, place)?;
        Ok(Reply::json(200, &self.show_request(place)))
    }

    /// Needs whoever may change the target.
    pub(super) fn merged(&mut self, name: &str, place: Place) -> Result<(), Refusal> {
        let request = self.merge_request(place).clone();
        let project = &self.projects[place.0];
        let keeper = self.standing(Some(name), project) >= MAINTAINER;
        if !self.may_push(Some(name), project)
            || (project.protected.contains(&request.target) && !keeper)
        {
            return Err(refuse::message(401, "401 Unauthorized"));
        }
        let unfit = || refuse::message(405, "405 Method Not Allowed");
        let ends = self.ends(place).filter(|_| request.state == "opened");
        let (base, head) = ends.ok_or_else(unfit)?;
        let store = self.store(place.0)?;
        let who = Who {
            name,
            now: self.now,
        };
        let message = format!(
            "Merge branch '{}' into '{}'",
            request.source, request.target
        );
        let merged = store.merge(base, head, &message, &who).ok().flatten();
        let merged = merged.ok_or_else(unfit)?;
        let set = store.set(&format!("refs/heads/{}", request.target), merged);
        set.map_err(|it| refuse::message(400, it.message()))?;
        let request = self.merge_request(place);
        request.state = "merged".into();
        request.last = Some(head.to_string());
        Ok(())
    }
}

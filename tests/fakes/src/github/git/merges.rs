//! A branch merged into another, and branches moved together if they are where the caller thinks.

use git2::Oid;
use serde_json::{Value, json};

use super::super::Answer;
use super::super::access::Caller;
use super::super::refuse;
use super::super::state::GitHub;
use super::broken;
use super::on_branch::Unfit;
use crate::git::Store;
use crate::http::Reply;

impl GitHub {
    /// `POST /merges`: 201, 204 if there is nothing to merge, 409 if both contradict each other.
    pub(super) fn merge_branches(
        &self,
        caller: &Caller,
        store: &Store,
        at: usize,
        body: &Value,
    ) -> Answer {
        let field = |name: &str| body[name].as_str().unwrap_or_default();
        let missing = |name| refuse::with_message(404, &format!("{name} does not exist"));
        let base = store.branch(field("base")).ok_or_else(|| missing("Base"))?;
        let head = store
            .resolve(field("head"))
            .ok_or_else(|| missing("Head"))?;
        if base == head || store.goes_on(head, base) {
            return Ok(Reply::empty(204));
        }
        let reference = format!("refs/heads/{}", field("base"));
        self.may_change(at, &reference, 422)?;
        let merged = store.merge(base, head, field("commit_message"), &self.who(caller));
        let merged = merged.map_err(|it| broken(&it))?;
        let merged = merged.ok_or_else(|| refuse::with_message(409, "Merge conflict"))?;
        store.set(&reference, merged).map_err(|it| broken(&it))?;
        let commit = store.find(merged).ok_or_else(refuse::not_found)?;
        Ok(Reply::json(201, &self.commit(at, &commit)))
    }

    /// `updateRefs`: all of them or none.
    pub(in super::super) fn update_refs(
        &mut self,
        caller: &Caller,
        input: &Value,
    ) -> Result<Value, Unfit> {
        let id = input["repositoryId"].as_str().unwrap_or_default();
        let mut all = self.repositories.iter();
        let at = all.position(|it| format!("R_{}", it.id) == id);
        let at = at.ok_or((
            "NOT_FOUND",
            format!("Could not resolve to a node with the global id of '{id}'"),
        ))?;
        let forbidden = |_| {
            (
                "FORBIDDEN",
                "Resource not accessible by integration".to_owned(),
            )
        };
        self.may_commit(caller, at).map_err(forbidden)?;
        let unfit = |message: &str| ("UNPROCESSABLE", message.to_owned());
        let store = self.store(at).map_err(|_| unfit("no git repository"))?;
        let updates = input["refUpdates"].as_array().cloned().unwrap_or_default();
        for update in &updates {
            let name = update["name"].as_str().unwrap_or_default();
            self.may_change(at, name, 422)
                .map_err(|_| ("UNPROCESSABLE", super::RULES.to_owned()))?;
            let now = store.reference(name).unwrap_or(Oid::ZERO_SHA1);
            let before = update["beforeOid"].as_str();
            if before.is_some_and(|it| it != now.to_string()) {
                return Err((
                    "STALE_DATA",
                    format!(
                        "{name} is at {now} but expected {}",
                        before.unwrap_or_default()
                    ),
                ));
            }
            let after = target(&store, update).ok_or_else(|| unfit("afterOid is no commit"))?;
            if update["force"] != true && !now.is_zero() && !store.goes_on(now, after) {
                return Err(unfit("Update is not a fast forward"));
            }
        }
        for update in &updates {
            if let Some(after) = target(&store, update) {
                let name = update["name"].as_str().unwrap_or_default();
                store.set(name, after).map_err(|it| unfit(it.message()))?;
            }
        }
        Ok(json!({ "clientMutationId": input["clientMutationId"] }))
    }
}

fn target(store: &Store, update: &Value) -> Option<Oid> {
    let id = Oid::from_str(update["afterOid"].as_str()?).ok()?;
    store.find(id).map(|it| it.id())
}

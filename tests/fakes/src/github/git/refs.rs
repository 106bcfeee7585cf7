//! Names of commits.

use git2::ObjectType;
use serde_json::{Value, json};

use super::super::Answer;
use super::super::refuse;
use super::super::state::GitHub;
use super::{broken, oid};
use crate::git::Store;
use crate::http::{Reply, Request};

impl GitHub {
    pub(super) fn below_refs(
        &mut self,
        request: &Request,
        store: &Store,
        at: usize,
        path: &[&str],
    ) -> Answer {
        let name = format!("refs/{}", path.get(2..).unwrap_or_default().join("/"));
        match (request.method.as_str(), path) {
            ("GET", ["git", "ref", _, ..]) => self.show_ref(store, at, &name, 200),
            ("GET", ["git", "matching-refs", ..]) => {
                let pattern = format!("{name}*");
                let found = store
                    .0
                    .references_glob(&pattern)
                    .map_err(|it| broken(&it))?;
                let names = found
                    .flatten()
                    .filter_map(|it| it.name().ok().map(str::to_owned));
                let shown: Vec<Value> = names
                    .filter_map(|it| self.one_ref(store, at, &it))
                    .collect();
                Ok(Reply::json(200, &json!(shown)))
            }
            ("POST", ["git", "refs"]) => self.create_ref(store, at, &request.json()),
            ("PATCH", ["git", "refs", _, ..]) => self.move_ref(store, at, &name, &request.json()),
            ("DELETE", ["git", "refs", _, ..]) => {
                self.may_change(at, &name, 422)?;
                let gone = store.delete(&name);
                gone.map_err(|_| refuse::with_message(422, "Reference does not exist"))?;
                Ok(Reply::empty(204))
            }
            _ => Err(refuse::not_found()),
        }
    }

    fn one_ref(&self, store: &Store, at: usize, name: &str) -> Option<Value> {
        let id = store.reference(name)?;
        let kind = store.kind(id)?;
        let api = self.address(&self.repositories[at]);
        Some(json!({
            "ref": name, "url": format!("{api}/git/{name}"),
            "object": { "type": kind.str(), "sha": id.to_string() },
        }))
    }

    fn show_ref(&self, store: &Store, at: usize, name: &str, status: u16) -> Answer {
        let shown = self
            .one_ref(store, at, name)
            .ok_or_else(refuse::not_found)?;
        Ok(Reply::json(status, &shown))
    }

    fn create_ref(&self, store: &Store, at: usize, body: &Value) -> Answer {
        let name = body["ref"].as_str().unwrap_or_default();
        if !name.starts_with("refs/")
            || name.matches('/').count() < 2
            || !git2::Reference::is_valid_name(name)
        {
            return Err(refuse::with_message(422, "Reference name is invalid"));
        }
        let to = oid(body["sha"].as_str(), "sha")?;
        if !store.has(to) {
            return Err(refuse::with_message(422, "Object does not exist"));
        }
        if store.reference(name).is_some() {
            return Err(refuse::with_message(422, "Reference already exists"));
        }
        store.set(name, to).map_err(|it| broken(&it))?;
        self.show_ref(store, at, name, 201)
    }

    fn move_ref(&self, store: &Store, at: usize, name: &str, body: &Value) -> Answer {
        let to = oid(body["sha"].as_str(), "sha")?;
        let missing = || refuse::with_message(422, "Reference does not exist");
        let from = store.reference(name).ok_or_else(missing)?;
        self.may_change(at, name, 422)?;
        if store.kind(to) != Some(ObjectType::Commit) {
            return Err(refuse::with_message(422, "Object does not exist"));
        }
        if body["force"] != true && !store.goes_on(from, to) {
            return Err(refuse::with_message(422, "Update is not a fast forward"));
        }
        store.set(name, to).map_err(|it| broken(&it))?;
        self.show_ref(store, at, name, 200)
    }
}

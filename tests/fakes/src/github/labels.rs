//! Labels of a repository, and those of one issue.

use serde_json::{Value, json};

use super::access::{Caller, permitted};
use super::edit::{names, wrong_label};
use super::page;
use super::refuse::{self, Refusal};
use super::show::show_label;
use super::state::{GitHub, Label, Level, Role};
use super::{Answer, Place};
use crate::http::{Reply, Request};

const RIGHTS: [&str; 2] = ["issues", "pull_requests"];

impl GitHub {
    pub(super) fn below_labels(
        &mut self,
        caller: &Caller,
        request: &Request,
        at: usize,
        path: &[&str],
    ) -> Answer {
        match (request.method.as_str(), path) {
            ("GET", []) => Ok(self.list_labels(request, at)),
            ("GET", [name]) => {
                let label = self.known_label(at, name)?;
                Ok(self.show_one_label(at, &label, 200))
            }
            ("POST", []) => {
                self.may_push(caller, at)?;
                self.create_label(&request.json(), at)
            }
            ("PATCH", [name]) => {
                self.may_push(caller, at)?;
                self.rename(at, name, &request.json())
            }
            ("DELETE", [name]) => {
                self.may_push(caller, at)?;
                let label = self.known_label(at, name)?;
                let repository = &mut self.repositories[at];
                repository.labels.retain(|it| it.name != label.name);
                for issue in repository.issues.values_mut() {
                    issue.labels.retain(|it| *it != label.name);
                }
                Ok(Reply::empty(204))
            }
            _ => Err(refuse::not_found()),
        }
    }

    fn may_push(&self, caller: &Caller, at: usize) -> Result<(), Refusal> {
        permitted(caller, &RIGHTS, Level::Write)?;
        match self.role(caller, &self.repositories[at]) >= Role::Write {
            true => Ok(()),
            false => Err(refuse::not_found()),
        }
    }

    fn known_label(&self, at: usize, name: &str) -> Result<Label, Refusal> {
        let label = self.repositories[at].label(name).cloned();
        label.ok_or_else(refuse::not_found)
    }

    fn show_one_label(&self, at: usize, label: &Label, status: u16) -> Reply {
        let api = self.address(&self.repositories[at]);
        Reply::json(status, &show_label(&api, label))
    }

    fn list_labels(&self, request: &Request, at: usize) -> Reply {
        let repository = &self.repositories[at];
        let api = self.address(repository);
        let labels = repository.labels.iter();
        let rows: Vec<page::Row> = labels
            .map(|it| (it.id.to_string(), show_label(&api, it)))
            .collect();
        let address = format!("{}/labels", self.lasting_address(repository));
        page::cut(request, &address, &rows)
    }

    fn create_label(&mut self, body: &Value, at: usize) -> Answer {
        let name = body["name"].as_str();
        let name = name.ok_or_else(|| refuse::malformed("\"name\" wasn't supplied."))?;
        if let Some(error) = wrong_label(name) {
            return Err(refuse::errors(vec![error]));
        }
        if self.repositories[at].label(name).is_some() {
            return Err(refuse::invalid("Label", "name", "already_exists"));
        }
        let color = body["color"].as_str().unwrap_or("ededed").to_owned();
        if color.len() != 6 || !color.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Err(refuse::invalid("Label", "color", "invalid"));
        }
        let description = body["description"].as_str().map(str::to_owned);
        if description
            .as_ref()
            .is_some_and(|it| it.chars().count() > 100)
        {
            return Err(refuse::custom(
                "Label",
                "description",
                "description is too long (maximum is 100 characters)",
            ));
        }
        let label = Label {
            color,
            description,
            ..Label::new(self.next_id(), name)
        };
        self.repositories[at].labels.push(label.clone());
        Ok(self.show_one_label(at, &label, 201))
    }

    fn rename(&mut self, at: usize, name: &str, body: &Value) -> Answer {
        let old = self.known_label(at, name)?;
        let new = body["new_name"].as_str().unwrap_or(&old.name).to_owned();
        self.repositories[at].rename_label(&old.name, &new);
        let label = self.known_label(at, &new)?;
        Ok(self.show_one_label(at, &label, 200))
    }

    /// `/repos/…/issues/N/labels…`
    pub(super) fn issue_labels(
        &mut self,
        caller: &Caller,
        request: &Request,
        place: Place,
        path: &[&str],
    ) -> Answer {
        if request.method != "GET" {
            permitted(caller, &RIGHTS, Level::Write)?;
            if self.role(caller, &self.repositories[place.0]) < Role::Triage {
                return Err(refuse::not_admin());
            }
            self.change_labels(request, place, path)?;
        }
        let repository = &self.repositories[place.0];
        let api = self.address(repository);
        let labels = repository.issues[&place.1].labels.iter();
        let labels = labels.filter_map(|it| repository.label(it));
        let labels: Vec<Value> = labels.map(|it| show_label(&api, it)).collect();
        Ok(Reply::json(200, &json!(labels)))
    }

    fn change_labels(
        &mut self,
        request: &Request,
        place: Place,
        path: &[&str],
    ) -> Result<(), Refusal> {
        let body = request.json();
        let given = match body.is_array() {
            true => names(&json!({ "labels": body }), "labels")?,
            false => names(&body, "labels")?,
        };
        let given = given.unwrap_or_default();
        if let Some(error) = given.iter().find_map(|it| wrong_label(it)) {
            return Err(refuse::errors(vec![error]));
        }
        let had = self.issue(place).labels.clone();
        let labels = match (request.method.as_str(), path) {
            ("POST", []) => [had, self.known_labels(place.0, &given)].concat(),
            ("PUT", []) => self.known_labels(place.0, &given),
            ("DELETE", []) => Vec::new(),
            ("DELETE", [name]) => {
                let gone = self.repositories[place.0]
                    .label(name)
                    .map(|it| it.name.clone());
                let gone = gone.filter(|it| had.contains(it));
                let gone = gone.ok_or_else(|| refuse::with_message(404, "Label does not exist"))?;
                had.into_iter().filter(|it| *it != gone).collect()
            }
            _ => return Err(refuse::not_found()),
        };
        let labels = self.known_labels(place.0, &labels);
        let now = self.now;
        let issue = self.issue(place);
        issue.labels = labels;
        issue.updated = now;
        Ok(())
    }
}

impl super::state::Repository {
    /// The label gets another name everywhere.
    pub fn rename_label(&mut self, old: &str, new: &str) {
        let issues = self.issues.values_mut().flat_map(|it| it.labels.iter_mut());
        let names = self.labels.iter_mut().map(|it| &mut it.name);
        for name in names.chain(issues).filter(|it| *it == old) {
            new.clone_into(name);
        }
    }
}

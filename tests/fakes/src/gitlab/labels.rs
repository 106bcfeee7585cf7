//! Labels of a project.

use super::page::Row;
use super::refuse;
use super::show::show_label;
use super::state::{GitLab, Label, PLANNER};
use super::{Answer, Ask};
use crate::http::Reply;

impl GitLab {
    pub(super) fn below_labels(&mut self, ask: &Ask<'_>, at: usize, path: &[&str]) -> Answer {
        if !ask.reads() {
            let name = ask.caller.known()?;
            let standing = self.standing(Some(name), &self.projects[at]);
            if standing < PLANNER || self.projects[at].archived {
                return Err(refuse::forbidden());
            }
        }
        match (ask.request.method.as_str(), path) {
            ("GET", []) => {
                let project = &self.projects[at];
                let rows: Vec<Row> = project
                    .labels
                    .iter()
                    .map(|it| (it.id.to_string(), show_label(it)))
                    .collect();
                self.cut(ask, format!("{}/labels", self.address(project)), &rows)
            }
            ("POST", []) => self.create_label(ask, at),
            ("GET", [name]) => {
                let label = self.label_of(at, name).cloned();
                let label = label.ok_or_else(|| refuse::not_found("Label"))?;
                Ok(Reply::json(200, &show_label(&label)))
            }
            ("PUT", [name]) => {
                let old = self.label_of(at, name).cloned();
                let old = old.ok_or_else(|| refuse::not_found("Label"))?;
                let new = ask
                    .params
                    .text("new_name")
                    .unwrap_or_else(|| old.name.clone());
                self.projects[at].rename_label(&old.name, &new);
                Ok(Reply::json(200, &show_label(&Label { name: new, ..old })))
            }
            ("DELETE", [name]) => {
                let old = self.label_of(at, name).cloned();
                let old = old.ok_or_else(|| refuse::not_found("Label"))?;
                let project = &mut self.projects[at];
                project.labels.retain(|it| it.id != old.id);
                for issue in project.issues.values_mut() {
                    issue.labels.retain(|it| *it != old.name);
                }
                Ok(Reply::empty(204))
            }
            _ => Err(refuse::not_found("")),
        }
    }

    /// By id or by name.
    fn label_of(&self, at: usize, name: &str) -> Option<&Label> {
        let mut all = self.projects[at].labels.iter();
        all.find(|it| it.id.to_string() == name || it.name == name)
    }

    fn create_label(&mut self, ask: &Ask<'_>, at: usize) -> Answer {
        let name = ask.params.needed("name")?;
        let color = ask.params.needed("color")?;
        if name.contains(',') || name.chars().count() > 255 {
            return Err(refuse::field("title", "is invalid"));
        }
        if self.projects[at].label(&name).is_some() {
            return Err(refuse::message(409, "Label already exists"));
        }
        let label = Label {
            color,
            description: ask.params.text("description"),
            ..self.label_named(&name)
        };
        self.projects[at].labels.push(label.clone());
        Ok(Reply::json(201, &show_label(&label)))
    }
}

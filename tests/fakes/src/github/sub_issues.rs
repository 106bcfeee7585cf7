//! Sub-issues: github.com has them, Enterprise Server does not.

use serde_json::{Value, json};

use super::access::{Caller, permitted};
use super::refuse;
use super::state::{Flavour, GitHub, Level, Role};
use super::{Answer, Place};
use crate::http::{Reply, Request};

/// Closed ones count.
const MOST: usize = 100;

impl GitHub {
    pub(super) fn family(
        &mut self,
        caller: &Caller,
        request: &Request,
        place: Place,
        path: &[&str],
    ) -> Answer {
        if self.flavour == Flavour::Enterprise {
            return Err(refuse::not_found());
        }
        match (request.method.as_str(), path) {
            ("GET", ["sub_issues"]) => {
                let children = self.issue(place).sub_issues.clone();
                let shown: Vec<Value> = children.iter().filter_map(|it| self.by_id(*it)).collect();
                Ok(Reply::json(200, &json!(shown)))
            }
            ("GET", ["parent"]) => {
                let id = self.issue(place).id;
                let parent = self.parent_of(id).ok_or_else(refuse::not_found)?;
                Ok(self.show_one(parent, 200))
            }
            ("POST", ["sub_issues"]) => self.adopt(caller, &request.json(), place),
            ("DELETE", ["sub_issue"]) => {
                self.may_order(caller, place)?;
                let id = request.json()["sub_issue_id"].as_u64();
                self.issue(place).sub_issues.retain(|it| Some(*it) != id);
                Ok(self.show_one(place, 200))
            }
            _ => Err(refuse::not_found()),
        }
    }

    fn may_order(&self, caller: &Caller, place: Place) -> Result<(), refuse::Refusal> {
        permitted(caller, &["issues"], Level::Write)?;
        match self.role(caller, &self.repositories[place.0]) >= Role::Triage {
            true => Ok(()),
            false => Err(refuse::not_found()),
        }
    }

    /// By database id, not by number.
    fn adopt(&mut self, caller: &Caller, body: &Value, place: Place) -> Answer {
        self.may_order(caller, place)?;
        let id = body["sub_issue_id"].as_u64();
        let id = id.ok_or_else(|| refuse::malformed("\"sub_issue_id\" wasn't supplied."))?;
        if self.by_id(id).is_none() {
            return Err(refuse::with_message(
                404,
                "The provided sub-issue does not exist",
            ));
        }
        let unfit = |message: &str| {
            refuse::with_message(
                422,
                &format!(
                    "An error occurred while adding the sub-issue to the parent issue. {message}"
                ),
            )
        };
        if self.issue(place).sub_issues.contains(&id) {
            return Err(unfit("Issue may not contain duplicate sub-issues"));
        }
        if self.issue(place).id == id {
            return Err(unfit("Issue may not be its own sub-issue"));
        }
        if let Some(parent) = self.parent_of(id) {
            if body["replace_parent"] != true {
                return Err(unfit("Sub issue may only have one parent"));
            }
            self.issue(parent).sub_issues.retain(|it| *it != id);
        }
        if self.issue(place).sub_issues.len() >= MOST {
            return Err(unfit("Parent cannot have more than 100 sub-issues"));
        }
        self.issue(place).sub_issues.push(id);
        Ok(self.show_one(place, 201))
    }

    fn by_id(&self, id: u64) -> Option<Value> {
        self.repositories.iter().find_map(|repository| {
            let (number, issue) = repository.issues.iter().find(|(_, it)| it.id == id)?;
            Some(self.show_issue(repository, *number, issue))
        })
    }

    fn parent_of(&self, id: u64) -> Option<Place> {
        self.repositories
            .iter()
            .enumerate()
            .find_map(|(at, repository)| {
                let mut all = repository.issues.iter();
                let (number, _) = all.find(|(_, it)| it.sub_issues.contains(&id))?;
                Some((at, *number))
            })
    }
}

//! Opening an issue.

use super::access::{Caller, permitted};
use super::edit::{Fields, Text};
use super::refuse;
use super::state::{GitHub, Issue, Level, Role};
use super::{Answer, Place};
use crate::http::{Reply, Request};

impl GitHub {
    /// # Panics
    /// If there is no such issue: whoever calls this has looked.
    pub(super) fn issue(&mut self, (at, number): Place) -> &mut Issue {
        let found = self.repositories[at].issues.get_mut(&number);
        found.unwrap_or_else(|| panic!("#{number} is gone"))
    }

    /// Whoever can read can open an issue. Labels, assignees, milestone and type want push access and are
    /// left out without a word otherwise.
    pub(super) fn create_issue(&mut self, caller: &Caller, request: &Request, at: usize) -> Answer {
        permitted(caller, &["issues"], Level::Write)?;
        if self.repositories[at].issues_disabled {
            return Err(refuse::with_message(
                410,
                "Issues has been disabled in this repository.",
            ));
        }
        let fields = Fields::of(request)?;
        let title = match &fields.title {
            Text::Given(title) => title.clone(),
            Text::Absent | Text::Null => {
                return Err(refuse::malformed("\"title\" wasn't supplied."));
            }
        };
        let fields = match self.role(caller, &self.repositories[at]) >= Role::Write {
            true => fields,
            false => fields.without_rights(),
        };
        self.acceptable(&fields, at)?;
        let number = self.repositories[at].next_number();
        let issue = Issue {
            id: self.next_id(),
            title,
            body: fields.body.clone().given(),
            author: caller.login().unwrap_or("ghost").to_owned(),
            created: self.now,
            updated: self.now,
            ..Issue::default()
        };
        self.repositories[at].issues.insert(number, issue);
        self.put((at, number), &fields);
        let place = (at, number);
        let location = format!("{}/issues/{number}", self.address(&self.repositories[at]));
        Ok(self.show_one(place, 201).with("location", location))
    }

    pub(super) fn lock(&mut self, caller: &Caller, place: Place, locked: bool) -> Answer {
        if self.role(caller, &self.repositories[place.0]) < Role::Write {
            return Err(refuse::not_admin());
        }
        self.issue(place).locked = locked;
        Ok(Reply::empty(204))
    }
}

//! Opening an issue.

use super::edit::{due, limits};
use super::orders::Ordered;
use super::quick::carried_out;
use super::refuse::{self, Refusal};
use super::state::{GitLab, Issue, PLANNER};
use super::{Answer, Ask, Place};
use crate::http::Reply;

impl GitLab {
    /// Whoever sees the project can open an issue; what they may not set is dropped without a word.
    pub(super) fn create_issue(&mut self, ask: &Ask<'_>, at: usize) -> Answer {
        let name = ask.caller.known()?.to_owned();
        let title = ask.params.needed("title")?;
        if self.projects[at].archived || self.projects[at].issues_disabled {
            return Err(refuse::forbidden());
        }
        let kind = ask
            .params
            .one_of("issue_type", &["issue", "incident", "test_case", "task"])?;
        let due_date = due(&ask.params)?.flatten();
        let given = ask.params.text("description");
        limits(Some(&title), given.as_deref())?;
        self.count_creation()?;
        let sets = self.sets_metadata(&name, &self.projects[at], true);
        let labels = ask
            .params
            .list("labels")
            .filter(|_| sets)
            .unwrap_or_default();
        let labels = self.known_labels(&name, at, &labels);
        let (description, orders) = carried_out(&given.unwrap_or_default());
        let mut issue = Issue {
            id: self.next_id(),
            title: title.trim().to_owned(),
            description: Some(description).filter(|it| !it.is_empty()),
            labels,
            assignees: self
                .assignable(ask, at)
                .filter(|_| sets)
                .unwrap_or_default(),
            milestone: self.milestone_of(ask, at).filter(|_| sets).flatten(),
            due_date: due_date.filter(|_| sets),
            confidential: ask.params.flag("confidential") == Some(true),
            kind: kind.unwrap_or_else(|| "issue".into()),
            created: self.now,
            updated: self.now,
            author: name.clone(),
            ..Issue::default()
        };
        let ordered = Ordered {
            by: &name,
            at,
            allowed: sets,
        };
        self.obey(&ordered, &orders, &mut issue);
        let iid = match self.wanted_iid(ask, at)? {
            Some(iid) => iid,
            None => self.projects[at].next_iid(),
        };
        self.projects[at].issues.insert(iid, issue);
        Ok(self.show_one((at, iid), 201))
    }

    /// Owners may choose the number; one that is taken is a conflict.
    fn wanted_iid(&mut self, ask: &Ask<'_>, at: usize) -> Result<Option<u64>, Refusal> {
        let project = &mut self.projects[at];
        let owner = project
            .members
            .get(ask.caller.known()?)
            .is_some_and(|it| *it >= super::OWNER);
        let Some(iid) = ask.params.number("iid").filter(|_| owner) else {
            return Ok(None);
        };
        if project.issues.contains_key(&iid) {
            return Err(refuse::message(409, "Duplicated issue"));
        }
        project.last_issue = project.last_issue.max(iid);
        Ok(Some(iid))
    }

    /// Users by id who can read the project; without a licence for more, the first. None if not asked for.
    pub(super) fn assignable(&self, ask: &Ask<'_>, at: usize) -> Option<Vec<String>> {
        let single = ask.params.text("assignee_id").map(|it| vec![it]);
        let wanted = ask.params.list("assignee_ids").or(single)?;
        let found = self.readers(&wanted, at);
        let clears = wanted.iter().all(|it| it == "0");
        (clears || !found.is_empty()).then_some(found)
    }

    /// Of the users with these ids the first who can read the project: more take a licence.
    pub(super) fn readers(&self, ids: &[String], at: usize) -> Vec<String> {
        let found = ids.iter().filter_map(|id| {
            let user = self.users.iter().find(|it| it.id.to_string() == *id)?;
            self.sees(Some(&user.username), &self.projects[at])
                .then(|| user.username.clone())
        });
        found.take(1).collect()
    }

    /// The outer one is whether it is asked for; one that is unknown is none.
    pub(super) fn milestone_of(&self, ask: &Ask<'_>, at: usize) -> Option<Option<u64>> {
        let project = &self.projects[at];
        if let Some(title) = ask.params.text("milestone") {
            let found = project.milestones.iter().find(|it| it.title == title);
            return Some(found.map(|it| it.id));
        }
        let id = ask
            .params
            .has("milestone_id")
            .then(|| ask.params.number("milestone_id"))?;
        Some(id.filter(|it| project.milestone(*it).is_some()))
    }

    /// Unknown labels are made by those who may.
    pub(super) fn known_labels(&mut self, name: &str, at: usize, names: &[String]) -> Vec<String> {
        let makes = self.standing(Some(name), &self.projects[at]) >= PLANNER;
        let mut found: Vec<String> = Vec::new();
        for name in names {
            if self.projects[at].label(name).is_none() {
                if !makes {
                    continue;
                }
                let label = self.label_named(name);
                self.projects[at].labels.push(label);
            }
            if !found.contains(name) {
                found.push(name.clone());
            }
        }
        found.sort();
        found
    }

    pub(super) fn link_issues(&mut self, ask: &Ask<'_>, place: Place) -> Answer {
        let name = ask.caller.known()?;
        if self.standing(Some(name), &self.projects[place.0]) < super::GUEST {
            return Err(refuse::forbidden());
        }
        let kind = ask
            .params
            .text("link_type")
            .unwrap_or_else(|| "relates_to".into());
        if kind != "relates_to" {
            return Err(refuse::message(
                403,
                "Blocked issues not available for current license",
            ));
        }
        let project = ask.params.needed("target_project_id")?;
        let iid = ask.params.needed("target_issue_iid")?;
        let there = self.found(ask, &project, &[])?;
        let target = self.seen_issue(ask, there, &iid)?;
        let target = self.show_issue(
            &self.projects[there],
            target.1,
            &self.projects[there].issues[&target.1],
        );
        let source = &self.projects[place.0];
        let source = self.show_issue(source, place.1, &source.issues[&place.1]);
        let body = serde_json::json!({ "source_issue": source, "target_issue": target, "link_type": kind });
        Ok(Reply::json(201, &body))
    }
}

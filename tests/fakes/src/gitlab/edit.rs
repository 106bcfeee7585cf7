//! Changing an issue: all of it in one request.

use super::access::Caller;
use super::orders::Ordered;
use super::params::Params;
use super::quick::carried_out;
use super::refuse::{self, Refusal};
use super::state::{GitLab, Issue, PLANNER};
use super::{Answer, Ask, Place};

const TITLE: usize = 255;
pub(super) const TEXT: usize = 1_048_576;

const FIELDS: [&str; 17] = [
    "add_labels",
    "assignee_id",
    "assignee_ids",
    "confidential",
    "created_at",
    "description",
    "discussion_locked",
    "due_date",
    "issue_type",
    "labels",
    "milestone",
    "milestone_id",
    "remove_labels",
    "severity",
    "state_event",
    "title",
    "weight",
];

/// Refuses what is too long, counted in characters.
pub(super) fn limits(title: Option<&str>, description: Option<&str>) -> Result<(), Refusal> {
    if title.is_some_and(|it| it.trim().is_empty()) {
        return Err(refuse::field("title", "can't be blank"));
    }
    let long = |text: Option<&str>, most: usize| text.is_some_and(|it| it.chars().count() > most);
    for (name, text, most) in [("title", title, TITLE), ("description", description, TEXT)] {
        if long(text, most) {
            let why = format!("is too long (maximum is {most} characters)");
            return Err(refuse::field(name, &why));
        }
    }
    Ok(())
}

/// A day, or none to clear it; the outer one is whether it is given.
pub(super) fn due(params: &Params) -> Result<Option<Option<String>>, Refusal> {
    if !params.has("due_date") {
        return Ok(None);
    }
    let day = params.text("due_date").filter(|it| !it.is_empty());
    match &day {
        Some(day) if day.parse::<jiff::civil::Date>().is_err() => {
            Err(refuse::error(400, "due_date is invalid"))
        }
        _ => Ok(Some(day)),
    }
}

impl GitLab {
    /// # Panics
    /// If there is no such issue: whoever calls this has looked.
    pub(super) fn issue(&mut self, (at, iid): Place) -> &mut Issue {
        let found = self.projects[at].issues.get_mut(&iid);
        found.unwrap_or_else(|| panic!("#{iid} is gone"))
    }

    /// Authors, whom it is given to, and planners up; of the fields, labels and dates are for planners up.
    pub(super) fn edit_issue(&mut self, ask: &Ask<'_>, place: Place) -> Answer {
        let name = ask.caller.known()?.to_owned();
        let project = &self.projects[place.0];
        let before = project.issues[&place.1].clone();
        if project.archived || !self.may_edit(ask.caller, place, &before) {
            return Err(refuse::forbidden());
        }
        if !ask.params.any(&FIELDS) {
            let error = format!(
                "{} are missing, at least one parameter must be provided",
                FIELDS.join(", ")
            );
            return Err(refuse::error(400, &error));
        }
        let title = ask.params.text("title");
        let description = ask.params.text("description");
        limits(title.as_deref(), description.as_deref())?;
        let event = ask.params.one_of("state_event", &["close", "reopen"])?;
        let due = due(&ask.params)?;
        let sets = self.sets_metadata(&name, &self.projects[place.0], false);
        let mut issue = before.clone();
        if let Some(title) = title {
            title.trim().clone_into(&mut issue.title);
        }
        if sets {
            self.put(ask, &name, place, &mut issue);
            issue.due_date = due.unwrap_or(issue.due_date);
        }
        issue.confidential = ask
            .params
            .flag("confidential")
            .filter(|_| sets)
            .unwrap_or(issue.confidential);
        // Orders that were in the text already are taken out and not carried out again.
        let text = match ask.params.has("description") {
            true => description,
            false => issue.description.clone(),
        };
        let (text, mut orders) = carried_out(&text.unwrap_or_default());
        let (_, old) = carried_out(before.description.as_deref().unwrap_or_default());
        orders.retain(|it| !old.contains(it));
        issue.description = Some(text).filter(|it| !it.is_empty());
        let ordered = Ordered {
            by: &name,
            at: place.0,
            allowed: sets,
        };
        self.obey(&ordered, &orders, &mut issue);
        if let Some(event) = event {
            self.turn(&mut issue, &name, event == "close");
        }
        self.keep(place, &before, issue);
        Ok(self.show_one(place, 200))
    }

    fn may_edit(&self, caller: &Caller, place: Place, issue: &Issue) -> bool {
        let name = caller.name();
        let own =
            name.is_some_and(|it| issue.author == it || issue.assignees.iter().any(|a| a == it));
        own || self.standing(name, &self.projects[place.0]) >= PLANNER
    }

    fn put(&mut self, ask: &Ask<'_>, name: &str, place: Place, issue: &mut Issue) {
        let at = place.0;
        if let Some(labels) = ask.params.list("labels") {
            issue.labels = self.known_labels(name, at, &labels);
        }
        if let Some(more) = ask.params.list("add_labels") {
            let more = self.known_labels(name, at, &more);
            issue.labels = self.known_labels(name, at, &[issue.labels.clone(), more].concat());
            drop_scoped(issue, &ask.params.list("add_labels").unwrap_or_default());
        }
        let gone = ask.params.list("remove_labels").unwrap_or_default();
        issue.labels.retain(|it| !gone.contains(it));
        if let Some(assignees) = self.assignable(ask, at) {
            issue.assignees = assignees;
        }
        issue.milestone = self.milestone_of(ask, at).unwrap_or(issue.milestone);
        issue.locked = ask.params.flag("discussion_locked").unwrap_or(issue.locked);
    }

    pub(super) fn turn(&self, issue: &mut Issue, name: &str, closed: bool) {
        if issue.closed == closed {
            return;
        }
        issue.closed = closed;
        issue.closed_at = closed.then_some(self.now);
        issue.closed_by = closed.then(|| name.to_owned());
    }

    /// Labels alone do not count as a change of the issue.
    pub(super) fn keep(&mut self, place: Place, before: &Issue, issue: Issue) {
        let plain = Issue {
            labels: before.labels.clone(),
            ..issue.clone()
        };
        let now = self.now;
        let kept = self.issue(place);
        *kept = issue;
        if plain != *before {
            kept.updated = now;
        }
    }
}

/// Of labels like `state::done` only the one that came last stays.
fn drop_scoped(issue: &mut Issue, new: &[String]) {
    for label in new {
        let Some((scope, _)) = label.rsplit_once("::") else {
            continue;
        };
        let scope = format!("{scope}::");
        issue
            .labels
            .retain(|it| it == label || !it.starts_with(&scope));
    }
}

//! The fields of an issue as a request gives them: what is accepted, and what they change.

use serde_json::{Value, json};

use super::access::{Caller, permitted};
use super::refuse::{self, Refusal};
use super::state::{GitHub, Label, Level, Repository, Role};
use super::{Answer, Place, fields};
use crate::http::Request;

const TITLE: usize = 256;
pub(super) const BODY: usize = 65_536;
const LABEL: usize = 50;
const LABELS: usize = 100;
const ASSIGNEES: usize = 10;
const REASONS: [&str; 4] = ["completed", "not_planned", "duplicate", "reopened"];

/// A text that may be left away, or be null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    Absent,
    Null,
    Given(String),
}

impl Text {
    /// Nothing and an empty text are the same to the server.
    pub(super) fn given(self) -> Option<String> {
        match self {
            Self::Given(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}

/// What a request wants to set.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    pub(super) title: Text,
    pub(super) body: Text,
    state: Option<String>,
    reason: Option<String>,
    labels: Option<Vec<String>>,
    assignees: Option<Vec<String>>,
    /// The outer one is whether it is given.
    milestone: Option<Option<u64>>,
    kind: Option<Option<String>>,
    /// The database id of the issue in use.
    duplicate: Option<u64>,
    values: Option<Vec<(u64, String)>>,
}

impl Fields {
    pub(super) fn of(request: &Request) -> Result<Self, Refusal> {
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|_| refuse::with_message(400, "Problems parsing JSON"))?;
        if !body.is_object() {
            return Err(refuse::with_message(400, "Body should be a JSON object"));
        }
        let milestone = match &body["milestone"] {
            _ if body.get("milestone").is_none() => None,
            Value::Null => Some(None),
            Value::Number(number) => Some(number.as_u64()),
            other => return Err(not_a("milestone", other, "an integer")),
        };
        let kind = match text(&body, "type")? {
            Text::Absent => None,
            Text::Null => Some(None),
            Text::Given(name) => Some(Some(name)),
        };
        Ok(Self {
            title: title(&body)?,
            body: text(&body, "body")?,
            state: text(&body, "state")?.given(),
            reason: text(&body, "state_reason")?.given(),
            labels: names(&body, "labels")?,
            assignees: names(&body, "assignees")?,
            milestone,
            kind,
            duplicate: body["duplicate_issue_id"].as_u64(),
            values: fields::values(&body)?,
        })
    }

    /// What is left of it to somebody who may not push.
    pub(super) fn without_rights(self) -> Self {
        Self {
            labels: None,
            assignees: None,
            milestone: None,
            kind: None,
            values: None,
            ..self
        }
    }
}

fn not_a(field: &str, value: &Value, wanted: &str) -> Refusal {
    refuse::malformed(&format!(
        "For 'properties/{field}', {value} is not {wanted}."
    ))
}

fn text(body: &Value, field: &str) -> Result<Text, Refusal> {
    match body.get(field) {
        None => Ok(Text::Absent),
        Some(Value::Null) => Ok(Text::Null),
        Some(Value::String(text)) => Ok(Text::Given(text.clone())),
        Some(other) => Err(not_a(field, other, "a string")),
    }
}

/// A title can be a number too.
fn title(body: &Value) -> Result<Text, Refusal> {
    match body.get("title") {
        Some(Value::Number(number)) => Ok(Text::Given(number.to_string())),
        _ => text(body, "title"),
    }
}

/// A list of names, or of objects with a name.
pub(super) fn names(body: &Value, field: &str) -> Result<Option<Vec<String>>, Refusal> {
    let list = match body.get(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(list)) => list,
        Some(other) => return Err(not_a(field, other, "an array")),
    };
    let name = |it: &Value| match it.as_str().or_else(|| it["name"].as_str()) {
        Some(name) => Ok(name.to_owned()),
        None => Err(not_a(field, it, "a string")),
    };
    list.iter().map(name).collect::<Result<_, _>>().map(Some)
}

impl GitHub {
    /// Refuses what is too long, unknown or of the wrong kind, before anything is changed.
    pub(super) fn acceptable(&self, fields: &Fields, at: usize) -> Result<(), Refusal> {
        let repository = &self.repositories[at];
        let mut wrong = Vec::new();
        let custom = |field: &str, message: String| json!({ "resource": "Issue", "code": "custom", "field": field, "message": message });
        if let Text::Given(title) = &fields.title {
            if title.trim().is_empty() {
                wrong.push(
                    json!({ "resource": "Issue", "code": "missing_field", "field": "title" }),
                );
            }
            if title.chars().count() > TITLE {
                wrong.push(custom(
                    "title",
                    format!("title is too long (maximum is {TITLE} characters)"),
                ));
            }
        }
        if let Text::Given(body) = &fields.body
            && body.chars().count() > BODY
        {
            wrong.push(custom(
                "body",
                format!("body is too long (maximum is {BODY} characters)"),
            ));
        }
        let labels = fields.labels.as_deref().unwrap_or_default();
        if labels.len() > LABELS {
            wrong.push(custom(
                "labels",
                format!("labels is too long (maximum is {LABELS} labels)"),
            ));
        }
        wrong.extend(labels.iter().filter_map(|it| wrong_label(it)));
        for login in fields.assignees.iter().flatten() {
            if !self.assignable(login, repository) {
                wrong.push(json!({ "resource": "Issue", "code": "invalid", "field": "assignees", "value": login }));
            }
        }
        if let Some(Some(number)) = fields.milestone
            && repository.milestone(number).is_none()
        {
            wrong.push(json!({ "resource": "Issue", "code": "invalid", "field": "milestone", "value": number }));
        }
        if let Some(Some(kind)) = &fields.kind
            && !repository.types.contains(kind)
        {
            wrong.push(
                json!({ "resource": "Issue", "code": "invalid", "field": "type", "value": kind }),
            );
        }
        wrong.extend(self.wrong_extras(fields, repository));
        known(fields.state.as_deref(), "state", &["open", "closed"])?;
        known(fields.reason.as_deref(), "state_reason", &REASONS)?;
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(refuse::errors(wrong))
        }
    }

    /// Values of fields that do not fit, and duplicates of what does not exist.
    fn wrong_extras(&self, fields: &Fields, repository: &Repository) -> Vec<Value> {
        let values = fields.values.iter().flatten();
        let mut wrong: Vec<Value> = values
            .filter_map(|it| self.wrong_value(repository, it))
            .collect();
        let mut all = self.repositories.iter().flat_map(|it| it.issues.values());
        if let Some(id) = fields.duplicate
            && !all.any(|it| it.id == id)
        {
            wrong.push(json!({ "resource": "Issue", "code": "invalid", "field": "duplicate_issue_id", "value": id }));
        }
        wrong
    }

    /// The author can edit an issue, and so can those who may triage or push.
    pub(super) fn edit_issue(
        &mut self,
        caller: &Caller,
        request: &Request,
        place: Place,
    ) -> Answer {
        permitted(caller, &["issues", "pull_requests"], Level::Write)?;
        let role = self.role(caller, &self.repositories[place.0]);
        let author = self.issue(place).author.clone();
        if role < Role::Triage && caller.login() != Some(author.as_str()) {
            return Err(refuse::not_admin());
        }
        let fields = Fields::of(request)?;
        let fields = if role < Role::Triage {
            fields.without_rights()
        } else {
            fields
        };
        self.acceptable(&fields, place.0)?;
        let before = self.issue(place).clone();
        match &fields.title {
            Text::Given(title) => self.issue(place).title.clone_from(title),
            Text::Absent | Text::Null => {}
        }
        match fields.body.clone() {
            Text::Absent => {}
            body => self.issue(place).body = body.given(),
        }
        self.put(place, &fields);
        self.turn(caller, place, &fields);
        let now = self.now;
        if *self.issue(place) != before {
            self.issue(place).updated = now;
        }
        Ok(self.show_one(place, 200))
    }

    /// Labels and assignees replace what was there.
    pub(super) fn put(&mut self, place: Place, fields: &Fields) {
        if let Some(labels) = &fields.labels {
            let labels = self.known_labels(place.0, labels);
            self.issue(place).labels = labels;
        }
        let issue = self.issue(place);
        if let Some(assignees) = &fields.assignees {
            issue.assignees.clone_from(assignees);
            issue.assignees.truncate(ASSIGNEES);
        }
        issue.milestone = fields.milestone.unwrap_or(issue.milestone);
        if let Some(kind) = &fields.kind {
            issue.kind.clone_from(kind);
        }
        if let Some(values) = &fields.values {
            self.put_values(place, values);
        }
    }

    /// A reason counts only if the state changes.
    fn turn(&mut self, caller: &Caller, place: Place, fields: &Fields) {
        let Some(state) = &fields.state else { return };
        let now = self.now;
        let issue = self.issue(place);
        let closed = state == "closed";
        if closed == issue.closed {
            return;
        }
        let usual = if closed { "completed" } else { "reopened" };
        let fits = |it: &&String| (it.as_str() == "reopened") != closed;
        let reason = fields.reason.as_ref().filter(fits);
        issue.state_reason = Some(reason.map_or(usual, |it| it.as_str()).to_owned());
        let is_duplicate = issue.state_reason.as_deref() == Some("duplicate");
        issue.duplicate_of = fields.duplicate.filter(|_| is_duplicate);
        issue.closed = closed;
        issue.closed_at = closed.then_some(now);
        issue.closed_by = caller.login().filter(|_| closed).map(str::to_owned);
    }

    /// The labels in the repository's spelling; those it does not have are made.
    pub(super) fn known_labels(&mut self, at: usize, names: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for name in names {
            let known = self.repositories[at].label(name).map(|it| it.name.clone());
            let name = known.unwrap_or_else(|| {
                let id = self.next_id();
                self.repositories[at].labels.push(Label::new(id, name));
                name.clone()
            });
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }
}

pub(super) fn wrong_label(name: &str) -> Option<Value> {
    let error =
        |code: &str| json!({ "resource": "Label", "code": code, "field": "name", "value": name });
    if name.trim().is_empty() {
        return Some(error("missing_field"));
    }
    (name.chars().count() > LABEL).then(|| {
        let mut error = error("custom");
        error["message"] = format!("name is too long (maximum is {LABEL} characters)").into();
        error
    })
}

fn known(value: Option<&str>, field: &str, allowed: &[&str]) -> Result<(), Refusal> {
    match value {
        Some(value) if !allowed.contains(&value) => Err(refuse::malformed(&format!(
            "For 'properties/{field}', \"{value}\" is not a possible value. Must be one of the following: {}.",
            allowed.join(", ")
        ))),
        _ => Ok(()),
    }
}

//! What an issue can have beside text and labels where the organization has set it up: a type, a date field, a
//! milestone. What is missing costs a word to a person and never the issue.

use std::sync::{MutexGuard, PoisonError};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::GitHub;
use super::model::{FieldShown, Row};
use super::write::New;
use crate::forge::transport::TransportError;
use crate::issue::Draft;

/// What only GitHub can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The name of the issue type that new issues get.
    pub issue_type: Option<String>,
    /// The name of the organization's field that holds the due date.
    pub due_field: Option<String>,
    /// The title of the milestone that new issues get.
    pub milestone: Option<String>,
    /// New issues become sub-issues of one for their report.
    pub parent: bool,
}

impl Options {
    /// True if a milestone is what we gave the issue, and no work of people's.
    pub(super) fn is_our_milestone(&self, title: &str) -> bool {
        self.milestone.as_deref() == Some(title)
    }

    /// The day in the field for due dates.
    pub(super) fn due_of(&self, values: &[FieldShown]) -> Option<Date> {
        let name = self.due_field.as_deref()?;
        let named = |it: &&FieldShown| it.issue_field_name.eq_ignore_ascii_case(name);
        values.iter().find(named)?.value.as_str()?.parse().ok()
    }
}

/// A value of an organization's field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct FieldValue {
    field_id: u64,
    value: String,
}

#[derive(Deserialize)]
struct Milestone {
    number: u64,
    title: String,
}

#[derive(Deserialize)]
struct Field {
    id: u64,
    name: String,
    #[serde(default)]
    data_type: String,
}

impl GitHub {
    /// What is to be said of this run, once.
    pub(super) fn notes(&self) -> MutexGuard<'_, Vec<String>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the milestone, looked up once; that it is not there is said once.
    pub(super) async fn milestone(&self) -> Option<u64> {
        match self.milestone.get() {
            Some(known) => *known,
            None => {
                let found = self.find_milestone().await;
                *self.milestone.get_or_init(|| found)
            }
        }
    }

    /// Looks for the field that holds due dates, once, and before anything is planned: where there is none,
    /// none is asked for.
    pub(super) async fn learn_due_field(&self) {
        if self.due_field.get().is_none() {
            let found = self.find_due_field().await;
            let _ = self.due_field.set(found);
        }
    }

    /// The number of the field, once it was looked for.
    pub(super) fn due_field(&self) -> Option<u64> {
        self.due_field.get().copied().flatten()
    }

    async fn find_milestone(&self) -> Option<u64> {
        let title = self.options.milestone.as_deref()?;
        let repository = &self.settings.repository;
        let path = format!("/repos/{repository}/milestones?state=all&per_page=100");
        let found: Result<Vec<Milestone>, _> = self.api.pages(&path).await;
        let number = match &found {
            Ok(all) => all.iter().find(|it| it.title == title).map(|it| it.number),
            Err(_) => None,
        };
        if number.is_none() {
            let why = reason(found.err());
            self.notes().push(format!(
                "{repository} has no milestone \"{title}\"{why}, so new issues get none; make it there, or correct \
                 tracker.milestone"
            ));
        }
        number
    }

    async fn find_due_field(&self) -> Option<u64> {
        let name = self.options.due_field.as_deref()?;
        let (owner, _) = self.settings.repository.split_once('/')?;
        let path = format!("/orgs/{owner}/issue-fields");
        let found: Result<Vec<Field>, _> = self.api.get(&path).await;
        let fits = |it: &&Field| it.name.eq_ignore_ascii_case(name) && it.data_type == "date";
        let id = match &found {
            Ok(all) => all.iter().find(fits).map(|it| it.id),
            Err(_) => None,
        };
        if id.is_none() {
            let why = reason(found.err());
            self.notes().push(format!(
                "{owner} has no field \"{name}\" for dates{why}, so due dates stand in the text of issues only; make it \
                 in the organization's settings, let the token read it, or take out tracker.due-field"
            ));
        }
        id
    }

    /// The value of the date field, if there is one. Nothing takes a date away again.
    pub(super) fn due(&self, due: Option<Option<Date>>) -> Vec<FieldValue> {
        let value = self.due_field().zip(due.flatten());
        let value = value.map(|(field_id, due)| FieldValue {
            field_id,
            value: due.to_string(),
        });
        value.into_iter().collect()
    }

    /// What GitHub left out of a new issue, a sentence that is the same for each.
    pub(super) fn extras_missing(&self, sent: &New<'_>, row: &Row) -> Vec<String> {
        let repository = &self.settings.repository;
        let mut warnings = Vec::new();
        let mut missing = |what: String, key: &str| {
            warnings.push(format!(
                "GitHub did not set the {what} of new issues in {repository}: the token may not, or this GitHub or its \
                 organization has none; give the token write access, or take out tracker.{key}"
            ));
        };
        if let Some(wanted) = &self.options.issue_type
            && !row
                .kind
                .as_ref()
                .is_some_and(|it| it.name.eq_ignore_ascii_case(wanted))
        {
            missing(format!("type `{wanted}`"), "type");
        }
        if sent.milestone.is_some() && row.milestone.is_none() {
            missing("milestone".to_owned(), "milestone");
        }
        warnings
    }
}

impl<'a> New<'a> {
    /// Everything that one request can say.
    pub(super) fn of(
        github: &'a GitHub,
        draft: &'a Draft,
        body: String,
        milestone: Option<u64>,
    ) -> Self {
        const MOST_ASSIGNEES: usize = 10;
        Self {
            title: &draft.title,
            body,
            labels: &draft.labels,
            assignees: &draft.assignees[..draft.assignees.len().min(MOST_ASSIGNEES)],
            kind: github.options.issue_type.as_deref(),
            milestone,
            issue_field_values: github.due(draft.due),
        }
    }

    /// Leaves out one field for which the request was refused; false if it is none of these. Better an issue
    /// without it than none at all.
    pub(super) fn without(&mut self, refused: &TransportError) -> bool {
        for field in complaints(refused) {
            let left = match field.as_str() {
                "assignees" => !std::mem::take(&mut self.assignees).is_empty(),
                "type" => self.kind.take().is_some(),
                "milestone" => self.milestone.take().is_some(),
                "issue_field_values" => !std::mem::take(&mut self.issue_field_values).is_empty(),
                _ => false,
            };
            if left {
                return true;
            }
        }
        false
    }
}

/// The fields that keep a request from being carried out.
pub(super) fn complaints(error: &TransportError) -> Vec<String> {
    let answer = error.answer().filter(|it| it.status.as_u16() == 422);
    let body: Option<Value> = answer.and_then(|it| serde_json::from_slice(&it.body).ok());
    let errors = body.as_ref().and_then(|body| body["errors"].as_array());
    let field = |it: &Value| it["field"].as_str().map(str::to_owned);
    errors.into_iter().flatten().filter_map(field).collect()
}

fn reason(error: Option<TransportError>) -> String {
    error
        .map(|it| format!(" that can be read ({it})"))
        .unwrap_or_default()
}

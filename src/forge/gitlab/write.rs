//! Opening and changing issues.

use gitlab::api::common::path_escaped;
use gitlab::api::projects::issues::notes::CreateIssueNote;
use gitlab::api::projects::issues::{CreateIssue, EditIssue, IssueStateEvent};
use jiff::civil::Date;
use serde::de::IgnoredAny;
use url::form_urlencoded::byte_serialize;

use super::api::{Read, With};
use super::model::{Milestone, Note, Row};
use super::{GitLab, labels};
use crate::forge::merge::Merged;
use crate::forge::tracker::{Found, Opened};
use crate::forge::transport::TransportError;
use crate::issue::{Draft, Issue};

impl GitLab {
    pub(super) async fn send_new(
        &self,
        draft: &Draft,
        body: String,
    ) -> Result<Opened, TransportError> {
        let (known, mut warnings) = self.accounts(&draft.assignees).await;
        let (names, ids): (Vec<String>, Vec<u64>) = known.into_iter().unzip();
        let milestone = self.milestone(&mut warnings).await;
        let mut new = CreateIssue::builder();
        new.project(self.settings.repository.as_str())
            .title(draft.title.as_str())
            .description(body)
            .labels(draft.labels.iter().map(String::as_str))
            .assignee_ids(ids.into_iter());
        if let Some(id) = milestone {
            new.milestone_id(id);
        }
        if draft.confidential {
            new.confidential(true);
        }
        let new = With {
            endpoint: new.build().expect("a project and a title are all it needs"),
            query: Vec::new(),
            fields: due(draft.due.filter(Option::is_some)),
        };
        let row = self.api.ask::<Row>(&new).await;
        Ok(Opened {
            found: self.found(self.learn_why(row).await?),
            assignees: names,
            warnings,
        })
    }

    /// Everything in one request; the reason for closing, which GitLab does not know, as a label.
    pub(super) async fn send_change(
        &self,
        current: &Issue,
        number: u64,
        merged: &Merged,
    ) -> Result<Found, TransportError> {
        let mut edit = EditIssue::builder();
        edit.project(current.id.repository.as_str()).issue(number);
        if let Some(title) = &merged.title {
            edit.title(title.as_str());
        }
        if let Some(body) = &merged.body {
            edit.description(body.as_str());
        }
        let mut add: Vec<&str> = merged.add_labels.iter().map(String::as_str).collect();
        let mut remove: Vec<&str> = merged.remove_labels.iter().map(String::as_str).collect();
        if let Some(state) = merged.state {
            for reason in labels::REASONS {
                match labels::reason(state) == Some(reason) {
                    true => add.push(reason),
                    false => remove.push(reason),
                }
            }
            match (state.is_open(), current.state.is_open()) {
                (true, false) => drop(edit.state_event(IssueStateEvent::Reopen)),
                (false, true) => drop(edit.state_event(IssueStateEvent::Close)),
                _ => {}
            }
        }
        let memory = merged.heard.map(labels::remembers);
        add.extend(memory);
        if memory.is_some() || merged.body.is_some() {
            // A text that is sent remembers it itself.
            let old = current.labels.iter().map(String::as_str);
            remove.extend(old.filter(|it| labels::is_memory(it) && Some(*it) != memory));
        }
        for label in add {
            edit.add_label(label);
        }
        for label in remove {
            edit.remove_label(label);
        }
        if merged.confidential {
            edit.confidential(true);
        }
        let edit = With {
            endpoint: edit
                .build()
                .expect("a project and a number are all it needs"),
            query: Vec::new(),
            fields: due(merged.due),
        };
        let row = self.api.ask::<Row>(&edit).await;
        Ok(self.found(self.learn_why(row).await?))
    }

    pub(super) async fn send_note(
        &self,
        repository: &str,
        number: u64,
        text: &str,
    ) -> Result<(), TransportError> {
        let note = CreateIssueNote::builder()
            .project(repository)
            .issue(number)
            .body(text)
            .build()
            .expect("a project, a number and a text are all it needs");
        let sent = self.api.ask::<IgnoredAny>(&note).await;
        self.learn_why(sent).await.map(|_| ())
    }

    pub(super) async fn notes(
        &self,
        repository: &str,
        number: u64,
    ) -> Result<Vec<String>, TransportError> {
        let project = path_escaped(repository);
        let path = format!("projects/{project}/issues/{number}/notes?sort=desc&per_page=100");
        let rows: Vec<Note> = self.api.pages(&Read(path)).await?;
        let people = rows.into_iter().filter(|it| !it.system);
        Ok(people.map(|it| it.body).collect())
    }

    /// The number of the milestone that new issues get, looked up once, in the groups above too.
    async fn milestone(&self, warnings: &mut Vec<String>) -> Option<u64> {
        let title = self.options.milestone.as_deref()?;
        if let Some(known) = self.milestone.get() {
            return *known;
        }
        let project = path_escaped(&self.settings.repository).to_string();
        let wanted: String = byte_serialize(title.as_bytes()).collect();
        let path = format!("projects/{project}/milestones?title={wanted}&include_ancestors=true");
        let found: Result<Vec<Milestone>, _> = self.api.ask(&Read(path)).await;
        let id = match found {
            Ok(found) => found.iter().find(|it| it.title == title).map(|it| it.id),
            Err(error) => {
                warnings.push(format!(
                    "the milestone \"{title}\" could not be looked up, so new issues get none: {error}"
                ));
                return None;
            }
        };
        if id.is_none() {
            warnings.push(format!(
                "{} has no milestone \"{title}\", so new issues get none; make it there, or correct tracker.milestone",
                self.settings.repository
            ));
        }
        let _ = self.milestone.set(id);
        id
    }
}

/// The field for the day; an empty one takes it away, which the crate cannot say.
fn due(day: Option<Option<Date>>) -> Vec<(&'static str, String)> {
    let value = |day: Option<Date>| day.map(|it| it.to_string()).unwrap_or_default();
    let field = day.map(|day| ("due_date", value(day)));
    field.into_iter().collect()
}

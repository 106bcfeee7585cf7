//! Notes on issues and merge requests.

use serde_json::{Value, json};

use super::edit::TEXT;
use super::orders::Ordered;
use super::page::Row;
use super::quick::carried_out;
use super::refuse::{self, Refusal};
use super::state::{Executed, GitLab, MAINTAINER, Note, PLANNER};
use super::{Answer, Ask, Place};
use crate::http::Reply;

/// On what a note stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Issue,
    MergeRequest,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Issue => "Issue",
            Self::MergeRequest => "MergeRequest",
        }
    }
}

impl GitLab {
    pub(super) fn issue_notes(&mut self, ask: &Ask<'_>, place: Place, path: &[&str]) -> Answer {
        let locked = self.issue(place).locked;
        let name = ask.name();
        let member = self.standing(name, &self.projects[place.0]) > 0;
        if !ask.reads() && locked && !member {
            return Err(refuse::forbidden());
        }
        self.notes(ask, place, Kind::Issue, path)
    }

    pub(super) fn notes(
        &mut self,
        ask: &Ask<'_>,
        place: Place,
        kind: Kind,
        path: &[&str],
    ) -> Answer {
        if !ask.reads() {
            ask.caller.known()?;
            if self.projects[place.0].archived {
                return Err(refuse::forbidden());
            }
        }
        match (ask.request.method.as_str(), path) {
            ("GET", []) => self.list_notes(ask, place, kind),
            ("POST", []) => self.add_note(ask, place, kind),
            (method, [id]) => self.one_note(ask, place, kind, method, id),
            _ => Err(refuse::not_found("")),
        }
    }

    fn notes_of(&mut self, (at, iid): Place, kind: Kind) -> &mut Vec<Note> {
        match kind {
            Kind::Issue => &mut self.issue((at, iid)).notes,
            Kind::MergeRequest => &mut self.merge_request((at, iid)).notes,
        }
    }

    /// The newest first unless asked.
    fn list_notes(&mut self, ask: &Ask<'_>, place: Place, kind: Kind) -> Answer {
        let sort = ask.params.one_of("sort", &["asc", "desc"])?;
        ask.params
            .one_of("order_by", &["created_at", "updated_at"])?;
        let mut notes = self.notes_of(place, kind).clone();
        notes.extend(self.said_of_its_move(place, kind));
        let mut rows: Vec<Row> = notes
            .iter()
            .map(|it| (it.id.to_string(), self.show_note(kind.name(), place.1, it)))
            .collect();
        if sort.as_deref() != Some("asc") {
            rows.reverse();
        }
        let address = self.address(&self.projects[place.0]);
        let below = if kind == Kind::Issue {
            "issues"
        } else {
            "merge_requests"
        };
        self.cut(ask, format!("{address}/{below}/{}/notes", place.1), &rows)
    }

    /// GitLab's own note on an issue that went elsewhere: the one place that says where to.
    fn said_of_its_move(&mut self, place: Place, kind: Kind) -> Option<Note> {
        let issue = match kind {
            Kind::Issue => self.issue(place).clone(),
            Kind::MergeRequest => return None,
        };
        let to = issue.moved?;
        Some(Note {
            id: issue.id,
            author: issue.author,
            body: format!("moved to {}#{}", to.project, to.iid),
            system: true,
            created: issue.updated,
            updated: issue.updated,
        })
    }

    /// A note that holds nothing but orders is not kept.
    fn add_note(&mut self, ask: &Ask<'_>, place: Place, kind: Kind) -> Answer {
        let name = ask.caller.known()?.to_owned();
        let body = said(ask)?;
        let (body, orders) = carried_out(&body);
        self.order(&name, place, kind, &orders);
        if body.is_empty() && !orders.is_empty() {
            let names: Vec<Value> = orders.iter().map(|it| json!(it.name)).collect();
            let answer = json!({ "commands_changes": {}, "summary": names });
            return Ok(Reply::json(202, &answer));
        }
        let note = Note {
            id: self.next_id(),
            author: name,
            body,
            system: false,
            created: self.now,
            updated: self.now,
        };
        let shown = self.show_note(kind.name(), place.1, &note);
        self.notes_of(place, kind).push(note);
        Ok(Reply::json(201, &shown))
    }

    fn order(&mut self, name: &str, place: Place, kind: Kind, orders: &[Executed]) {
        if kind == Kind::MergeRequest {
            self.obey_on_request(name, place, orders);
            return;
        }
        let before = self.issue(place).clone();
        let mut issue = before.clone();
        let allowed = self.standing(Some(name), &self.projects[place.0]) >= PLANNER;
        let ordered = Ordered {
            by: name,
            at: place.0,
            allowed,
        };
        self.obey(&ordered, orders, &mut issue);
        self.keep(place, &before, issue);
    }

    /// Notes are edited by their author alone, and deleted by maintainers too.
    fn one_note(
        &mut self,
        ask: &Ask<'_>,
        place: Place,
        kind: Kind,
        method: &str,
        id: &str,
    ) -> Answer {
        let notes = self.notes_of(place, kind);
        let index = notes.iter().position(|it| it.id.to_string() == id);
        let index = index.ok_or_else(|| refuse::not_found("Note"))?;
        let author = notes[index].author.clone();
        let own = ask.name() == Some(author.as_str());
        let keeper = self.standing(ask.name(), &self.projects[place.0]) >= MAINTAINER;
        match method {
            "GET" => {}
            "PUT" if own => {
                let (body, orders) = carried_out(&said(ask)?);
                self.order(&author, place, kind, &orders);
                let now = self.now;
                let note = &mut self.notes_of(place, kind)[index];
                note.body = body;
                note.updated = now;
            }
            "DELETE" if own || keeper => {
                self.notes_of(place, kind).remove(index);
                return Ok(Reply::empty(204));
            }
            _ => return Err(refuse::forbidden()),
        }
        let note = self.notes_of(place, kind)[index].clone();
        Ok(Reply::json(
            200,
            &self.show_note(kind.name(), place.1, &note),
        ))
    }
}

fn said(ask: &Ask<'_>) -> Result<String, Refusal> {
    let body = ask.params.text("body");
    let body = body.ok_or_else(|| refuse::error(400, "body is missing"))?;
    let bad = |why: &str| {
        refuse::message(
            400,
            format!("400 Bad request - Note {{:note=>[\"{why}\"]}}"),
        )
    };
    if body.trim().is_empty() {
        return Err(bad("can't be blank"));
    }
    match body.chars().count() > TEXT {
        true => Err(bad("is too long (maximum is 1048576 characters)")),
        false => Ok(body),
    }
}

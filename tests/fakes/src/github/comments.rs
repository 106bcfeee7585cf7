//! Comments on issues and pull requests.

use serde_json::Value;

use super::access::{Caller, permitted};
use super::edit::BODY;
use super::page;
use super::refuse::{self, Refusal};
use super::state::{Comment, GitHub, Level, Role};
use super::{Answer, Place};
use crate::http::{Reply, Request};

impl GitHub {
    /// The list of an issue's comments, the oldest first, and its end.
    pub(super) fn below_comments(
        &mut self,
        caller: &Caller,
        request: &Request,
        place: Place,
    ) -> Answer {
        let (at, number) = place;
        match request.method.as_str() {
            "GET" => {
                let repository = &self.repositories[at];
                let comments = repository.issues[&number].comments.iter();
                let rows: Vec<page::Row> = comments
                    .map(|it| (it.id.to_string(), self.show_comment(repository, number, it)))
                    .collect();
                let address = self.lasting_address(repository);
                let address = format!("{address}/issues/{number}/comments");
                Ok(page::cut(request, &address, &rows))
            }
            "POST" => self.comment(caller, request, place),
            _ => Err(refuse::not_found()),
        }
    }

    fn comment(&mut self, caller: &Caller, request: &Request, place: Place) -> Answer {
        self.may_write(caller, place)?;
        let role = self.role(caller, &self.repositories[place.0]);
        if self.issue(place).locked && role < Role::Write {
            return Err(refuse::with_message(
                403,
                "Unable to create comment because issue is locked.",
            ));
        }
        let comment = Comment {
            id: self.next_id(),
            author: caller.login().unwrap_or_default().to_owned(),
            body: said(request)?,
            created: self.now,
            updated: self.now,
        };
        let shown = self.show_comment(&self.repositories[place.0], place.1, &comment);
        let now = self.now;
        let issue = self.issue(place);
        issue.comments.push(comment);
        issue.updated = now;
        Ok(Reply::json(201, &shown))
    }

    /// A pull request is commented with its own right, or with that of issues.
    fn may_write(&mut self, caller: &Caller, place: Place) -> Result<(), Refusal> {
        let rights: &[&str] = match self.issue(place).pull {
            Some(_) => &["issues", "pull_requests"],
            None => &["issues"],
        };
        permitted(caller, rights, Level::Write)
    }

    /// One comment by its id: read, edited or deleted by its author or whoever may push.
    pub(super) fn one_comment(
        &mut self,
        caller: &Caller,
        request: &Request,
        at: usize,
        method: &str,
        id: &str,
    ) -> Answer {
        let mut issues = self.repositories[at].issues.iter();
        let found = issues.find_map(|(number, issue)| {
            let index = issue
                .comments
                .iter()
                .position(|it| it.id.to_string() == id)?;
            Some((*number, index))
        });
        let (number, index) = found.ok_or_else(refuse::not_found)?;
        let place = (at, number);
        if method != "GET" {
            self.may_write(caller, place)?;
            let author = self.issue(place).comments[index].author.clone();
            let pusher = self.role(caller, &self.repositories[at]) >= Role::Write;
            if !pusher && caller.login() != Some(author.as_str()) {
                return Err(refuse::not_admin());
            }
        }
        match method {
            "DELETE" => {
                self.issue(place).comments.remove(index);
                return Ok(Reply::empty(204));
            }
            "PATCH" => {
                let body = said(request)?;
                let now = self.now;
                let comment = &mut self.issue(place).comments[index];
                comment.body = body;
                comment.updated = now;
            }
            "GET" => {}
            _ => return Err(refuse::not_found()),
        }
        let repository = &self.repositories[at];
        let comment = &repository.issues[&number].comments[index];
        Ok(Reply::json(
            200,
            &self.show_comment(repository, number, comment),
        ))
    }
}

fn said(request: &Request) -> Result<String, Refusal> {
    let json: Value = serde_json::from_slice(&request.body)
        .map_err(|_| refuse::with_message(400, "Problems parsing JSON"))?;
    let body = json["body"].as_str();
    let body = body.ok_or_else(|| refuse::malformed("\"body\" wasn't supplied."))?;
    if body.trim().is_empty() {
        return Err(refuse::errors(vec![serde_json::json!({
            "resource": "IssueComment", "code": "unprocessable", "field": "data", "message": "Body cannot be blank",
        })]));
    }
    if body.chars().count() > BODY {
        let message = format!("body is too long (maximum is {BODY} characters)");
        return Err(refuse::custom("IssueComment", "body", &message));
    }
    Ok(body.to_owned())
}

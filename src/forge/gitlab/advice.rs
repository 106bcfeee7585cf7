//! What GitLab's refusals mean, and what a person can do about them.

use serde_json::Value;

use super::model::Project;
use crate::forge::tracker::Doing;
use crate::forge::transport::Answer;

/// What a token has to be to write issues.
pub const WANTED: &str =
    "a project access token with the scope `api` and the role Reporter or higher";

/// Who asks, as far as it explains refusals.
pub(super) struct Asking<'a> {
    pub(super) repository: &'a str,
    pub(super) doing: Doing,
    /// The token is a job's own.
    pub(super) as_job: bool,
    /// What is known of our project, if the refusal is about it.
    pub(super) project: Option<&'a Project>,
}

/// What an answer means, and what to do next.
pub(super) fn advice(asking: &Asking<'_>, answer: &Answer) -> Option<String> {
    let repository = asking.repository;
    Some(match answer.status.as_u16() {
        401 => unaccepted(asking, answer),
        403 => forbidden(asking, answer),
        404 if asking.as_job => job(asking),
        404 => match asking.project.filter(|it| !it.has_issues()) {
            Some(_) => switched_off(repository),
            None => format!(
                "{repository} or this issue in it does not exist, or the token cannot see it (confidential issues are \
                 shown to members from Planner up); check tracker.repository, and that the token is good for that project"
            ),
        },
        400 | 409 | 422 => format!("{}; {}", invalid(answer), asking.doing.otherwise()),
        410 => format!(
            "it was there once and is gone from {repository}; check tracker.repository, and that issues are turned on there"
        ),
        405 => "the list is longer than this GitLab gives out by page; ask its administrator to raise the limit, or \
                update it to 18.3 or later"
            .to_owned(),
        status if status >= 500 => "GitLab is having trouble; see its status page and run again".to_owned(),
        _ => return None,
    })
}

fn unaccepted(asking: &Asking<'_>, answer: &Answer) -> String {
    if asking.as_job {
        return job(asking);
    }
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let told = body["error_description"].as_str().unwrap_or_default();
    let what = match told.to_lowercase() {
        it if it.contains("expired") => "the token has expired",
        it if it.contains("revoked") => "the token was revoked",
        _ => "the token is not accepted",
    };
    format!("{what}; make {WANTED}, and set FOLLOWTHROUGH_TOKEN or GITLAB_TOKEN to it")
}

fn job(asking: &Asking<'_>) -> String {
    format!(
        "CI_JOB_TOKEN may not {} {}: it reads issues from GitLab 19 on, where the project lets it in, and never writes \
         them; set FOLLOWTHROUGH_TOKEN to {WANTED}",
        asking.doing.verb(),
        asking.repository
    )
}

fn forbidden(asking: &Asking<'_>, answer: &Answer) -> String {
    let repository = asking.repository;
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if body["error"] == "insufficient_scope" {
        return format!(
            "the token lacks a scope; make {WANTED}, and set FOLLOWTHROUGH_TOKEN to it"
        );
    }
    match asking.project {
        Some(project) if project.archived => {
            return format!(
                "{repository} is archived, so nothing in it can change; set tracker.repository to another project"
            );
        }
        Some(project) if !project.has_issues() => return switched_off(repository),
        _ if asking.as_job => return job(asking),
        _ => {}
    }
    format!(
        "the token may not {} {repository}; {}",
        asking.doing.verb(),
        match asking.doing.writes() {
            true => format!("it has to be {WANTED}"),
            false => "it has to be one of a member, with the scope `read_api`".to_owned(),
        }
    )
}

fn switched_off(repository: &str) -> String {
    format!(
        "issues are turned off in {repository}; turn them on in its settings under General, Visibility, or set \
         tracker.repository to where issues are kept"
    )
}

/// What a refusal says of each field.
fn invalid(answer: &Answer) -> String {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let Some(fields) = body["message"].as_object() else {
        return answer.message.clone();
    };
    let each = fields.iter().map(|(field, why)| {
        let why: Vec<&str> = match why {
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        };
        format!("{field} {}", why.join(", "))
    });
    each.collect::<Vec<_>>().join("; ")
}

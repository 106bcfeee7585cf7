//! What GitHub's refusals mean, and what a person can do about them.

use serde_json::Value;

use crate::forge::tracker::Doing;
use crate::forge::transport::Answer;

/// The right that a workflow has to ask for.
fn right(doing: Doing) -> &'static str {
    match doing.writes() {
        false => "issues: read",
        true => "issues: write",
    }
}

/// What an answer means, and what to do next.
pub(super) fn advice(repository: &str, doing: Doing, answer: &Answer) -> Option<String> {
    Some(match answer.status.as_u16() {
        401 => "the token is not accepted; set FOLLOWTHROUGH_TOKEN, GITHUB_TOKEN or GH_TOKEN to one that is valid"
            .to_owned(),
        403 => forbidden(repository, doing, answer),
        404 => format!(
            "{repository} does not exist, or the token cannot see it; check tracker.repository, and that the token is \
             good for that repository (a workflow's own GITHUB_TOKEN reaches its own repository only)"
        ),
        410 => format!(
            "issues are turned off in {repository}; turn them on in its settings under General, Features, or set \
             tracker.repository to where issues are kept"
        ),
        422 => format!("{}; {}", invalid(answer), doing.otherwise()),
        status if status >= 500 => "GitHub is having trouble; see its status page and run again".to_owned(),
        _ => return None,
    })
}

fn forbidden(repository: &str, doing: Doing, answer: &Answer) -> String {
    let says = answer.message.to_lowercase();
    if let Some(sso) = answer.header("x-github-sso") {
        let page = sso.split("url=").nth(1).unwrap_or_default();
        return format!("the organisation wants the token authorized for single sign-on: {page}");
    }
    if says.contains("archived") {
        return format!(
            "{repository} is archived, so nothing in it can change; set tracker.repository to another"
        );
    }
    if says.contains("ip allow list") {
        return "the organisation lets only certain addresses in; run on a machine whose address it allows".to_owned();
    }
    let mut advice = format!(
        "the token may not {} {repository}; in a workflow, give the job\n  permissions:\n    contents: read\n    {}\n",
        doing.verb(),
        right(doing)
    );
    advice.push_str(
        "and on pull requests from forks, where no token may write, run `plan` or `check` only; ",
    );
    let wants = answer.header("x-accepted-github-permissions");
    match wants {
        Some(wants) => advice.push_str(&format!("another token needs {wants}")),
        None => advice.push_str("another token needs the right to issues of this repository"),
    }
    advice
}

/// What a 422 says of each field.
pub(super) fn invalid(answer: &Answer) -> String {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let errors = body["errors"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let each = errors.iter().map(|error| {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        match (text("message"), text("field"), text("code")) {
            (message, field, _) if !message.is_empty() && !field.is_empty() => {
                format!("{field}: {message}")
            }
            (message, _, _) if !message.is_empty() => message,
            (_, field, code) if code.is_empty() => field,
            (_, field, code) => format!("{field}: {code}"),
        }
    });
    let each: Vec<String> = each.filter(|it| !it.is_empty()).collect();
    match each.is_empty() {
        true => answer.message.clone(),
        false => format!("{}: {}", answer.message, each.join(", ")),
    }
}

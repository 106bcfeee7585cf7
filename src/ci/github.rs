//! GitHub Actions: its variables, and the event's payload.

use serde_json::Value;

use super::Variables;
use super::occasion::{
    Event, ForkRun, Occasion, OccasionError, PullRequest, System, is_commit, value,
};

pub(super) fn read(
    variables: &Variables,
    payload: Option<&str>,
) -> Result<Occasion, OccasionError> {
    let name = value(variables, "GITHUB_EVENT_NAME").unwrap_or_default();
    let payload = payload.map(parse).transpose()?.unwrap_or(Value::Null);
    let reference = value(variables, "GITHUB_REF").unwrap_or_default();
    let branch = reference.strip_prefix("refs/heads/").map(str::to_owned);
    let event = event(&name, &payload)?;
    let on_a_branch = !matches!(
        event,
        Event::PullRequest(_) | Event::Queue { .. } | Event::Target
    );
    Ok(Occasion {
        system: System::GitHub,
        repository: value(variables, "GITHUB_REPOSITORY"),
        branch: branch.filter(|_| on_a_branch),
        default_branch: text(&payload, "/repository/default_branch"),
        commit: value(variables, "GITHUB_SHA"),
        attempt: value(variables, "GITHUB_RUN_ATTEMPT")
            .and_then(|it| it.parse().ok())
            .unwrap_or(1),
        started_in: None,
        event,
    })
}

fn parse(payload: &str) -> Result<Value, OccasionError> {
    serde_json::from_str(payload).map_err(|error| {
        OccasionError(format!(
            "the event's payload (GITHUB_EVENT_PATH) is no JSON: {error}; run the job again"
        ))
    })
}

fn event(name: &str, payload: &Value) -> Result<Event, OccasionError> {
    Ok(match name {
        "pull_request" => pull_request(payload)?,
        "pull_request_target" => Event::Target,
        "merge_group" => Event::Queue {
            base: commit(payload, "/merge_group/base_sha"),
        },
        "push" => Event::Push,
        "schedule" => Event::Schedule,
        "workflow_dispatch" | "repository_dispatch" => Event::Manual,
        "issues" => match payload.pointer("/issue/number").and_then(Value::as_u64) {
            Some(number) => Event::Issue(number),
            None => Event::Other(name.to_owned()),
        },
        "workflow_run" => after(payload).unwrap_or_else(|| Event::Other(name.to_owned())),
        _ => Event::Other(name.to_owned()),
    })
}

fn pull_request(payload: &Value) -> Result<Event, OccasionError> {
    let number = payload
        .pointer("/pull_request/number")
        .and_then(Value::as_u64);
    let number = number.ok_or_else(|| {
        OccasionError(
            "the event is a pull request, but its payload (GITHUB_EVENT_PATH) names none; run the job again"
                .to_owned(),
        )
    })?;
    let repository = |side: &str| {
        let id = format!("/pull_request/{side}/repo/id");
        payload.pointer(&id).and_then(Value::as_u64)
    };
    // A fork that was deleted has no repository any more: a stranger's all the same.
    let fork = repository("head").is_none() || repository("head") != repository("base");
    Ok(Event::PullRequest(Box::new(PullRequest {
        number,
        base: commit(payload, "/pull_request/base/sha"),
        base_branch: text(payload, "/pull_request/base/ref").unwrap_or_default(),
        head: commit(payload, "/pull_request/head/sha"),
        head_branch: text(payload, "/pull_request/head/ref").unwrap_or_default(),
        fork,
    })))
}

fn after(payload: &Value) -> Option<Event> {
    let run = payload.get("workflow_run")?;
    if text(run, "/event")? != "pull_request" {
        return None;
    }
    Some(Event::AfterPullRequest(ForkRun {
        owner: text(run, "/head_repository/owner/login")?,
        branch: text(run, "/head_branch")?,
        head: commit(run, "/head_sha")?,
    }))
}

fn text(value: &Value, path: &str) -> Option<String> {
    let found = value.pointer(path)?.as_str()?;
    (!found.is_empty()).then(|| found.to_owned())
}

fn commit(value: &Value, path: &str) -> Option<String> {
    text(value, path).filter(|it| is_commit(it))
}

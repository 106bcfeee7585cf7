//! GitLab CI: its predefined variables.

use super::Variables;
use super::occasion::{Event, Occasion, OccasionError, PullRequest, System, is_commit, value};

pub(super) fn read(variables: &Variables) -> Result<Occasion, OccasionError> {
    let get = |name: &str| value(variables, name);
    Ok(Occasion {
        system: System::GitLab,
        event: event(variables)?,
        repository: get("CI_PROJECT_PATH"),
        branch: get("CI_COMMIT_BRANCH"),
        default_branch: get("CI_DEFAULT_BRANCH"),
        commit: get("CI_COMMIT_SHA"),
        // GitLab does not say that a job is run again.
        attempt: 1,
        started_in: None,
    })
}

fn event(variables: &Variables) -> Result<Event, OccasionError> {
    let source = value(variables, "CI_PIPELINE_SOURCE").unwrap_or_default();
    Ok(match source.as_str() {
        "merge_request_event" => merge_request(variables)?,
        "push" => Event::Push,
        "schedule" => Event::Schedule,
        // A person, the API, a trigger token, another pipeline.
        "web" | "webide" | "api" | "trigger" | "chat" | "pipeline" | "parent_pipeline" => {
            Event::Manual
        }
        _ => Event::Other(source),
    })
}

fn merge_request(variables: &Variables) -> Result<Event, OccasionError> {
    let get = |name: &str| value(variables, name);
    let commit = |name: &str| get(name).filter(|it| is_commit(it));
    // In a pipeline of the merged result the target's tip is known; else the point where the branches parted.
    let base = commit("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")
        .or_else(|| commit("CI_MERGE_REQUEST_DIFF_BASE_SHA"));
    if get("CI_MERGE_REQUEST_EVENT_TYPE").as_deref() == Some("merge_train") {
        return Ok(Event::Queue { base });
    }
    let number = get("CI_MERGE_REQUEST_IID").and_then(|it| it.parse().ok());
    let number = number.ok_or_else(|| {
        OccasionError(
            "the pipeline is one of a merge request, but CI_MERGE_REQUEST_IID does not name it; run the pipeline again"
                .to_owned(),
        )
    })?;
    let source = get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID");
    Ok(Event::PullRequest(Box::new(PullRequest {
        number,
        base,
        base_branch: get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME").unwrap_or_default(),
        head: get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA").or_else(|| get("CI_COMMIT_SHA")),
        head_branch: get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME").unwrap_or_default(),
        fork: source.is_none() || source != get("CI_MERGE_REQUEST_PROJECT_ID"),
    })))
}

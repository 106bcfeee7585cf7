//! What GitHub refuses, in words that say what to do about it.

use super::path_of;
use crate::forge::rest::RestError;
use crate::host::{HostError, NewRequest};

/// What a repository must allow before workflows may open pull requests.
const NOT_BY_ACTIONS: &str = "not permitted to create or approve pull requests";

pub(super) fn failed(what: &str, error: &RestError) -> HostError {
    let said = error.said();
    match error.status() {
        Some(401) => HostError::Forbidden(format!(
            "cannot {what}: GitHub does not know this token (401); set it again"
        )),
        Some(403 | 404) => HostError::Forbidden(format!(
            "cannot {what}: the token may not ({said}); give the job the right for it, see docs/github.md"
        )),
        Some(status @ 400..=499) => {
            HostError::Refused(format!("cannot {what}: GitHub refuses ({status}, {said})"))
        }
        _ => HostError::Unavailable(format!("cannot {what}: {error}")),
    }
}

pub(super) fn not_moved(branch: &str, error: &RestError) -> HostError {
    let said = error.said();
    let has = |word: &str| said.to_lowercase().contains(word);
    if has("rule violations") || has("protected branch") {
        return HostError::Forbidden(format!(
            "{branch} is protected, and this token may not push to it ({}); leave it out of the rule, or name another branch in publish.branch",
            said.lines().next().unwrap_or_default()
        ));
    }
    if has("already exists")
        || has("not a fast forward")
        || has("does not exist")
        || has("expected")
        || has("stale")
    {
        return HostError::Moved(format!(
            "{branch}: somebody pushed to it meanwhile, so nothing was written over; the next run goes on from there"
        ));
    }
    failed(&format!("push {branch}"), error)
}

pub(super) fn not_opened(web: &str, new: &NewRequest<'_>, error: &RestError) -> HostError {
    let said = error.said();
    let by_hand = format!(
        "{web}/compare/{}...{}?expand=1",
        path_of(new.base),
        path_of(new.branch)
    );
    if said.contains(NOT_BY_ACTIONS) {
        return HostError::Forbidden(format!(
            "{} is pushed, but this repository does not let workflows open pull requests; open it at {by_hand}, and tick \"Allow GitHub Actions to create and approve pull requests\" (settings, Actions, General) or use the token of an App",
            new.branch
        ));
    }
    match failed(&format!("open a pull request for {}", new.branch), error) {
        HostError::Forbidden(why) => {
            HostError::Forbidden(format!("{why}; or open it at {by_hand}"))
        }
        other => other,
    }
}

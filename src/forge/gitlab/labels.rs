//! Why an issue was closed. GitLab knows no reasons, so they stand in labels; of labels with one word before
//! `::` GitLab lets an issue have one at most, where the licence has that, and we see to it elsewhere.

use crate::issue::State;

/// Closed without being done.
const NOT_PLANNED: &str = concat!("followthrough", "::not-planned");
/// Closed because it was opened twice.
const DUPLICATE: &str = concat!("followthrough", "::duplicate");

/// All of them.
pub(super) const REASONS: [&str; 2] = [NOT_PLANNED, DUPLICATE];

/// True if the label says why an issue was closed; such labels are no business of the core's.
pub(super) fn is_reason(label: &str) -> bool {
    REASONS.contains(&label)
}

/// How the work of a closed issue ended.
pub(super) fn state(labels: &[String]) -> State {
    let has = |name: &str| labels.iter().any(|it| it == name);
    match (has(DUPLICATE), has(NOT_PLANNED)) {
        (true, _) => State::Duplicate,
        (false, true) => State::NotPlanned,
        (false, false) => State::Completed,
    }
}

/// The label that an issue in this state carries, if it does.
pub(super) fn reason(state: State) -> Option<&'static str> {
    match state {
        State::Open | State::Completed => None,
        State::NotPlanned => Some(NOT_PLANNED),
        State::Duplicate => Some(DUPLICATE),
    }
}

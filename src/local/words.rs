//! The words people use for the state of an issue; we write four of them and read many.

use crate::issue::State;

const OPEN: &[&str] = &[
    "open",
    "opened",
    "reopened",
    "todo",
    "to-do",
    "doing",
    "in-progress",
    "started",
];
const COMPLETED: &[&str] = &[
    "completed",
    "complete",
    "done",
    "fixed",
    "resolved",
    "finished",
];
const NOT_PLANNED: &[&str] = &[
    "not-planned",
    "dropped",
    "wontfix",
    "wont-fix",
    "wont-do",
    "cancelled",
    "canceled",
    "abandoned",
];
const DUPLICATE: &[&str] = &["duplicate", "dup"];

/// Which of the two keys does not say what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclear {
    /// `state:` holds an unknown word.
    State,
    /// `reason:` does, or it contradicts the state.
    Reason,
}

/// The words as we write them: `state:`, and `reason:` for what is closed.
pub(super) fn write(state: State) -> (&'static str, Option<&'static str>) {
    match state {
        State::Open => ("open", None),
        State::Completed => ("closed", Some("completed")),
        State::NotPlanned => ("closed", Some("not-planned")),
        State::Duplicate => ("closed", Some("duplicate")),
    }
}

/// Reads both keys; closed without a reason is completed, and no state at all is not guessed. A reason left standing
/// beside `open` counts for nothing: whoever reopens by hand changes one word.
pub(super) fn read(state: Option<&str>, reason: Option<&str>) -> Result<State, Unclear> {
    let state = state.map(normal).filter(|word| !word.is_empty());
    let reason = reason.map(normal).filter(|word| !word.is_empty());
    let said = match state.as_deref() {
        None => return Err(Unclear::State),
        Some(word) if OPEN.contains(&word) => return Ok(State::Open),
        Some("closed" | "close") => None,
        Some(word) => Some(ending(word).ok_or(Unclear::State)?),
    };
    let why = match reason.as_deref() {
        None => None,
        Some(word) => Some(ending(word).ok_or(Unclear::Reason)?),
    };
    match (said, why) {
        (Some(said), Some(why)) if said != why => Err(Unclear::Reason),
        (said, why) => Ok(said.or(why).unwrap_or(State::Completed)),
    }
}

fn ending(word: &str) -> Option<State> {
    [
        (COMPLETED, State::Completed),
        (NOT_PLANNED, State::NotPlanned),
        (DUPLICATE, State::Duplicate),
    ]
    .into_iter()
    .find_map(|(words, state)| words.contains(&word).then_some(state))
}

fn normal(word: &str) -> String {
    word.trim()
        .to_lowercase()
        .replace(['_', ' '], "-")
        .replace(['\'', '’'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for state in [
            State::Open,
            State::Completed,
            State::NotPlanned,
            State::Duplicate,
        ] {
            let (word, reason) = write(state);
            assert_eq!(read(Some(word), reason), Ok(state));
        }
    }

    #[test]
    fn people_have_more_words() {
        for (state, reason, meant) in [
            (Some("OPEN"), Some("completed"), State::Open),
            (Some("In progress"), None, State::Open),
            (Some("Closed"), None, State::Completed),
            (Some("done"), None, State::Completed),
            (Some("Won't fix"), None, State::NotPlanned),
            (Some("closed"), Some("not_planned"), State::NotPlanned),
            (Some("closed"), Some("Not planned"), State::NotPlanned),
            (Some("done"), Some("completed"), State::Completed),
        ] {
            assert_eq!(read(state, reason), Ok(meant), "{state:?} {reason:?}");
        }
    }

    #[test]
    fn what_is_unclear_is_not_guessed() {
        for state in [Some("clsoed"), Some(""), None] {
            assert_eq!(read(state, None), Err(Unclear::State), "{state:?}");
        }
        assert_eq!(
            read(Some("closed"), Some("we moved on")),
            Err(Unclear::Reason)
        );
        assert_eq!(read(Some("done"), Some("duplicate")), Err(Unclear::Reason));
    }
}

//! Why an issue was closed. GitLab knows no reasons, so they stand in labels; of labels with one word before
//! `::` GitLab lets an issue have one at most, where the licence has that, and we see to it elsewhere.

use crate::action::Word;
use crate::issue::State;

/// Closed without being done.
const NOT_PLANNED: &str = concat!("followthrough", "::not-planned");
/// Closed because it was opened twice.
const DUPLICATE: &str = concat!("followthrough", "::duplicate");

/// What the last mark was that was obeyed, for an issue whose text cannot be sent again; of such labels an issue has
/// one. Nothing stands for a mark that is forgotten.
const HEARD: [(&str, Option<Word>); 4] = [
    (concat!("followthrough-heard", "::open"), Some(Word::Open)),
    (concat!("followthrough-heard", "::done"), Some(Word::Done)),
    (
        concat!("followthrough-heard", "::dropped"),
        Some(Word::Dropped),
    ),
    (concat!("followthrough-heard", "::nothing"), None),
];

/// The mark that was obeyed last, if a label remembers it; the inner one is none for one that is forgotten.
pub(super) fn heard(labels: &[String]) -> Option<Option<Word>> {
    let known = HEARD
        .iter()
        .find(|(name, _)| labels.iter().any(|it| it == name));
    known.map(|(_, word)| *word)
}

/// The label that remembers a mark.
pub(super) fn remembers(heard: Option<Word>) -> &'static str {
    let known = HEARD.iter().find(|(_, word)| *word == heard);
    known.map_or(HEARD[3].0, |(name, _)| name)
}

/// True for a label that remembers a mark.
pub(super) fn is_memory(label: &str) -> bool {
    HEARD.iter().any(|(name, _)| *name == label)
}

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

//! What a person decided for a whole run.

use super::{Hold, Ledger, Pairing, last_word};
use crate::action::{Action, LinkOrigin, Word};
use crate::issue::Home;

/// What a person decided for a whole run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Every unpaired action is a new one.
    pub unpaired_are_new: bool,
    /// Open actions whose issue is in another tracker get one here.
    pub refile: bool,
}

impl Ledger {
    /// The ledger as it stands after these decisions.
    #[must_use]
    pub fn decided(mut self, decisions: Decisions) -> Self {
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            let new = match &entry.pairing {
                Pairing::Held(Hold::Unpaired(_)) => decisions.unpaired_are_new,
                Pairing::Elsewhere => decisions.refile && self.word(entry) == Word::Open,
                _ => false,
            };
            if new {
                self.entries[at].pairing = Pairing::New;
            }
        }
        self
    }
}

/// The reference of an action to another tracker, in the fullest form known.
pub(super) fn elsewhere(action: &Action, home: &Home) -> Option<String> {
    let link = action.link.as_ref()?;
    let here = home.resolve(&link.reference).is_some();
    (!here).then(|| link.reference.to_string())
}

/// True if a sync once wrote the reference of the action: its issue is in the tracker used before.
pub(super) fn was_ours(action: &Action) -> bool {
    let link = action.link.as_ref();
    link.is_some_and(|link| matches!(link.origin, LinkOrigin::Ours(_)))
}

/// How the report alone says that the action stands: its mark, unless that is what our word looks like.
pub(super) fn told(action: &Action) -> Word {
    let mark = action.mark.as_ref().map(|mark| mark.value);
    match (last_word(action), mark) {
        (Some(word), None) => word,
        (Some(word), Some(mark)) if super::order::agrees(action, mark, word) => word,
        (_, Some(mark)) => mark.word(),
        (None, None) => Word::Open,
    }
}

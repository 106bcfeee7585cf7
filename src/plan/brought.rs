//! What a change itself brings: its plan without what the plan of its base does as well.

use super::{Change, Plan, What};

impl Plan {
    /// Without what `base` does too, held or not; `older` gives for an entry of this plan's ledger the entry that it was
    /// in the base's.
    #[must_use]
    pub fn beyond(mut self, base: &Self, older: &impl Fn(usize) -> Option<usize>) -> Self {
        let held = base.held.iter().flat_map(|it| &it.changes);
        let theirs: Vec<&Change> = base.changes.iter().chain(held).collect();
        let is_new = |change: &Change| !theirs.iter().any(|it| is_same(change, it, older));
        self.changes.retain(is_new);
        for held in &mut self.held {
            held.changes.retain(is_new);
        }
        self.held.retain(|it| !it.changes.is_empty());
        self
    }
}

fn is_same(change: &Change, theirs: &Change, older: &impl Fn(usize) -> Option<usize>) -> bool {
    match (&change.what, &theirs.what) {
        (What::Create { .. }, What::Create { .. }) => older(change.entry) == Some(theirs.entry),
        (
            What::Update { seen, patch, .. },
            What::Update {
                seen: their,
                patch: same,
                ..
            },
        ) => seen.id == their.id && patch == same,
        _ => false,
    }
}

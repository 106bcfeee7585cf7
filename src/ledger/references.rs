//! Which issues the reports name, and which of them a light look at the tracker has to read.

use std::collections::BTreeSet;

use super::claims::actions;
use super::order::agrees;
use super::{Scheduled, last_word};
use crate::action::{Action, LinkOrigin, Word};
use crate::issue::{Home, IssueId};

/// The issues of this tracker that reports name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct References {
    /// All of them.
    pub all: BTreeSet<IssueId>,
    /// Those in our suffix form: issues that a sync opened.
    pub ours: BTreeSet<IssueId>,
    /// Those of which the report does not say that they are settled, or says it no more.
    pub unsettled: BTreeSet<IssueId>,
}

impl References {
    /// Collects what the reports name.
    #[must_use]
    pub fn of(reports: &[Scheduled], home: &Home) -> Self {
        let mut found = Self::default();
        for ((report, at), action) in actions(reports) {
            let Some(link) = reports[report].link(at) else {
                continue;
            };
            let Some(id) = home.resolve(&link.reference) else {
                continue;
            };
            if matches!(link.origin, LinkOrigin::Ours(_)) {
                found.ours.insert(id.clone());
            }
            if !is_settled(action) {
                found.unsettled.insert(id.clone());
            }
            found.all.insert(id);
        }
        found
    }
}

/// True if our word says that the work ended and the action's own mark does not say otherwise.
fn is_settled(action: &Action) -> bool {
    let word = last_word(action).filter(|word| *word != Word::Open);
    word.is_some_and(|word| {
        let mark = action.mark.as_ref();
        mark.is_none_or(|mark| agrees(action, mark.value, word))
    })
}

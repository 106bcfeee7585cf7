//! An action that was given up without a reason.

use super::{Court, Finding};
use crate::action::Word;
use crate::issue::State;
use crate::ledger::Entry;
use crate::policy::Rule;

/// A reason is what people wrote on the issue or beside the struck text, a waiver, or a person who closed it as not planned on
/// a forge, where who and when are known; a mark alone is none.
pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let issue = entry.owned().filter(|it| it.state == State::NotPlanned)?;
    let by_mark = issue.marker()?.heard == Some(Word::Dropped);
    let on_a_forge = issue.file.is_none() && !by_mark;
    let written = court.ledger.action(entry).reason.is_some();
    let told = written || issue.discussed || issue.body.has_words_of_people();
    if on_a_forge || told || court.waiver(entry).is_some() || !court.ledger.follows(entry) {
        return None;
    }
    let handle = court.handles.handle(issue);
    let help = format!("say why: `followthrough close {handle} --as not-planned --reason …`");
    let message = "given up, and nothing says why".to_owned();
    Some(court.about(entry, Rule::DroppedWithoutReason, message, help))
}

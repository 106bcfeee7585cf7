//! The report and the issue say different things, and neither may overrule the other.

use super::{Court, Finding};
use crate::action::{Form, Link, LinkOrigin};
use crate::issue::{Issue, State, Wrote};
use crate::ledger::{Entry, Handles, Heard, Pairing};
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let action = court.ledger.action(entry);
    let issue = entry.issue()?;
    let handle = court.handles.handle(issue);
    let known = lost(court, entry, issue, &handle);
    let known = known.or_else(|| contested(court, entry, &handle));
    if let Some(found) = known.or_else(|| stuck(court, entry, issue, &handle)) {
        return Some(found);
    }
    let (message, help) = match &entry.pairing {
        Pairing::Linked(issue) => {
            let mark = action.mark.as_ref()?.value.word();
            let word = issue.state.word();
            if mark == word {
                return None;
            }
            (
                format!(
                    "the report says {}, and {handle}, linked by hand, is {}",
                    mark.as_str(),
                    word.as_str()
                ),
                "change the one that is wrong: an issue linked by hand is never edited".to_owned(),
            )
        }
        Pairing::Owned(issue, _) if issue.state == State::Duplicate => (
            format!("{handle} was closed as a duplicate, so the work stands elsewhere"),
            "link the issue that goes on: replace the reference in the report by it".to_owned(),
        ),
        Pairing::Owned(issue, _) if entry.due_is_contested() => {
            let day = |it: Option<jiff::civil::Date>| {
                it.map_or("without a due date".to_owned(), |it| format!("due {it}"))
            };
            (
                format!(
                    "the report says {}, and somebody made {handle} {}; that day stays there",
                    day(entry.due.date),
                    day(issue.due)
                ),
                "give both the same date: the check goes by the report".to_owned(),
            )
        }
        Pairing::Owned(issue, _) => {
            let wrote = issue.marker()?.wrote.as_ref()?;
            let retitled = Wrote::hash_title(&issue.title) != wrote.title;
            let reworded = Wrote::hash_title(&action.title) != wrote.title;
            if !(retitled && reworded && issue.state.is_open()) || issue.title == action.title {
                return None;
            }
            (
                format!(
                    "{handle} is called \"{}\" by somebody; that title stays",
                    issue.title
                ),
                "give both the same title".to_owned(),
            )
        }
        _ => return None,
    };
    Some(court.about(entry, Rule::StateConflict, message, help))
}

/// An issue that a sync opened, and that is not known as ours any more.
fn lost(court: &Court<'_>, entry: &Entry, issue: &Issue, handle: &str) -> Option<Finding> {
    let by_sync = |it: &Link| matches!(it.origin, LinkOrigin::Ours(_));
    let action = court.ledger.action(entry);
    if entry.owned().is_some() || !action.link.as_ref().is_some_and(by_sync) {
        return None;
    }
    let path = &court.ledger.reports[entry.report].report.path;
    let (message, help) = match issue.body.marker() {
        None => (
            format!(
                "{handle} has lost the hidden line by which it is known as ours, so it is shown and never changed"
            ),
            format!(
                "`followthrough link {path}:{} {}` puts the line back; so does whoever undoes the edit of its text",
                action.line,
                Handles::typed(handle)
            ),
        ),
        Some(_) => (
            format!(
                "{handle} has a hidden line that is not believed, because of who opened it, so it is shown and never \
                 changed"
            ),
            "add its author to `tracker.authors` if they are one of yours".to_owned(),
        ),
    };
    Some(court.about(entry, Rule::StateConflict, message, help))
}

/// A word behind our reference that neither the box nor the issue says.
fn contested(court: &Court<'_>, entry: &Entry, handle: &str) -> Option<Finding> {
    let Heard::Contested(word) = court.ledger.heard(entry) else {
        return None;
    };
    let word = word.as_str();
    let message = format!(
        "`{word}` stands behind {handle}, which is open, beside an open box; the word stays there until they agree"
    );
    let help = "write `open` behind the reference again, and tick the box if the work is done: the next sync closes the \
                issue then";
    Some(court.about(entry, Rule::StateConflict, message, help.to_owned()))
}

/// A mark that contradicts the issue and that no sync can put right.
fn stuck(court: &Court<'_>, entry: &Entry, issue: &Issue, handle: &str) -> Option<Finding> {
    let mark = court.ledger.stuck_mark(entry)?.as_str();
    let word = issue.state.word().as_str();
    let message = format!("the report says {mark}, and {handle} is {word}");
    let action = court.ledger.action(entry);
    let in_column = matches!(&action.place.form, Form::Row { status: Some(cell), .. }
        if action.mark.as_ref().is_some_and(|it| it.span == *cell));
    let help = match in_column {
        true => format!(
            "write it into the report by hand: its status column has no word for `{word}` yet"
        ),
        false => format!(
            "change the report by hand: `{mark}` stands there in words, and a sync changes boxes and status columns only"
        ),
    };
    Some(court.about(entry, Rule::StateConflict, message, help))
}

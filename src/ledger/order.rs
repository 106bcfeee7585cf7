//! A person's mark, and whether it is an order that has not been obeyed yet.

use super::last_word;
use crate::action::{Action, Mark, Word};
use crate::issue::Issue;

/// What a mark asks of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Nothing: there is no mark, it says what we wrote, or it was obeyed before.
    Nothing,
    /// Bring the issue to this state, and remember the mark as heard.
    Obey(Word),
    /// The issue went another way, and the word that will be written then contradicts a mark that
    /// this tool cannot change: remember the mark as heard, so that it is not taken for an order.
    Note(Word),
    /// Mark and word agree again, and the issue went another way since: forget what was heard, so
    /// that the same mark counts when a person sets it anew.
    Forget,
    /// This word stands behind the reference, and neither the open box nor the open issue says so: somebody wrote it
    /// there, or it is old and the box was unticked since. Nothing is written over it until a person says which.
    Contested(Word),
}

/// Compares a mark with the word that we wrote last. Our own word is never read as an order.
///
/// Where no word of ours stands yet, the action was open when its issue was created, so `open` is
/// what we would have written. What was heard is forgotten only once it would hinder: as long as the
/// issue is in the state that was heard, the memory costs nothing and a write would.
/// `can_follow`: the write-back can bring the mark in line with the issue.
pub(super) fn heard(action: &Action, issue: &Issue, can_follow: bool) -> Heard {
    let Some(mark) = action.mark.as_ref().map(|mark| mark.value) else {
        return Heard::Nothing;
    };
    let before = issue.marker().and_then(|marker| marker.heard);
    let word = last_word(action).unwrap_or(Word::Open);
    if agrees(action, mark, word) {
        let contradicted = issue.state.word() != word && !can_follow;
        return match before {
            Some(before) if contradicted && before == mark.word() => Heard::Nothing,
            _ if contradicted => Heard::Note(mark.word()),
            Some(before) if before != issue.state.word() => Heard::Forget,
            _ => Heard::Nothing,
        };
    }
    let unticked = action.place.tick.is_some() && mark == Mark::Open;
    if before == Some(mark.word()) {
        Heard::Nothing
    } else if unticked && issue.state.is_open() {
        Heard::Contested(word)
    } else {
        Heard::Obey(mark.word())
    }
}

/// A box has no sign for `dropped`: it is left unticked.
pub(super) fn agrees(action: &Action, mark: Mark, word: Word) -> bool {
    let unticked = action.place.tick.is_some() && mark == Mark::Open;
    mark.word() == word || (word == Word::Dropped && unticked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{Dialect, Form, Kind, Link, LinkOrigin, Place, Reference};
    use crate::issue::{Body, IssueId, Key, Marker, State};
    use crate::text::{Span, Spanned};

    /// An action with a mark, by a box or by words, and the word that we wrote beside it.
    fn action(mark: Option<Mark>, boxed: bool, word: Option<Word>) -> Action {
        Action {
            kind: Kind::Task,
            line: 1,
            text: "Patch".into(),
            bare: "patch".into(),
            title: "Patch".into(),
            description: None,
            owner: None,
            due: None,
            priority: None,
            category: None,
            mark: mark.map(|mark| Spanned::new(mark, Span::at(0))),
            link: word.map(|word| Link {
                reference: Reference::Local("7k3q".into()),
                origin: LinkOrigin::Ours(word),
                span: Span::at(0),
            }),
            mentions: vec![],
            opted_out: false,
            covered_by: None,
            reason: None,
            doubts: vec![],
            place: Place {
                dialect: Dialect::Markdown,
                form: Form::Item,
                own: Span::at(0),
                tick: boxed.then(|| Span::at(0)),
                suffix_at: 0,
                suffix: None,
                copies: Box::default(),
            },
        }
    }

    fn issue(state: State, heard: Option<Word>) -> Issue {
        let marker = Marker {
            key: Key::of("key", &["x"]),
            scope: "s".into(),
            report: "a.md".into(),
            text: None,
            wrote: None,
            heard,
            was: None,
            once: None,
            due: None,
            nudged: None,
            reminders: 0,
            confidential: false,
            unknown: vec![],
        };
        Issue {
            id: IssueId::local("7k3q"),
            url: None,
            file: None,
            title: "Patch".into(),
            body: Body::new(marker.render()),
            state,
            labels: vec![],
            assignees: vec![],
            due: None,
            confidential: false,
            discussed: false,
            trusted: true,
        }
    }

    /// By what, mark, our word, issue, heard before, what is heard now.
    const CASES: &str = "
        box  open    open    open     -     nothing       # nothing happened
        box  done    open    open     -     obey-done     # ticked
        box  done    -       open     -     obey-done     # ticked before we wrote
        box  done    open    open     done  nothing       # reopened after the tick
        box  done    open    done     done  nothing       # not written back yet
        box  done    done    done     done  nothing       # written back
        box  done    done    open     done  forget        # reopened later
        box  done    done    open     -     nothing       # reopened: we untick
        box  open    done    done     -     obey-open     # unticked
        box  open    dropped dropped  -     nothing       # dropped is not ticked
        box  dropped open    open     -     obey-dropped  # struck through
        box  open    -       done     -     nothing       # closed by hand, never written back
        box  open    done    open     -     contested-done # done was written by hand
        box  open    done    open     open  nothing       # unticked, not written back yet
        word done    done    open     -     note-done     # a DONE that we cannot untick
        word done    open    open     done  nothing       # and do not obey again
        word open    open    done     -     note-open     # a cell that says open
        word open    done    done     open  nothing       # is no order to reopen
        word done    done    done     open  forget        # until it agrees
        word -       open    done     -     nothing       # no mark at all
    ";

    #[test]
    fn a_mark_is_obeyed_once() {
        for case in CASES.lines().filter(|line| line.contains('#')) {
            let fields: Vec<&str> = case.split_ascii_whitespace().collect();
            let [by, mark, word, state, before, wanted] = fields[..6] else {
                panic!("{case}");
            };
            let action = action(
                Word::parse(mark).map(Word::mark),
                by == "box",
                Word::parse(word),
            );
            let state = State::from(Word::parse(state).unwrap());
            let found = match heard(&action, &issue(state, Word::parse(before)), by == "box") {
                Heard::Nothing => "nothing".to_owned(),
                Heard::Forget => "forget".to_owned(),
                Heard::Obey(word) => format!("obey-{}", word.as_str()),
                Heard::Note(word) => format!("note-{}", word.as_str()),
                Heard::Contested(word) => format!("contested-{}", word.as_str()),
            };
            assert_eq!(found, wanted, "{case}");
        }
    }
}

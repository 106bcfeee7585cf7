//! From the name of an issue to both sides, as far as what stands there is ours.

use std::ops::Range;

use super::anchor::Anchor;
use super::said::{Said, exact, parting, said};
use super::{BLANKS, CLOSERS, LONGEST, OPENERS, SLIP, Status, Trace};
use crate::action::{Reference, Word};
use crate::text::Span;

/// Follows a reference to both sides, as far as what stands there is ours: at most from the trace before it to the
/// reference behind it.
pub(super) fn follow(
    text: &str,
    within: Range<usize>,
    anchor: &Anchor,
    status: Status,
) -> Option<Trace> {
    let Anchor { span, local, .. } = *anchor;
    let reference = anchor.reference.clone();
    let lead = lead(text, within.start, span.start);
    let opened = lead.opened;
    let tail = tail(&text[span.end..within.end], opened, status)?;
    let short = !local && matches!(reference, Reference::Local(_));
    if short && tail.word.is_none() {
        return None;
    }
    let mut end = span.end + tail.length;
    let silent = !text[end..].contains(char::is_alphanumeric);
    // In the middle of a text `(#42, closed)` is the author's way to speak of another issue.
    if !local && tail.word.is_some() && !silent && !tail.exact {
        return None;
    }
    // A number is written by hand too: no word is guessed beside it.
    let written = text[span.end..end].trim_matches(|c: char| !c.is_alphanumeric());
    let guessed = !tail.exact && status(written).is_none();
    if matches!(reference, Reference::Number { .. }) && tail.word.is_some() && guessed {
        return None;
    }
    if tail.keeps {
        return Some(Trace {
            span: Span::new(span.start, end),
            reference,
            word: None,
        });
    }
    let start = lead.start;
    let unclosed = text[..start].matches(OPENERS).count() > text[..start].matches(CLOSERS).count();
    while opened && !unclosed && text[end..].starts_with(CLOSERS) {
        end += text[end..].chars().next().map_or(0, char::len_utf8);
    }
    if start == 0 && !text.starts_with(BLANKS) {
        end = text.len() - text[end..].trim_start_matches(BLANKS).len();
    }
    Some(Trace {
        span: Span::new(start, end),
        reference,
        word: tail.word,
    })
}

/// What leads to a reference.
struct Lead {
    start: usize,
    /// An opening parenthesis stands right before it.
    opened: bool,
}

fn lead(text: &str, from: usize, at: usize) -> Lead {
    let head = &text[from..at];
    let near = head.trim_end_matches(BLANKS);
    let mut slipped = head.char_indices().rev().take(SLIP + 1);
    let open = match near.ends_with(OPENERS) {
        true => Some(near),
        false => slipped
            .find(|(_, c)| BLANKS.contains(c) || OPENERS.contains(c) || CLOSERS.contains(c))
            .filter(|(_, c)| OPENERS.contains(c))
            .map(|(open, c)| &head[..open + c.len_utf8()]),
    };
    let left = match open {
        Some(open) => open.trim_end_matches(OPENERS),
        None => near.trim_end_matches(['[', '{', '<']),
    };
    Lead {
        start: from + left.trim_end_matches(BLANKS).len(),
        opened: open.is_some(),
    }
}

/// What follows a reference.
struct Tail {
    /// Of what belongs to it.
    length: usize,
    word: Option<Word>,
    /// The word is one that we write.
    exact: bool,
    /// The author's own text shares the parentheses.
    keeps: bool,
}

fn tail(rest: &str, opened: bool, status: Status) -> Option<Tail> {
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
    let window = &rest[..ends.take_while(|end| *end <= LONGEST).last().unwrap_or(0)];
    let window = window.split('|').next().unwrap_or_default();
    let close = window.find(CLOSERS);
    let is_word = |text: &str| matches!(said(text, status), Said::Word(_));
    let close = close.filter(|at| !window[..*at].contains(OPENERS) || is_word(&window[..*at]));
    let Some(close) = close else {
        return unclosed(window, rest.len() == window.len(), opened, status);
    };
    let inner = &window[..close];
    let length = close + window[close..].chars().next().map_or(0, char::len_utf8);
    let whole = |word| Tail {
        length,
        word,
        exact: exact(inner),
        keeps: false,
    };
    match said(inner, status) {
        Said::Word(word) => Some(whole(Some(word))),
        Said::Nothing | Said::Other => opened.then(|| whole(None)),
        Said::Text => parting(inner).filter(|_| opened).map(|length| Tail {
            length,
            word: None,
            exact: false,
            keeps: true,
        }),
    }
}

/// What follows where no parenthesis closes.
fn unclosed(window: &str, is_all: bool, opened: bool, status: Status) -> Option<Tail> {
    let signs = |c: char| BLANKS.contains(&c) || matches!(c, ',' | ';' | '.' | ':');
    let from = window.len() - window.trim_start_matches(signs).len();
    let word = &window[from..];
    let length = word
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(word.len());
    let (word, behind) = word.split_at(length);
    let last = is_all && !behind.contains(char::is_alphanumeric);
    let found = match said(word, status) {
        Said::Word(found) if last || Word::parse(word).is_some() => Some(found),
        _ => None,
    };
    if found.is_none() {
        let signs = [',', ';'];
        let rest = window.trim_start_matches(signs);
        // One word of whatever kind, if it was parted from the reference and nothing follows.
        let one = rest.len() < window.len() && is_all && !rest.trim().contains(BLANKS);
        let length = if one {
            window.len()
        } else {
            window.len() - rest.len()
        };
        return opened.then_some(Tail {
            length,
            word: None,
            exact: false,
            keeps: false,
        });
    }
    Some(Tail {
        length: from + length,
        word: found,
        exact: Word::parse(word).is_some(),
        keeps: false,
    })
}

//! References of ours as people's hands leave them: doubled, cut short, with another word, broken over two lines.

mod anchor;
mod follow;
mod said;

use anchor::anchors;
use follow::follow;
use said::{Said, exact, parting, said};

use super::{Reference, Suffix, Word};
use crate::text::Span;

/// A reference of ours in a text, whole or what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// With word, parentheses and the blank before it, as far as they are left.
    pub span: Span,
    /// Which issue.
    pub reference: Reference,
    /// What we said of it last; none if that cannot be made out: then it may as well be a person's reference.
    pub word: Option<Word>,
}

/// What says which words count besides ours.
type Status<'a> = &'a dyn Fn(&str) -> Option<Word>;

/// Every trace in `text`, in order.
#[must_use]
pub fn traces(text: &str, status: Status) -> Vec<Trace> {
    let mut found: Vec<Trace> = Vec::new();
    if text.len() > MOST_TEXT {
        return found;
    }
    let all = anchors(text);
    for (at, anchor) in all.iter().enumerate() {
        let from = found.last().map_or(0, |before| before.span.end);
        let mut next = all[at + 1..].iter().filter(|it| it.local);
        let until = next.find(|it| it.span.start > anchor.span.end);
        let until = until.map_or(text.len(), |it| it.span.start);
        if anchor.span.start >= from {
            found.extend(follow(text, from..until, anchor, status));
        }
    }
    found
}

/// The traces of a text that holds nothing else; none if it does.
#[must_use]
pub fn traces_alone(text: &str, status: Status) -> Vec<Trace> {
    let found = traces(text, status);
    let sure = |it: &Trace| it.word.is_some() || matches!(it.reference, Reference::Local(_));
    let starts = found.iter().map(|it| it.span.start).chain([text.len()]);
    let ends = [0].into_iter().chain(found.iter().map(|it| it.span.end));
    let mut between = ends.zip(starts).map(|(end, start)| &text[end..start]);
    let silent = between.all(|it| !it.contains(char::is_alphanumeric));
    match silent && found.iter().all(sure) {
        true => found,
        false => Vec::new(),
    }
}

/// The trace that a table's cell begins with, where it stands without parentheses; all of the cell, doubled or not, unless
/// the author's own words follow.
#[must_use]
pub fn trace_of_cell(text: &str, status: Status) -> Option<Trace> {
    let whole = Span::new(0, text.len());
    // `--- (#42, open)`: what we put behind a cell's own text is read as anywhere else.
    let behind = Suffix::at_end_of(text).map(|(at, _)| &text[..at]);
    if behind.is_some_and(|it| !it.is_empty() && anchors(it).is_empty()) {
        return None;
    }
    let found = traces_alone(&format!("({text})"), status);
    if let Some(first) = found
        .into_iter()
        .reduce(|first, it| match it.reference == first.reference {
            true => first,
            false => Trace {
                word: None,
                ..first
            },
        })
        // `#13 **DONE**` is a link and a status of the author's.
        .filter(|it| matches!(it.reference, Reference::Local(_)) || text.contains(','))
    {
        return Some(Trace {
            span: whole,
            ..first
        });
    }
    let mut keys = anchors(text).into_iter().filter(|it| it.local);
    let one = keys.next().filter(|_| keys.next().is_none())?;
    let behind = &text[one.span.end..];
    let before = &text[..one.span.start];
    let slipped = before.chars().count() <= SLIP && !before.contains(BLANKS);
    // As we write it, behind words that somebody put before it.
    if let (false, Said::Word(word), true) = (slipped, said(behind, status), exact(behind)) {
        return Some(Trace {
            span: Span::new(one.span.start, text.len()),
            reference: one.reference,
            word: Some(word),
        });
    }
    let span = match said(behind, status) {
        Said::Text => Span::new(one.span.start, one.span.end + parting(behind)?),
        _ => whole,
    };
    slipped.then_some(Trace {
        span,
        reference: one.reference,
        word: None,
    })
}

/// True if a line ends within a reference of ours and goes on in the `next`.
#[must_use]
pub fn breaks_off(line: &str, next: &str) -> bool {
    if line.len().max(next.len()) > MOST_TEXT {
        return false;
    }
    let first = anchors(next).into_iter().find(|it| it.local);
    if let Some(lead) = first.map(|it| next[..it.span.start].trim())
        && lead.trim_start_matches(OPENERS).is_empty()
    {
        let ends = |signs: &[char]| line.trim_end().ends_with(signs);
        let (row, whole) = (line.starts_with('|') && next.contains('|'), ends(&['|']));
        return ends(&OPENERS) || row && whole == lead.is_empty();
    }
    let Some(last) = anchors(line).into_iter().rfind(|it| it.local) else {
        return false;
    };
    let (before, behind) = (&line[..last.span.start], &line[last.span.end..]);
    let whole = |text: &str| text.contains(CLOSERS) || text.contains('|');
    let (closes, bar) = (next.find(CLOSERS), next.find('|'));
    let Some(end) = closes.into_iter().chain(bar).min() else {
        return false;
    };
    if whole(behind) || behind.len() + end > LONGEST {
        return false;
    }
    let said = said(&format!("{behind} {}", &next[..end]), &Word::parse);
    match said {
        Said::Word(_) => true,
        Said::Nothing | Said::Other => before.trim_end().ends_with(OPENERS) && closes == Some(end),
        Said::Text => false,
    }
}

const OPENERS: [char; 2] = ['(', '（'];
const CLOSERS: [char; 2] = [')', '）'];
const BLANKS: [char; 5] = [' ', '\t', '\r', '\n', '\u{a0}'];

/// How much may stand between a reference and its closing parenthesis.
const LONGEST: usize = 48;

/// An action's own text is no longer than this.
const MOST_TEXT: usize = 16 * 1024;

/// How many letters a hand that slipped leaves before a reference.
const SLIP: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "7k3q9d2mzx4c8v1n";

    /// What is left of a text without its traces, and their words.
    fn without(text: &str) -> (String, String) {
        let text = text.replace("KEY", KEY);
        let (mut left, mut words, mut at) = (String::new(), String::new(), 0);
        for trace in traces(&text, &Word::parse) {
            assert_eq!(trace.reference.label(), format!("ft-{KEY}"), "{text}");
            left += &text[at..trace.span.start];
            words += trace.word.map_or("-", |word| &word.as_str()[..2]);
            at = trace.span.end;
        }
        (left + &text[at..], words)
    }

    #[test]
    fn what_a_hand_leaves_of_a_reference() {
        for (text, left, words) in [
            ("Patch (ft-KEY, open)", "Patch", "op"),
            ("Patch (ft-KEY, done; late)", "Patch", "do"),
            ("Patch (ft-KEY, open) (ft-KEY, done)", "Patch", "opdo"),
            ("Patch (ft-KEY, open)(ft-KEY, open)", "Patch", "opop"),
            ("Patch (ft-KEY (ft-KEY, open)", "Patch", "-op"),
            ("Patch (ft-KEY", "Patch", "-"),
            ("Patch (ft-KEY,", "Patch", "-"),
            ("Patch (ft-KEY)", "Patch", "-"),
            ("Patch (ft-KEY, o_0a,", "Patch", "-"),
            ("Patch (ft-KEYopen)", "Patch", "op"),
            ("Patch (ft-KEY, oepn)", "Patch", "op"),
            ("Patch (ft-KEY( open)", "Patch", "op"),
            ("Patch (ft-KEY,\n  op\n  en)", "Patch", "op"),
            ("Patch\n(ft-KEY, open)", "Patch", "op"),
            ("Patch（FT-KEY, Open）", "Patch", "op"),
            ("Patch (xft-KEY, open)", "Patch", "op"),
            ("Patch ft-KEY, open)", "Patch", "op"),
            ("Patch (ft-KEY, wip)", "Patch", "-"),
            ("Patch (ft-KEY, ask Kim)", "Patch (ask Kim)", "-"),
            ("Patch (ft-KEYE ACen)", "Patch (E ACen)", "-"),
            ("Patch (ft-KEY, open) it", "Patch it", "op"),
            ("(ft-KEY, open) Patch", "Patch", "op"),
            ("Patch (ft-KEY, open))", "Patch", "op"),
            ("Patch (a (ft-KEY, open))", "Patch (a)", "op"),
        ] {
            let found = without(text);
            assert_eq!(
                (found.0.as_str(), found.1.as_str()),
                (left, words),
                "{text}"
            );
        }
    }

    #[test]
    fn what_a_person_says_of_an_issue_is_no_trace() {
        for text in [
            "Patch, see ft-KEY",
            "Patch (see ft-KEY)",
            "Patch (owner: @jo, see ft-KEY)",
            "Patch (ft-KEY and others)",
            "Patch ft-KEY",
            "Patch what ft-KEY began",
            "Patch (ft-7k3q, later)",
        ] {
            assert_eq!(without(text).0, text.replace("KEY", KEY));
        }
    }

    #[test]
    fn references_of_a_forge() {
        let link = "[#42](https://github.com/acme/shop/issues/42)";
        for (text, words) in [
            (format!("Patch ({link}, open) ({link}, open)"), 2),
            (format!("Patch ({link}, opne)"), 1),
            ("Patch (#42, one)".to_owned(), 0),
            ("Patch (#42, closed)".to_owned(), 1),
            (format!("Patch ({link}"), 0),
            (format!("Patch {link}"), 0),
            ("Patch (#42, open) soon".to_owned(), 1),
            ("Patch (#42, closed) soon".to_owned(), 0),
        ] {
            let found = traces(&text, &|word| (word == "closed").then_some(Word::Done));
            let sure = found.iter().filter(|it| it.word.is_some());
            assert_eq!(sure.count(), words, "{text}");
        }
    }

    #[test]
    fn lines_that_hold_nothing_else_and_lines_that_break_off() {
        let line = |text: &str| traces_alone(&text.replace("KEY", KEY), &Word::parse).len();
        assert_eq!(line("(ft-KEY, open) (ft-KEY, open)"), 2);
        assert_eq!(line("(ft-KEY)"), 1);
        assert_eq!(line("Patch (ft-KEY, open)"), 0);
        let cell = |text: &str| trace_of_cell(&text.replace("KEY", KEY), &Word::parse);
        assert_eq!(cell("ft-KEY,opn").unwrap().word, Some(Word::Open));
        assert_eq!(cell("ft-KEY").unwrap().word, None);
        let twice = cell("ft-KEY, open ft-KEY, open").unwrap();
        assert_eq!(twice.word, Some(Word::Open));
        assert_eq!(cell("see ft-KEY"), None);
        assert_eq!(cell("A ft-KEY, open").unwrap().span.start, 2);
        assert_eq!(cell("--- (ft-KEY, open)"), None);
        assert!(cell("ft-KEY (ft-KEY, open)").is_some());
        assert_eq!(cell("#13 **DONE**"), None);
        assert_eq!(cell("#13, done").unwrap().word, Some(Word::Done));
        assert_eq!(cell("ft-KEY, 0((n").unwrap().span.len(), 25);
        assert_eq!(cell("ft-KEY, ask Kim").unwrap().span.len(), 21);
        assert_eq!(cell("ft-KEYAA aen").unwrap().span.len(), 19);
        for (line, next, broken) in [
            ("| Patch (ft-KEY,", "open) | Jo |", true),
            ("| Patch | ft-KEY, op", "en |", true),
            ("| Patch |", "ft-KEY, open |", true),
            ("| Patch", "(ft-KEY, open) | Jo |", true),
            ("| Patch | Jo |", "(ft-KEY, open)", false),
            ("- Patch (", "ft-KEY, open)", true),
            ("- Patch (ft-KEY", ")", true),
            ("- Patch (ft-KEY, open)", "done)", false),
            ("- Patch, see ft-KEY", "(owner: Jo)", false),
            ("- Patch (see ft-KEY,", "and more) |", false),
        ] {
            let (line, next) = (line.replace("KEY", KEY), next.replace("KEY", KEY));
            assert_eq!(breaks_off(&line, &next), broken, "{line}");
        }
    }
}

//! When an action is due: only a date that the report ties to it.

use super::Work;
use crate::read::dates::{self, Day, Found};
use crate::read::placeholder::is_placeholder;
use crate::read::vocabulary::{List, Vocabulary, fold};
use crate::text::{Span, Spanned};

/// Reads a due cell or `Deadline:`.
pub(super) fn stated(work: &mut Work, span: Span) {
    if work.action.due.is_some() {
        return;
    }
    let text = &work.reader.text[span.range()];
    match dates::all(text, work.reader.words).pop() {
        Some(found) => take(work, found, span.start),
        None if names_no_day(text, work.reader.words) => {}
        None => {
            let doubt = format!("`{}` is no day of the calendar", text.trim());
            work.action.doubts.push(Spanned::new(doubt, span));
        }
    }
}

/// True for texts that stand where a date is missing, and are not meant as one.
pub(super) fn names_no_day(text: &str, words: &Vocabulary) -> bool {
    const NO_DAY: [&str; 17] = [
        "asap",
        "as soon as possible",
        "continuous",
        "continuously",
        "dd mm yyyy",
        "due date",
        "immediate",
        "immediately",
        "in progress",
        "later",
        "mm dd yyyy",
        "now",
        "ongoing",
        "on going",
        "tbc",
        "to be confirmed",
        "yyyy mm dd",
    ];
    let folded = fold(text);
    NO_DAY.contains(&folded.as_str())
        || words.mark(&folded).is_some()
        || is_placeholder(text.trim(), &folded, words)
}

/// Reads `by 2024-05-06`, `due: …`, `📅 …`, `[due:: …]` and `@due(…)` in the own text and below it.
pub(super) fn inline(work: &mut Work) {
    let own = work.candidate.own;
    // Below a heading and in an issue cell the suffix stands outside the own text.
    let inside = work.place.suffix.filter(|span| span.end <= own.end);
    let behind = inside.map_or(work.seen.end, |span| span.end);
    let behind = behind.max(work.seen.end);
    let tail = Span::new(behind, own.end.max(behind));
    let below: Vec<Span> = work.below().map(|(_, span)| span).take(20).collect();
    for (at, span) in [work.seen, tail].into_iter().chain(below).enumerate() {
        let text = &work.reader.text[span.range()];
        if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 8192 {
            continue;
        }
        for found in dates::all(text, work.reader.words) {
            let (introduced, from) = introduced(text, found.span.start, work.reader.words);
            if at == 0 && !matches!(found.day, Day::Yearless(..)) {
                work.volatile.push(Span::new(
                    span.start + found.span.start,
                    span.start + found.span.end,
                ));
            }
            if introduced && work.action.due.is_none() {
                take(work, found, span.start);
                if at == 0 && work.action.due.is_some() {
                    cut(work, span, from, found.span.end);
                }
            }
        }
    }
}

/// Leaves the date and its word out of title and text where they stand at the end.
fn cut(work: &mut Work, span: Span, from: usize, to: usize) {
    let text = &work.reader.text[span.range()];
    let before = text[..from].trim_end();
    let after = text[to..].trim_start_matches([')', ']', ' ']);
    let enclosed = before.ends_with(['(', '[']) && text[to..].starts_with([')', ']']);
    // `(Ana; due: …)` leaves no border before the parenthesis.
    let closes = text[to..].starts_with([')', ']', '）']);
    let from = match closes && !enclosed {
        true => before.trim_end_matches([',', ';', '/', '、', ' ']).len(),
        false => from,
    };
    let start = if enclosed { before.len() - 1 } else { from };
    let end = if enclosed { to + 1 } else { to };
    let last = after.trim_matches(['.', ' ', '\n']).is_empty();
    if enclosed || last && start > 0 {
        work.cuts
            .push(Span::new(span.start + start, span.start + end));
    } else {
        work.volatile
            .push(Span::new(span.start + start, span.start + end));
    }
}

/// A date in the heading of the group, behind a word that makes it a deadline.
pub(super) fn heading(work: &mut Work, span: Span) {
    let text = &work.reader.text[span.range()];
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let found = dates::all(text, work.reader.words);
    let Some(first) = found.first() else { return };
    if introduced(text, first.span.start, work.reader.words).0
        && let Some(last) = found.last()
    {
        take(work, *last, span.start);
    }
}

/// True if what stands before `at` makes a date the day something is due, and where that begins.
fn introduced(text: &str, at: usize, words: &Vocabulary) -> (bool, usize) {
    let before = text[..at].trim_end_matches([' ', '*', '_', '\u{a0}']);
    for sign in ["📅", "🗓", "🗓\u{fe0f}", "⏳", "@due(", "due::", "[due:"] {
        if let Some(rest) = before.strip_suffix(sign) {
            let rest = rest.trim_end_matches(['[', '(']);
            return (true, rest.len());
        }
    }
    let from = crate::read::sections::floor(before, before.len().saturating_sub(24));
    let window = &before[from..];
    let window = window.trim_end_matches([':', '：', '(', '~', '=']);
    let starts = window.char_indices().filter(|(at, _)| {
        *at == 0 && from == 0 || window[..*at].ends_with([' ', '(', '[', ',', '-', '\n'])
    });
    for (at, _) in starts.filter(|(_, c)| c.is_alphanumeric()) {
        let word = fold(&window[at..]);
        if words.has(List::DueWord, &word) {
            return (true, from + at);
        }
    }
    (false, at)
}

fn take(work: &mut Work, found: Found, base: usize) {
    let span = Span::new(base + found.span.start, base + found.span.end);
    match found.day {
        Day::Ambiguous(one, other) => {
            let written = &work.reader.text[span.range()];
            let doubt = format!("{written} may be {one} or {other}");
            work.action.doubts.push(Spanned::new(doubt, span));
        }
        day => match day.date(work.reader.year) {
            Some(date) => work.action.due = Some(Spanned::new(date, span)),
            None => {
                let written = &work.reader.text[span.range()];
                let doubt = format!("{written} names no year");
                work.action.doubts.push(Spanned::new(doubt, span));
            }
        },
    }
}

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
            work.action.doubt(doubt, span);
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
            let behind = announced_behind(text, found.span);
            if (introduced || behind > 0) && work.action.due.is_none() {
                take(work, found, span.start);
                if at == 0 && work.action.due.is_some() {
                    cut(work, span, from, found.span.end + behind);
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
        *at == 0 && from == 0 || window[..*at].ends_with([' ', '(', '[', ',', '-', '*', '_', '\n'])
    });
    for (at, _) in starts.filter(|(_, c)| c.is_alphanumeric()) {
        let word = &window[at..];
        // `… OS X. Due: 2026-12-01`: what stands before the full stop is no number of an item.
        if !word.contains(['.', ')']) && words.has(List::DueWord, &fold(word)) {
            return (true, from + at);
        }
    }
    (false, at)
}

/// Length of the word behind a date that makes it the day something is due: `2026年12月15日まで`. A range or what only lies
/// around a day has none.
fn announced_behind(text: &str, date: Span) -> usize {
    const WORDS: [&str; 6] = ["までに", "まで", "之前", "以前", "前", "까지"];
    const RANGES: [&str; 3] = ["から", "〜", "从"];
    let rest = &text[date.end..];
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let ranged = || RANGES.iter().any(|it| text[..date.start].contains(it));
    let word = WORDS.iter().find(|it| rest[blanks..].starts_with(**it));
    let around = |it: &str| rest[blanks + it.len()..].starts_with(['后', '後']);
    let word = word.filter(|it| !around(it) && !ranged());
    word.map_or(0, |it| blanks + it.len())
}

fn take(work: &mut Work, found: Found, base: usize) {
    let span = Span::new(base + found.span.start, base + found.span.end);
    match found.day {
        Day::Ambiguous(one, other) => {
            let written = &work.reader.text[span.range()];
            let doubt = format!("{written} may be {one} or {other}");
            work.action.doubt(doubt, span);
        }
        day => match day.date(work.reader.year) {
            Some(date) => work.action.due = Some(Spanned::new(date, span)),
            None => {
                let written = &work.reader.text[span.range()];
                let doubt = format!("{written} names no year");
                work.action.doubt(doubt, span);
            }
        },
    }
}

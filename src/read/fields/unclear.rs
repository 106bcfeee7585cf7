//! Due dates that are announced and name no day: `due: next sprint`, `(deadline Q1)`.

use super::Work;
use super::due::names_no_day;
use crate::read::dates;
use crate::read::sections::floor;
use crate::read::vocabulary::{Vocabulary, fold};
use crate::text::Span;

/// Words that announce nothing else than when something is due, the longest first.
const WORDS: [&str; 10] = [
    "due date",
    "due by",
    "due on",
    "due",
    "deadline",
    "eta",
    "fecha límite",
    "échéance",
    "fällig",
    "期限",
];

/// Without a colon between them, what follows has to speak of time.
const TIMES: [&str; 32] = [
    "next",
    "sprint",
    "sprints",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "quarter",
    "year",
    "end",
    "mid",
    "early",
    "late",
    "eod",
    "eow",
    "eom",
    "eoq",
    "eoy",
    "today",
    "tomorrow",
    "soon",
    "q1",
    "q2",
    "q3",
    "q4",
    "monday",
    "wednesday",
    "thursday",
    "friday",
    "release",
];

/// A longer text says something else.
const MOST_BYTES: usize = 40;

/// Adds a doubt where a due date is announced and none was read.
pub(super) fn find(work: &mut Work) {
    if work.action.due.is_some() || !work.action.doubts.is_empty() {
        return;
    }
    let below: Vec<Span> = work.below().map(|(_, span)| span).take(20).collect();
    if let Some(date) = ending_date(work) {
        let written = &work.reader.text[date.range()];
        let doubt = format!("{written} may be the day it is due, but no word says so");
        work.action.doubt(doubt, date);
        return;
    }
    for (at, span) in [work.seen].into_iter().chain(below).enumerate() {
        let text = &work.reader.text[span.range()];
        let text = &text[..floor(text, 8192)];
        // What begins the action itself is what it is about.
        let Some(value) = announced(text, at == 0, work.reader.words) else {
            continue;
        };
        let value = Span::new(span.start + value.start, span.start + value.end);
        let written = &work.reader.text[value.range()];
        let doubt = format!("`{written}` is no day of the calendar");
        work.action.doubt(doubt, value);
        return;
    }
}

/// The date alone in the brackets that end the own text: `… (2026-12-15)`.
fn ending_date(work: &Work) -> Option<Span> {
    let text = &work.reader.text[work.seen.range()];
    let inner = text.trim_end_matches(['.', ' ']).strip_suffix([')', ']'])?;
    let open = inner.rfind(['(', '['])? + 1;
    let [found] = dates::all(&inner[open..], work.reader.words)[..] else {
        return None;
    };
    let whole = found.span.len() == inner.len() - open && inner.len() - open <= MOST_BYTES;
    whole.then(|| Span::new(work.seen.start + open, work.seen.start + inner.len()))
}

/// Where the first text stands that is announced as a due date.
fn announced(text: &str, own: bool, words: &Vocabulary) -> Option<Span> {
    let starts = text.char_indices().filter(|(at, c)| {
        let bold = text[..*at].ends_with(['*', '_']);
        let before = text[..*at].trim_end_matches([' ', '*', '_']);
        let border = before.ends_with(['(', '[', '（', ',', ';', '.', '/', '-', '–', '—', '、']);
        c.is_alphabetic()
            && (match before.is_empty() {
                true => !own,
                false => border || bold,
            })
    });
    starts
        .map(|(at, _)| at)
        .find_map(|at| value(text, at, words))
        .or_else(|| horizon(text))
}

/// `… by end of 2026`, `… by next spring`: a word for a time far off needs no punctuation before it.
fn horizon(text: &str) -> Option<Span> {
    const TIMES: [&str; 8] = [
        "end of ",
        "the end of ",
        "next ",
        "mid ",
        "mid-",
        "early ",
        "late ",
        "eoy",
    ];
    let mut words = [" by ", " before ", " until "].into_iter();
    words.find_map(|word| {
        let from = text.find(word)? + word.len();
        let told = &text[from..];
        let end = told
            .find(['(', ')', ']', ',', ';', '.', '\n', '|'])
            .unwrap_or(told.len());
        let told = told[..end].trim_end();
        let timely = TIMES.iter().any(|it| told.starts_with(it)) && told.split(' ').count() <= 5;
        timely.then(|| Span::new(from, from + told.len()))
    })
}

/// The text behind the word at `at`, if that word announces a due date.
fn value(text: &str, at: usize, words: &Vocabulary) -> Option<Span> {
    let rest = &text[at..];
    let word = WORDS.into_iter().find(|word| starts_with(rest, word))?;
    let behind = rest[word.len()..].trim_start_matches(['*', '_', ' ']);
    let told = behind.trim_start_matches([':', '：', '=', '*', '_', ' ']);
    let parted = told.len() < behind.len();
    let start = at + rest.len() - told.len();
    let end = told
        .find([')', ']', '）', ',', ';', '\n', '|'])
        .unwrap_or(told.len());
    let told = told[..end].trim_end_matches(['.', ' ', '*', '_']);
    let folded = fold(told);
    let times = |word: &str| TIMES.contains(&word) || words.month(word).is_some();
    let timely = folded.split(' ').any(times) || told.contains(|c: char| c.is_ascii_digit());
    let meant = !folded.is_empty()
        && told.len() <= MOST_BYTES
        && (parted || timely && !folded.starts_with("to "))
        && !names_no_day(told, words);
    meant.then(|| Span::new(start, start + told.len()))
}

/// The word, whole, in any case.
fn starts_with(text: &str, word: &str) -> bool {
    let head = text.get(..word.len());
    let next = || text[word.len()..].chars().next();
    head.is_some_and(|head| head.to_lowercase() == word)
        && next().is_some_and(|c| !c.is_alphanumeric() && c != '-' || word == "期限")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&str> {
        let span = announced(text, true, &Vocabulary::default())?;
        Some(&text[span.range()])
    }

    #[test]
    fn what_is_announced_and_names_no_day() {
        for (text, value) in [
            ("Alert, due next sprint", "next sprint"),
            ("Alert (due: Q1)", "Q1"),
            ("Alert (owner: Jo, due: mid December)", "mid December"),
            ("Alert (deadline: after the freeze; P1)", "after the freeze"),
            ("Alert - ETA: 2w", "2w"),
            ("Alert. Due next week.", "next week"),
            ("Alert [due:: when Jo is back]", "when Jo is back"),
            ("Alert **Due date:** 12/20", "12/20"),
            ("Alert (Fällig: nächste Woche)", "nächste Woche"),
            ("見直す（期限：来週）", "来週"),
        ] {
            assert_eq!(of(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_announces_nothing() {
        for text in [
            "Alert when a payment is due soon",
            "Alert, due to the lock of last week",
            "Send a reminder, due payments first",
            "Raise the deadline: 5 s",
            "Deadline: raise it to 5 s",
            "Alert (due: TBD)",
            "Alert (due: asap)",
            "Alert (due date)",
            "Alert, due-soon included, next week",
            "Alert (due: as soon as the vendor has answered our third letter)",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}

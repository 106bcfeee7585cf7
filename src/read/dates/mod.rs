//! Dates as people write them.

mod file_name;

pub(super) use file_name::of_file_name;

use jiff::civil::Date;

use super::vocabulary::Vocabulary;
use crate::text::Span;

/// A date found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Span,
    pub(super) day: Day,
}

/// What a date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// A calendar date.
    Exact(Date),
    /// A month and day whose year stands elsewhere.
    Yearless(i8, i8),
    /// Two numbers that may be day and month either way.
    Ambiguous(Date, Date),
    /// The last day of a month or quarter that is all the text names.
    Last(Date),
}

impl Day {
    /// The date, if the text settles it; `year` completes one that names none.
    pub(super) fn date(self, year: Option<i16>) -> Option<Date> {
        match self {
            Self::Exact(date) | Self::Last(date) => Some(date),
            Self::Yearless(month, day) => Date::new(year?, month, day).ok(),
            Self::Ambiguous(..) => None,
        }
    }
}

/// The dates of `text`, in order.
pub(super) fn all(text: &str, words: &Vocabulary) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    let last = last_digit(text);
    while let Some(next) = first_up_to(text, at, last, words) {
        at = next.span.end.max(at + 1);
        found.push(next);
    }
    found
}

/// The first date at or behind `from`.
pub(super) fn first(text: &str, from: usize, words: &Vocabulary) -> Option<Found> {
    first_up_to(text, from, last_digit(text), words)
}

/// Offset behind the last digit: no date begins behind it.
fn last_digit(text: &str) -> usize {
    let last = text.bytes().rposition(|byte| byte.is_ascii_digit());
    last.map_or(0, |at| at + 1)
}

fn first_up_to(text: &str, from: usize, to: usize, words: &Vocabulary) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        let byte = bytes[at];
        let starts = at == 0 || !is_word(bytes[at - 1]);
        if byte.is_ascii_digit() {
            let found = if starts {
                numeric(text, at).or_else(|| day_first(text, at, words))
            } else {
                None
            };
            if found.is_some() {
                return found;
            }
            at += digits(bytes, at);
        } else if byte.is_ascii_alphabetic() || byte >= 0x80 {
            let len = word_len(text, at);
            if starts
                && before_digit(bytes, at + len)
                && let Some(found) = month_first(text, at, len, words)
            {
                return Some(found);
            }
            at += len.max(1);
        } else {
            at += 1;
        }
    }
    None
}

/// True if a number follows, blanks and a full stop aside: a month's name is only looked up then.
fn before_digit(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at.min(bytes.len())..];
    let next = rest
        .iter()
        .take(4)
        .find(|byte| !matches!(byte, b' ' | b'.' | b',' | 0xc2 | 0xa0));
    next.is_some_and(u8::is_ascii_digit)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn digits(bytes: &[u8], at: usize) -> usize {
    bytes[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

fn word_len(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let plain = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let more = match rest.as_bytes().get(plain) {
        Some(byte) if !byte.is_ascii() => rest[plain..].find(|c: char| !c.is_alphabetic()),
        _ => Some(0),
    };
    let len = more.map_or(rest.len(), |more| plain + more);
    len.max(rest.chars().next().map_or(1, char::len_utf8))
}

fn number(text: &str, at: usize, len: usize) -> Option<i16> {
    text.get(at..at + len)?.parse().ok()
}

/// `2024-05-06`, `2024年5月6日`, `06/05/2024`, `6.5.2024`
fn numeric(text: &str, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let first = digits(bytes, at);
    let mut next = at + first;
    if first > 4 {
        return None;
    }
    if first <= 2 && text[next..].starts_with('月') {
        return day_of_month(text, at, first);
    }
    if first == 2 && text[next..].starts_with(", ") {
        return parted_by_commas(text, at);
    }
    let kanji = text[next..].starts_with('年');
    let separator = match bytes.get(next) {
        Some(byte @ (b'-' | b'/' | b'.')) => *byte,
        _ if kanji && first == 4 => 0,
        _ => return None,
    };
    next += if kanji { '年'.len_utf8() } else { 1 };
    let second = digits(bytes, next);
    if !(1..=2).contains(&second) {
        return None;
    }
    let second_at = next;
    next += second;
    let fits = if kanji {
        text[next..].starts_with('月')
    } else {
        bytes.get(next) == Some(&separator)
    };
    if !fits {
        return None;
    }
    next += if kanji { '月'.len_utf8() } else { 1 };
    let third = digits(bytes, next);
    let (a, b, c) = (
        number(text, at, first)?,
        number(text, second_at, second)?,
        number(text, next, third)?,
    );
    let mut end = next + third;
    if kanji && text[end..].starts_with('日') {
        end += '日'.len_utf8();
    }
    if goes_on(bytes, end, separator) {
        return None;
    }
    let span = Span::new(at, end);
    let day = if first == 4 && (1..=2).contains(&third) {
        Day::Exact(valid(a, b, c)?)
    } else if first <= 2 && (third == 4 || third == 2 && separator == b'/') {
        let year = if third == 2 { c + 2000 } else { c };
        either(year, a, b, separator)?
    } else {
        return None;
    };
    Some(Found { span, day })
}

/// `03, 14, 2024`: two digits, two digits and a year.
fn parted_by_commas(text: &str, at: usize) -> Option<Found> {
    const LEN: usize = "03, 14, 2024".len();
    let bytes = text.as_bytes();
    let parted = text.get(at..at + LEN)?.get(6..8)? == ", ";
    let (a, b, year) = (
        number(text, at, 2)?,
        number(text, at + 4, 2)?,
        number(text, at + 8, 4)?,
    );
    let span = Span::new(at, at + LEN);
    let ends = !bytes.get(span.end).is_some_and(|byte| is_word(*byte));
    let known = parted && ends && (1990..2100).contains(&year);
    Some(Found {
        span,
        day: either(year, a, b, b'/')?,
    })
    .filter(|_| known)
}

/// True if what stands behind three numbers makes them something else than a date: a word, a version.
fn goes_on(bytes: &[u8], end: usize, separator: u8) -> bool {
    let next = bytes.get(end);
    let digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    next.is_some_and(|byte| is_word(*byte) && *byte != b'T')
        || next == Some(&b'.') && separator == b'.' && digit
}

/// `5月6日`, the year left out.
fn day_of_month(text: &str, at: usize, len: usize) -> Option<Found> {
    let from = at + len + '月'.len_utf8();
    let count = digits(text.as_bytes(), from);
    let rest = text[from + count..].strip_prefix('日')?;
    let month = i8::try_from(number(text, at, len)?).ok()?;
    let day = i8::try_from(number(text, from, count)?).ok()?;
    Some(Found {
        span: Span::new(at, text.len() - rest.len()),
        day: settle(None, month, day)?,
    })
}

fn valid(year: i16, month: i16, day: i16) -> Option<Date> {
    let range = 1970..=2199;
    if !range.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Day and month in either order; with dots the day stands first.
fn either(year: i16, a: i16, b: i16, separator: u8) -> Option<Day> {
    let (day_first, month_first) = (valid(year, b, a), valid(year, a, b));
    match (day_first, month_first) {
        (Some(date), _) if separator == b'.' => Some(Day::Exact(date)),
        (Some(one), Some(other)) if one == other => Some(Day::Exact(one)),
        (Some(one), Some(other)) => Some(Day::Ambiguous(one, other)),
        (Some(one), None) | (None, Some(one)) => Some(Day::Exact(one)),
        (None, None) => None,
    }
}

/// `6 May 2024`, `6th of May, 2024`, `6. mai 2024`, `6 de mayo de 2024`
fn day_first(text: &str, at: usize, words: &Vocabulary) -> Option<Found> {
    let bytes = text.as_bytes();
    let len = digits(bytes, at);
    if len > 2 {
        return None;
    }
    let day = i8::try_from(number(text, at, len)?).ok()?;
    let mut next = at + len;
    for suffix in ["st", "nd", "rd", "th", ".", "º", "er"] {
        if text[next..].starts_with(suffix) {
            next += suffix.len();
            break;
        }
    }
    next = blanks(text, next);
    for filler in ["of ", "de ", "-", "/"] {
        if text[next..].starts_with(filler) {
            next += filler.len();
            break;
        }
    }
    let word = word_len_at(text, next);
    let month = month(text, next, word, words)?;
    next += word;
    let (year, end) = year_behind(text, next);
    let day = settle(year, month, day)?;
    let span = Span::new(at, end);
    Some(Found { span, day })
}

fn word_len_at(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    rest.find(|c: char| !c.is_alphabetic())
        .unwrap_or(rest.len())
}

fn month(text: &str, at: usize, len: usize, words: &Vocabulary) -> Option<i8> {
    // In bytes: Cyrillic months are the longest.
    if !(3..=20).contains(&len) {
        return None;
    }
    words.month(&text[at..at + len].to_lowercase())
}

fn blanks(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len() - rest.trim_start_matches([' ', '\u{a0}', ',']).len()
}

/// The year behind a day and month, and where the date ends.
fn year_behind(text: &str, at: usize) -> (Option<i16>, usize) {
    let dot = at + usize::from(text[at..].starts_with('.'));
    let mut next = blanks(text, dot);
    for filler in ["de ", "-", "/"] {
        if text[next..].starts_with(filler) {
            next += filler.len();
            break;
        }
    }
    let len = digits(text.as_bytes(), next);
    let time = text[next + len..].starts_with(':');
    match number(text, next, len) {
        Some(year) if len == 4 && !time && (1970..=2199).contains(&year) => {
            (Some(year), next + len)
        }
        _ => (None, at),
    }
}

fn settle(year: Option<i16>, month: i8, day: i8) -> Option<Day> {
    match year {
        Some(year) => Some(Day::Exact(Date::new(year, month, day).ok()?)),
        None => Date::new(2024, month, day)
            .ok()
            .map(|_| Day::Yearless(month, day)),
    }
}

/// `May 6, 2024`, `May 6th`, `May 2024`, `Q2 2024`
fn month_first(text: &str, at: usize, len: usize, words: &Vocabulary) -> Option<Found> {
    let bytes = text.as_bytes();
    if len == 1 && bytes[at].eq_ignore_ascii_case(&b'q') {
        return quarter(text, at);
    }
    let month = month(text, at, len, words)?;
    if !text[at..].starts_with(char::is_uppercase) && month == 5 {
        return None;
    }
    let dot = at + len + usize::from(text[at + len..].starts_with('.'));
    let next = blanks(text, dot);
    let count = digits(bytes, next);
    if count == 4 {
        let year = number(text, next, 4)?;
        let span = Span::new(at, next + 4);
        let day = Day::Last(valid(year, i16::from(month), 1)?.last_of_month());
        return Some(Found { span, day });
    }
    if !(1..=2).contains(&count) || text[next + count..].starts_with(':') {
        return None;
    }
    let day = i8::try_from(number(text, next, count)?).ok()?;
    let mut end = next + count;
    for suffix in ["st", "nd", "rd", "th"] {
        if text[end..].starts_with(suffix) {
            end += suffix.len();
            break;
        }
    }
    let (year, end) = year_behind(text, end);
    let year = year.or_else(|| year_of_range(text, end));
    let span = Span::new(at, end);
    Some(Found {
        span,
        day: settle(year, month, day)?,
    })
}

/// The year at the end of `September 11-20, 2025`.
fn year_of_range(text: &str, at: usize) -> Option<i16> {
    let rest = text[at..].strip_prefix(['-', '–'])?.trim_start();
    let count = digits(rest.as_bytes(), 0);
    if !(1..=2).contains(&count) {
        return None;
    }
    let rest = rest[count..].trim_start_matches([',', ' ']);
    let year = rest.get(..4)?.parse().ok()?;
    (1970..=2199).contains(&year).then_some(year)
}

fn quarter(text: &str, at: usize) -> Option<Found> {
    let rest = text.get(at + 1..)?;
    let number = rest
        .as_bytes()
        .first()
        .filter(|byte| (b'1'..=b'4').contains(byte))?
        - b'0';
    let behind = rest[1..].trim_start_matches([' ', '/', '-', '\'']);
    let count = digits(behind.as_bytes(), 0);
    let year: i16 = match count {
        4 => behind[..4].parse().ok()?,
        2 => behind[..2].parse::<i16>().ok()? + 2000,
        _ => return None,
    };
    let month = i16::from(number) * 3;
    let end = text.len() - behind.len() + count;
    let span = Span::new(at, end);
    let day = Day::Last(valid(year, month, 1)?.last_of_month());
    Some(Found { span, day })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_as_people_write_them() {
        let words = Vocabulary::default();
        for (text, expected) in [
            ("on 2024-05-06.", Day::Exact(date(2024, 5, 6))),
            ("2024-05-06T10:00Z", Day::Exact(date(2024, 5, 6))),
            ("May 5th, 2024, at 3:00 PM", Day::Exact(date(2024, 5, 5))),
            ("July 15, 2023, 10:00 AM", Day::Exact(date(2023, 7, 15))),
            ("the 6th of May 2024", Day::Exact(date(2024, 5, 6))),
            ("6. mai 2024", Day::Exact(date(2024, 5, 6))),
            ("06/May/2024 2:17 PM", Day::Exact(date(2024, 5, 6))),
            ("6 de mayo de 2024", Day::Exact(date(2024, 5, 6))),
            ("2024年5月6日", Day::Exact(date(2024, 5, 6))),
            ("13/10/2023 at", Day::Exact(date(2023, 10, 13))),
            ("10/13/2023 at", Day::Exact(date(2023, 10, 13))),
            ("24.12.2023", Day::Exact(date(2023, 12, 24))),
            (
                "04-12-2022",
                Day::Ambiguous(date(2022, 12, 4), date(2022, 4, 12)),
            ),
            ("by Q4 2025", Day::Last(date(2025, 12, 31))),
            ("in June 2024", Day::Last(date(2024, 6, 30))),
            ("May 10, 09:15", Day::Yearless(5, 10)),
            ("September 11-20, 2025", Day::Exact(date(2025, 9, 11))),
            ("10 de julio", Day::Yearless(7, 10)),
        ] {
            let found = first(text, 0, &words).map(|found| found.day);
            assert_eq!(found, Some(expected), "{text}");
        }
        for text in [
            "1.2.3.4",
            "10:30",
            "we may 5 times",
            "CVE-2019-9900",
            "v1.20.3",
            "24/7",
            "12345-1-1",
        ] {
            assert_eq!(first(text, 0, &words), None, "{text}");
        }
    }
}

//! Times of day as people write them.

use jiff::civil::Time;
use jiff::tz::Offset;

use crate::text::Span;

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) span: Span,
    pub(super) time: Time,
    /// The offset from UTC, where a zone is written that has exactly one.
    pub(super) offset: Option<Offset>,
    /// `AM` or `PM` is written.
    pub(super) half: bool,
}

/// Zones with exactly one offset, in minutes.
const ZONES: [(&str, i32); 24] = [
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("PST", -480),
    ("PDT", -420),
    ("MST", -420),
    ("MDT", -360),
    ("CDT", -300),
    ("EST", -300),
    ("EDT", -240),
    ("BRT", -180),
    ("WET", 0),
    ("WAT", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("EAT", 180),
    ("SAST", 120),
    ("CAT", 120),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("NZST", 720),
];

/// The times of `text`, in order.
pub(super) fn times(text: &str) -> Vec<Clock> {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let word = at > 0
            && (bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'T'
                || matches!(bytes[at - 1], b'.' | b':' | b'$' | b'#'));
        let found = if word { None } else { one(text, at, digits) };
        match found {
            Some(clock) => {
                at = clock.span.end.max(at + digits);
                out.push(clock);
            }
            None => at += digits,
        }
    }
    inherit(&mut out);
    out
}

/// `6 to 7 PM`: a time without AM or PM takes that of the next one, unless it says otherwise itself.
fn inherit(times: &mut [Clock]) {
    for at in 1..times.len() {
        let (before, here) = (times[at - 1], times[at]);
        let near = here.span.start - before.span.end < 12;
        if near && before.half && !here.half && here.time < before.time && here.time.hour() < 12 {
            let hour = here.time.hour() + 12;
            if let Ok(time) = Time::new(hour, here.time.minute(), 0, 0) {
                times[at].time = time;
            }
        }
        if near && here.offset.is_some() && before.offset.is_none() {
            times[at - 1].offset = here.offset;
        }
    }
}

fn one(text: &str, at: usize, digits: usize) -> Option<Clock> {
    let bytes = text.as_bytes();
    let mut end = at + digits;
    let (hour, minute, colon): (i8, i8, bool) = if digits == 4 {
        military(text, at)?
    } else if digits <= 2
        && matches!(bytes.get(end), Some(b':' | b'h' | b'.'))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
        && bytes.get(end + 2).is_some_and(u8::is_ascii_digit)
        && !bytes.get(end + 3).is_some_and(u8::is_ascii_digit)
    {
        // `11h40` is a time of day; `1h40` may be how long it took.
        let colon = bytes[end] == b':' || bytes[end] == b'h' && digits == 2;
        let hour = text[at..end].parse().ok()?;
        let minute = text[end + 1..end + 3].parse().ok()?;
        end += 3;
        if bytes.get(end) == Some(&b':') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            end += 1 + bytes[end + 1..]
                .iter()
                .take(2)
                .take_while(|byte| byte.is_ascii_digit())
                .count();
        }
        (hour, minute, colon)
    } else if digits <= 2 {
        (text[at..end].parse().ok()?, 0, false)
    } else {
        return None;
    };
    let rest = &text[end..];
    let half = half(rest);
    let named = half.is_some() || colon || digits == 4;
    let (half_len, hour) = match half {
        Some((len, pm)) => (len, twelve(hour, pm)?),
        None => (0, hour),
    };
    end += half_len;
    if digits == 4 && half.is_none() {
        end += hours_word(&text[end..]);
    }
    let (zone_len, offset) = zone(&text[end..]);
    let dotted = !named
        && minute_written(text, at, digits)
        && (zone_len > 0 || at == 0 || line_start(text, at));
    if !named && !dotted {
        return None;
    }
    let time = Time::new(if hour == 24 { 0 } else { hour }, minute, 0, 0).ok()?;
    Some(Clock {
        span: Span::new(at, end + zone_len),
        time,
        offset,
        half: half.is_some(),
    })
}

fn minute_written(text: &str, at: usize, digits: usize) -> bool {
    matches!(text.as_bytes().get(at + digits), Some(b'.' | b'h'))
}

fn line_start(text: &str, at: usize) -> bool {
    text[..at]
        .trim_start_matches(['*', '_', ' ', '-', '|'])
        .is_empty()
}

/// `1900 UTC`, `2100hrs`, `1900 and 2100 UTC`
fn military(text: &str, at: usize) -> Option<(i8, i8, bool)> {
    let (hour, minute): (i8, i8) = (
        text[at..at + 2].parse().ok()?,
        text[at + 2..at + 4].parse().ok()?,
    );
    if hour > 24 || minute > 59 {
        return None;
    }
    let rest = &text[at + 4..];
    let marked = |rest: &str| {
        let rest = rest.trim_start_matches([' ', '(']);
        ["UTC", "GMT", "hrs", "hours", "h "]
            .iter()
            .any(|it| rest.starts_with(it))
    };
    let second = rest
        .trim_start()
        .trim_start_matches(['-', '–'])
        .trim_start_matches("and")
        .trim_start_matches("to")
        .trim_start();
    let ranged = second.len() > 4
        && second.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && marked(&second[4..]);
    (marked(rest) || ranged).then_some((hour, minute, true))
}

fn hours_word(rest: &str) -> usize {
    ["hrs", "hours", " hrs", " hours"]
        .iter()
        .find(|it| rest.starts_with(**it))
        .map_or(0, |it| it.len())
}

/// Length of ` AM` or `p.m.`, and whether it is the second half of the day.
fn half(rest: &str) -> Option<(usize, bool)> {
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let skip = rest.len() - trimmed.len();
    for (word, pm) in [
        ("a.m.", false),
        ("p.m.", true),
        ("a.m", false),
        ("p.m", true),
        ("am", false),
        ("pm", true),
        ("a", false),
        ("p", true),
    ] {
        let Some(head) = trimmed.get(..word.len()) else {
            continue;
        };
        let border = trimmed[word.len()..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric());
        let short = word.len() == 1 && skip > 0;
        if head.eq_ignore_ascii_case(word) && border && !short {
            return Some((skip + word.len(), pm));
        }
    }
    None
}

fn twelve(hour: i8, pm: bool) -> Option<i8> {
    match (hour, pm) {
        (12, false) => Some(0),
        (12, true) => Some(12),
        (1..=11, true) => Some(hour + 12),
        (0..=11, false) => Some(hour),
        (13..=23, true) => Some(hour),
        _ => None,
    }
}

/// Length and offset of a zone: ` (UTC)`, ` GMT+1`, `+02:00`
fn zone(rest: &str) -> (usize, Option<Offset>) {
    let trimmed = rest.trim_start_matches([' ', '\u{a0}', '(', ',']);
    let skip = rest.len() - trimmed.len();
    let name = trimmed
        .bytes()
        .take(5)
        .take_while(u8::is_ascii_uppercase)
        .count();
    let known = ZONES.iter().find(|(zone, _)| *zone == &trimmed[..name]);
    let border = !trimmed[name..].starts_with(|c: char| c.is_alphanumeric());
    let (mut len, mut minutes) = match known {
        Some((zone, minutes)) if border => (zone.len(), Some(*minutes)),
        _ if skip == 0 || name == 0 => (0, None),
        _ => return (0, None),
    };
    let signed = &trimmed[len..];
    if let Some(shift) = signed
        .strip_prefix(['+', '-'])
        .filter(|_| skip == 0 || len > 0)
    {
        let digits = shift.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let hours: Option<i32> = shift[..digits].parse().ok().filter(|hours| *hours <= 14);
        if let Some(hours) = hours {
            let sign = if signed.starts_with('-') { -1 } else { 1 };
            let more = shift[digits..]
                .strip_prefix(':')
                .and_then(|it| it.get(..2)?.parse::<i32>().ok());
            minutes = Some(minutes.unwrap_or(0) + sign * (hours * 60 + more.unwrap_or(0)));
            len += 1 + digits + if more.is_some() { 3 } else { 0 };
        }
    }
    let offset = minutes.and_then(|minutes| Offset::from_seconds(minutes * 60).ok());
    match offset {
        Some(offset) => {
            let close = usize::from(trimmed[len..].starts_with(')') && rest[..skip].contains('('));
            (skip + len + close, Some(offset))
        }
        None => (0, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        for (text, expected, hours) in [
            ("at 3:00 PM (UTC) to", "15:00", Some(0)),
            ("12:05 am", "00:05", None),
            ("6PM", "18:00", None),
            ("2100hrs WAT", "21:00", Some(1)),
            ("22:00 PST", "22:00", Some(-8)),
            ("7:23 AM GMT+1", "07:23", Some(1)),
            ("2024-05-05T15:00:00Z", "15:00", Some(0)),
            ("15:00+02:00", "15:00", Some(2)),
            ("11.50 Alert", "11:50", None),
            ("11:20 a.m. to", "11:20", None),
        ] {
            let found = times(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(
                found[0].time.strftime("%H:%M").to_string(),
                expected,
                "{text}"
            );
            assert_eq!(found[0].offset, hours.map(Offset::constant), "{text}");
        }
        for text in [
            "version 1.20",
            "in 2024",
            "5 nodes",
            "port 8080",
            "3 users",
            "a 10.0.0.1 b",
        ] {
            assert_eq!(times(text), [], "{text}");
        }
        let pair = times("about 12:00pm to 12:35");
        assert_eq!(pair[1].time.hour(), 12);
        assert_eq!(times("between 1900 and 2100 UTC").len(), 2);
    }
}

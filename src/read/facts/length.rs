//! Lengths of time as people write them.

use crate::read::vocabulary::{List, Vocabulary, is_wide};

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) start: usize,
    pub(super) minutes: u64,
    /// The text says that it is not exact.
    pub(super) about: bool,
}

/// The lengths of time that `text` states, in order.
pub(super) fn lengths(text: &str, words: &Vocabulary) -> Vec<Length> {
    let (mut out, mut at): (Vec<Length>, usize) = (Vec::new(), 0);
    let mut last_end = usize::MAX;
    while at < text.len() {
        let rest = &text[at..];
        let border = || {
            at == 0
                || at == last_end
                || !text[..at].ends_with(|c: char| {
                    c.is_ascii_alphanumeric() || c == '.' || c == ':' || c == '-'
                })
        };
        match if border() { amount(rest, words) } else { None } {
            Some((len, minutes)) => {
                let joins = last_end <= at && joins(&text[last_end..at], words);
                match out.last_mut() {
                    Some(last) if joins => last.minutes += minutes,
                    _ => out.push(Length {
                        start: at,
                        minutes,
                        about: rest.starts_with('~') || about(&text[..at], words),
                    }),
                }
                last_end = at + len;
                at = last_end;
            }
            None => {
                let word = run(rest);
                at += word.max(rest.chars().next().map_or(1, char::len_utf8));
            }
        }
    }
    out
}

/// Length of the letters and digits at the start of `rest`.
fn run(rest: &str) -> usize {
    let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if rest[plain..].bytes().next().is_none_or(|it| it.is_ascii()) {
        return plain;
    }
    let more = rest[plain..].find(|c: char| !c.is_alphanumeric());
    more.map_or(rest.len(), |more| plain + more)
}

/// True behind a sign or word that says the length is not exact: `~`, `about`, `cerca de`, `約`.
fn about(before: &str, words: &Vocabulary) -> bool {
    let before = before.trim_end_matches([' ', '(']);
    let article = before.strip_suffix(" a").or(before.strip_suffix(" an"));
    let before = article.unwrap_or(before);
    before.ends_with(['~', '≈', '約']) || without_roughly(before, words).is_some()
}

/// The text before the word that says a length is not exact, if it ends with one.
pub(super) fn without_roughly<'a>(before: &'a str, words: &Vocabulary) -> Option<&'a str> {
    let before = before.trim_end_matches(['.', '~', ' ']);
    let ends = |word: &&str| {
        let at = before.len().checked_sub(word.len());
        let last = at.and_then(|at| Some((before.get(..at)?, before.get(at..)?)));
        last.is_some_and(|(rest, last)| {
            last.to_lowercase() == **word
                && (word.starts_with(is_wide) || !rest.ends_with(char::is_alphanumeric))
        })
    };
    let found = words
        .list(List::Roughly)
        .filter(ends)
        .max_by_key(|it| it.len())?;
    Some(before[..before.len() - found.len()].trim_end())
}

/// True for what stands between the parts of one length: `2 hours and 15 minutes`.
fn joins(between: &str, words: &Vocabulary) -> bool {
    let word = between.trim_matches([' ', ',']);
    word.is_empty() || words.has(List::And, word)
}

/// The number in words that begins `rest`, and its length: `half an hour`, `deux heures`.
fn spelled_number(rest: &str, words: &Vocabulary) -> Option<(f64, usize)> {
    let ends = |from: usize| {
        let word = rest[from..].find(|c: char| !c.is_alphabetic());
        word.map_or(rest.len(), |word| from + word)
    };
    let first = ends(0);
    let second = rest[first..].starts_with(' ').then(|| ends(first + 1));
    let known = |end: usize| Some((words.number(&rest[..end].to_lowercase())?, end));
    let longest = second.and_then(known);
    longest.or_else(|| known(first).filter(|_| first > 0))
}

/// `11h40` is a time of day.
fn is_clock(rest: &str) -> bool {
    let minutes = rest[2..].strip_prefix('h').unwrap_or_default();
    let digits = minutes.bytes().take_while(u8::is_ascii_digit).count();
    digits == 2 && !minutes[2..].starts_with(|c: char| c.is_alphanumeric())
}

/// The unit that `unit` begins with, whose first word is `word` bytes long: its length and minutes.
fn unit_of(unit: &str, word: usize, words: &Vocabulary) -> Option<(usize, f64)> {
    const UNITS: [(List, f64); 4] = [
        (List::Minutes, 1.0),
        (List::Hours, 60.0),
        (List::Days, 1440.0),
        (List::Weeks, 10080.0),
    ];
    if unit.starts_with(is_wide) {
        let begins = |it: &(List, f64)| {
            let found = words.list(it.0).filter(|name| unit.starts_with(name));
            found
                .max_by_key(|name| name.len())
                .map(|name| (name.len(), it.1))
        };
        return UNITS.iter().find_map(begins);
    }
    let name = unit[..word].to_lowercase();
    let known = UNITS.iter().find(|it| words.has(it.0, &name));
    known.map(|it| (word, it.1))
}

/// `18 hours`, `1h`, `2時間` at the start of `rest`: its length and minutes.
fn amount(rest: &str, words: &Vocabulary) -> Option<(usize, u64)> {
    let rest_start = rest.trim_start_matches('~');
    let skip = rest.len() - rest_start.len();
    let digits = rest_start
        .bytes()
        .take(9)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (number, len): (f64, usize) = if digits > 0 {
        let more = rest_start[digits..]
            .strip_prefix(['.', ','])
            .map_or(0, |it| {
                it.bytes().take(3).take_while(u8::is_ascii_digit).count()
            });
        let len = if more > 0 { digits + 1 + more } else { digits };
        (rest_start[..len].replace(',', ".").parse().ok()?, len)
    } else {
        spelled_number(rest_start, words)?
    };
    if digits == 2 && len == 2 && is_clock(rest_start) {
        return None;
    }
    let unit = rest_start[len..].trim_start_matches([' ', '\u{a0}', '-']);
    let blanks = rest_start.len() - len - unit.len();
    let word = unit
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(unit.len());
    let (word, minutes) = unit_of(unit, word, words)?;
    let total = number * minutes;
    (total.is_finite() && total < 1e9).then_some((skip + len + blanks + word, total.round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        for (text, minutes, about) in [
            ("lasting approximately 18 hours.", 1080, true),
            ("1h 10m", 70, false),
            ("1d 5h 47m", 1787, false),
            ("2 hours and 30 minutes", 150, false),
            ("~2h", 120, true),
            ("for approximately three hours", 180, true),
            ("約 2 時間", 120, true),
            ("19 hours 43 minutes.", 1183, false),
            ("1.5 hours", 90, false),
            ("1,5 Stunden", 90, false),
            ("half an hour", 30, false),
            ("etwa zwei Stunden und 15 Minuten", 135, true),
            ("une demi-heure", 30, false),
            ("pendant deux heures", 120, false),
            ("cerca de três horas", 180, true),
            ("halvannen time", 90, false),
            ("около двух часов", 120, true),
            ("45分钟", 45, false),
        ] {
            let found = lengths(text, &Vocabulary::default());
            assert_eq!(
                found.first().map(|it| (it.minutes, it.about)),
                Some((minutes, about)),
                "{text}"
            );
        }
    }
}

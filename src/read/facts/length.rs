//! Lengths of time as people write them.

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) start: usize,
    pub(super) minutes: u64,
    /// The text says that it is not exact.
    pub(super) about: bool,
}

/// The lengths of time that `text` states, in order.
pub(super) fn lengths(text: &str) -> Vec<Length> {
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
        let may = matches!(
            rest.as_bytes()[0],
            b'0'..=b'9'
                | b'~'
                | b'o'
                | b't'
                | b'f'
                | b's'
                | b'e'
                | b'n'
                | b'a'
                | b'h'
                | b'O'
                | b'T'
                | b'F'
                | b'S'
                | b'E'
                | b'N'
                | b'A'
                | b'H'
        );
        match if may && border() { amount(rest) } else { None } {
            Some((len, minutes)) => {
                let joins = last_end <= at
                    && text[last_end..at]
                        .trim_matches([' ', ','])
                        .trim_start_matches("and")
                        .trim()
                        .is_empty();
                match out.last_mut() {
                    Some(last) if joins => last.minutes += minutes,
                    _ => out.push(Length {
                        start: at,
                        minutes,
                        about: rest.starts_with('~') || about(&text[..at]),
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

fn about(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '(', 'a', 'n']);
    let last = before
        .rsplit([' ', '(', '\n'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let phrases = [
        "more than",
        "less than",
        "plus de",
        "más de",
        "mais de",
        "mehr als",
        "cerca de",
        "un peu plus de",
        "alrededor de",
    ];
    let lower = before.to_lowercase();
    before.ends_with(['~', '約', '≈'])
        || phrases.iter().any(|it| lower.ends_with(it))
        || [
            "about",
            "approximately",
            "around",
            "roughly",
            "nearly",
            "almost",
            "approx",
            "approx.",
            "ca.",
            "ca",
            "over",
            "circa",
            "environ",
            "etwa",
            "rund",
            "ungefähr",
            "aproximadamente",
            "unos",
            "unas",
        ]
        .contains(&last.as_str())
        || last.starts_with('~')
}

const NUMBERS: [(&str, f64); 20] = [
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("ninety", 90.0),
    ("an", 1.0),
    ("half an", 0.5),
];

/// `11h40` is a time of day.
fn is_clock(rest: &str) -> bool {
    let minutes = rest[2..].strip_prefix('h').unwrap_or_default();
    let digits = minutes.bytes().take_while(u8::is_ascii_digit).count();
    digits == 2 && !minutes[2..].starts_with(|c: char| c.is_alphanumeric())
}

/// `18 hours`, `1h`, `2時間` at the start of `rest`: its length and minutes.
fn amount(rest: &str) -> Option<(usize, u64)> {
    let rest_start = rest.trim_start_matches('~');
    let skip = rest.len() - rest_start.len();
    let digits = rest_start
        .bytes()
        .take(9)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (number, len): (f64, usize) = if digits > 0 {
        let more = rest_start[digits..].strip_prefix('.').map_or(0, |it| {
            it.bytes().take(3).take_while(u8::is_ascii_digit).count()
        });
        let len = if more > 0 { digits + 1 + more } else { digits };
        (rest_start[..len].parse().ok()?, len)
    } else {
        let mut start = rest_start.bytes().map(|it| it.to_ascii_lowercase());
        let (first, second) = (start.next()?, start.next()?);
        let (word, number) = NUMBERS
            .iter()
            .rev()
            .filter(|(word, _)| word.as_bytes()[..2] == [first, second])
            .find(|(word, _)| {
                rest_start
                    .get(..word.len())
                    .is_some_and(|it| it.eq_ignore_ascii_case(word))
                    && rest_start[word.len()..].starts_with(' ')
            })?;
        (*number, word.len())
    };
    if digits == 2 && len == 2 && is_clock(rest_start) {
        return None;
    }
    let unit = rest_start[len..].trim_start_matches([' ', '\u{a0}', '-']);
    let blanks = rest_start.len() - len - unit.len();
    let word = unit
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(unit.len());
    let wide = ["時間", "小时", "分", "日", "시간", "분", "일"]
        .into_iter()
        .find(|it| unit.starts_with(it));
    let word = wide.map_or(word, str::len);
    let minutes = match unit[..word].to_lowercase().as_str() {
        "m" | "min" | "mins" | "minute" | "minutes" | "minutter" | "minuten" | "minutos" | "分"
        | "분" | "минут" | "минуты" => 1.0,
        "h" | "hr" | "hrs" | "hour" | "hours" | "timer" | "time" | "stunde" | "stunden"
        | "heure" | "heures" | "hora" | "horas" | "時間" | "小时" | "시간" | "час" | "часа"
        | "часов" => 60.0,
        "d" | "day" | "days" | "dager" | "tage" | "tag" | "jours" | "jour" | "días" | "dias"
        | "día" | "dia" | "日" | "일" | "день" | "дня" | "дней" => 1440.0,
        "week" | "weeks" => 10080.0,
        _ => return None,
    };
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
        ] {
            let found = lengths(text);
            assert_eq!(
                found.first().map(|it| (it.minutes, it.about)),
                Some((minutes, about)),
                "{text}"
            );
        }
    }
}

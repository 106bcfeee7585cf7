//! Who is responsible. Better none than a wrong one: a name must be known as one, look like initials or a
//! handle, or stand where only an owner stands.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::vocabulary::{List, Vocabulary};
use crate::text::Span;

/// The owner that a heading over a list names: `**GE/RK**`, `**Alex and Danny**`, `**Team**`.
pub(super) fn of_heading(text: &str, words: &Vocabulary) -> Option<Span> {
    let start = text.len() - text.trim_start_matches(['*', '_', ' ', '#']).len();
    let body = text[start..].trim_end_matches(['*', '_', ' ', ':', '：']);
    if body.is_empty() || body.len() > 60 {
        return None;
    }
    let end = [" - ", " – ", " — ", ": "]
        .iter()
        .filter_map(|dash| body.find(dash))
        .min()
        .unwrap_or(body.len());
    let name = body[..end].trim_end();
    is_owner(name, words).then(|| Span::new(start, start + name.len()))
}

/// True if every part of `name` is a person, initials, a handle or a team.
pub(super) fn is_owner(name: &str, words: &Vocabulary) -> bool {
    let mut parts = 0;
    let mut sure = false;
    let mut unknown = 0;
    let mut named = false;
    for part in name
        .split(['/', ',', '&', '+', '(', ')'])
        .flat_map(|it| it.split(" and "))
    {
        let part = part.trim().trim_end_matches(" supporting").trim();
        if part.is_empty() {
            continue;
        }
        parts += 1;
        if parts > 6 {
            return false;
        }
        match known(part, words) {
            Some(person) => sure |= person,
            // Beside a person's name a rarer one is believed: `Jamie, David & Raphaëlle`.
            None if one_capital(part) => unknown += 1,
            None => return false,
        }
        named |= is_name(part.split_whitespace().next().unwrap_or_default(), words);
    }
    sure && (unknown == 0 || named && unknown == 1)
}

/// True for a word that may be a name: one capital, then small letters.
pub(super) fn one_capital(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase)
        && chars.clone().count() > 1
        && chars.all(|c| c.is_lowercase() || c == '-')
}

/// True for a known given name, with or without the marks over its letters.
pub(super) fn is_name(word: &str, words: &Vocabulary) -> bool {
    let lower = word.trim_end_matches(['.', '\'']).to_lowercase();
    words.has(List::Name, &lower) || !lower.is_ascii() && words.has(List::Name, &unmarked(&lower))
}

/// `zoé` as `zoe`.
fn unmarked(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ø' => out.push('o'),
            'æ' => out.push_str("ae"),
            'ł' => out.push('l'),
            _ => out.push(c),
        }
    }
    out
}

/// What one part of an owner is: `true` for one that alone makes an owner.
fn known(part: &str, words: &Vocabulary) -> Option<bool> {
    if let Some(handle) = part.strip_prefix('@') {
        return is_handle(handle).then_some(true);
    }
    let tokens: Vec<&str> = part.split_whitespace().collect();
    if let Some(via) = tokens.iter().position(|it| *it == "via") {
        let behind = tokens[via + 1..].join(" ");
        return (via > 0 && known(&behind, words)? && capital(tokens[0])).then_some(true);
    }
    if tokens.len() > 4
        || !tokens
            .iter()
            .all(|it| capital(it) || it.len() < 4 && tokens.len() > 2)
    {
        return None;
    }
    if tokens.len() == 1 && initials(tokens[0]) {
        return Some(true);
    }
    if is_name(tokens[0], words) {
        return Some(true);
    }
    let last = tokens[tokens.len() - 1].to_lowercase();
    let team = last == "team" || last == "teams" || last == "squad" || last == "everyone";
    team.then_some(true)
}

fn capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Two to four capitals that are no term of the trade.
fn initials(word: &str) -> bool {
    const TERMS: [&str; 32] = [
        "API", "AWS", "CI", "CD", "CPU", "DB", "DNS", "ETA", "GCP", "HTTP", "IAM", "IO", "IP",
        "K8S", "ML", "OS", "PR", "QA", "RAM", "SDK", "SLA", "SLO", "SQL", "SSH", "SSL", "TLS",
        "UI", "URL", "UX", "VM", "WAF", "TODO",
    ];
    (2..=4).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && !TERMS.contains(&word)
        && ![
            "TBD", "TBA", "NA", "DONE", "CDN", "VPN", "CRON", "OKR", "FAQ", "TLDR", "P", "RCA",
            "DR", "HA", "ES",
        ]
        .contains(&word)
}

pub(super) fn is_handle(text: &str) -> bool {
    (1..=39).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.'))
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// An owner as written in a cell or behind `Owner:`, without `@` and emphasis; none for a placeholder.
pub(super) fn stated(text: &str, words: &Vocabulary) -> Option<Span> {
    let cut =
        |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '[' | ']' | '.' | ',' | ';');
    let start = text.len() - text.trim_start_matches(cut).len();
    let name = with_initial(&text[start..], text[start..].trim_end_matches(cut));
    let start = start + usize::from(name.starts_with('@') && !name.contains(' '));
    let name = name
        .strip_prefix('@')
        .filter(|it| !it.contains(' '))
        .unwrap_or(name);
    let folded = super::vocabulary::fold(name);
    let nobody = folded.is_empty() || folded != "owner" && words.has(List::Placeholder, &folded);
    (!nobody && name.len() <= 80).then(|| Span::new(start, start + name.len()))
}

/// Where the name behind `Owner:` ends in a text that goes on.
pub(super) fn value_end(rest: &str) -> usize {
    const CLOSES: [char; 12] = [
        ')', ']', ';', ',', '|', '.', '\n', '）', '、', '，', '；', '。',
    ];
    let close = rest.find(CLOSES);
    let parts = [" -- ", " – ", " — ", " - ", " due ", " 期限"];
    let parts = parts.iter().filter_map(|it| rest.find(it));
    let label = next_label(rest);
    parts.chain(close).chain(label).min().unwrap_or(rest.len())
}

/// Where the next field begins behind a name: `Jo **Due:** 2026-12-01`, `Jo Due: 2026-12-01`.
pub(super) fn next_label(rest: &str) -> Option<usize> {
    const MOST: usize = 30;
    let bold = rest.match_indices(" **").find(|(at, sign)| {
        let inner = &rest[at + sign.len()..];
        let end = inner.find("**").filter(|end| (1..=MOST).contains(end));
        end.is_some_and(|end| {
            inner[..end].ends_with([':', '：']) || inner[end + 2..].starts_with([':', '：'])
        })
    });
    let plain = [" Due:", " due:", " Due date:"]
        .iter()
        .filter_map(|it| rest.find(it));
    plain.chain(bold.map(|(at, _)| at)).min()
}

/// `Priya N.` keeps its full stop.
fn with_initial<'t>(text: &'t str, name: &'t str) -> &'t str {
    let last = name.rsplit(' ').next().unwrap_or_default();
    let initial = last.chars().count() == 1 && name.contains(' ');
    if initial && text[name.len()..].starts_with('.') {
        &text[..=name.len()]
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_over_a_list() {
        let words = Vocabulary::default();
        for (text, owner) in [
            ("**GE/RK**", Some("GE/RK")),
            ("GE (/RK supporting)", Some("GE (/RK supporting)")),
            ("JC - to think about", Some("JC")),
            ("Alex and Danny", Some("Alex and Danny")),
            ("Digirati via AG", Some("Digirati via AG")),
            ("Maria Silva:", Some("Maria Silva")),
            ("Team", Some("Team")),
            ("Backend team", None),
            ("Platform Team", Some("Platform Team")),
            ("@maria", Some("@maria")),
            ("Monitoring", None),
            ("Monitoring and Alerting", None),
            ("For planning", None),
            ("CI", None),
            ("DNS and CDN", None),
            ("Improve the alerts", None),
            ("Zoé", Some("Zoé")),
            ("Åse", Some("Åse")),
            ("Ann", Some("Ann")),
            ("Jamie, David & Raphaëlle", Some("Jamie, David & Raphaëlle")),
            ("Alex and Wanjiru", Some("Alex and Wanjiru")),
            ("GE/Monitoring", None),
        ] {
            let found = of_heading(text, &words).map(|span| &text[span.range()]);
            assert_eq!(found, owner, "{text}");
        }
    }
}

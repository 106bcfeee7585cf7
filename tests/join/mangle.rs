//! What hands do to a reference of ours, the key left whole.

use proptest::prelude::*;
use proptest::sample::select;

/// One slip; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub(crate) enum Slip {
    Delete(usize, usize),
    Insert(usize, String),
    Replace(usize, String),
    Double(&'static str),
    Break(usize, &'static str),
    UpperWord,
    UpperAll,
    Wide,
}

pub(crate) fn slip() -> impl Strategy<Value = Slip> {
    let at = || 0..1000_usize;
    let few = || "[a-zA-Z0-9é,;:.() _-]{1,4}";
    prop_oneof![
        4 => (at(), 1..=4_usize).prop_map(|(at, count)| Slip::Delete(at, count)),
        3 => (at(), few()).prop_map(|(at, text)| Slip::Insert(at, text)),
        3 => (at(), few()).prop_map(|(at, text)| Slip::Replace(at, text)),
        2 => select(vec!["", " ", "  "]).prop_map(Slip::Double),
        2 => (at(), select(vec!["", "  "])).prop_map(|(at, indent)| Slip::Break(at, indent)),
        1 => Just(Slip::UpperWord),
        1 => Just(Slip::UpperAll),
        1 => Just(Slip::Wide),
    ]
}

/// The text with a slip in each of its references for which there is one.
pub(crate) fn mangled(text: &str, slips: &[Option<Slip>]) -> String {
    const KEY: usize = "ft-".len() + 16;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (mut out, mut at) = (String::new(), 0);
    for (number, (start, _)) in text.match_indices("ft-").enumerate() {
        let lead = match &text[..start] {
            head if head.ends_with(" (") => 2,
            head if head.ends_with('(') => 1,
            _ => 0,
        };
        let rest = &text[start + KEY..];
        let end = start + KEY + rest.find([')', '|', '\r', '\n']).unwrap_or(rest.len());
        let end = end + usize::from(text[end..].starts_with(')'));
        let from = start - lead;
        out += &text[at..from];
        let parts = [
            &text[from..start],
            &text[start..start + KEY],
            &text[start + KEY..end],
        ];
        match slips.get(number % slips.len().max(1)) {
            Some(Some(slip)) => out += &slipped(slip, parts.map(str::trim_end), newline),
            _ => out += &parts.concat(),
        }
        // Blanks before the border of a cell.
        out += &text[from..end][text[from..end].trim_end().len()..];
        at = end;
    }
    out + &text[at..]
}

fn slipped(slip: &Slip, [lead, key, tail]: [&str; 3], newline: &str) -> String {
    let around = lead.len() + tail.len();
    // A place outside of the key: in what leads to it, or in what follows.
    let split = |at: usize, count: usize| {
        let at = at % (around + 1);
        match at <= lead.len() && !(at == lead.len() && count > 0 && !tail.is_empty()) {
            true => (true, at, (at + count).min(lead.len())),
            false => {
                let at = at - lead.len();
                (false, at, (at + count).min(tail.len()))
            }
        }
    };
    let put = |at: usize, count: usize, text: &str| {
        let (before, from, to) = split(at, count);
        match before {
            true => format!("{}{text}{}{key}{tail}", &lead[..from], &lead[to..]),
            false => format!("{lead}{key}{}{text}{}", &tail[..from], &tail[to..]),
        }
    };
    match slip {
        Slip::Delete(at, count) => put(*at, *count, ""),
        Slip::Insert(at, text) => put(*at, 0, text),
        Slip::Replace(at, text) => put(*at, text.chars().count(), text),
        Slip::Double(between) => {
            let whole = format!("{lead}{key}{tail}");
            format!("{whole}{between}{}", whole.trim_start())
        }
        Slip::Break(at, indent) => put(*at, 0, &format!("{newline}{indent}")),
        Slip::UpperWord => format!("{lead}{key}{}", tail.to_uppercase()),
        Slip::UpperAll => format!("{lead}{key}{tail}").to_uppercase(),
        Slip::Wide => format!("{lead}{key}{tail}")
            .replace('(', "（")
            .replace(')', "）"),
    }
}

//! Headings and keys as people write them, brought to one spelling.

/// Words in lower case, one blank between them: markup, emoji, numbering, addresses and what stands in
/// parentheses are left out; `/`, `&` and `+` become `and`.
pub(in crate::read) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let plain = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b' ')
            .count();
        ascii(&mut out, &rest.as_bytes()[..plain]);
        rest = &rest[plain..];
        let Some(c) = rest.chars().next() else { break };
        let skip = skipped(rest, c);
        if skip > 0 {
            blank(&mut out);
            rest = &rest[skip..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '\'' | '’' | '‘' | '*' | '_' | '`' | '~' | '\u{200d}' | '\u{fe0f}' | '\u{ad}' => {}
            '/' | '&' | '+' | '＆' | '／' => {
                blank(&mut out);
                if !out.is_empty() && rest.chars().any(char::is_alphanumeric) {
                    out.push_str("and ");
                }
            }
            _ if c.is_alphanumeric() || is_mark(c) => out.extend(c.to_lowercase()),
            _ => blank(&mut out),
        }
    }
    out.truncate(out.trim_end().len());
    unnumbered(out)
}

/// Letters, digits and blanks need none of the care that the rest takes.
fn ascii(out: &mut String, plain: &[u8]) {
    for byte in plain {
        if *byte == b' ' {
            blank(out);
        } else {
            out.push(char::from(byte.to_ascii_lowercase()));
        }
    }
}

/// True for scripts that put no blanks between words.
pub(in crate::read) fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036f | 0x30fc)
}

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Length of what begins at `rest` and is no part of the words.
fn skipped(rest: &str, c: char) -> usize {
    let close = match c {
        '(' => ')',
        '（' => '）',
        '<' => '>',
        ':' => return shortcode(rest),
        ']' if rest.starts_with("](") => return link(rest),
        _ => return 0,
    };
    let found = rest
        .char_indices()
        .take(300)
        .find(|(_, it)| *it == close)
        .map(|(at, it)| at + it.len_utf8());
    found.unwrap_or(0)
}

fn link(rest: &str) -> usize {
    rest.bytes()
        .take(1000)
        .position(|byte| byte == b')')
        .map_or(0, |at| at + 1)
}

fn shortcode(rest: &str) -> usize {
    let name = rest[1..]
        .bytes()
        .take(40)
        .take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_')
        .count();
    if name > 1 && rest[1 + name..].starts_with(':') {
        name + 2
    } else {
        0
    }
}

/// Drops `1.`, `2.3` and `a)` before the words.
fn unnumbered(text: String) -> String {
    let mut rest = text.as_str();
    while let Some((first, more)) = rest.split_once(' ') {
        let number = first.bytes().all(|byte| byte.is_ascii_digit());
        let letter = first.len() == 1 && !["a", "o"].contains(&first) && first.is_ascii();
        let roman =
            first.len() <= 4 && first.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
        if !number && !letter && !roman {
            break;
        }
        rest = more;
    }
    if rest.len() == text.len() {
        text
    } else {
        rest.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_spelling() {
        for (text, folded) in [
            (
                "**Improvements/Fixes (The \"Let's Not\" List):**",
                "improvements and fixes",
            ),
            ("☑️ Follow-up tasks", "follow up tasks"),
            (":ballot_box_with_check: Follow-up tasks", "follow up tasks"),
            ("Action Items <a href=\"#x\" id=\"x\"></a>", "action items"),
            ("5. Action items ##", "action items"),
            ("IV) What's next?", "whats next"),
            ("予防（Prevent）", "予防"),
            ("Short-term ([tracked](https://x.y/z))", "short term"),
            ("[Actions](#actions)", "actions"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}

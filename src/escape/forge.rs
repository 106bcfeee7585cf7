//! Sink: titles, bodies and comments on a forge, GitHub and GitLab alike. Markdown is kept; what a forge would
//! act on is taken apart by a character without width, or spelled so that it shows the same.

/// Stands between two characters and is not seen.
const APART: char = '\u{200b}';

/// Text that mentions nobody, refers to nothing, closes nothing, opens no tag or comment, and gives no order
/// (GitLab carries out lines that begin with a slash). Addresses stay what they are.
#[must_use]
pub fn forge_text(text: &str) -> String {
    // GitLab drops returns before it looks for orders.
    let text = text.replace('\r', "");
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.as_str();
    let mut before = '\n';
    while let Some(c) = rest.chars().next() {
        let address = address(rest).filter(|_| !is_word(before));
        if let Some(address) = address {
            out.push_str(&without_mentions(address));
            before = address.chars().next_back().unwrap_or(c);
            rest = &rest[address.len()..];
            continue;
        }
        let after = &rest[c.len_utf8()..];
        match harm(before, c, after) {
            Harm::None => out.push(c),
            Harm::Pair => out.extend([c, APART]),
            Harm::Order => out.extend(['\\', c]),
        }
        before = c;
        rest = after;
    }
    out
}

/// A title: the same on one line, without what cannot be seen or turns the line round; never empty.
#[must_use]
pub fn forge_title(text: &str) -> String {
    let line = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line: Vec<String> = line
        .map(|word| word.chars().filter(|c| !is_hidden(*c)).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    match line.is_empty() {
        true => "Untitled action".to_owned(),
        // In a title no tag is a tag, and no line is an order.
        false => forge_text(&line.join(" "))
            .replace("<\u{200b}", "<")
            .trim_start_matches('\\')
            .to_owned(),
    }
}

enum Harm {
    None,
    /// The character and the one after it must not stand together.
    Pair,
    /// The line must not begin with it.
    Order,
}

fn harm(before: char, c: char, after: &str) -> Harm {
    let next = after.chars().next().unwrap_or(' ');
    let pair = match c {
        '@' => !is_word(before) && (next.is_alphanumeric() || next == '_'),
        '#' => next.is_ascii_digit() && !(before == '&' && is_other_entity(after)),
        '!' => next.is_ascii_digit() && !is_word(before),
        '-' => next.is_ascii_digit() && is_gh(before),
        '<' => is_tag(after),
        '&' => is_mention_entity(after),
        '/' if before == '\n' => return Harm::Order,
        _ => false,
    };
    if pair { Harm::Pair } else { Harm::None }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// `GH-12` is an issue too; the letter before it is looked at no further, since little is lost.
fn is_gh(before: char) -> bool {
    matches!(before, 'h' | 'H')
}

/// True if a tag, a comment or the like would begin; an address in angle brackets is none.
fn is_tag(after: &str) -> bool {
    let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    opens && address(after).is_none()
}

/// The digits of an entity that stands for something harmless, such as a quotation mark.
fn is_other_entity(after: &str) -> bool {
    let digits = after.split_once(';').map(|(digits, _)| digits);
    let number = digits.and_then(|it| it.parse::<u32>().ok());
    number.is_some_and(|it| it != 0x40 && it != 0x23)
}

/// `&#64;`, `&#x40;`, `&commat;` become `@` before mentions are looked for, `&#35;` and `&num;` become `#`.
fn is_mention_entity(after: &str) -> bool {
    let Some((name, _)) = after.split_once(';') else {
        return false;
    };
    let name = name.to_ascii_lowercase();
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        },
        None => None,
    };
    matches!(number, Some(0x40 | 0x23)) || matches!(name.as_str(), "commat" | "num")
}

/// The address at the beginning of `rest`, up to where Markdown would end it.
fn address(rest: &str) -> Option<&str> {
    let tail = ["https://", "http://"].iter().find_map(|it| {
        let head = rest.get(..it.len())?;
        head.eq_ignore_ascii_case(it).then(|| &rest[it.len()..])
    })?;
    if !tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') {
        return None;
    }
    let length =
        tail.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`)]|".contains(c));
    let end = rest.len() - tail.len() + length.unwrap_or(tail.len());
    Some(&rest[..end])
}

/// In an address `%40` is the same as `@`, and `%26` as `&`.
fn without_mentions(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut before = ' ';
    for (at, c) in address.char_indices() {
        match c {
            '@' if !is_word(before) => out.push_str("%40"),
            '&' if is_mention_entity(&address[at + 1..]) => out.push_str("%26"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Without width, or turning the direction of what follows.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'
    ) && c != '\u{200d}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_forge_would_act_on_is_taken_apart() {
        for (text, safe) in [
            ("ask @maria and @acme/sre.", "ask @~maria and @~acme/sre."),
            ("(@maria)", "(@~maria)"),
            (
                "fixes #12, acme/shop#3, GH-4, !5",
                "fixes #~12, acme/shop#~3, GH-~4, !~5",
            ),
            (
                "&#64;maria &#x40;m &commat;m &#35;1",
                "&~#~64;maria &~#x40;m &~commat;m &~#~35;1",
            ),
            (
                "<!-- followthrough:end --> <img src=x>",
                "<~!-- followthrough:end --> <~img src=x>",
            ),
            ("</details>", "<~/details>"),
            (
                "/close\n/assign @x\r\n\r/due",
                "\\/close\n\\/assign @~x\n\\/due",
            ),
            ("https://@maria", "https://@~maria"),
            ("https://x.io/)@maria", "https://x.io/)@~maria"),
            ("https://x.io/@maria&#64;m", "https://x.io/%40maria%26#64;m"),
        ] {
            assert_eq!(forge_text(text), safe.replace('~', "\u{200b}"), "{text}");
        }
    }

    #[test]
    fn all_else_stays() {
        for text in [
            "mail ada@example.com, 5 < 6, a <= b, R&D, &amp; &lt; &#8217;",
            "see https://github.com/acme/shop/issues/12#issuecomment-34 and <https://x.io/a>",
            "# Heading, C#, a/b, 50 %, **bold**, [x](https://x.io/#1), `code`",
            "Größe – 完了 ✅ 👩‍🚒",
        ] {
            assert_eq!(forge_text(text), text);
        }
    }

    #[test]
    fn titles_are_one_line_and_never_empty() {
        assert_eq!(forge_title(" a\n\tb\u{202e}c\u{1b}[31m "), "a bc [31m");
        assert_eq!(forge_title("\u{200b}\n"), "Untitled action");
        assert_eq!(
            forge_title("/close <b> @m #1"),
            "/close <b> @\u{200b}m #\u{200b}1"
        );
        assert_eq!(forge_title("👩‍🚒 on duty"), "👩‍🚒 on duty");
    }

    proptest! {
        #[test]
        fn nothing_slips_through(text in "([@#!&/<> a1\r\n;:x-]|&#64;|https://|GH-|<!--|/close){0,24}") {
            let safe = forge_text(&text);
            prop_assert!(!safe.contains("<!--") && !safe.contains('\r'));
            prop_assert!(!safe.lines().any(|line| line.starts_with('/')), "{safe:?}");
            prop_assert!(!safe.contains("&#64;"), "{safe:?}");
            let chars: Vec<char> = safe.chars().collect();
            for pair in chars.windows(2) {
                prop_assert!(!(pair[0] == '#' && pair[1].is_ascii_digit()) || safe.contains("://"), "{safe:?}");
            }
            for three in [&[' '], chars.as_slice()].concat().windows(3) {
                let mention = three[1] == '@' && !is_word(three[0]) && three[2].is_alphanumeric();
                prop_assert!(!mention, "{safe:?}");
            }
            prop_assert_eq!(forge_text(&safe), safe.clone(), "safe text stays");
        }
    }
}

//! Sink: titles, bodies and comments on a forge, GitHub and GitLab alike. Markdown is kept; what a forge would
//! act on is taken apart by a character without width, or spelled so that it shows the same.

mod address;
mod character;
mod harm;

use address::{address, harmless};
use character::{Character, characters};
use harm::{Harm, harm};

/// Stands between two characters and is not seen.
const APART: &str = "\u{200b}";

/// Text that mentions nobody, refers to nothing, closes nothing, opens no tag, comment or picture, and gives no
/// order (GitLab carries out lines that begin with a slash). Addresses lead where they led.
#[must_use]
pub fn forge_text(text: &str) -> String {
    // GitLab drops returns before it looks for orders.
    let text = text.replace('\r', "");
    let mut out = String::with_capacity(text.len() + 8);
    // What was read so far, as a reader sees it.
    let mut seen = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(next) = characters(rest).next() {
        let joined = seen.chars().next_back().is_some_and(is_word);
        let address = if joined { None } else { address(rest) };
        if let Some(address) = address {
            out.push_str(&harmless(address));
            seen.push_str(address);
            rest = &rest[address.len()..];
            continue;
        }
        let Character { shown, length, .. } = next;
        let (written, after) = rest.split_at(length);
        match harm(&seen, &next, after) {
            Harm::None => out.push_str(written),
            Harm::Pair => out.extend([written, APART]),
            Harm::Order => out.extend(["\\", written]),
        }
        seen.push(shown);
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

/// What the forges count as part of a word.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
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
            ("ask @maria and @acme/sre.", "ask @·maria and @·acme/sre."),
            ("(@maria)", "(@·maria)"),
            (
                "fixes #12, acme/shop#3, GH-4, !5",
                "fixes #·12, acme/shop#·3, GH-·4, !·5",
            ),
            (
                "acme/shop!5, gl-6, &7, acme&8, $9, ^alert#10",
                "acme/shop!·5, gl-·6, &·7, acme&·8, $·9, ^alert#·10",
            ),
            (
                "%1 %v1.2 %\"next one\" ~2 ~bug ~\"two words\" ~~struck~~",
                "%·1 %·v1.2 %·\"next one\" ~·2 ~·bug ~·\"two words\" ~~·struck~~",
            ),
            (
                "[vulnerability:1] [Epic:2] *iteration:\"x\" [[home]]",
                "[·vulnerability:1] [·Epic:2] *·iteration:\"x\" [·[home]]",
            ),
            (
                "acme/shop@9ba12248, ![x](y.png), [x](#12)",
                "acme/shop@·9ba12248, !·[x](y.png), [x](#·12)",
            ),
            (
                "&#64;maria &#x40;m &commat;m &#35;1 &amp;5 #&#49; \\#1 @\\_m a\\@m",
                "&#64;·maria &#x40;·m &commat;·m &#35;·1 &amp;·5 #·&#49; \\#·1 @·\\_m a\\@·m",
            ),
            (
                "<!-- followthrough:end --> <img src=x>",
                "<·!-- followthrough:end --> <·img src=x>",
            ),
            ("</details>", "<·/details>"),
            (
                "/close\n/assign @x\r\n\r/due",
                "\\/close\n\\/assign @·x\n\\/due",
            ),
            ("https://@maria", "https://@·maria"),
            ("https://x.io/)@maria", "https://x.io/)@·maria"),
            ("https://x.io/@maria&#64;m", "https://x.io/%40maria%26#64;m"),
            (
                "see https://github.com/acme/shop/issues/12.",
                "see https://redirect.github.com/acme/shop/issues/12.",
            ),
        ] {
            let safe = safe.replace('·', "\u{200b}");
            assert_eq!(forge_text(text), safe, "{text}");
        }
    }

    #[test]
    fn all_else_stays() {
        for text in [
            "mail ada@example.com, 5 < 6, a <= b, R&D, &amp; &lt; &#8217;",
            "see https://github.com/acme/shop and <https://x.io/a>",
            "# Heading, C#, a/b, 50 %, 50%, **bold**, [x](https://x.io/#1), `code`, level-2, ~ 5, $x, wow!",
            "Größe – 完了 ✅ 👩‍🚒, 9ba12248, [1], x[0], a * b",
        ] {
            assert_eq!(forge_text(text), text);
        }
    }

    /// Work grows with the text, whatever it is made of.
    #[test]
    fn no_text_takes_long() {
        for piece in ["%", "&", "xhttps://", "<https://", "[", "\\", "https://x/&"] {
            let text = piece.repeat(20_000 / piece.len());
            assert!(forge_text(&text).len() >= text.len(), "{piece}");
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
        fn nothing_slips_through(text in "([@#!$&/<> a1\r\n;:x-]|&#64;|https://|GH-|<!--|/close){0,24}") {
            let safe = forge_text(&text);
            prop_assert!(!safe.contains("<!--") && !safe.contains('\r'));
            prop_assert!(!safe.lines().any(|line| line.starts_with('/')), "{safe:?}");
            // What a reader sees, addresses left out.
            let shown: String = characters(&safe).map(|it| it.shown).collect();
            let chars: Vec<char> = shown.chars().collect();
            for pair in chars.windows(2) {
                let reference = "#!$&".contains(pair[0]) && pair[1].is_ascii_digit();
                prop_assert!(!reference || safe.contains("://"), "{safe:?}");
            }
            for three in [&[' '], chars.as_slice()].concat().windows(3) {
                let mention = three[1] == '@' && !is_word(three[0]) && three[2].is_alphanumeric();
                prop_assert!(!mention, "{safe:?}");
            }
            prop_assert_eq!(forge_text(&safe), safe.clone(), "safe text stays");
        }
    }
}

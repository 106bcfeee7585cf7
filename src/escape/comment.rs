//! Sink: a comment on a pull request, and the summary of a job.

use super::terminal_text;

/// What Markdown, or the forge on top of it, would take for more than text.
const ACTIVE: &str = "\\`*_~[]<>|!$&%^";

/// Stands between two characters and is not seen.
const APART: char = '\u{200b}';

/// One line that is only text: no markup, no cell of a table, no comment, nobody mentioned, nothing referred to.
#[must_use]
pub fn comment_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    let text = terminal_text(text);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // A title of an issue of ours is apart already.
        let apart = rest.peek() == Some(&APART);
        match c {
            c if ACTIVE.contains(c) => safe.extend(['\\', c]),
            // What looks the same and is no `@name`, no `#1` that a forge takes for a reference.
            '@' | '#' if !apart => safe.extend([c, APART]),
            c => safe.push(c),
        }
    }
    safe.replace("://", ":\u{200b}//")
        .replace("www.", "www\u{200b}.")
}

/// The same, and what stands between two backticks is code: there nothing acts, whoever wrote it.
#[must_use]
pub fn comment_prose(text: &str) -> String {
    let text = terminal_text(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut safe = String::with_capacity(text.len() + 8);
    for (at, part) in parts.iter().enumerate() {
        let closed = at + 1 < parts.len();
        match (at % 2 == 1, closed && !part.trim().is_empty()) {
            // Even in code a bar ends a cell.
            (true, true) => safe.push_str(&format!("`{}`", part.replace('|', "\\|"))),
            (true, false) => safe.push_str(&format!(
                "\\`{}{}",
                comment_text(part),
                if closed { "\\`" } else { "" }
            )),
            (false, _) => safe.push_str(&comment_text(part)),
        }
    }
    safe
}

/// An address in the round brackets of a link.
#[must_use]
pub fn link_target(url: &str) -> String {
    let plain = |c: char| {
        c.is_ascii_graphic()
            && !matches!(
                c,
                '(' | ')' | '<' | '>' | '\\' | '|' | '`' | '"' | '\'' | '@'
            )
    };
    let mut safe = String::with_capacity(url.len());
    let mut buffer = [0; 4];
    for c in url.chars() {
        if plain(c) {
            safe.push(c);
        } else {
            for byte in c.encode_utf8(&mut buffer).bytes() {
                safe.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let hostile = "a | b\n<!-- x --> @ann #1 acme/x#2 `c` [l](u) **b** !1 &#64;ann https://evil.test GH-1";
        let safe = comment_text(hostile);
        for piece in [
            "\n", " | ", "<!--", "@ann", "#1", "#2", " `", "[l](", "**", "&#64", "https://",
        ] {
            assert!(!safe.contains(piece), "{piece:?} in {safe}");
        }
        assert_eq!(comment_text("Größe – 完了"), "Größe – 完了");
        let once = "@\u{200b}ann #\u{200b}1";
        assert_eq!(comment_text(once), once, "what is apart stays as it is");
    }

    #[test]
    fn code_stays_code_and_text_text() {
        let told = "run `a | b @ann`, not ` ` or @ann `#1";
        let safe = comment_prose(told);
        assert_eq!(
            safe,
            "run `a \\| b @ann`, not \\` \\` or @\u{200b}ann \\`#\u{200b}1"
        );
    }

    #[test]
    fn an_address_stays_in_its_brackets() {
        let safe = link_target("https://x.test/a b) [c](javascript:1)\n|é");
        assert!(!safe.contains([' ', ')', '(', '\n', '|', 'é']), "{safe}");
    }
}

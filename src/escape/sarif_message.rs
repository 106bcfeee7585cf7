//! Sink: the text of a SARIF message, which viewers read for links and placeholders.

use super::terminal_text;

/// One line in which `[text](target)` is no link and `{0}` no placeholder (SARIF 2.1.0, sections 3.11.5
/// and 3.11.6). Other braces stay: few viewers halve them again.
#[must_use]
pub fn sarif_message(text: &str) -> String {
    let text = terminal_text(text);
    let mut safe = String::with_capacity(text.len() + 8);
    let mut in_placeholder = false;
    for (at, c) in text.char_indices() {
        in_placeholder |= c == '{' && is_placeholder(&text[at + 1..]);
        match c {
            '[' | ']' => safe.extend(['\\', c]),
            '{' | '}' if in_placeholder => safe.extend([c, c]),
            c => safe.push(c),
        }
        in_placeholder &= c != '}';
    }
    safe
}

fn is_placeholder(rest: &str) -> bool {
    let digits = rest.split_once('}').map(|(digits, _)| digits);
    digits.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_link_or_a_placeholder() {
        assert_eq!(
            sarif_message("see [here](https://evil.test) {0} {a} {{12}} {\nx"),
            "see \\[here\\](https://evil.test) {{0}} {a} {{{12}}} { x"
        );
    }
}

//! How values are spelled in YAML, so that what is written is read back as the same text by any reader.

use std::fmt::Write as _;

/// Any text as a double-quoted scalar on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Line separators would end the line for some readers, a byte order mark vanishes.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name inside a list: bare where no reader of YAML could take it for something else.
pub(super) fn name(text: &str) -> String {
    let shaped = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'));
    let means_something_else = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    if shaped && !means_something_else {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A list on one line.
pub(super) fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|text| name(text)).collect();
    format!("[{}]", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_spelled_reads_back() {
        for text in [
            "",
            " ",
            "a: b # c\n---",
            "- x",
            "no",
            "null",
            "~",
            "1e3",
            "0x10",
            "2026-01-01",
            "\"q\" 'q' \\n",
            "🔥 done",
            "@maria",
            "*a &b !c %d `e",
            "[x]",
            "{x: y}",
            "<<",
            "tab\there",
            "nbsp\u{a0}",
            "\u{85}\u{2028}\u{feff}\u{7f}\u{1}",
            "trailing ",
            "ends with \\",
            "a,b",
        ] {
            let back: String = serde_yaml::from_str(&quoted(text)).expect(text);
            assert_eq!(back, text);
            let flow = list(&[text.to_owned(), "x".to_owned()]);
            let back: Vec<serde_yaml::Value> = serde_yaml::from_str(&flow).expect(&flow);
            assert_eq!(back, [text, "x"], "{flow}");
            assert_eq!(quoted(text).lines().count(), 1, "{text:?}");
        }
    }
}

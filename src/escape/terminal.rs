//! Sink: a terminal, or a log.

/// One line that holds no control character: no escape sequence, no line break, no bidi override. The log of a CI
/// system is read for commands as well: `::` at the beginning of a line, or `##[` anywhere, is none any more.
#[must_use]
pub fn terminal_text(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' | '\n' | '\r' => ' ',
        c if c.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        c => c,
    };
    let safe: String = text.chars().map(shown).collect();
    let safe = safe.replace("##[", "##\u{200b}[");
    match safe.trim_start().starts_with("::") {
        true => safe.replacen("::", ":\u{200b}:", 1),
        false => safe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sequence_survives() {
        let hostile = "a\u{1b}[31m\r\nb\u{9b}2J\u{202e}c";
        let safe = terminal_text(hostile);
        assert!(safe.chars().all(|c| !c.is_control()), "{safe:?}");
        assert_eq!(terminal_text("Größe – 完了 ✅"), "Größe – 完了 ✅");
        assert_eq!(
            terminal_text("\n ::error::a::b ##[set-env]"),
            "  :\u{200b}:error::a::b ##\u{200b}[set-env]"
        );
    }
}

//! Sink: text and attribute values of XML 1.0.

use super::terminal_text;

/// One line that opens no tag, ends no attribute, and holds nothing that XML forbids.
#[must_use]
pub fn xml_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in terminal_text(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            // No XML processor accepts these, not even as references.
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_markup_and_no_forbidden_character_survives() {
        assert_eq!(
            xml_text("]]></x a='\"'>&amp;\u{0}\u{b}\u{ffff}\u{202e}\n完"),
            "]]&gt;&lt;/x a=&apos;&quot;&apos;&gt;&amp;amp;\u{fffd}\u{fffd}\u{fffd}\u{fffd} 完"
        );
    }
}

//! The text by which an action is recognized again.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// How many letters and digits of an action's own text count for its identity.
pub const BARE_CHARS: usize = 120;

/// The first [`BARE_CHARS`] letters and digits of `text` after NFC and case folding.
///
/// The caller leaves out what may change without the action being another one: references, dates,
/// marks, status words. White space, punctuation, emphasis and line wraps do not count by themselves.
#[must_use]
pub fn bare(text: &str) -> String {
    if text.is_ascii() {
        let plain = text.chars().filter(char::is_ascii_alphanumeric);
        return plain
            .take(BARE_CHARS)
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    text.nfc()
        .default_case_fold()
        .nfc()
        .filter(|c| c.is_alphanumeric())
        .take(BARE_CHARS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_count() {
        assert_eq!(bare("**Patch** the\r\n\tpool: 3×!"), "patchthepool3");
        assert_eq!(bare("E\u{301}tape — Straße"), bare("\u{c9}TAPE strasse"));
        assert_eq!(bare("予防（Prevent）"), "予防prevent");
        assert_eq!(bare(&"é".repeat(500)).chars().count(), BARE_CHARS);
    }
}

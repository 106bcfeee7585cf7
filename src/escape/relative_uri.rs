//! Sink: a relative reference to a file (RFC 3986).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path keeps; a colon goes too, or its beginning could be read as a scheme.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The path of a file in the repository as a reference that leads nowhere else: neither to another host nor
/// to the root.
#[must_use]
pub fn relative_uri(path: &str) -> String {
    utf8_percent_encode(path.trim_start_matches('/'), IN_PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_a_path() {
        assert_eq!(
            relative_uri("postmortems/a b%20#1?é.md"),
            "postmortems/a%20b%2520%231%3F%C3%A9.md"
        );
        assert_eq!(relative_uri("//evil.test/x"), "evil.test/x");
        assert_eq!(relative_uri("https://x"), "https%3A//x");
    }
}

//! Texts that are no lines of words, although their bytes are UTF-8.

/// What keeps a text from being read line by line, and what to do about it.
#[must_use]
pub fn odd(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = memchr::memchr_iter(0, head).count();
    if zeros * 4 >= head.len() && zeros > 1 {
        return Some("UTF-16, or no text at all; save the file as UTF-8");
    }
    let end = memchr::memchr(b'\r', bytes)?;
    let more = bytes[end + 1..].iter().any(|byte| *byte != b'\r');
    let alone = more && memchr::memchr(b'\n', bytes).is_none();
    alone.then_some("its lines end in CR alone; save the file with LF or CRLF line ends")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_cannot_be_told_apart() {
        for (text, said) in [
            ("# A\r\rDate: 2026-11-01\r", "CR alone"),
            ("#\0 \0A\0\n\0", "UTF-16"),
            ("\0#\0 \0A\0\n", "UTF-16"),
        ] {
            let found = odd(text).expect(text);
            assert!(found.contains(said), "{text:?}: {found}");
        }
        for text in ["", "\r", "# A\r\n", "# A\n\rb", "a\0b and more"] {
            assert_eq!(odd(text), None, "{text:?}");
        }
    }
}

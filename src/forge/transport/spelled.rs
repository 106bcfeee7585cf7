//! How else a secret is written: in an address, in Base64.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What forms and addresses leave as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Fewer digits of Base64 than this stand in other texts too.
const LEAST: usize = 12;

/// The secret itself, and what it looks like elsewhere, the longest first.
pub(super) fn spellings(secret: &str) -> Vec<String> {
    let encoded = |set| utf8_percent_encode(secret, set).to_string();
    let mut all = vec![secret.to_owned(), encoded(PLAIN), encoded(NON_ALPHANUMERIC)];
    let based = (0..3).flat_map(|before| [b"+/", b"-_"].map(|rest| inner(secret, before, rest)));
    all.extend(based.filter(|it| it.len() >= LEAST));
    all.sort_by_key(|it| std::cmp::Reverse(it.len()));
    all.dedup();
    all
}

/// The digits of Base64 that depend on the secret alone where `before` bytes stand before it, as a user's name does in a
/// header for basic authentication.
fn inner(secret: &str, before: usize, rest: &[u8; 2]) -> String {
    let digits: Vec<u8> = (b'A'..=b'Z')
        .chain(b'a'..=b'z')
        .chain(b'0'..=b'9')
        .chain(*rest)
        .collect();
    let bytes = [&vec![0; before], secret.as_bytes()].concat();
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    let first = (before * 8).div_ceil(6);
    let digit = |at: usize| (at * 6..at * 6 + 6).fold(0_u8, |value, it| value << 1 | bit(it));
    let whole = first..bytes.len() * 8 / 6;
    whole
        .map(|at| char::from(digits[usize::from(digit(at))]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_in_base64_whatever_stands_around_it() {
        // "x:ghp_0123456789abcdef", "oauth2:ghp_0123456789abcdef!" by another program.
        let texts = [
            "eDpnaHBfMDEyMzQ1Njc4OWFiY2RlZg==",
            "b2F1dGgyOmdocF8wMTIzNDU2Nzg5YWJjZGVmIQ==",
        ];
        let all = spellings("ghp_0123456789abcdef");
        for text in texts {
            assert!(all.iter().any(|it| text.contains(it.as_str())), "{all:?}");
        }
    }
}

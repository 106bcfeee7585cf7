//! Keys: how an action is recognized again, years later, whatever its report is called by then.

use std::fmt;

/// Crockford's digits in lower case: none of them is mistaken for another.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Digits of a key: 16 x 5 = 80 bits.
const LENGTH: usize = 16;

/// 80 bits in 16 characters, computed from what was hashed; fixed for ever once an issue carries it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The key of `parts`; `domain` keeps keys of different meaning apart.
    ///
    /// Each part is preceded by its length, so that no two lists of parts run together.
    #[must_use]
    pub fn of(domain: &str, parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(&format!("followthrough v1 {domain}"));
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(base32(hasher.finalize().as_bytes(), LENGTH))
    }

    /// Reads a key: exactly 16 of our digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let whole = text.len() == LENGTH && text.bytes().all(|byte| DIGITS.contains(&byte));
        whole.then(|| Self(text.to_owned()))
    }

    /// The 16 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first `digits` digits, five bits each, highest bit first.
fn base32(bytes: &[u8], digits: usize) -> String {
    let bit = |at: usize| (bytes[at / 8] >> (7 - at % 8)) & 1;
    (0..digits)
        .map(|digit| (0..5).fold(0, |value, n| value << 1 | bit(digit * 5 + n)))
        .map(|value| DIGITS[usize::from(value)] as char)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_same_for_ever() {
        // These stand in people's trackers: a change here opens every issue a second time.
        assert_eq!(
            Key::of("key", &["a.md", "patchthepool", "0"]).as_str(),
            "q4e2ey7fgsm981hn"
        );
        assert_eq!(
            Key::of("text", &["patchthepool"]).as_str(),
            "sw5zn7w23xy6qrrz"
        );
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(Key::of("key", &["ab", "c"]), Key::of("key", &["a", "bc"]));
        assert_ne!(Key::of("key", &["ab"]), Key::of("text", &["ab"]));
    }

    #[test]
    fn only_whole_keys_are_keys() {
        let key = Key::of("key", &["x"]);
        assert_eq!(Key::parse(key.as_str()), Some(key));
        for text in ["", "7k3q", "7K3Q9D2MZX4C8V1N", "7k3q9d2mzx4c8v1l"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}

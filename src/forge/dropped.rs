//! Names that a forge leaves out without a word where the token lacks a right.

/// What of `wanted` is not in `got`; case does not count.
pub(super) fn missing(wanted: &[String], got: &[String]) -> Vec<String> {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let came = |it: &&String| got.iter().any(|other| same(it, other));
    wanted.iter().filter(|it| !came(it)).cloned().collect()
}

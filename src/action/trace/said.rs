//! The word beside a reference, as hands leave it.

use rapidfuzz::distance::osa;

use super::{BLANKS, Status};
use crate::action::Word;

/// What stands between a reference and the parenthesis that closes.
pub(super) enum Said {
    Nothing,
    /// A word of ours, or one very like it.
    Word(Word),
    /// One other word.
    Other,
    /// More than that.
    Text,
}

pub(super) fn said(inner: &str, status: Status) -> Said {
    let (head, more) = inner.split_once(';').unwrap_or((inner, ""));
    let core = head.trim_matches(|c: char| !c.is_alphanumeric());
    if core.is_empty() {
        return match more.trim_matches(|c: char| !c.is_alphanumeric()) {
            "" => Said::Nothing,
            more => said(more, status),
        };
    }
    if let Some(word) = status(core).or_else(|| like(core)) {
        return Said::Word(word);
    }
    match core.contains(char::is_whitespace) || core.len() > 24 {
        true => Said::Text,
        false => Said::Other,
    }
}

/// How long the signs are that part a reference from the author's own text behind it; nothing parts the two where a hand
/// cut them away. None where the reference is a part of what the author says.
pub(super) fn parting(inner: &str) -> Option<usize> {
    let rest = inner.trim_start_matches([',', ';']);
    let parted = rest.len() < inner.len() || rest.starts_with(char::is_alphanumeric);
    let signs = inner.len() - rest.trim_start_matches(BLANKS).len();
    parted.then_some(signs)
}

/// True for one of our words as we write it.
pub(super) fn exact(inner: &str) -> bool {
    let head = inner.split(';').next().unwrap_or_default();
    let word = head.strip_prefix(", ");
    word.is_some_and(|word| Word::parse(word).is_some())
}

/// The word of ours that differs in two letters at most.
fn like(written: &str) -> Option<Word> {
    let letters: String = written
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(12)
        .collect();
    if letters.len() < 2 {
        return None;
    }
    let distance = |word: &Word| osa::distance(letters.chars(), word.as_str().chars());
    let words = [Word::Open, Word::Done, Word::Dropped];
    let best = words.into_iter().min_by_key(distance)?;
    (distance(&best) <= 2).then_some(best)
}

//! What a misspelt word was probably meant to be.

use rapidfuzz::distance::osa;

/// Below this share of equal letters a suggestion would rather puzzle than help.
const ALIKE: f64 = 0.6;

/// The one of `known` that is most like `word`, if any is alike at all; the first among equals.
///
/// Case, `-` and `_` do not count: `Write-Back` is `write_back` to whoever wrote it.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Distance is quadratic: a word far longer than any key is no misspelling of one.
    if word.len() > 64 {
        return None;
    }
    let word = plain(word);
    known
        .into_iter()
        .map(|it| {
            (
                osa::normalized_similarity(word.chars(), plain(it).chars()),
                it,
            )
        })
        .filter(|(alike, _)| *alike >= ALIKE)
        .fold(None, |best: Option<(f64, &str)>, it| match best {
            Some(best) if best.0 >= it.0 => Some(best),
            _ => Some(it),
        })
        .map(|(_, it)| it)
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_recognized() {
        let known = ["tracker", "track", "write_back", "reports", "policy"];
        for (word, meant) in [
            ("trakcer", Some("tracker")),
            ("report", Some("reports")),
            ("write-back", Some("write_back")),
            ("Policy", Some("policy")),
            ("polices", Some("policy")),
            ("zzz", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
        assert_eq!(nearest(&"tracker".repeat(100), known), None);
    }
}

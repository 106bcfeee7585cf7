//! Labels that count actions and name none: `Action 1: …`, `Step 2: …`, `[Action 3]: …`.

use super::sections::split_label;
use super::vocabulary::{Field, Vocabulary, fold};

/// The text behind the label.
pub(super) fn behind<'t>(text: &'t str, words: &Vocabulary) -> Option<&'t str> {
    let (label, rest) = split_label(text)?;
    let label = fold(text[label.range()].trim_matches(['[', ']']));
    let (noun, number) = label.rsplit_once(' ')?;
    let counts = number.bytes().all(|it| it.is_ascii_digit());
    (counts && words.field(noun) == Some(Field::Action)).then(|| text[rest.range()].trim())
}

//! What a forge would act on: mentions, references in all the forms that GitHub's and GitLab's documentation
//! list, tags, pictures, orders. What is matched here may be more than a forge minds, never less.

use super::address::address;
use super::character::{Character, Spelling, characters};
use super::is_word;

/// What is the matter with a character.
pub(super) enum Harm {
    None,
    /// It must not stand together with the one after it.
    Pair,
    /// The line must not begin with it.
    Order,
}

/// What GitLab looks for behind a square bracket: `[vulnerability:1]`.
const KINDS: [&str; 10] = [
    "cadence:",
    "contact:",
    "epic:",
    "feature_flag:",
    "issue:",
    "iteration:",
    "snippet:",
    "vulnerability:",
    "wiki_page:",
    "work_item:",
];

/// The digits of a commit, at least.
const SHORTEST_COMMIT: usize = 7;

/// The letters of a milestone's name, at most.
const LONGEST_NAME: usize = 255;

/// `seen` is what a reader saw before the character, `after` what is written behind it.
pub(super) fn harm(seen: &str, character: &Character, after: &str) -> Harm {
    let before = seen.chars().next_back().unwrap_or('\n');
    let plain = character.spelling == Spelling::Plain;
    let pair = match character.shown {
        '/' if plain && before == '\n' => return Harm::Order,
        '<' => character.spelling != Spelling::Entity && is_tag(after),
        // In a title a backslash hides nothing, and there the character before it is no letter.
        shown => acts(seen, if plain { before } else { ' ' }, shown, after),
    };
    if pair { Harm::Pair } else { Harm::None }
}

fn acts(seen: &str, before: char, c: char, after: &str) -> bool {
    let next = characters(after).next().map_or(' ', |it| it.shown);
    match c {
        // A person, else a commit of another project.
        '@' if is_word(before) => is_commit(after),
        '@' => next.is_alphanumeric() || matches!(next, '_' | '.'),
        // Issue, snippet, epic.
        '#' | '$' | '&' => next.is_ascii_digit(),
        // Merge request, picture.
        '!' => next.is_ascii_digit() || next == '[',
        '~' => is_word(next) || "-?.&\"".contains(next),
        '%' => next == '"' || names_something(after),
        '-' => next.is_ascii_digit() && ends_in_prefix(seen),
        // A page of the wiki, or any of the kinds.
        '[' => next == '[' || KINDS.iter().any(|kind| goes_on(after, kind)),
        '*' => goes_on(after, "iteration:"),
        _ => false,
    }
}

/// True if a tag, a comment or the like would begin; an address in angle brackets is none.
fn is_tag(after: &str) -> bool {
    let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    opens && address(after).is_none()
}

fn is_commit(after: &str) -> bool {
    let digits = characters(after).take_while(|it| it.shown.is_ascii_hexdigit());
    digits.take(SHORTEST_COMMIT).count() == SHORTEST_COMMIT
}

/// The name of a milestone goes up to a blank, and has a letter or digit.
fn names_something(after: &str) -> bool {
    let name = characters(after).map(|it| it.shown).take(LONGEST_NAME);
    let mut name = name.take_while(|c| !c.is_whitespace() && !matches!(c, '"' | '<'));
    name.any(|c| c.is_alphanumeric() || c == '_')
}

/// `GH-12` and `GL-12` are issues too.
fn ends_in_prefix(seen: &str) -> bool {
    let mut last = seen.chars().rev();
    let (h, g) = (last.next(), last.next());
    matches!(h, Some('h' | 'H' | 'l' | 'L'))
        && matches!(g, Some('g' | 'G'))
        && !last.next().is_some_and(is_word)
}

fn goes_on(after: &str, with: &str) -> bool {
    let shown = characters(after).map(|it| it.shown.to_ascii_lowercase());
    shown.take(with.len()).eq(with.chars())
}

//! The names of issues in a text, which traces are followed from.

use super::{BLANKS, CLOSERS, OPENERS};
use crate::action::Reference;
use crate::action::parse_link;
use crate::text::Span;

/// A link to an issue is no longer than this.
const LONGEST_LINK: usize = 512;

/// A name of an issue from which a trace is followed to both sides.
pub(super) struct Anchor {
    pub(super) span: Span,
    pub(super) reference: Reference,
    /// A whole key of the embedded tracker: nobody writes that by chance.
    pub(super) local: bool,
}

/// All of them, in order.
pub(super) fn anchors(text: &str) -> Vec<Anchor> {
    let mut found: Vec<Anchor> = text
        .match_indices('-')
        .filter_map(|(at, _)| key(text, at))
        .collect();
    let openers = text.match_indices(OPENERS);
    found.extend(openers.filter_map(|(at, open)| link(text, at + open.len())));
    found.sort_by_key(|it| (it.span.start, !it.local));
    found
}

/// `ft-` and 16 digits around the dash at `at`, in whatever case.
fn key(text: &str, at: usize) -> Option<Anchor> {
    const DIGITS: usize = 16;
    let bytes = text.as_bytes();
    let start = at.checked_sub(2)?;
    let digits = bytes.get(at + 1..at + 1 + DIGITS)?;
    let digit = |byte: &u8| {
        let byte = byte.to_ascii_lowercase();
        byte.is_ascii_alphanumeric() && !b"ilou".contains(&byte)
    };
    let named = bytes[start..at].eq_ignore_ascii_case(b"ft") && digits.iter().all(digit);
    let end = at + 1 + DIGITS;
    named.then(|| Anchor {
        span: Span::new(start, end),
        reference: Reference::Local(text[at + 1..end].to_ascii_lowercase()),
        local: true,
    })
}

/// What names an issue right behind an opening parenthesis, in whatever dialect.
fn link(text: &str, from: usize) -> Option<Anchor> {
    let rest = text[from..].trim_start_matches(BLANKS);
    let start = text.len() - rest.len();
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
    let rest = &rest[..ends.take_while(|end| *end <= LONGEST_LINK).last()?];
    let behind = |sign: &str, from: usize| Some(from + rest.get(from..)?.find(sign)? + sign.len());
    let ends = |c: char| BLANKS.contains(&c) || CLOSERS.contains(&c) || matches!(c, ',' | ';');
    let length = match rest.chars().next()? {
        '[' => behind(")", behind("](", 0)?)?,
        '<' => behind("</a>", 0)?,
        '`' => behind("`__", 0)?,
        _ => rest.find(ends).unwrap_or(rest.len()),
    };
    Some(Anchor {
        span: Span::new(start, start + length),
        reference: parse_link(&rest[..length])?,
        local: false,
    })
}

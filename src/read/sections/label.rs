//! Labels: what stands before a colon, or in bold on a line of its own.

use crate::action::{Reference, Trace, Word, traces};
use crate::text::Span;

/// True if the text ends in a colon, emphasis aside. A line with a reference of ours is no label, whatever a slip left at its
/// end.
pub(in crate::read) fn ends_in_colon(text: &str) -> bool {
    let text = text.trim_end_matches(['*', '_', ' ']);
    let ours = |it: &Trace| matches!(it.reference, Reference::Local(_));
    text.ends_with([':', '：']) && !traces(text, &Word::parse).iter().any(ours)
}

/// The inside of a line that is bold from its first to its last word.
pub(in crate::read) fn bold_line(text: &str) -> Option<Span> {
    let (open, close) = [
        ("**", "**"),
        ("__", "__"),
        ("<b>", "</b>"),
        ("<strong>", "</strong>"),
    ]
    .into_iter()
    .find(|(open, _)| text.starts_with(open))?;
    let inner = &text[open.len()..];
    let end = inner.find(close)?;
    let after = inner[end + close.len()..].trim_matches([' ', ':', '：', '*', '\\', '.']);
    let after = after.trim_start_matches("<br>").trim_start_matches("<br/>");
    (end > 0 && after.is_empty()).then(|| Span::new(open.len(), open.len() + end))
}

/// The label and the text of `Label: text` and `**Label** text`.
pub(in crate::read) fn split_label(text: &str) -> Option<(Span, Span)> {
    let window = floor(text, 90);
    let head = &text[..window];
    let mut depth = 0_usize;
    let colon = head.char_indices().find(|(at, c)| {
        match c {
            // A bracket that begins the text may hold the label itself.
            '(' | '[' | '（' if *at > 0 => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (*c == '：' || *c == ':' && parts(text, at + 1))
    });
    let (at, c) = colon?;
    let label = &text[..at];
    if label.is_empty() || label.starts_with(|c: char| c.is_ascii_digit()) && label.len() < 6 {
        return None;
    }
    let mut from = at + c.len_utf8();
    let rest = &text[from..];
    let skipped = rest.len()
        - rest
            .trim_start_matches(['*', '_', ' ', '\t', '\u{a0}'])
            .len();
    let closes = rest.starts_with("**") || rest.starts_with("__") || rest.starts_with(['*', '_']);
    from += if closes {
        skipped
    } else {
        rest.len() - rest.trim_start().len()
    };
    (from < text.len()).then(|| (Span::new(0, at), Span::new(from, text.len())))
}

/// True if a colon before `at` parts a label from a text: a blank or closing emphasis follows.
fn parts(text: &str, at: usize) -> bool {
    match text[at..].chars().next() {
        None => false,
        Some(c) => c.is_whitespace() || c == '*' || c == '_',
    }
}

/// The largest character border of `text` that is not behind `at`.
pub(in crate::read) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

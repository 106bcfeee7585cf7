//! A reference that leads an action's text: `NET-441: Raise the limit`, `[#10](…) Increase the disk`.

use super::Work;
use super::references::Found;
use crate::action::{Form, Reference, Word};
use crate::read::judge;
use crate::read::vocabulary::fold;
use crate::text::Span;

/// A reference before the text.
pub(super) struct Lead {
    /// The reference.
    pub(super) reference: Span,
    /// From the start of the text up to its first word.
    pub(super) cut: Span,
    /// ` (open)` behind the reference.
    word: Option<Span>,
}

/// The lead that `found` is: nothing stands before it, and a colon, dash or blank parts it from the text.
pub(super) fn of(work: &Work, found: &Found) -> Option<Lead> {
    let text = work.reader.text;
    let before = &text[work.seen.start..found.span.start.max(work.seen.start)];
    let alone = before.trim_matches(['*', '_', '(', '[', '`']).is_empty();
    if !alone || !found.bare || found.issue.is_none() || found.span.end > work.seen.end {
        return None;
    }
    let behind = &text[found.span.end..work.seen.end];
    let word = word(behind).map(|len| Span::new(found.span.end, found.span.end + len));
    let rest = &behind[word.map_or(0, |it| it.len())..];
    let rest = rest.trim_start_matches([')', ']', '*', '_', '`']);
    let first = rest.trim_start_matches([':', '：', '-', '–', '—', ' ', '*', '_']);
    let gap = &rest[..rest.len() - first.len()];
    let parted = gap.starts_with([':', '：']) || gap.contains(['-', '–', '—']);
    let folded = fold(first);
    // `#42 says so` goes on with its sentence.
    let begins = first.starts_with(char::is_uppercase)
        || judge::starts_with_order(&folded, work.reader.words);
    let words = folded.chars().any(char::is_alphanumeric);
    (words && (parted || !gap.is_empty() && begins)).then(|| Lead {
        reference: found.span,
        cut: Span::new(work.seen.start, work.seen.end - first.len()),
        word,
    })
}

/// Length of ` (open)` at the start of the text.
fn word(behind: &str) -> Option<usize> {
    let inner = behind.strip_prefix(" (")?;
    let close = inner.find(')')?;
    Word::parse(&inner[..close]).map(|_| close + 3)
}

/// The status of the issue goes right behind the reference, where it is read again.
pub(super) fn place(work: &mut Work, lead: &Lead, issue: Option<&Reference>) {
    let theirs = matches!(issue, Some(Reference::Foreign(_)) | None);
    if theirs || work.ours.is_some() || work.candidate.form == Form::GridRow {
        return;
    }
    work.place.suffix = lead.word;
    work.place.suffix_at = lead.reference.end;
}

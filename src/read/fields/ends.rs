//! What the end of an action's own text loses: fields, and the words that led to a reference.

use super::Work;
use crate::read::vocabulary::fold;
use crate::text::Span;

/// Punctuation between fields.
const BORDERS: [char; 13] = [
    ' ', ',', ';', '.', '(', ')', '[', ']', '-', '–', '—', '~', '\n',
];

/// The fields that end the own text, in parentheses or not: `(owner: @maria, due: 2026-04-15)`,
/// `… Owner: Maria. Due: 2026-04-15`. None if no owner stands there: a date alone is cut already.
pub(super) fn fields(work: &Work) -> Option<Span> {
    let text = &work.reader.text[work.seen.range()];
    let action = &work.action;
    let owner = action.owner.as_ref().map(|it| it.span);
    let others = [
        action.due.as_ref().map(|it| it.span),
        action.priority.as_ref().map(|it| it.span),
    ];
    let mut found = false;
    let mut end = text.trim_end_matches(BORDERS).len();
    loop {
        let ends = |span: &Span| span.end == work.seen.start + end && span.start > work.seen.start;
        let field = owner
            .iter()
            .chain(others.iter().flatten())
            .find(|it| ends(it));
        let Some(field) = field else { break };
        let before = &text[..field.start - work.seen.start];
        let Some(start) = label(work, before) else {
            break;
        };
        found |= owner == Some(*field);
        end = before[..start].trim_end_matches(BORDERS).len();
    }
    // Brackets that close what the author opened belong to the author.
    let open = |end: usize| {
        text[..end].matches(['(', '[']).count() > text[..end].matches([')', ']']).count()
    };
    while text[end..].starts_with([')', ']']) && open(end) {
        end += 1;
    }
    (found && end > 0).then(|| Span::new(work.seen.start + end, work.seen.end))
}

/// Where the label begins that leads to a value; the value may have none but a sign.
fn label(work: &Work, before: &str) -> Option<usize> {
    let signs = [' ', ':', '：', '@', '*', '_', '`', '='];
    let trimmed = before.trim_end_matches(signs);
    if trimmed.is_empty() || trimmed.ends_with(BORDERS) {
        return Some(trimmed.len());
    }
    let start = trimmed.rfind(&BORDERS[1..]).map_or(0, |at| {
        at + trimmed[at..].chars().next().map_or(1, char::len_utf8)
    });
    let known = |from: &usize| work.reader.words.field(&fold(&trimmed[*from..])).is_some();
    let last = trimmed.rfind(' ').map_or(0, |at| at + 1);
    [start, last].into_iter().find(known)
}

/// True if nothing but punctuation stands behind the cut.
pub(super) fn is_last(text: &str, seen: Span, cut: Span) -> bool {
    let behind = cut.end.clamp(seen.start, seen.end);
    !text[behind..seen.end].contains(char::is_alphanumeric)
}

/// Without the punctuation that a cut left behind.
pub(super) fn tidy(text: &str) -> &str {
    let text = text.trim();
    let end = text.trim_end_matches([' ', ',', ';', '-', '–', '—', ':', '：']);
    let end = end.strip_suffix("()").map_or(end, str::trim_end);
    end.trim_start_matches([' ', ',', ';', ':', '–', '—'])
}

/// Without the words that led to a reference which was cut from the end: `…, see`, `… (tracked in`.
pub(super) fn undangled(text: &str) -> &str {
    const LEADS: [&str; 8] = [
        "see also",
        "see",
        "cf",
        "tracked in",
        "tracked by",
        "ticket",
        "issue",
        "merged",
    ];
    let open = ['(', '[', ' '];
    let left = tidy(tidy(text).trim_end_matches([')', ']', '.', ' ']));
    let left = tidy(left.trim_end_matches(open));
    let shorter = LEADS.iter().find_map(|lead| {
        let head = left.len().checked_sub(lead.len())?;
        let led = left.get(head..)?.eq_ignore_ascii_case(lead);
        // A bare word may end the author's sentence; behind punctuation it only led to the reference.
        let before = left[..head].trim_end_matches(' ');
        let sure = before.is_empty() || before.ends_with(BORDERS) || lead.contains(' ');
        (led && sure).then_some(before)
    });
    match shorter {
        Some(before) => tidy(before.trim_end_matches(open)),
        // A bracket that was opened and is not empty belongs to the author.
        None if left.matches('(').count() > left.matches(')').count() => tidy(text),
        None => left,
    }
}

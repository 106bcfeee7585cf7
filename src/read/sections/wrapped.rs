//! Lines on which a sentence goes on: they are no headings, however they end.

use crate::read::lines::{Kind, Line};
use crate::read::tail;

/// True for a line that goes on with the sentence of the list item above it.
pub(super) fn is_wrapped(text: &str, lines: &[Line], at: usize) -> bool {
    /// An item of more lines than this is a chapter.
    const LONGEST: usize = 12;
    let line = lines[at];
    let above = lines[..at].iter().rev().take(LONGEST);
    let mut above = above.skip_while(|it| it.kind == Kind::Text && !it.gap);
    let Some(item) = above.next().filter(|it| it.is_item() && !line.gap) else {
        return false;
    };
    let seen = |line: Line| &text[tail::visible(text, line.span()).range()];
    let ends = ['.', '!', '?', ':', ';', '。', '：'];
    let before = seen(lines[at - 1]).trim_end_matches(['*', '_', ')', '"']);
    let small = seen(line).trim_start_matches(['*', '_', '(', '`']);
    let goes_on = small.starts_with(char::is_lowercase);
    line.indent >= item.indent && goes_on && !before.ends_with(ends)
}

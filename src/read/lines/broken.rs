//! Lines that an editor broke within a reference of ours: read as the one line they were.

use super::{Kind, Line, Marker};
use crate::action::{Word, breaks_off, traces_alone};

/// The lines, with what was broken put together again. The second half of a row would pass for a row of its own,
/// and that of a plain line for an action.
pub(super) fn joined(text: &str, mut lines: Vec<Line>) -> Vec<Line> {
    if memchr::memmem::find(text.as_bytes(), b"ft-").is_some() {
        lines.dedup_by(|next, last| {
            let joins = goes_on(text, *last, *next);
            last.end = if joins { next.end } else { last.end };
            joins
        });
    }
    lines
}

fn goes_on(text: &str, line: Line, next: Line) -> bool {
    let first = matches!(line.kind, Kind::Text | Kind::Row | Kind::Item(_));
    // `n)` may be a number, or the end of `open)`.
    let numbered = next.kind == Kind::Item(Marker::Number);
    let second = matches!(next.kind, Kind::Text | Kind::Row) || numbered;
    if next.gap || !first || !second {
        return false;
    }
    let (line, from) = (&text[line.span().range()], next.start());
    let next = text[from..next.end()].trim_start();
    let alone = || {
        !numbered
            && !line.ends_with(['|', ':', '*'])
            && !traces_alone(next, &Word::parse).is_empty()
    };
    breaks_off(line, next) || alone()
}

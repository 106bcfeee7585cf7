//! The box of an action: `[ ]`, `[x]`, or a ballot glyph.

use crate::text::{EditSet, Source, Span};

/// Ticks or unticks what the box at `span` holds; a tick of another shape (`X`, `☒`) stays as it is.
pub(super) fn set(source: &Source, span: Span, done: bool, edits: &mut EditSet) {
    let now = source.slice(span);
    let glyph = matches!(now, "☐" | "☑" | "☒" | "✅" | "✔" | "❌" | "⬜");
    // `[~]`, `[>]` and `[/]` say that the work is under way.
    let open = ["", "☐", "⬜", "\u{a0}", "~", ">", "/"];
    let ticked = !open.contains(&now.trim_matches(' '));
    if ticked == done {
        return;
    }
    let new = match (glyph, done) {
        (true, true) => "☑",
        (true, false) => "☐",
        (false, true) => "x",
        (false, false) => " ",
    };
    edits.replace(source, span, new);
}

//! One pass over the bytes of a report: what each line is by its own first characters.
//!
//! Every dialect is scanned alike, because people mix them: plain text with `#` headings, Markdown
//! without any markup, HTML lists in between. Blank lines leave only [`Line::gap`] behind.

mod broken;
mod classify;
mod pieces;
mod scan;
mod status;

pub(super) use classify::label_of_link_definition;
pub(super) use status::status;

/// The lines of `text` behind `from`, an offset at the start of a line.
pub(super) fn scan(text: &str, from: usize, rst: bool) -> Vec<Line> {
    broken::joined(text, scan::scan(text, from, rst))
}

use crate::text::Span;

/// One line that is not blank.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    start: u32,
    body: u32,
    end: u32,
    /// Number in the file, from 1.
    pub(super) number: u32,
    /// Columns of white space before the first character.
    pub(super) indent: u16,
    pub(super) kind: Kind,
    /// A blank line, or the start of the file, stands before it.
    pub(super) gap: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything else: a paragraph's line, a label, a title.
    Text,
    /// ATX, setext, reStructuredText or `<h1>`; the level counts from 1.
    Heading(u8),
    /// The line under a setext or reStructuredText heading.
    Underline,
    /// A list item.
    Item(Marker),
    /// A row of a pipe table.
    Row,
    /// The line under a pipe table's header, or a grid table's border.
    Delimiter,
    /// A thematic break.
    Rule,
    /// Inside a fence, the fence itself, or front matter.
    Code,
    /// A quoted line.
    Quote,
    /// A line that is an HTML tag, with no text of its own.
    Html,
    /// Inside or around a comment.
    Comment,
    /// A line that opens our status table, or closes one that nothing opened.
    Status,
    /// A reStructuredText directive.
    Directive,
    /// The target of a reference link.
    Definition,
}

/// What makes a line a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// `-`, `*`, `+`, `•` and their like.
    Bullet,
    /// `1.`, `1)`, `a)`, `#.`
    Number,
    /// A box or ballot glyph without a bullet before it.
    Bare,
    /// `<li>`
    Html,
}

impl Line {
    /// From the first character behind indentation and list marker to the last that is not blank.
    pub(super) fn span(self) -> Span {
        Span::new(self.body as usize, self.end as usize)
    }

    /// Offset of the first byte of the line.
    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    /// Offset behind the last byte that is not blank.
    pub(super) fn end(self) -> usize {
        self.end as usize
    }

    pub(super) fn is_item(self) -> bool {
        matches!(self.kind, Kind::Item(_))
    }
}

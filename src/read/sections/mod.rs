//! The parts of a report: each heading, however it is written, and the lines below it.

mod detect;
mod item;
mod label;
mod tree;
mod wrapped;

pub(super) use label::{bold_line, ends_in_colon, floor, split_label};
pub(super) use tree::{Segment, outline};

use super::lines::{Kind, Line};
use super::vocabulary::Role;
use crate::text::Span;

/// How a heading is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `#`, setext, reStructuredText or `<h1>`, with its level.
    Markup(u8),
    /// A line in bold.
    Bold,
    /// A line that ends in a colon, or `Label: text`.
    Label,
    /// A sentence that leads to the list right below it, and to nothing else.
    Lead,
    /// A line that is a known phrase and nothing else.
    Bare,
    /// A list item that is only a label.
    Item,
}

/// A heading of any kind.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// Index of its line.
    pub(super) line: usize,
    pub(super) style: Style,
    pub(super) indent: u16,
    /// Its text, without the markup before and behind it.
    pub(super) text: Span,
    /// Text on the same line behind the label.
    pub(super) rest: Option<Span>,
    /// Its words, see [`super::vocabulary::fold`].
    pub(super) folded: String,
    /// What the vocabulary makes of it by itself.
    pub(super) own: Option<Role>,
}

/// The words of every heading that has something below it, itself or in a part of it.
pub(super) fn filled(segments: &[Segment], lines: &[Line]) -> Vec<String> {
    let says = |line: &Line| {
        !matches!(
            line.kind,
            Kind::Comment | Kind::Status | Kind::Rule | Kind::Underline
        )
    };
    let mut full: Vec<bool> = segments
        .iter()
        .map(|it| {
            let below = it.lines.clone().any(|at| says(&lines[at]));
            below || it.head.as_ref().is_some_and(|head| head.rest.is_some())
        })
        .collect();
    // A segment stands behind the one it lies in.
    for at in (0..segments.len()).rev() {
        if let Some(parent) = segments[at].parent.filter(|_| full[at]) {
            full[parent] = true;
        }
    }
    let full = segments.iter().zip(full).filter(|(_, full)| *full);
    let heads = full.filter_map(|(it, _)| it.head.as_ref());
    heads.map(|head| head.folded.clone()).collect()
}

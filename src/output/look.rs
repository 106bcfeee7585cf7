//! How text is shown: how wide, and whether addresses become links.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::escape::terminal_text;

/// What the output can show. Colours are always written; whoever prints strips them for a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal; none for a pipe, where nothing is cut.
    pub width: Option<usize>,
    /// Addresses become links (OSC 8).
    pub links: bool,
}

impl Look {
    /// Plain text for a pipe.
    pub const PIPE: Self = Self {
        width: None,
        links: false,
    };

    /// `text` as a link to `url`, if links are shown and the address is one.
    pub(super) fn link(self, text: &str, url: Option<&str>) -> String {
        match url.filter(|url| self.links && url.starts_with("http")) {
            Some(url) => {
                let url = terminal_text(url);
                format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\")
            }
            None => text.to_owned(),
        }
    }
}

/// `text` in `style`.
pub(super) fn paint(style: Style, text: &str) -> String {
    let mut out = String::new();
    let _ = write!(out, "{style}{text}{style:#}");
    out
}

/// What needs action now.
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What will need action.
pub(super) const WARN: Style = AnsiColor::Yellow.on_default();
/// What is well.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
/// What matters less.
pub(super) const DIM: Style = Style::new().dimmed();
/// What a line is about.
pub(super) const STRONG: Style = Style::new().bold();

/// `1 action`, `2 actions`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

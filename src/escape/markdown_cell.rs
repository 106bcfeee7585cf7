//! Sink: a cell of a Markdown table.

use super::{issue_text, terminal_text};

/// Text on one line that neither ends the cell nor hides what follows.
#[must_use]
pub fn markdown_cell(text: &str) -> String {
    issue_text(&terminal_text(text)).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_does_not_end_the_cell() {
        assert_eq!(markdown_cell("a | b\n<!-- c"), "a \\| b &lt;!-- c");
    }
}

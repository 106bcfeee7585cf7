//! The status table that a report asks for with two lines of its own.

use crate::text::Span;

/// The first row of the table: what stands between the two lines is ours only if it begins so.
pub const STATUS_HEAD: [&str; 4] = ["Action", "Status", "Issue", "Due"];

/// The lines between which the table is kept: in Markdown, and in MDX, which has no HTML comments.
const FENCES: [(&str, &str); 2] = [
    (
        "<!-- followthrough:status -->",
        "<!-- /followthrough:status -->",
    ),
    (
        "{/* followthrough:status */}",
        "{/* /followthrough:status */}",
    ),
];

/// Where a report asks for the table of its actions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusTable {
    /// From behind the opening line to the closing line of the first table that has both.
    pub between: Option<Span>,
    /// The lines, from 1, that open or close a table whose other line is missing, or beside which something
    /// stands that is not ours.
    pub lone: Vec<usize>,
}

/// What follows a line that opens a status table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusRows {
    /// Our rows and the blank lines between them.
    pub span: Span,
    /// The closing line, its line ending included; none if something else comes first.
    pub closing: Option<Span>,
}

impl StatusRows {
    /// What follows the opening line that ends at `from` (behind its line ending); none if `line` opens nothing.
    #[must_use]
    pub fn below(line: &str, text: &str, from: usize) -> Option<Self> {
        let opens = |it: &&(&str, &str)| it.0 == line.trim();
        let (_, close) = FENCES.iter().find(opens)?;
        let (mut at, mut end, mut begun) = (from, from, false);
        for line in text[from..].split_inclusive('\n') {
            let next = at + line.len();
            if line.trim() == *close {
                return Some(Self {
                    span: Span::new(from, at),
                    closing: Some(Span::new(at, next)),
                });
            }
            let blank = line.trim().is_empty();
            if !blank && !(line.trim().starts_with('|') && (begun || is_status_head(line))) {
                break;
            }
            begun |= !blank;
            at = next;
            end = if blank { end } else { next };
        }
        Some(Self {
            span: Span::new(from, end),
            closing: None,
        })
    }
}

/// True for the first row of our table.
#[must_use]
pub fn is_status_head(line: &str) -> bool {
    let inner = line.trim().strip_prefix('|');
    let inner = inner.and_then(|it| it.strip_suffix('|'));
    inner.is_some_and(|it| it.split('|').map(str::trim).eq(STATUS_HEAD))
}

/// True for the line that closes a status table.
#[must_use]
pub fn closes_status(line: &str) -> bool {
    FENCES.iter().any(|(_, close)| *close == line.trim())
}

/// What stands between the two lines of every status table in `text`, whatever is around them.
#[must_use]
pub fn status_tables(text: &str) -> Vec<Span> {
    let (mut at, mut found) = (0, Vec::new());
    while at < text.len() {
        let rest = &text[at..];
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        at += line.len();
        let rows = StatusRows::below(line, text, at);
        if let Some(StatusRows {
            span,
            closing: Some(closing),
        }) = rows
        {
            found.push(span);
            at = closing.end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str = "<!-- followthrough:status -->";
    const CLOSE: &str = "<!-- /followthrough:status -->";
    const TABLE: &str =
        "| Action | Status | Issue | Due |\n|---|---|---|---|\n| Patch | open | - | - |\n";

    #[test]
    fn a_table_ends_at_its_own_closing_line() {
        for (text, tables) in [
            (format!("{OPEN}\n{CLOSE}"), vec![""]),
            (format!("{OPEN}\r\n\r\n  {CLOSE}\r\n"), vec!["\r\n"]),
            (format!("{OPEN}\n\n{TABLE}\n{CLOSE}\n"), vec![TABLE]),
            (format!("{OPEN}\n{TABLE}"), vec![]),
            (format!("{CLOSE}\n{OPEN}\n"), vec![]),
            (format!("`{OPEN}`\n{CLOSE}\n"), vec![]),
            (format!("{OPEN}\ntext\n{CLOSE}\n"), vec![]),
            (format!("{OPEN}\n## Text\n\n{OPEN}\n{CLOSE}\n"), vec![""]),
            (
                format!("{OPEN}\n{TABLE}{OPEN}\n{TABLE}{CLOSE}\n"),
                vec![TABLE],
            ),
            (
                format!("{OPEN}\n| Action |\n|---|\n| Patch |\n{CLOSE}\n"),
                vec![],
            ),
        ] {
            let found = status_tables(&text)
                .into_iter()
                .map(|it| text[it.range()].trim_matches('\n'));
            let wanted = tables.iter().map(|it| it.trim_matches('\n'));
            assert!(found.eq(wanted), "{text}");
        }
    }
}

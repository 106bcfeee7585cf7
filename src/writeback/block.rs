//! The status table that a report asks for with two lines of its own.

use super::aligned;
use crate::escape::markdown_cell;
use crate::ledger::{Entry, Ledger};
use crate::text::{EditSet, Source, Span};

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

/// Keeps the table of the report's actions, if the report has the two lines.
pub(super) fn keep(source: &Source, ledger: &Ledger, report: usize, edits: &mut EditSet) {
    let Some(between) = between(source.text()) else {
        return;
    };
    let newline = source.newline_at(between.start.saturating_sub(1)).as_str();
    let rows = ledger
        .entries_of(report)
        .iter()
        .filter(|entry| ledger.follows(entry))
        .map(|entry| row(ledger, entry));
    let head = ["Action", "Status", "Issue", "Due"].map(str::to_owned);
    let rows: Vec<Vec<String>> = [head.to_vec()].into_iter().chain(rows).collect();
    // Formatters want blank lines between a comment and a table.
    let table: String = [String::new()]
        .into_iter()
        .chain(aligned::drawn(&rows))
        .chain([String::new()])
        .map(|line| line + newline)
        .collect();
    edits.replace(source, between, table);
}

fn row(ledger: &Ledger, entry: &Entry) -> Vec<String> {
    let action = ledger.action(entry);
    let issue = entry.issue().map_or("-".to_owned(), |issue| {
        let label = issue.id.reference(&ledger.home).label();
        match &issue.url {
            Some(url) => format!("[{label}]({url})"),
            None => label,
        }
    });
    let due = entry
        .due
        .date
        .map_or("-".to_owned(), |date| date.to_string());
    let word = ledger.word(entry).as_str().to_owned();
    vec![markdown_cell(&action.title), word, issue, due]
}

/// The bytes from behind the opening line to the closing line.
pub(super) fn between(text: &str) -> Option<Span> {
    let (_, open_end, close) = FENCES
        .into_iter()
        .find_map(|(open, close)| line(text, 0, open).map(|(start, end)| (start, end, close)))?;
    let (close_start, _) = line(text, open_end, close)?;
    Some(Span::new(open_end, close_start))
}

/// Start and end (behind its line ending) of the first line from `from` on that holds only `wanted`.
fn line(text: &str, from: usize, wanted: &str) -> Option<(usize, usize)> {
    let mut found = text[from..].match_indices(wanted).map(|(at, _)| from + at);
    found.find_map(|at| {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        (text[start..end].trim() == wanted && start >= from).then_some((start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_count() {
        let open = "<!-- followthrough:status -->";
        let close = "<!-- /followthrough:status -->";
        let text = format!("`{open}`\r\n{open}\r\nold\r\n  {close}\r\n");
        let found = between(&text).expect("both lines stand there");
        assert_eq!(&text[found.range()], "old\r\n");
        assert_eq!(between(&format!("{open}\nold\n")), None, "never closed");
        assert_eq!(
            between(&format!("{close}\n{open}\n")),
            None,
            "closed before"
        );
        let found = between(&format!("{open}\n{close}")).expect("an empty one");
        assert!(found.is_empty());
    }
}

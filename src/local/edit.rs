//! Edits of front matter, line by line: what people wrote around the one value that changes stays.

use std::ops::Range;

use super::spell;
use crate::text::{EditSet, Source, Span};

/// One top-level key of the front matter and the bytes it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    /// From the start of its first line to behind the ending of its last one.
    lines: Range<usize>,
    /// Behind the colon.
    value: usize,
    /// Behind the content of its first line, its ending excluded.
    first_end: usize,
}

/// Edits in the making, on one issue file.
pub(super) struct FrontEdit<'a> {
    source: &'a Source,
    inner: Range<usize>,
    entries: Vec<Entry>,
    edits: EditSet,
}

impl<'a> FrontEdit<'a> {
    /// `inner` are the lines between the fences.
    pub(super) fn new(source: &'a Source, inner: Range<usize>) -> Self {
        Self {
            entries: entries(source.text(), inner.clone()),
            source,
            inner,
            edits: EditSet::default(),
        }
    }

    pub(super) fn finish(self) -> EditSet {
        self.edits
    }

    /// Gives `key` another value; a comment behind the old one stays. A key that is missing is put
    /// below `after`, or last.
    pub(super) fn set(&mut self, key: &str, value: &str, after: Option<&str>) {
        if let Some(entry) = self.entry(key).cloned() {
            let old = self.value_of(&entry);
            let blank = if old.start == entry.value { " " } else { "" };
            let span = Span::new(old.start, old.end);
            self.edits
                .replace(self.source, span, format!("{blank}{value}"));
            return;
        }
        let at = after
            .and_then(|name| self.entry(name))
            .map_or(self.inner.end, |entry| entry.lines.end);
        let newline = self.source.newline_at(at.saturating_sub(1)).as_str();
        self.edits.insert(at, format!("{key}: {value}{newline}"));
    }

    /// Takes the lines of `key` out; a comment behind its value stays as a line of its own.
    pub(super) fn remove(&mut self, key: &str) {
        let Some(entry) = self.entry(key).cloned() else {
            return;
        };
        let value_end = self.value_of(&entry).end.min(entry.first_end);
        let rest = &self.source.text()[value_end..entry.first_end];
        let end = match rest.trim_start().starts_with('#') {
            true => entry.first_end - rest.trim_start().len(),
            false => entry.lines.end,
        };
        self.edits
            .replace(self.source, Span::new(entry.lines.start, end), "");
    }

    /// Adds names to a list and takes names off it; `names` is the list as it was read.
    pub(super) fn relist(&mut self, key: &str, names: &[String], add: &[String], off: &[String]) {
        let items = self.entry(key).map(|entry| self.items(entry));
        if off.is_empty()
            && let Some(last) = items.as_ref().and_then(|items| items.last())
        {
            let line = &self.source.text()[last.clone()];
            let indent = &line[..line.len() - line.trim_start().len()];
            let newline = self.source.newline_at(last.start).as_str();
            let lines = add
                .iter()
                .map(|name| format!("{indent}- {}{newline}", spell::name(name)));
            let (at, lines) = (last.end, lines.collect::<String>());
            self.edits.insert(at, lines);
            return;
        }
        let kept = names.iter().filter(|name| !off.contains(name));
        let list: Vec<String> = kept.chain(add).cloned().collect();
        self.set(key, &spell::list(&list), None);
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.name.eq_ignore_ascii_case(key))
    }

    /// The bytes of a value without the blanks and the comment around it; empty behind the colon when
    /// there is none. A value over several lines ends with its last line.
    fn value_of(&self, entry: &Entry) -> Range<usize> {
        let text = self.source.text();
        let first = &text[entry.value..entry.first_end];
        let lead = first.len() - first.trim_start().len();
        let start = entry.value + lead;
        let below = text[entry.first_end..entry.lines.end].trim_end();
        if !below.is_empty() {
            let end = entry.first_end + below.len();
            return if first[lead..].is_empty() {
                entry.value..end
            } else {
                start..end
            };
        }
        match scalar_length(&first[lead..]) {
            0 => entry.value..entry.value,
            length => start..start + length,
        }
    }

    /// The lines of a block list, if the value is one and every line of it is a short item.
    fn items(&self, entry: &Entry) -> Vec<Range<usize>> {
        let text = self.source.text();
        let mut at = entry.first_end;
        let mut items = Vec::new();
        for line in text[at..entry.lines.end].split_inclusive('\n') {
            if line.trim_start().starts_with("- ") {
                items.push(at..at + line.len());
            }
            at += line.len();
        }
        items
    }
}

/// How much of a line is its value: a quoted one up to its quote, others up to ` #`.
fn scalar_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let close = match bytes.first() {
        None | Some(b'#') => return 0,
        Some(b'"') => closing(text, '"', '\\'),
        Some(b'\'') => closing(text, '\'', '\''),
        Some(_) => None,
    };
    let from = close.unwrap_or(0);
    let comment = (from.max(1)..bytes.len())
        .find(|&at| bytes[at] == b'#' && bytes[at - 1].is_ascii_whitespace());
    text[..comment.unwrap_or(text.len())].trim_end().len()
}

/// Behind the quote that ends a quoted value; `escape` makes the character behind it ordinary.
fn closing(text: &str, quote: char, escape: char) -> Option<usize> {
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = rest.next() {
        let doubled = escape == quote && rest.peek().is_some_and(|next| next.1 == quote);
        if c == escape && (escape != quote || doubled) {
            rest.next();
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

/// The keys at the margin, each with the lines that belong to it: indented ones and, for a list, those
/// with a dash at the margin. Blank lines and comments at the end of one belong to none.
fn entries(text: &str, inner: Range<usize>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut at = inner.start;
    for line in text[inner].split_inclusive('\n') {
        let content = line.trim_end();
        if let Some((name, colon)) = head(content) {
            found.push(Entry {
                name: name.to_owned(),
                lines: at..at + line.len(),
                value: at + colon,
                first_end: at + line.trim_end_matches(['\r', '\n']).len(),
            });
        } else if !content.is_empty()
            && !content.trim_start().starts_with('#')
            && let Some(entry) = found.last_mut()
        {
            entry.lines.end = at + line.len();
        }
        at += line.len();
    }
    found
}

/// The key at the margin of a line, and the offset behind its colon.
fn head(line: &str) -> Option<(&str, usize)> {
    let (before, after) = line.split_once(':')?;
    let name = before.trim_end().trim_matches(['"', '\'']);
    let shaped = !name.is_empty()
        && line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '"' | '\''))
        && (after.is_empty() || after.starts_with([' ', '\t']));
    shaped.then_some((name, before.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, edit: impl FnOnce(&mut FrontEdit<'_>)) -> String {
        let source = Source::new("", text.as_bytes().to_vec()).unwrap();
        let mut edits = FrontEdit::new(&source, 0..text.len());
        edit(&mut edits);
        edits.finish().apply(text).unwrap()
    }

    #[test]
    fn only_the_value_changes() {
        for (old, new) in [
            ("state: open\n", "state: X\n"),
            ("state:   open   # why\r\n", "state:   X   # why\r\n"),
            ("State: 'o''p # n' # why\n", "State: X # why\n"),
            ("\"state\" : \"a\\\" # b\"\n", "\"state\" : X\n"),
            ("state:\n", "state: X\n"),
            ("state: # why\n", "state: X # why\n"),
            ("state: a#b\n", "state: X\n"),
            ("state: >\n  open\n  door\nx: 1\n", "state: X\nx: 1\n"),
            (
                "state:\n  open\n\n# note\nx: 1\n",
                "state: X\n\n# note\nx: 1\n",
            ),
            ("x: 1\r\n", "x: 1\r\nstate: X\r\n"),
            ("", "state: X\n"),
        ] {
            assert_eq!(edited(old, |edit| edit.set("state", "X", None)), new);
        }
    }

    #[test]
    fn a_key_comes_and_goes() {
        let old = "title: x\nstate: closed\nlabels: []\n";
        let new = edited(old, |edit| edit.set("reason", "completed", Some("state")));
        assert_eq!(
            new,
            "title: x\nstate: closed\nreason: completed\nlabels: []\n"
        );
        assert_eq!(edited(&new, |edit| edit.remove("reason")), old);
        for (old, new) in [
            ("reason: completed # shipped\nx: 1\n", "# shipped\nx: 1\n"),
            ("reason: >\n  completed\nx: 1\n", "x: 1\n"),
            ("reason:\r\nx: 1\r\n", "x: 1\r\n"),
        ] {
            assert_eq!(edited(old, |edit| edit.remove("reason")), new);
        }
    }

    #[test]
    fn lists_keep_their_form() {
        let list = |names: &[&str]| names.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        for (old, add, off, new) in [
            ("labels: [a] # x\n", "b", "", "labels: [a, b] # x\n"),
            ("labels: a\n", "b", "", "labels: [a, b]\n"),
            ("labels: [a]\n", "", "a", "labels: []\n"),
            (
                "labels:\n  - a # x\nz: 1\n",
                "b",
                "",
                "labels:\n  - a # x\n  - b\nz: 1\n",
            ),
            ("labels:\n- a\n", "b", "a", "labels: [b]\n"),
        ] {
            let some = |name: &str| {
                list(if name.is_empty() {
                    &[]
                } else {
                    std::slice::from_ref(&name)
                })
                .clone()
            };
            let got = edited(old, |edit| {
                edit.relist("labels", &list(&["a"]), &some(add), &some(off));
            });
            assert_eq!(got, new);
        }
    }
}

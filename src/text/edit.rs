//! Edits that say what they expect to find: a file that changed meanwhile is refused, never overwritten.

use super::{Source, Span};

/// One replacement; `expect` is what stood at `span` when the edit was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// What these bytes must still be.
    pub expect: String,
    /// What to put there.
    pub replace: String,
}

/// Why a set of edits could not be applied. Nothing is applied then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is not what it was when the edits were made.
    #[error("the file changed while it was being worked on (at byte {0})")]
    Stale(usize),
    /// Two edits touch the same bytes.
    #[error("two edits touch the same place (at byte {0})")]
    Overlap(usize),
}

/// The edits of one report, made against one [`Source`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EditSet {
    edits: Vec<Edit>,
}

impl EditSet {
    /// Replaces `span` with `with`; does nothing when it already reads so.
    pub fn replace(&mut self, source: &Source, span: Span, with: impl Into<String>) {
        let (expect, replace) = (source.slice(span).to_owned(), with.into());
        if expect != replace {
            self.edits.push(Edit {
                span,
                expect,
                replace,
            });
        }
    }

    /// Inserts `text` before the byte at `offset`.
    pub fn insert(&mut self, offset: usize, text: impl Into<String>) {
        self.edits.push(Edit {
            span: Span::at(offset),
            expect: String::new(),
            replace: text.into(),
        });
    }

    /// True if applying the set would change no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edits in the order they were made.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Adds an edit.
    pub fn push(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// Where the first edit from `offset` on begins.
    #[must_use]
    pub fn next_from(&self, offset: usize) -> Option<usize> {
        let starts = self.edits.iter().map(|edit| edit.span.start);
        starts.filter(|start| *start >= offset).min()
    }

    /// Takes the edits out that lie within `span`.
    pub fn take_within(&mut self, span: Span) {
        let within = |edit: &Edit| span.start <= edit.span.start && edit.span.end <= span.end;
        self.edits.retain(|edit| !within(edit));
    }

    /// The new bytes of the file; every byte outside the edits is as it was.
    ///
    /// # Errors
    /// [`EditError::Stale`] if `text` no longer holds what an edit expects, [`EditError::Overlap`]
    /// if two edits meet; two insertions at one offset keep their order.
    pub fn apply(&self, text: &str) -> Result<String, EditError> {
        let mut sorted: Vec<&Edit> = self.edits.iter().collect();
        sorted.sort_by_key(|edit| edit.span);
        let mut out = String::with_capacity(text.len() + 64 * sorted.len());
        let mut done = 0;
        for edit in sorted {
            if edit.span.start < done {
                return Err(EditError::Overlap(edit.span.start));
            }
            if text.get(edit.span.range()) != Some(edit.expect.as_str()) {
                return Err(EditError::Stale(edit.span.start));
            }
            out.push_str(&text[done..edit.span.start]);
            out.push_str(&edit.replace);
            done = edit.span.end;
        }
        out.push_str(&text[done..]);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::new("a.md", text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn only_the_named_bytes_change() {
        let source = source("- [ ] Patch\r\n");
        let mut edits = EditSet::default();
        edits.insert(11, " (ft-7k3q, done)");
        edits.replace(&source, Span::new(3, 4), "x");
        assert_eq!(
            edits.apply(source.text()).unwrap(),
            "- [x] Patch (ft-7k3q, done)\r\n"
        );
    }

    #[test]
    fn a_changed_file_is_refused() {
        let mut edits = EditSet::default();
        edits.replace(&source("- [ ] Patch"), Span::new(3, 4), "x");
        assert_eq!(edits.apply("- [x] Patch"), Err(EditError::Stale(3)));
        assert_eq!(edits.apply("-"), Err(EditError::Stale(3)));
    }

    #[test]
    fn two_edits_of_one_place_are_refused() {
        let source = source("abc");
        let mut edits = EditSet::default();
        edits.replace(&source, Span::new(0, 2), "x");
        edits.replace(&source, Span::new(1, 3), "y");
        assert_eq!(edits.apply(source.text()), Err(EditError::Overlap(1)));
    }

    #[test]
    fn an_edit_that_changes_nothing_is_no_edit() {
        let source = source("abc");
        let mut edits = EditSet::default();
        edits.replace(&source, Span::new(0, 2), "ab");
        assert!(edits.is_empty());
    }
}

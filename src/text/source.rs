//! One report as it lies on disk, immutable.

use super::Span;

/// The line ending of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newline {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
}

impl Newline {
    /// The bytes of this line ending.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// The file is not UTF-8; it is reported and never written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not UTF-8; save the file as UTF-8")]
pub struct NotUtf8 {
    /// Line of the first byte that is not UTF-8, from 1.
    pub line: usize,
}

/// The text of one report and the name it goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Takes the bytes of a file as they are, a byte order mark included.
    ///
    /// `path` is relative to the repository's root, with `/` between its parts; a file outside the
    /// repository keeps the name the user gave.
    ///
    /// # Errors
    /// [`NotUtf8`] names the line of the first bad byte.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> Result<Self, NotUtf8> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                path: path.into(),
                text,
            }),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..good]).count() + 1;
                Err(NotUtf8 { line })
            }
        }
    }

    /// The name of the file, see [`Source::new`].
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of `span`.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Where lines begin, for whoever asks for the lines of many offsets.
    #[must_use]
    pub fn line_starts(&self) -> LineStarts {
        let feeds = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at + 1);
        LineStarts(std::iter::once(0).chain(feeds).collect())
    }

    /// How the line that holds `offset` ends; a last line without an ending is taken to end as the
    /// line before it.
    #[must_use]
    pub fn newline_at(&self, offset: usize) -> Newline {
        let bytes = self.text.as_bytes();
        let end = memchr::memchr(b'\n', &bytes[offset..])
            .map(|found| offset + found)
            .or_else(|| memchr::memrchr(b'\n', &bytes[..offset]));
        match end {
            Some(end) if end > 0 && bytes[end - 1] == b'\r' => Newline::CrLf,
            _ => Newline::Lf,
        }
    }
}

/// The offset of the first byte of each line.
#[derive(Debug, Clone)]
pub struct LineStarts(Vec<usize>);

impl LineStarts {
    /// The line, from 1, on which `offset` lies.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.0.partition_point(|start| *start <= offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_byte_is_named_by_its_line() {
        assert_eq!(
            Source::new("a.md", b"one\ntwo\n\xff".to_vec()),
            Err(NotUtf8 { line: 3 })
        );
    }

    #[test]
    fn the_last_line_ends_as_the_one_before() {
        let source = Source::new("a.md", b"one\r\ntwo".to_vec()).unwrap();
        assert_eq!(source.newline_at(0), Newline::CrLf);
        assert_eq!(source.newline_at(6), Newline::CrLf);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let source = Source::new("a.md", b"one\r\ntwo\n".to_vec()).unwrap();
        let lines = source.line_starts();
        assert_eq!([0, 4, 5, 8, 9].map(|at| lines.line_of(at)), [1, 1, 2, 2, 3]);
    }
}

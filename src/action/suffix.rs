//! The few words that this tool writes behind an action: ` ([#42](https://…), done)`.

use super::{Dialect, Mark, Reference};

/// The status of an issue as a report shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// The issue is open.
    Open,
    /// The issue was closed as completed.
    Done,
    /// The issue was closed without the work being done.
    Dropped,
}

impl Word {
    /// The word as it stands in a report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Reads a word; anything else is the author's text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Done, Self::Dropped]
            .into_iter()
            .find(|word| word.as_str() == text)
    }

    /// The mark that says the same.
    #[must_use]
    pub fn mark(self) -> Mark {
        match self {
            Self::Open => Mark::Open,
            Self::Done => Mark::Done,
            Self::Dropped => Mark::Dropped,
        }
    }
}

/// A reference and a status word, the format this tool writes and the only one it takes for its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suffix {
    /// Which issue.
    pub reference: Reference,
    /// What we said of it last.
    pub word: Word,
}

impl Suffix {
    /// Finds a suffix that ends `text`, and the offset of the blank before it.
    ///
    /// It counts only if it parses whole: `SP "(" link ", " word [";" …] ")"`.
    #[must_use]
    pub fn at_end_of(text: &str) -> Option<(usize, Self)> {
        Self::at_end_with(text, &Word::parse)
    }

    /// The same, where `word` says what else counts as a word: a person may have written another one.
    #[must_use]
    pub fn at_end_with(text: &str, word: &dyn Fn(&str) -> Option<Word>) -> Option<(usize, Self)> {
        let body = text.strip_suffix(')')?;
        body.rmatch_indices(" (").take(4).find_map(|(at, open)| {
            let found = Self::parse_with(&body[at + open.len()..], word)?;
            Some((at, found))
        })
    }

    /// Reads `link ", " word`, the form in which a table cell holds it.
    #[must_use]
    pub fn parse_cell(text: &str) -> Option<Self> {
        Self::parse_with(text, &Word::parse)
    }

    /// The same, where `word` says what else counts as a word.
    #[must_use]
    pub fn parse_with(text: &str, word: &dyn Fn(&str) -> Option<Word>) -> Option<Self> {
        let head = text.split_once(';').map_or(text, |(head, _)| head);
        let (link, written) = head.rsplit_once(", ")?;
        Some(Self {
            word: word(written)?,
            reference: parse_link(link)?,
        })
    }

    /// The suffix with its leading blank, spelled for `dialect`; `url` makes the reference a link.
    #[must_use]
    pub fn render(&self, dialect: Dialect, url: Option<&str>) -> String {
        format!(" ({})", self.render_cell(dialect, url))
    }

    /// `link ", " word`, spelled for `dialect`.
    #[must_use]
    pub fn render_cell(&self, dialect: Dialect, url: Option<&str>) -> String {
        let label = self.reference.label();
        let link = match (dialect, url) {
            (Dialect::Markdown, Some(url)) => format!("[{label}]({url})"),
            (Dialect::Html, Some(url)) => format!("<a href=\"{url}\">{label}</a>"),
            (Dialect::Rst, Some(url)) => format!("`{label} <{url}>`__"),
            (Dialect::Plain, _) | (_, None) => label,
        };
        format!("{link}, {}", self.word.as_str())
    }
}

pub(super) fn parse_link(link: &str) -> Option<Reference> {
    let parts = markdown(link)
        .or_else(|| html(link))
        .or_else(|| rst(link))
        .unwrap_or((link, None));
    let (label, url) = parts;
    let plain = Reference::parse_label(label)?;
    match url {
        None => Some(plain),
        Some(url) => Reference::parse_url(url),
    }
}

fn markdown(link: &str) -> Option<(&str, Option<&str>)> {
    let (label, url) = link
        .strip_prefix('[')?
        .strip_suffix(')')?
        .split_once("](")?;
    (!url.contains([' ', ')', '('])).then_some((label, Some(url)))
}

fn html(link: &str) -> Option<(&str, Option<&str>)> {
    let (url, label) = link
        .strip_prefix("<a href=\"")?
        .strip_suffix("</a>")?
        .split_once("\">")?;
    Some((label, Some(url)))
}

fn rst(link: &str) -> Option<(&str, Option<&str>)> {
    let (label, url) = link
        .strip_prefix('`')?
        .strip_suffix(">`__")?
        .split_once(" <")?;
    Some((label, Some(url)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(suffix: &Suffix, dialect: Dialect, url: Option<&str>) {
        let text = format!("Patch the pool{}", suffix.render(dialect, url));
        let (at, read) = Suffix::at_end_of(&text).expect(&text);
        assert_eq!((at, read.word), (14, suffix.word), "{text}");
        assert_eq!(read.reference.label(), suffix.reference.label(), "{text}");
    }

    #[test]
    fn what_is_written_is_read() {
        let url = "https://github.com/acme/shop/issues/42";
        let numbered = Suffix {
            reference: Reference::parse_url(url).unwrap(),
            word: Word::Dropped,
        };
        for dialect in [Dialect::Markdown, Dialect::Html, Dialect::Rst] {
            round_trip(&numbered, dialect, Some(url));
        }
        let local = Suffix {
            reference: Reference::parse_label("ft-7k3q9d2mzx4c8v1n").unwrap(),
            word: Word::Open,
        };
        for dialect in [Dialect::Markdown, Dialect::Plain] {
            round_trip(&local, dialect, None);
        }
    }

    #[test]
    fn a_word_that_is_not_ours_is_the_authors_text() {
        for text in [
            "Patch (#42)",
            "Patch (#42, closed)",
            "Patch (open)",
            "Patch (see #42, open)",
            "Patch(#42, open)",
            "Patch (#42,open)",
            "Patch ([issue](https://example.com/x), open)",
            "Patch (#42, open) later",
        ] {
            assert_eq!(Suffix::at_end_of(text), None, "{text}");
        }
    }

    #[test]
    fn later_additions_behind_the_word_are_accepted() {
        let (at, suffix) = Suffix::at_end_of("Patch (a) (#42, done; 3 days late)").unwrap();
        assert_eq!((at, suffix.word), (9, Word::Done));
    }
}

//! The front matter of an issue file: where it stands, and what it says.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::Flaw;

/// More than this is no front matter of an issue; nested deeply, it would cost seconds to refuse.
const LIMIT: usize = 64 << 10;

/// What the front matter says; keys of other people are left alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub(super) struct Front {
    #[serde(default, alias = "Title")]
    pub(super) title: Option<String>,
    #[serde(default, alias = "State")]
    pub(super) state: Option<String>,
    #[serde(default, alias = "Reason")]
    pub(super) reason: Option<String>,
    #[serde(default, alias = "Labels")]
    pub(super) labels: Names,
    #[serde(default, alias = "Assignees", alias = "assignee", alias = "Assignee")]
    pub(super) assignees: Names,
}

/// A list of names, also where a person wrote `a, b`, one name, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Names(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of names, such as [a, b]")
            }
            fn visit_unit<E>(self) -> Result<Names, E> {
                Ok(Names::default())
            }
            fn visit_none<E>(self) -> Result<Names, E> {
                Ok(Names::default())
            }
            fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Names, D::Error> {
                from.deserialize_any(self)
            }
            fn visit_str<E>(self, text: &str) -> Result<Names, E> {
                let names = text.split(',').map(str::trim).filter(|it| !it.is_empty());
                Ok(Names(names.map(str::to_owned).collect()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Names, E> {
                Ok(Names(vec![number.to_string()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element::<String>()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        from.deserialize_option(Reader)
    }
}

/// Where the lines between the two fences stand, and where the body begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bounds {
    /// From the first line below the opening fence to the start of the closing one.
    pub(super) inner: Range<usize>,
    /// Behind the closing fence and its line ending.
    pub(super) body: usize,
}

/// Finds the two fences; a byte order mark and blank lines before the first do no harm.
pub(super) fn bounds(text: &str) -> Result<Bounds, Flaw> {
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut start = None;
    for (line, whole) in text[at..].split_inclusive('\n').enumerate() {
        let content = whole.trim_end();
        at += whole.len();
        match start {
            None if content.is_empty() => {}
            None if content == "---" => start = Some((at, line + 1)),
            None => {
                return Err(Flaw::new(
                    line + 1,
                    "an issue file begins with `---`, its title and its state; bring these lines \
                     back (`git log -p` shows them)",
                ));
            }
            Some((start, _)) if matches!(content, "---" | "...") => {
                return Ok(Bounds {
                    inner: start..at - whole.len(),
                    body: at,
                });
            }
            Some(_) => {}
        }
    }
    Err(match start {
        None => Flaw::new(1, "the file is empty; bring it back from git"),
        Some((_, line)) => Flaw::new(
            line,
            "the front matter that begins here never ends; put `---` below its last line",
        ),
    })
}

/// Reads the lines at `bounds`.
pub(super) fn read(text: &str, bounds: &Bounds) -> Result<Front, Flaw> {
    let inner = &text[bounds.inner.clone()];
    let before = line_at(text, bounds.inner.start) - 1;
    if inner.len() > LIMIT {
        let what = "the front matter is larger than 64 KiB; move text below its closing `---`";
        return Err(Flaw::new(before + 1, what));
    }
    let read: Result<Option<Front>, _> = serde_yaml::from_str(inner);
    read.map(Option::unwrap_or_default).map_err(|error| {
        let line = error.location().map_or(1, |at| at.line());
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
        Flaw::new(
            before + line,
            format!(
                "the front matter cannot be read: {said}; write one `key: value` per line, with \
                 quotes around a value that holds `: ` or ` #` or begins with `@`, `[`, `*` or `&`"
            ),
        )
    })
}

/// The line, from 1, of the byte at `offset`.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..offset]).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(text: &str) -> Result<Front, Flaw> {
        read(text, &bounds(text)?)
    }

    fn names(names: &[&str]) -> Names {
        Names(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn hand_written_values_are_understood() {
        let read = front(
            "\u{feff}\r\n---  \r\n# note\r\nTitle: 1e3\r\nlabels: a, b\r\n\r\nassignees:\r\n- no\r\n- 7\r\nmine: {x: [1]}\r\n---\r\n",
        )
        .unwrap();
        assert_eq!(read.title.as_deref(), Some("1e3"));
        assert_eq!(
            (read.labels, read.assignees),
            (names(&["a", "b"]), names(&["no", "7"]))
        );
        let read = front("---\ntitle: no\nlabels: 7\nassignees:\n...\n").unwrap();
        assert_eq!(read.title.as_deref(), Some("no"));
        assert_eq!((read.labels, read.assignees), (names(&["7"]), names(&[])));
        assert_eq!(front("---\n---\n").unwrap(), Front::default());
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (text, line) in [
            ("", 1),
            ("\n\nprose\n", 3),
            ("\n---\ntitle: x\n", 2),
            ("---\ntitle: x\nassignees: @maria\n---\n", 3),
            ("---\n\ntitle: a: b\n---\n", 3),
            ("---\nstate: open\nState: closed\n---\n", 2),
            ("---\n- a\n---\n", 2),
            ("---\nlabels: {a: b}\n---\n", 2),
        ] {
            assert_eq!(front(text).unwrap_err().line, line, "{text:?}");
        }
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for n in 1..12 {
            let before = format!("*a{}", n - 1);
            let list = [before.as_str(); 9].join(", ");
            text += &format!("a{n}: &a{n} [{list}]\n");
        }
        // Unknown keys are skipped unread; a bomb in one of ours is met by the reader's own limit.
        text += "title: *a11\n---\n";
        assert!(front(&text).is_err());
        assert!(front(&text.replace("title: ", "labels: ")).is_err());
    }
}

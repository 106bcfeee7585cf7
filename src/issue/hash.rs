//! What was last written into an issue, remembered as two short hashes in its marker.

use std::fmt;

use super::Key;

/// Hashes of the title and of the fenced text as last written.
///
/// Two of them, because a person may have changed the one and not the other: a title that is not the
/// one we wrote last is theirs and stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrote {
    /// Hash of the title.
    pub title: String,
    /// Hash of the fenced text.
    pub block: String,
}

impl Wrote {
    /// The hashes of `title` and `block`, blind to what servers change on their own.
    #[must_use]
    pub fn of(title: &str, block: &str) -> Self {
        Self {
            title: Self::hash_title(title),
            block: Self::hash_block(block),
        }
    }

    /// The hash of a title alone.
    #[must_use]
    pub fn hash_title(title: &str) -> String {
        short("title", title)
    }

    /// The hash of a fenced text alone.
    #[must_use]
    pub fn hash_block(block: &str) -> String {
        short("block", block)
    }

    /// Reads `title.block`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (title, block) = text.split_once('.')?;
        Some(Self {
            title: title.to_owned(),
            block: block.to_owned(),
        })
    }
}

impl fmt::Display for Wrote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.title, self.block)
    }
}

/// GitLab drops every `\r` and the blanks at line ends, GitHub's editor adds `\r`: neither counts. Nor does the
/// line in the address of a report: else a line put in at its top would change the issues of all actions below.
fn normalized(text: &str) -> String {
    let lines: Vec<&str> = text.trim().split('\n').map(str::trim_end).collect();
    let lines = lines.join("\n");
    let mut parts = lines.split("?plain=1#L");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        all + "?plain=1#L" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

fn short(domain: &str, text: &str) -> String {
    Key::of(domain, &[&normalized(text)]).as_str()[..10].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_normalize_is_no_change() {
        let ours = Wrote::of("Patch", "- Report: a.md\n- Due: 2026-01-01\n");
        let back = Wrote::of("Patch", "\r\n- Report: a.md  \r\n- Due: 2026-01-01\r\n");
        assert_eq!(ours, back);
        assert_eq!(Wrote::parse(&ours.to_string()), Some(ours));
    }

    #[test]
    fn hashes_are_the_same_for_ever() {
        // They stand in people's trackers: a change here writes every issue anew after an upgrade.
        let wrote = Wrote::of("Patch the pool", "> Patch the pool\n\n- Report: `a.md`");
        assert_eq!(wrote.to_string(), "cs9dw541xe.axtswn6hbd");
    }

    #[test]
    fn another_line_of_the_report_is_no_change() {
        let hash =
            |line: &str| Wrote::hash_block(&format!("[a](https://x/a.md?plain=1#L{line}) b"));
        assert_eq!(hash("7"), hash("120"));
        assert_ne!(
            hash("7"),
            Wrote::hash_block("[a](https://x/b.md?plain=1#L7) b")
        );
    }
}

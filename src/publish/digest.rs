//! What a proposal comes down to, so that two can be compared without their places in the files.

use std::collections::BTreeMap;
use std::fmt;

/// One file as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit {
    /// From the root, with `/` between the parts.
    pub path: String,
    /// What the default branch has; none if there is no such file.
    pub old: Option<Vec<u8>>,
    /// What is proposed; none to remove it.
    pub new: Option<Vec<u8>>,
    /// True if it may be run.
    pub executable: bool,
}

/// Everything that is proposed at once; the files differ from the default branch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// By path.
    pub files: Vec<FileEdit>,
}

/// A name for a set of edits: lines that go and lines that come, file by file, wherever they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest(String);

impl Digest {
    /// Reads what [`Digest`] displays.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 16 && text.bytes().all(|it| it.is_ascii_hexdigit());
        plain.then(|| Self(text.to_ascii_lowercase()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Proposal {
    /// True if nothing is proposed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The name of these edits. It stays the same while other lines of the files change.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut files: Vec<&FileEdit> = self.files.iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut hasher = blake3::Hasher::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        for file in files {
            part(file.path.as_bytes());
            for (line, count) in balance(file) {
                part(line);
                part(&count.to_le_bytes());
            }
            part(&[u8::from(file.new.is_none())]);
        }
        Digest(hasher.finalize().to_hex()[..16].to_owned())
    }
}

/// How many more of each line there are afterwards.
fn balance(file: &FileEdit) -> BTreeMap<&[u8], i64> {
    let mut lines: BTreeMap<&[u8], i64> = BTreeMap::new();
    for (bytes, sign) in [(&file.old, -1), (&file.new, 1)] {
        for line in bytes
            .iter()
            .flat_map(|it| it.split_inclusive(|byte| *byte == b'\n'))
        {
            *lines.entry(line).or_default() += sign;
        }
    }
    lines.retain(|_, count| *count != 0);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, old: Option<&str>, new: Option<&str>) -> String {
        let bytes = |it: Option<&str>| it.map(|it| it.as_bytes().to_vec());
        let file = FileEdit {
            path: path.to_owned(),
            old: bytes(old),
            new: bytes(new),
            executable: false,
        };
        Proposal { files: vec![file] }.digest().to_string()
    }

    #[test]
    fn it_names_what_changes_and_not_where() {
        let tick = of("a.md", Some("# A\n- x\n"), Some("# A\n- x (#1, open)\n"));
        assert_eq!(
            tick,
            of(
                "a.md",
                Some("new\n- x\n# A\n"),
                Some("new\n- x (#1, open)\n# A\n")
            )
        );
        assert_ne!(
            tick,
            of("b.md", Some("# A\n- x\n"), Some("# A\n- x (#1, open)\n"))
        );
        assert_ne!(
            tick,
            of("a.md", Some("# A\n- x\n"), Some("# A\n- x (#1, done)\n"))
        );
        assert_ne!(
            tick,
            of(
                "a.md",
                Some("# A\n- x\r\n"),
                Some("# A\n- x (#1, open)\r\n")
            )
        );
        assert_ne!(of("a.md", None, Some("")), of("a.md", Some(""), None));
        assert_eq!(Digest::parse(&tick).map(|it| it.to_string()), Some(tick));
        for text in ["", "0123", "0123456789abcdeg", "0123456789abcdef0"] {
            assert_eq!(Digest::parse(text), None, "{text}");
        }
    }
}

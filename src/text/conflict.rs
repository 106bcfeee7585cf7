//! The marks that an unsettled merge leaves in a file.

/// What to do about it.
pub const CONFLICT: &str = "a merge conflict is not settled; keep one side and remove the markers";

/// The line, from 1, of the first conflict marker. `=======` alone may be a heading's underline.
#[must_use]
pub fn conflict(text: &str) -> Option<usize> {
    let marks = |line: &str| MARKS.iter().any(|mark| is_mark(line, mark));
    text.lines().position(marks).map(|line| line + 1)
}

/// The line, from 1, on which a conflict with both its sides begins. A text that only speaks of
/// markers has none.
#[must_use]
pub fn whole_conflict(text: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), MARKS[0].as_bytes())?;
    let mut begun = None;
    let mut parted = false;
    for (at, line) in text.lines().enumerate() {
        if is_mark(line, MARKS[0]) {
            (begun, parted) = (Some(at + 1), false);
        } else if line.trim_end() == "=======" {
            parted = begun.is_some();
        } else if parted && is_mark(line, MARKS[2]) {
            return begun;
        }
    }
    None
}

const MARKS: [&str; 3] = ["<<<<<<<", "|||||||", ">>>>>>>"];

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark)
        .is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_has_two_sides() {
        let text = "a\r\n<<<<<<< HEAD\r\nb\r\n=======\r\nc\r\n>>>>>>> other\r\n";
        assert_eq!(whole_conflict(text), Some(2));
        for text in [
            "",
            "Title\n=======\n",
            "`git` wrote\n<<<<<<< HEAD\ninto it\n",
            "<<<<<<< HEAD\n>>>>>>> other\n=======\n",
            "<<<<<<<HEAD\n=======\n>>>>>>> other\n",
        ] {
            assert_eq!(whole_conflict(text), None, "{text:?}");
        }
    }
}

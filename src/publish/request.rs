//! The text of the write-back's pull request. It remembers the edits it proposes, so that they are not proposed again once it
//! is closed.

use super::digest::{Digest, Proposal};

const MARKER: &str = "<!-- followthrough:write-back edits=";

/// So many files are named.
const NAMED: usize = 50;

/// The text for a proposal. Names of files are anybody's text: they stand in code, where nobody is mentioned.
#[must_use]
pub fn request_text(proposal: &Proposal) -> String {
    let mut text = format!(
        "{MARKER}{} -->\nThe issues moved on, and this writes into the reports how they stand now. It changes references, status words \
         and boxes, and nothing else.\n\n",
        proposal.digest()
    );
    for file in proposal.files.iter().take(NAMED) {
        text.push_str(&format!("- {}\n", code(&file.path)));
    }
    if proposal.files.len() > NAMED {
        text.push_str(&format!("- and {} more\n", proposal.files.len() - NAMED));
    }
    text.push_str(
        "\nMerge it whenever you like. While it waits, it follows the issues, and commits that you add here stay. If you close it, \
         the same edits are not proposed again.\n",
    );
    text
}

/// The edits that a pull request proposes; none if people took the marker out.
#[must_use]
pub fn remembered(body: &str) -> Option<Digest> {
    let (_, rest) = body.split_once(MARKER)?;
    Digest::parse(rest.split_once(" -->")?.0)
}

/// Inline code that the text cannot leave.
fn code(text: &str) -> String {
    let safe: String = text
        .chars()
        .map(|c| {
            if c.is_control() || c == '`' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    format!("`{safe}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::FileEdit;

    #[test]
    fn it_remembers_its_edits_and_no_path_breaks_out() {
        let file = |path: &str| FileEdit {
            path: path.to_owned(),
            old: None,
            new: Some(vec![]),
            executable: false,
        };
        let mut files = vec![file(
            "a`\n<!-- followthrough:write-back edits=0000000000000000 -->@ann #1.md",
        )];
        files.extend((0..60).map(|at| file(&format!("{at}.md"))));
        let proposal = Proposal { files };
        let text = request_text(&proposal);
        assert_eq!(remembered(&text), Some(proposal.digest()));
        assert!(text.contains("\n- and 11 more\n"), "{text}");
        let line = text.lines().find(|it| it.contains("@ann")).unwrap();
        assert_eq!(line.matches('`').count(), 2, "{line}");
        for body in [
            "",
            "<!-- followthrough:write-back edits=x -->",
            "<!-- followthrough:write-back edits=0",
        ] {
            assert_eq!(remembered(body), None, "{body}");
        }
    }
}

//! The text of the write-back's pull request. It remembers the edits it proposes, so that they are not proposed again once it
//! is closed.

use super::digest::{Digest, Proposal};

const MARKER: &str = "<!-- followthrough:write-back edits=";
const END: &str = "<!-- /followthrough:write-back -->";

/// The text for a proposal. No file is named: the forge shows them beside it, and what is confidential stays there.
#[must_use]
pub fn request_text(proposal: &Proposal) -> String {
    let reports = match proposal.files.len() {
        1 => "one file".to_owned(),
        several => format!("{several} files"),
    };
    format!(
        "{MARKER}{} -->\nThe issues moved on, and this writes into {reports} how they stand now. It changes references, status words \
         and boxes, and nothing else.\n\nMerge it whenever you like. While it waits, it follows the issues, and commits that you \
         add here stay. If you close it, the same edits are not proposed again.\n{END}\n",
        proposal.digest()
    )
}

/// The text of a pull request with our part of it written anew; what people wrote around it stays. Whoever took our part
/// out wants none.
#[must_use]
pub fn rewritten(body: &str, part: &str) -> String {
    let Some((before, rest)) = body.split_once(MARKER) else {
        return body.to_owned();
    };
    let after = rest.split_once(END).map_or("", |(_, after)| after);
    format!("{before}{}{after}", part.trim_end())
}

/// The text once there is nothing left to propose. It remembers no edits: that we close it is no refusal of a person's.
#[must_use]
pub fn settled_text() -> &'static str {
    "The reports say all of it already, so followthrough closed this. When the issues move on, it proposes that anew.\n"
}

/// The edits that a pull request proposes; none if people took the marker out.
#[must_use]
pub fn remembered(body: &str) -> Option<Digest> {
    let (_, rest) = body.split_once(MARKER)?;
    Digest::parse(rest.split_once(" -->")?.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::FileEdit;

    #[test]
    fn it_remembers_its_edits_and_names_no_file() {
        let file = |path: &str| FileEdit {
            path: path.to_owned(),
            old: None,
            new: Some(vec![]),
            executable: false,
        };
        let forged = "a`\n<!-- followthrough:write-back edits=0000000000000000 -->@ann #1.md";
        let files = vec![file(forged), file("secret.md")];
        let proposal = Proposal { files };
        let text = request_text(&proposal);
        assert_eq!(remembered(&text), Some(proposal.digest()));
        assert!(text.contains("into 2 files how"), "{text}");
        assert!(!text.contains("@ann") && !text.contains("secret"), "{text}");
        let around = format!("Before.\n\n{text}\nAfter.");
        let settled = rewritten(&around, settled_text());
        assert!(
            settled.starts_with("Before.\n\nThe reports say") && settled.ends_with("\n\nAfter."),
            "{settled}"
        );
        assert_eq!(rewritten("Before.", &text), "Before.");
        for body in [
            "",
            &settled,
            settled_text(),
            "<!-- followthrough:write-back edits=x -->",
            "<!-- followthrough:write-back edits=0",
        ] {
            assert_eq!(remembered(body), None, "{body}");
        }
    }
}

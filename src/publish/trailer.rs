//! The last line of our commits: which edits they carry, and which stamp, so that a commit that a person amended is
//! never taken for ours.

use super::digest::Digest;

const TRAILER: &str = "Followthrough-Edits:";

/// A commit's message: the subject as configured, one line of what it is, our trailer, and a sign-off if asked for.
///
/// `stamp` is what the forge will show of the commit and of no person's. Nothing of a report comes in, so nobody is mentioned and nothing is closed.
#[must_use]
pub fn message(subject: &str, digest: &Digest, stamp: &str, sign_off: Option<&str>) -> String {
    let mut text = format!(
        "{}\n\nThe state of the issues, written into the reports by followthrough.\n\n{TRAILER} {digest} {stamp}\n",
        subject.trim()
    );
    if let Some(who) = sign_off {
        text.push_str(&format!("Signed-off-by: {who}\n"));
    }
    text
}

/// The edits that a commit of ours carries; none if it has no trailer, or not the one for its stamp.
#[must_use]
pub fn read_trailer(message: &str, stamp: &str) -> Option<Digest> {
    let line = message
        .lines()
        .rev()
        .find_map(|it| it.strip_prefix(TRAILER))?;
    let (digest, of) = line.trim().split_once(' ')?;
    (of == stamp).then(|| Digest::parse(digest))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_ours_while_its_tree_is() {
        let digest = Digest::parse("0123456789abcdef").unwrap();
        for sign_off in [None, Some("Ada <ada@example.com>")] {
            let text = message("Update the reports\n", &digest, "abc", sign_off);
            assert!(text.starts_with("Update the reports\n\n"), "{text}");
            assert_eq!(read_trailer(&text, "abc"), Some(digest.clone()));
            assert_eq!(read_trailer(&text, "abd"), None);
        }
        for text in [
            "",
            "Followthrough-Edits:",
            "Followthrough-Edits: 1 abc",
            "Fix the pool",
        ] {
            assert_eq!(read_trailer(text, "abc"), None, "{text}");
        }
    }
}

//! Sink: the text of an issue of the embedded tracker, a file in the repository.

/// Text that can neither forge a marker or a fence nor hide anything in a comment.
///
/// `<!--` is the only way to open a comment in Markdown; as `&lt;!--` it reads the same.
#[must_use]
pub fn issue_text(text: &str) -> String {
    text.replace("<!--", "&lt;!--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_comment_survives() {
        let hostile = "a <!<!---- followthrough:end --> b <!-- x";
        assert!(!issue_text(hostile).contains("<!--"));
        assert_eq!(issue_text("a < b & c"), "a < b & c");
    }
}

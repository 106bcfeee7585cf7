//! Quick actions: lines that GitLab carries out with the rights of whoever sends the text. What we write holds
//! none (`escape::forge`). What people wrote may, in a fence that keeps them from being carried out, and whether it
//! still does depends on everything before it.

/// The first line that looks like one: a slash in the first column and a word in small letters behind it, or in any.
pub(super) fn order(text: &str) -> Option<&str> {
    text.lines().find(|line| {
        let word = line.strip_prefix('/').unwrap_or_default();
        let word = word.split([' ', '\t', '\r']).next().unwrap_or_default();
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn what_looks_like_an_order() {
        for text in [
            "/close",
            "a\n/Close \n",
            "```\n/assign me\n```",
            "/close\r\nx",
        ] {
            assert!(order(text).is_some(), "{text:?}");
        }
        for text in [
            " /close",
            "\\/close",
            "/",
            "/usr/bin/x",
            "//close",
            "a /close",
            "/etc/hosts is full",
        ] {
            assert_eq!(order(text), None, "{text:?}");
        }
    }
}

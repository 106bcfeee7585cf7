//! Sink: the commands that GitHub Actions reads out of a log.

/// The text of a command: what stands after the second `::`. GitHub's runner takes the first two colons for the second
/// `::`, others the last ones, so that no two stand together in the text.
#[must_use]
pub fn command_text(text: &str) -> String {
    encoded(text)
        .replace("::", ":\u{200b}:")
        .replace("::", ":\u{200b}:")
}

fn encoded(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a command's property: what stands between `=` and the next `,`.
#[must_use]
pub fn command_property(text: &str) -> String {
    encoded(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_command_or_begins_another() {
        assert_eq!(
            command_text("50%\r\n::set-output name=x:::y"),
            "50%25%0D%0A:\u{200b}:set-output name=x:\u{200b}:\u{200b}:y"
        );
        assert_eq!(command_property("a,line=1::b%3A"), "a%2Cline=1%3A%3Ab%253A");
    }
}

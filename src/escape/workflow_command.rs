//! Sink: the commands that GitHub Actions reads out of a log.

/// The text of a command: what stands after the second `::`.
#[must_use]
pub fn command_text(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a command's property: what stands between `=` and the next `,`.
#[must_use]
pub fn command_property(text: &str) -> String {
    command_text(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_command_or_begins_another() {
        assert_eq!(
            command_text("50%\r\n::set-output name=x::y"),
            "50%25%0D%0A::set-output name=x::y"
        );
        assert_eq!(command_property("a,line=1::b%3A"), "a%2Cline=1%3A%3Ab%253A");
    }
}

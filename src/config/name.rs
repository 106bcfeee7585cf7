//! Names and addresses in the configuration file, each checked for the shape that others rely on.

use serde_json::{Value, json};

use super::scalar::Scalar;

/// A [`Scalar`] that is kept as written if it has the right shape.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident($accepts:literal, $shaped:expr, $schema:tt);)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
            pub(super) struct $name(pub(super) String);

            impl Scalar for $name {
                const ACCEPTS: &'static str = $accepts;

                fn read(text: &str) -> Result<Self, String> {
                    let shaped: fn(&str) -> bool = $shaped;
                    match shaped(text) {
                        true => Ok(Self(text.to_owned())),
                        false => Err(String::new()),
                    }
                }

                fn text(&self) -> String {
                    self.0.clone()
                }

                fn schema() -> Value {
                    json!($schema)
                }
            }
        )*
    };
}

names! {
    /// An action, by its issue, or by its own key.
    Handle(
        "the reference of an issue, such as ft-7k3q, or \"#42\" in quotes",
        |text| is_word(text),
        { "type": "string" }
    );

    /// The name of a set of reports. It ends up in the marker of every issue.
    Scope(
        "a name without blanks, at most 200 characters",
        |text| is_word(text) && text.chars().count() <= 200,
        { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^\\S+$" }
    );

    /// The name of a project of the same repository.
    ProjectName(
        "a name of letters, digits, `-`, `_` and `.`, at most 60 characters",
        |text| {
            (1..=60).contains(&text.len())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        },
        { "type": "string", "pattern": "^[A-Za-z0-9._-]{1,60}$" }
    );

    /// A repository on a forge.
    Repository(
        "owner/name (on GitLab as many groups as there are, or the number of the project)",
        |text| {
            let part = |part: &str| {
                let fits = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
                !part.is_empty() && part.chars().all(fits)
            };
            let number = text.parse::<u64>().is_ok();
            number || text.contains('/') && text.split('/').all(part)
        },
        { "type": "string", "pattern": "^([0-9]{1,19}|[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)+)$" }
    );

    /// Where a forge answers. A password in it would end up in messages.
    Address(
        "an address such as https://git.example.com, without user name, query and fragment",
        is_address,
        { "type": "string", "pattern": "^https?://[^@?#\\s]+$" }
    );

    /// A label of a tracker. GitHub allows 50 characters, and both forges filter by a list in
    /// which commas part the labels.
    Label(
        "a label without commas, at most 50 characters",
        |text| is_line(text) && !text.contains(',') && text.chars().count() <= 50,
        { "type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[^,]+$" }
    );

    /// An account on the tracker.
    Login(
        "the name of an account, without blanks and without `@`",
        |text| is_word(text) && !text.contains('@'),
        { "type": "string", "pattern": "^[^\\s@]+$" }
    );

    /// A branch of the reports' repository.
    Branch(
        "the name of a branch, such as followthrough/write-back",
        is_branch,
        { "type": "string", "pattern": "^[A-Za-z0-9_][A-Za-z0-9._/-]*$" }
    );

    /// A title that mentions nobody and refers to nothing.
    Title(
        "a title on one line, at most 72 characters, without `@` and `#`",
        |text| is_line(text) && text.chars().count() <= 72 && !text.contains(['@', '#']),
        { "type": "string", "minLength": 1, "maxLength": 72, "pattern": "^[^@#]+$" }
    );

    /// Whoever answers for a commit.
    Signer(
        "a name and an address, such as Reports <reports@example.com>",
        |text| {
            let parts = text.strip_suffix('>').and_then(|it| it.split_once(" <"));
            is_line(text) && parts.is_some_and(|(name, to)| is_line(name) && is_word(to) && to.contains('@'))
        },
        { "type": "string", "pattern": "^\\S.* <[^\\s<>]+@[^\\s<>]+>$" }
    );

    /// A name as it stands in reports: a heading, a column, a person.
    Words(
        "some words on one line",
        is_line,
        { "type": "string", "minLength": 1 }
    );

    /// A folder of the repository.
    Folder(
        "a folder inside the repository, relative to its root and without `..`",
        is_inside,
        { "type": "string", "minLength": 1 }
    );
}

/// A label, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OptionalLabel(pub(super) Option<String>);

impl Scalar for OptionalLabel {
    const ACCEPTS: &'static str = "a label without commas, at most 50 characters, or off";

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self(None)),
            label => Label::read(label).map(|it| Self(Some(it.0))),
        }
    }

    fn text(&self) -> String {
        self.0.clone().unwrap_or_else(|| "off".to_owned())
    }

    fn schema() -> Value {
        Label::schema()
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(char::is_control)
}

/// Less than git allows, and nothing that has to be quoted anywhere.
fn is_branch(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let part = |part: &str| {
        let whole = !part.is_empty() && part.chars().all(plain);
        whole && !part.starts_with(['.', '-']) && !part.ends_with('.') && !part.contains("..")
    };
    text.split('/').all(part) && !text.ends_with(".lock") && text.len() <= 200
}

fn is_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        is_word(rest) && !rest.starts_with(['/', ':']) && !rest.contains(['@', '?', '#'])
    })
}

fn is_inside(text: &str) -> bool {
    is_line(text)
        && !text.contains(['\\', ':'])
        && !text.starts_with('/')
        && text.split('/').all(|part| part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        fn check<T: Scalar>(good: &[&str], bad: &[&str]) {
            for text in good {
                assert_eq!(T::read(text).map(|it| it.text()), Ok((*text).to_owned()));
            }
            for text in bad {
                assert!(T::read(text).is_err(), "{text}");
            }
        }
        check::<Scope>(&["acme/incidents", "local"], &["", "a b", "a\u{1b}b"]);
        check::<Repository>(
            &["a/b", "a/b/c", "42"],
            &["a", "/a", "a//b", "a/b c", "https://x/y"],
        );
        check::<Address>(
            &[
                "https://git.example.com",
                "http://127.0.0.1:4102",
                "https://a/api/v3/",
            ],
            &[
                "git.example.com",
                "https://",
                "https://u:p@host",
                "https://a?b",
                "ftp://a",
            ],
        );
        check::<Label>(&["incident follow-up"], &["a,b", "", &"x".repeat(51)]);
        check::<Login>(&["maria", "renovate[bot]"], &["@maria", "m s", ""]);
        check::<Folder>(
            &[".followthrough/templates"],
            &["/etc", "../x", "a/../../b", "C:\\x"],
        );
        check::<ProjectName>(&["payments-2"], &["", "a/b", "a b"]);
    }
}

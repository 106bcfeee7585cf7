//! The hidden line by which an issue is known as ours: `<!-- followthrough:v1 key=… -->`.

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Key, Wrote};
use crate::action::Word;

const OPEN: &str = "<!-- followthrough:v1 ";
const CLOSE: &str = " -->";

/// What stays readable in a value; everything else is percent-encoded, so that no value can end the
/// comment, hold a blank or start another field.
pub(super) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'_')
    .remove(b'-')
    .remove(b'~');

/// What the first line of one of our issues remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The action's key, fixed when the issue was created.
    pub key: Key,
    /// The set of reports the issue belongs to.
    pub scope: String,
    /// The id of the report the action stands in; empty once a person took the two apart.
    pub report: String,
    /// The hash of the action's text alone; another report's action with the same words has the same.
    pub text: Option<Key>,
    /// What was written last.
    pub wrote: Option<Wrote>,
    /// The last mark of a person that was obeyed.
    pub heard: Option<Word>,
    /// The reference in the tracker used before, under which the action was filed there.
    pub was: Option<String>,
    /// The name that the report had when the issue was opened, if a person said by `link` that it is the same.
    pub once: Option<String>,
    /// The day that we wrote last into the tracker's own field for it.
    pub due: Option<Date>,
    /// The last reminder sent.
    pub nudged: Option<String>,
    /// How many reminders were sent: so many of its comments are nobody's words.
    pub reminders: u64,
    /// Its report is, or was when it was last seen, confidential: what is known of the issue once the report is gone.
    pub confidential: bool,
    /// Fields of later versions, kept as they are, in their order.
    pub unknown: Vec<(String, String)>,
}

impl Marker {
    /// Reads a line; anything that is not wholly a marker with a key, a scope and a report is none.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let fields = line.trim().strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
        let mut values: Vec<(String, String)> = fields
            .split_ascii_whitespace()
            .map(|field| {
                let (name, value) = field.split_once('=')?;
                let value = percent_decode_str(value).decode_utf8().ok()?;
                Some((name.to_owned(), value.into_owned()))
            })
            .collect::<Option<_>>()?;
        let mut take = |name: &str| {
            let at = values.iter().position(|(known, _)| known == name)?;
            Some(values.remove(at).1)
        };
        Some(Self {
            key: Key::parse(&take("key")?)?,
            scope: take("scope")?,
            report: take("report")?,
            text: take("text").and_then(|text| Key::parse(&text)),
            wrote: take("wrote").and_then(|text| Wrote::parse(&text)),
            heard: take("heard").and_then(|text| Word::parse(&text)),
            was: take("was"),
            once: take("once"),
            due: take("due").and_then(|text| text.parse().ok()),
            nudged: take("nudged"),
            reminders: take("reminders").map_or(0, |text| text.parse().unwrap_or(0)),
            confidential: take("confidential").is_some(),
            unknown: values,
        })
    }

    /// True for what a hand left of a marker: one whole comment, or nothing but fields. Words that people wrote beside
    /// it make it theirs, and a later version's marker is not ours to judge.
    pub(super) fn was_once(line: &str) -> bool {
        let fields = |it: &str| it.split_ascii_whitespace().all(|it| it.contains('='));
        let rest = line.trim().strip_prefix(OPEN.trim_end());
        let rest = rest.filter(|it| it.is_empty() || it.starts_with(char::is_whitespace));
        rest.is_some_and(|it| it.find("-->") == Some(it.len().wrapping_sub(3)) || fields(it))
    }

    /// The line, without an ending.
    #[must_use]
    pub fn render(&self) -> String {
        let known = [
            ("key", Some(self.key.to_string())),
            ("scope", Some(self.scope.clone())),
            ("report", Some(self.report.clone())),
            ("text", self.text.as_ref().map(Key::to_string)),
            ("wrote", self.wrote.as_ref().map(Wrote::to_string)),
            ("heard", self.heard.map(|word| word.as_str().to_owned())),
            ("was", self.was.clone()),
            ("once", self.once.clone()),
            ("due", self.due.map(|day| day.to_string())),
            ("nudged", self.nudged.clone()),
            (
                "reminders",
                (self.reminders > 0).then(|| self.reminders.to_string()),
            ),
            ("confidential", self.confidential.then(|| "yes".to_owned())),
        ];
        let known = known
            .iter()
            .filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let unknown = self.unknown.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let fields: Vec<String> = known
            .chain(unknown)
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ENCODED)))
            .collect();
        format!("{OPEN}{}{CLOSE}", fields.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker() -> Marker {
        Marker {
            key: Key::of("key", &["x"]),
            scope: "acme/incidents".into(),
            report: "post mortems/--> 50%=完.md".into(),
            text: Some(Key::of("text", &["x"])),
            wrote: Some(Wrote::of("t", "b")),
            heard: Some(Word::Done),
            was: None,
            once: None,
            due: None,
            nudged: None,
            reminders: 2,
            confidential: true,
            unknown: vec![("later".into(), "a b".into())],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Marker::parse(&marker().render()), Some(marker()));
    }

    #[test]
    fn no_value_can_end_the_comment() {
        let line = marker().render();
        assert_eq!(line.matches("-->").count(), 1, "{line}");
        assert_eq!(line.matches("<!--").count(), 1, "{line}");
    }

    #[test]
    fn fields_may_stand_in_any_order() {
        let key = Key::of("key", &["x"]);
        let read = Marker::parse(&format!(
            "<!-- followthrough:v1 z=1 report=a.md scope=s key={key} -->\r"
        ))
        .unwrap();
        assert_eq!((read.scope.as_str(), read.report.as_str()), ("s", "a.md"));
        assert_eq!(read.unknown, [("z".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn what_a_hand_left_of_one_holds_nobodys_words() {
        for line in [
            "<!-- followthrough:v1 key=0000000000000000 scope=s a.md -->",
            "<!-- followthrough:v1 key=0000000000000000 scope=s ",
            "<!-- followthrough:v1 -->\r",
        ] {
            assert!(Marker::was_once(line), "{line}");
        }
        for line in [
            "<!-- followthrough:v1 scope=s --> Ask Ada <!-- first -->",
            "<!-- followthrough:v1 scope=s Ask Ada first",
            "<!-- followthrough:v12 key=0000000000000000 -->",
            "Ask Ada",
        ] {
            assert!(!Marker::was_once(line), "{line}");
        }
    }

    #[test]
    fn mangled_markers_are_none() {
        for line in [
            "",
            "<!-- followthrough:v1 -->",
            "<!-- followthrough:v1 key=7k3q scope=s -->",
            "<!-- followthrough:v2 key=0000000000000000 scope=s -->",
            "<!-- followthrough:v1 key=0000000000000000 -->",
            "<!-- followthrough:v1 key=0000000000000000 scope=s -->",
            "<!-- followthrough:v1 key=0000000000000000 scope=%ff report=a.md -->",
            "<!-- followthrough:v1 key=0000000000000000 scope=s report=a.md",
        ] {
            assert_eq!(Marker::parse(line), None, "{line}");
        }
    }
}

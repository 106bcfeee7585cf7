//! One issue file: its bytes, what they say, and what keeps them from being understood.

use super::front::{self, Bounds, Front, line_at};
use super::words::{self, Unclear};
use super::{Flaw, spell};
use crate::issue::{Body, Draft, Issue, IssueId, Key, Marker, State};
use crate::text::{CONFLICT, NotUtf8, Source, conflict};

/// An issue file that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IssueFile {
    pub(super) text: String,
    pub(super) front: Front,
    pub(super) bounds: Bounds,
    pub(super) state: State,
    pub(super) body: Body,
}

impl IssueFile {
    /// Reads the file of the issue `key`. What is not wholly understood is an error: an issue that is
    /// read wrongly would be closed, doubled or overwritten.
    pub(super) fn parse(key: &Key, bytes: Vec<u8>) -> Result<Self, Flaw> {
        let text = Source::new("", bytes)
            .map_err(|NotUtf8 { line }| Flaw::new(line, "not UTF-8; save the file as UTF-8"))?
            .text()
            .to_owned();
        if let Some(line) = conflict(&text) {
            return Err(Flaw::new(line, CONFLICT));
        }
        let bounds = front::bounds(&text)?;
        let front = front::read(&text, &bounds)?;
        let state = state(&text, &bounds, &front)?;
        let body = Body::new(&text[bounds.body..]);
        let file = Self {
            front,
            bounds,
            state,
            body,
            text,
        };
        file.check_marker(key)?;
        Ok(file)
    }

    /// The text of a new issue file: the same for the same draft and marker, whoever writes it when.
    ///
    /// Title and state stand apart, and so do state and marker: where one branch rewords an action and
    /// another closes its issue, no two neighbouring lines change, and git merges them.
    pub(super) fn compose(draft: &Draft, marker: &Marker) -> String {
        format!(
            "---\ntitle: {}\nlabels: {}\nstate: open\nassignees: {}\n---\n{}",
            spell::quoted(&one_line(&draft.title)),
            spell::list(&draft.labels),
            spell::list(&draft.assignees),
            draft.body(marker)
        )
    }

    pub(super) fn title(&self) -> String {
        one_line(self.front.title.as_deref().unwrap_or_default())
    }

    /// The issue as callers see it; `file` is its path from the repository's root.
    pub(super) fn issue(&self, key: &Key, file: String) -> Issue {
        let assignees = self.front.assignees.0.iter();
        Issue {
            id: IssueId::local(key.as_str()),
            url: None,
            file: Some(file),
            title: self.title(),
            body: self.body.clone(),
            state: self.state,
            labels: self.front.labels.0.clone(),
            assignees: assignees
                .map(|name| name.trim_start_matches('@').to_owned())
                .collect(),
            due: None,
            confidential: false,
            // Comments stand in the text.
            discussed: false,
            // Whoever can change these files can change the reports too.
            trusted: true,
        }
    }

    fn check_marker(&self, key: &Key) -> Result<(), Flaw> {
        let body = line_at(&self.text, self.bounds.body);
        let Some(marker) = self.body.marker() else {
            return Err(Flaw::new(
                body,
                "the hidden line `<!-- followthrough:v1 key=… -->` below the front matter is missing \
                 or damaged; bring it back as it was (`git log -p` shows it)",
            ));
        };
        if marker.key == *key {
            return Ok(());
        }
        let lines = self.body.text().lines();
        let above = lines.take_while(|line| Marker::parse(line).is_none());
        Err(Flaw::new(
            body + above.count(),
            format!(
                "the file is named for the issue {key} and holds the issue {}; rename it to {}.md, \
                 or delete it if it is a copy",
                marker.key, marker.key
            ),
        ))
    }
}

/// The keys that a file speaks of, understood or not.
pub(super) fn keys_in(bytes: &[u8]) -> Vec<Key> {
    let text = String::from_utf8_lossy(bytes);
    let markers = text.lines().filter_map(Marker::parse);
    markers.map(|marker| marker.key).collect()
}

fn state(text: &str, bounds: &Bounds, front: &Front) -> Result<State, Flaw> {
    words::read(front.state.as_deref(), front.reason.as_deref()).map_err(|unclear| {
        let (key, what) = match unclear {
            Unclear::State => (
                "state",
                "`state:` must be `open` or `closed` (`done` and `dropped` are understood too)",
            ),
            Unclear::Reason => (
                "reason",
                "`reason:` must be `completed`, `not-planned` or `duplicate` and must not contradict \
                 `state:`; why it was closed can be told in the text below",
            ),
        };
        let inner = &text[bounds.inner.clone()];
        let named = |line: &str| line.to_lowercase().trim_start_matches(['"', '\'']).starts_with(key);
        let first = line_at(text, bounds.inner.start);
        match inner.lines().position(named) {
            Some(above) => Flaw::new(first + above, what),
            None => Flaw::new(
                first - 1,
                "the line `state:` is missing; write `state: open` or `state: closed` below this one",
            ),
        }
    })
}

/// A title is one line; a person may have folded it.
pub(super) fn one_line(title: &str) -> String {
    if title.contains(['\n', '\r']) {
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        title.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::of("key", &["x"])
    }

    fn draft(title: &str) -> (Draft, Marker) {
        let draft = Draft {
            title: title.into(),
            block: "> Patch".into(),
            labels: vec!["followthrough".into()],
            assignees: vec!["maria".into(), "no".into()],
            ..Draft::default()
        };
        let marker = draft.marker(key(), "s", "a.md", Key::of("text", &["x"]));
        (draft, marker)
    }

    fn composed(title: &str) -> String {
        let (draft, marker) = draft(title);
        IssueFile::compose(&draft, &marker)
    }

    fn parse(text: &str) -> Result<IssueFile, Flaw> {
        IssueFile::parse(&key(), text.as_bytes().to_vec())
    }

    #[test]
    fn the_format_is_the_same_for_ever() {
        let marker = draft("Patch").1.render();
        assert_eq!(
            composed("Patch"),
            format!(
                "---\ntitle: \"Patch\"\nlabels: [followthrough]\nstate: open\nassignees: [maria, \"no\"]\n---\n\
                 {marker}\n<!-- followthrough:begin -->\n> Patch\n<!-- followthrough:end -->\n"
            )
        );
    }

    #[test]
    fn any_title_lives_in_it() {
        for title in ["a: b # c\\n---", "- no", "🔥 \"q\"", "null", "1e3", "---"] {
            assert_eq!(parse(&composed(title)).unwrap().title(), title);
        }
        assert_eq!(parse(&composed("a\n---\nb")).unwrap().title(), "a --- b");
    }

    #[test]
    fn what_is_not_understood_is_named_by_its_line() {
        let good = composed("Patch");
        let other = Key::of("key", &["y"]);
        for (text, line, word) in [
            (
                good.replace("> Patch", "<<<<<<< ours\n> Patch"),
                9,
                "conflict",
            ),
            (
                good.replace("> Patch", "> Patch\n>>>>>>> b"),
                10,
                "conflict",
            ),
            (good.replace("state: open", "state: maybe"), 4, "state"),
            (
                good.replace("state: open", "state: closed\nreason: x"),
                5,
                "reason",
            ),
            (good.replace("v1 key", "v1  kye"), 7, "hidden line"),
            (good.replace(key().as_str(), other.as_str()), 7, "rename it"),
            (good.replace("---\n", ""), 1, "---"),
        ] {
            let flaw = parse(&text).expect_err(word);
            assert_eq!(flaw.line, line, "{word}: {text}");
            assert!(flaw.what.contains(word), "{}", flaw.what);
        }
        let flaw = IssueFile::parse(&key(), b"---\n\xff".to_vec()).unwrap_err();
        assert_eq!(flaw.line, 2);
    }

    #[test]
    fn a_heading_is_no_conflict() {
        let text = composed("Patch") + "\nHistory\n=======\n<<<<<<<<< not this\n";
        assert!(parse(&text).is_ok());
    }
}

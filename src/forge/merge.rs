//! A patch merged with what people did to the issue since it was listed.

use jiff::civil::Date;

use super::dropped::missing;
use crate::action::Word;
use crate::issue::{Body, Issue, IssueId, IssuePatch, Marker, State, Wrote};

/// What is left to change. Asking for what stands there already is no change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Merged {
    pub(super) title: Option<String>,
    pub(super) body: Option<String>,
    pub(super) state: Option<State>,
    pub(super) add_labels: Vec<String>,
    pub(super) remove_labels: Vec<String>,
    pub(super) add_assignees: Vec<String>,
    pub(super) due: Option<Option<Date>>,
    pub(super) confidential: bool,
    /// The issue in use, for one that is closed as its duplicate.
    pub(super) duplicate_of: Option<IssueId>,
    /// The last mark that was obeyed, to be remembered beside a text that cannot be sent again; the outer one is
    /// whether it has to be.
    pub(super) heard: Option<Option<Word>>,
}

impl Merged {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// True if nothing but labels is left to change.
    pub(super) fn is_labels(&self) -> bool {
        let others = Self {
            add_labels: Vec::new(),
            remove_labels: Vec::new(),
            ..self.clone()
        };
        !self.is_empty() && others.is_empty()
    }

    /// What can be changed without sending the text, and whether anything else is left. Title and due date go with
    /// the text, which remembers what was written last.
    pub(super) fn without_text(self, current: &Issue) -> (Self, bool) {
        let Some(wanted) = self.body.clone().map(Body::new) else {
            return (self, false);
        };
        let heard = wanted.marker().map(|it| it.heard);
        let before = current.body.marker().map(|it| it.heard);
        let heard = heard.filter(|it| Some(*it) != before);
        let like = |body: &Body| {
            let marker = body.marker().cloned();
            marker.map(|it| Marker { heard: None, ..it })
        };
        let rest = like(&wanted) != like(&current.body)
            || wanted.block().map(Wrote::hash_block) != current.body.block().map(Wrote::hash_block);
        let left = rest || self.title.is_some() || self.due.is_some();
        let merged = Self {
            body: None,
            title: None,
            due: None,
            heard,
            ..self
        };
        (merged, left)
    }
}

/// The changes of `patch`, planned on `seen`, for the issue as it is now; or what a person changed since
/// then that one of them would overwrite.
pub(super) fn merge(
    current: &Issue,
    seen: &Issue,
    patch: &IssuePatch,
) -> Result<Merged, &'static str> {
    let title = patch.title.clone().filter(|it| *it != current.title);
    if title.is_some() && current.title != seen.title {
        return Err("the title");
    }
    let state = patch.state.filter(|state| *state != current.state);
    if state.is_some() && current.state != seen.state {
        return Err("the state");
    }
    let due = patch.due.filter(|due| *due != current.due);
    if due.is_some() && current.due != seen.due {
        return Err("the due date");
    }
    let body = match &patch.body {
        None => None,
        Some(wanted) => Some(body(&current.body, &seen.body, wanted)?),
    };
    let has = |label: &&String| current.labels.contains(label);
    let adds = patch.add_labels.iter().filter(|it| !has(it));
    let removes = patch.remove_labels.iter().filter(has);
    let body = body.filter(|body| plain(body) != plain(current.body.text()));
    Ok(Merged {
        title,
        body,
        add_assignees: missing(&patch.add_assignees, &current.assignees),
        duplicate_of: patch.duplicate_of.clone().filter(|_| state.is_some()),
        state,
        add_labels: adds.cloned().collect(),
        remove_labels: removes.cloned().collect(),
        due,
        confidential: patch.confidential && !current.confidential,
        heard: None,
    })
}

/// Our part as `wanted` has it, people's part as `current` has it.
fn body(current: &Body, seen: &Body, wanted: &str) -> Result<String, &'static str> {
    if plain(current.text()) == plain(seen.text()) {
        return Ok(wanted.to_owned());
    }
    let wanted = Body::new(wanted);
    let Some(marker) = wanted.marker() else {
        return Err("the hidden line");
    };
    if current.marker() != seen.marker() && current.marker() != Some(marker) {
        return Err("the hidden line");
    }
    if marker.nudged != seen.marker().and_then(|it| it.nudged.clone())
        && current.marker() != seen.marker()
    {
        // Another run remembers the same reminder, so it sends it.
        return Err("what is remembered of reminders");
    }
    let hash = |body: &Body| body.block().map(Wrote::hash_block);
    let block = wanted.block().filter(|_| hash(&wanted) != hash(seen));
    if block.is_some() && hash(current) != hash(seen) && hash(current) != hash(&wanted) {
        return Err("the text between our fences");
    }
    Ok(current.splice(marker, block))
}

/// The text without what servers change by themselves: `\r`, and blanks at its end.
pub(super) fn plain(text: &str) -> String {
    let text = text.replace('\r', "");
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{IssueName, Key, compose};

    fn marker() -> Marker {
        Marker::parse(&format!(
            "<!-- followthrough:v1 key={} scope=s report=a.md -->",
            Key::of("key", &["x"])
        ))
        .expect("a marker")
    }

    fn issue(body: impl Into<String>) -> Issue {
        Issue {
            id: IssueId {
                host: "h".into(),
                repository: "a/b".into(),
                name: IssueName::Number(1),
            },
            url: None,
            file: None,
            title: "Patch".into(),
            body: Body::new(body),
            state: State::Open,
            labels: vec!["ours".into(), "theirs".into()],
            assignees: vec![],
            due: None,
            confidential: false,
            discussed: false,
            trusted: true,
        }
    }

    fn patch(block: &str) -> IssuePatch {
        IssuePatch {
            body: Some(compose(&marker(), block)),
            ..IssuePatch::default()
        }
    }

    #[test]
    fn what_people_wrote_meanwhile_lives_on() {
        let seen = issue(compose(&marker(), "old"));
        let current = issue(format!("Top\n{}We looked.\n", compose(&marker(), "old")));
        let merged = merge(&current, &seen, &patch("new")).expect("no conflict");
        let body = format!("Top\n{}We looked.\n", compose(&marker(), "new"));
        assert_eq!(merged.body, Some(body));
    }

    #[test]
    fn what_people_changed_in_our_part_is_not_overwritten() {
        let seen = issue(compose(&marker(), "old"));
        let current = issue(compose(&marker(), "old, and more"));
        assert!(merge(&current, &seen, &patch("new")).is_err());
        let same = merge(&current, &seen, &patch("old, and more")).expect("no conflict");
        assert!(same.is_empty(), "{same:?}");
    }

    #[test]
    fn what_the_server_spelled_anew_is_no_change() {
        let seen = issue(compose(&marker(), "a\nb"));
        let text = seen.body.text().replace('\n', "\r\n");
        let current = issue(text.trim_end());
        let same = merge(&current, &seen, &patch("a\nb")).expect("no conflict");
        assert!(same.is_empty(), "{same:?}");
        assert!(merge(&current, &seen, &patch("c")).is_ok());
    }

    #[test]
    fn only_what_differs_is_sent() {
        let seen = issue("");
        let patch = IssuePatch {
            title: Some("Patch".into()),
            state: Some(State::Open),
            add_labels: vec!["ours".into(), "new".into()],
            remove_labels: vec!["theirs".into(), "none".into()],
            ..IssuePatch::default()
        };
        let merged = merge(&seen, &seen, &patch).expect("no conflict");
        let wanted = Merged {
            add_labels: vec!["new".into()],
            remove_labels: vec!["theirs".into()],
            ..Merged::default()
        };
        assert_eq!(merged, wanted);
    }
}

//! A tree with an embedded tracker, and the hands of the people who work in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use followthrough::issue::{
    Draft, Issue, IssueId, IssuePatch, Key, Listing, Marker, Query, Reach, State, Wrote,
};
use followthrough::local::{Access, FOLDER, LocalTracker};
use followthrough::tracker::{Tracker, TrackerError};
use tempfile::TempDir;

/// A tree with an embedded tracker in it.
pub(crate) struct Tree {
    dir: TempDir,
}

impl Tree {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir }
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn access(&self, wait: Duration) -> Access {
        let lock = self.root().join("lock");
        Access::Write { lock, wait }
    }

    pub(crate) fn tracker(&self) -> LocalTracker {
        LocalTracker::open(self.root(), &self.access(Duration::from_secs(20))).unwrap()
    }

    pub(crate) fn file(&self, key: &Key) -> PathBuf {
        self.root().join(FOLDER).join(format!("{key}.md"))
    }

    pub(crate) fn text(&self, key: &Key) -> String {
        fs::read_to_string(self.file(key)).unwrap()
    }

    /// Puts any file among the issues.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.root().join(FOLDER)).unwrap();
        fs::write(self.root().join(FOLDER).join(name), bytes).unwrap();
    }

    /// Edits an issue's file as a person does.
    pub(crate) fn edit(&self, key: &Key, from: &str, to: &str) {
        let text = self.text(key);
        assert!(text.contains(from), "{from:?} in {text}");
        self.put(&format!("{key}.md"), text.replacen(from, to, 1));
    }

    pub(crate) fn create(&self, name: &str, title: &str) -> Issue {
        let (draft, marker) = draft(name, title);
        wait(self.tracker().create(&draft, &marker)).unwrap().issue
    }

    pub(crate) fn list(&self) -> Listing {
        self.ask(&[])
    }

    pub(crate) fn ask(&self, named: &[&str]) -> Listing {
        let tracker = LocalTracker::open(self.root(), &Access::Read).unwrap();
        let query = Query {
            scope: "s".into(),
            reach: Reach::All,
            named: named.iter().map(|&key| IssueId::local(key)).collect(),
            ..Query::default()
        };
        wait(tracker.list(&query)).unwrap()
    }

    pub(crate) fn update(&self, seen: &Issue, patch: &IssuePatch) -> Result<Issue, TrackerError> {
        wait(self.tracker().update(seen, patch)).map(|it| it.issue)
    }
}

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.build().unwrap();
    runtime.block_on(future)
}

pub(crate) fn key(name: &str) -> Key {
    Key::of("key", &[name])
}

pub(crate) fn draft(name: &str, title: &str) -> (Draft, Marker) {
    let draft = Draft {
        title: title.into(),
        block: format!("> {name}\n\n- Report: a.md"),
        labels: vec!["followthrough".into()],
        assignees: vec![],
        ..Draft::default()
    };
    let marker = draft.marker(key(name), "s", "a.md", Key::of("text", &[name]));
    (draft, marker)
}

/// What a sync does when an action was reworded.
pub(crate) fn reworded(seen: &Issue, title: &str, block: &str) -> IssuePatch {
    let mut marker = seen.marker().unwrap().clone();
    marker.wrote = Some(Wrote::of(title, block));
    IssuePatch {
        title: Some(title.into()),
        body: Some(seen.body.splice(&marker, Some(block))),
        ..IssuePatch::default()
    }
}

pub(crate) fn closed(state: State) -> IssuePatch {
    IssuePatch {
        state: Some(state),
        ..IssuePatch::default()
    }
}

pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, TrackerError>) -> String {
    match result.unwrap_err() {
        TrackerError::Refused(why) => why,
        other => panic!("{other:?}"),
    }
}

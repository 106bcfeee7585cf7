//! Any bytes as a file of the embedded tracker are an issue, or unread: never gone, never written over.

use std::fs;

use followthrough::issue::{Issue, IssueId, IssuePatch, Listing, Query, Reach, State};
use followthrough::local::{Access, FOLDER, LocalTracker};
use followthrough::tracker::Tracker as _;

use crate::material::{file, files};
use crate::{Fault, fuzz};

/// The issue that every text is put in place of.
const KEY: &str = "043v25a3a8qsjtv3";

const WORDS: &[&str] = &[
    "---\n",
    "---",
    "title: Patch\n",
    "title: 'a\n",
    "state: open\n",
    "state: closed\n",
    "state: perhaps\n",
    "reason: x\n",
    "labels: [followthrough]\n",
    "labels:\n  - a\n",
    "labels: &a [*a]\n",
    "assignees: @kim\n",
    "<!-- followthrough:v1 key=",
    KEY,
    " scope=s report=a.md -->\n",
    "<!-- followthrough:begin -->\n",
    "<!-- followthrough:end -->\n",
    "<<<<<<< HEAD\n",
    "=======\n",
    ">>>>>>> b\n",
    "\r\n",
    "\u{feff}",
    "é",
    "%",
    " text=0 wrote=1.2 heard=done",
    "{",
    "}",
    "# ",
    "\t",
    "\n",
    ": ",
    "state: done # by Kim\n",
    "title: |\n  a\n  b\n",
    "...\n",
    "\u{0}",
];

#[test]
fn issue_file_of_any_bytes() {
    let corpus = files("fuzz/corpus/issues", &[".md"]);
    let mut seeds = corpus.clone();
    seeds.extend(files(
        "cmd/several_things_at_once/out/.followthrough/issues",
        &[".md"],
    ));
    let seeds: Vec<String> = seeds.iter().map(|text| renamed(text)).collect();
    let corpus = corpus.into_iter().map(String::into_bytes).collect();
    let folder = tempfile::tempdir().unwrap();
    let target = |bytes: &Vec<u8>| kept(folder.path(), bytes);
    fuzz("issue file", corpus, file(seeds, WORDS), target);
}

/// The text as that of the issue [`KEY`].
fn renamed(text: &str) -> String {
    let Some((_, rest)) = text.split_once("key=") else {
        return text.to_owned();
    };
    let old = &rest[..KEY.len().min(rest.len())];
    text.replace(old, KEY)
}

fn kept(root: &std::path::Path, bytes: &[u8]) -> Result<(), Fault> {
    let path = root.join(FOLDER).join(format!("{KEY}.md"));
    fs::create_dir_all(root.join(FOLDER)).unwrap();
    fs::write(&path, bytes).unwrap();
    let id = IssueId::local(KEY);
    let tracker = open(root);
    let listing = list(&tracker, &id);
    if listing.gone.contains(&id) {
        return Err("it is taken for gone".into());
    }
    let Some(issue) = listing.issues.first() else {
        let told = listing.forbidden.contains_key(&id) && listing.unread.len() == 1;
        return told
            .then_some(())
            .ok_or("nobody is told that it is unread".into());
    };
    let patch = IssuePatch {
        state: Some(if issue.state == State::Open {
            State::Completed
        } else {
            State::Open
        }),
        title: Some("A title: of \"ours\" # here".into()),
        ..IssuePatch::default()
    };
    match wait(tracker.update(issue, &patch)) {
        Ok(changed) => updated(&list(&tracker, &id), issue, &changed.issue, &patch),
        Err(_) if fs::read(&path).unwrap() == bytes => Ok(()),
        Err(error) => Err(format!("it was refused and changed: {error}")),
    }
}

fn updated(
    listing: &Listing,
    before: &Issue,
    changed: &Issue,
    patch: &IssuePatch,
) -> Result<(), Fault> {
    let Some(after) = listing.issues.first() else {
        return Err(format!(
            "what was written is not read again: {:?}",
            listing.forbidden
        ));
    };
    if after != changed {
        return Err(format!("{changed:?} was written, {after:?} is read"));
    }
    if after.body.text() != before.body.text() || after.labels != before.labels {
        return Err(format!(
            "an update of title and state made {after:?} of {before:?}"
        ));
    }
    let right = Some(after.state) == patch.state && Some(&after.title) == patch.title.as_ref();
    right
        .then_some(())
        .ok_or(format!("{after:?} is not what was asked for"))
}

fn open(root: &std::path::Path) -> LocalTracker {
    let lock = root.join("lock");
    let wait = std::time::Duration::from_secs(20);
    LocalTracker::open(root, &Access::Write { lock, wait }).unwrap()
}

fn list(tracker: &LocalTracker, id: &IssueId) -> Listing {
    let query = Query {
        scope: "s".into(),
        reach: Reach::All,
        named: [id.clone()].into(),
        ..Query::default()
    };
    wait(tracker.list(&query)).unwrap()
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

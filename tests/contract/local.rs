//! The embedded tracker.

use std::path::Path;
use std::time::Duration;

use followthrough::issue::IssueId;
use followthrough::local::{Access, LocalTracker};

use crate::{Subject, keeps_the_contract, run};

#[test]
fn the_embedded_tracker_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let access = Access::Write {
        lock: dir.path().join("lock"),
        wait: Duration::ZERO,
    };
    let tracker = LocalTracker::open(dir.path(), &access).unwrap();
    run(keeps_the_contract(&Subject {
        tracker: &tracker,
        nowhere: IssueId::local("0000000000000000"),
        hide: &|issue| conflict(&dir.path().join(issue.file.as_ref().unwrap())),
    }));
}

/// What a merge leaves that nobody settled.
#[expect(
    clippy::disallowed_methods,
    reason = "as git does it, behind the back of the tracker"
)]
fn conflict(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let text = format!("<<<<<<< HEAD\n{text}=======\n>>>>>>> theirs\n");
    std::fs::write(path, text).unwrap();
}

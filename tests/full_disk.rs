//! A disk that takes nothing more: said with the path, nothing lost or half-written, and the next sync goes on.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test lays out files as people do"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const REPORT: &str =
    "# Outage\n\nDate: 2026-11-02\n\n## Action items\n\n- [ ] Patch the pool\n- [ ] Add an alert\n";

/// Runs a command that may not make any file larger than `most` blocks.
fn limited(root: &Path, most: &str, arguments: &str) -> Output {
    let binary = env!("CARGO_BIN_EXE_followthrough");
    // Without the trap the system kills the process, which is another test.
    let script =
        format!("trap '' XFSZ; ulimit -f {most}; exec '{binary}' {arguments} --today 2026-11-21");
    let mut shell = Command::new("sh");
    shell
        .current_dir(root)
        .args(["-c", &script])
        .output()
        .unwrap()
}

fn files(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for folder in ["postmortems", ".followthrough/issues"] {
        for entry in fs::read_dir(root.join(folder)).into_iter().flatten() {
            let path = entry.unwrap().path();
            found.insert(
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            );
        }
    }
    found
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn a_full_disk_leaves_everything_as_it_was_and_the_next_sync_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("postmortems")).unwrap();
    fs::write(root.join("postmortems/a.md"), REPORT).unwrap();
    let before = files(root);

    let full = limited(root, "0", "sync");
    assert_eq!(full.status.code(), Some(4), "{}", said(&full));
    assert!(
        said(&full).contains(".followthrough/issues/"),
        "{}",
        said(&full)
    );
    assert_eq!(files(root), before);

    let synced = limited(root, "unlimited", "sync");
    assert_eq!(synced.status.code(), Some(0), "{}", said(&synced));
    let after = files(root);
    assert_eq!(after.len(), 3);

    // Now only the report has something to be written.
    let handle = after.keys().find_map(|path| path.split("issues/").nth(1));
    let key = handle.unwrap().trim_end_matches(".md");
    let closed = limited(root, "unlimited", &format!("close {key}"));
    assert_eq!(closed.status.code(), Some(0), "{}", said(&closed));
    let before = files(root);
    let full = limited(root, "0", "sync");
    assert_eq!(full.status.code(), Some(4), "{}", said(&full));
    assert!(
        said(&full).contains("not written: postmortems/a.md"),
        "{}",
        said(&full)
    );
    assert!(!said(&full).contains("Nothing to do"), "{}", said(&full));
    assert_eq!(files(root), before);
}

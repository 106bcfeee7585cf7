//! What is not understood, not ours or not possible.

use std::fs;

use followthrough::issue::{Issue, IssueId, Key, Query, State};
use followthrough::local::{Access, FOLDER, LocalTracker};
use followthrough::tracker::Tracker;

use crate::tree::*;

#[test]
fn what_is_not_understood_is_neither_gone_nor_made_anew() {
    let tree = Tree::new();
    tree.create("good", "Good");
    let broken: Vec<(&str, String, &str)> = vec![
        ("yaml", "title: a: b".into(), "front matter"),
        ("conflict", "<<<<<<< HEAD".into(), "conflict"),
        ("state", "state: perhaps".into(), "`state:`"),
        (
            "bomb",
            format!(
                "x: &a [1,1]\ny: &b [*a,*a]\nlabels: [*b, {}]",
                "*b,".repeat(99)
            ),
            "front matter",
        ),
        ("marker", "state: open".into(), "hidden line"),
    ];
    for (name, line, _) in &broken {
        tree.put(
            &format!("{}.md", key(name)),
            format!("---\n{line}\n---\nprose\n"),
        );
    }
    tree.put(&format!("{}.md", key("bytes")), b"---\ntitle: \xff\n---\n");
    tree.put(&format!("{}.md", key("empty")), "");
    tree.put(&format!("{}.md", key("large")), vec![b'\n'; (1 << 20) + 1]);
    fs::create_dir(tree.file(&key("folder"))).unwrap();

    let names = [
        "yaml", "conflict", "state", "bomb", "marker", "bytes", "empty", "large", "folder",
    ];
    let keys: Vec<Key> = names.iter().map(|name| key(name)).collect();
    let named: Vec<&str> = keys.iter().map(Key::as_str).collect();
    let listing = tree.ask(&named);
    assert_eq!(listing.issues.len(), 1);
    assert!(listing.gone.is_empty(), "{:?}", listing.gone);
    assert_eq!(listing.unread.len(), names.len());
    for name in names {
        let id = IssueId::local(key(name).as_str());
        let why = &listing.forbidden[&id];
        assert!(
            why.starts_with(&format!("{FOLDER}/{}.md:", key(name))),
            "{why}"
        );
        let (draft, marker) = draft(name, "New");
        let why = refusal(wait(tree.tracker().create(&draft, &marker)));
        assert!(why.contains("exists already"), "{why}");
        let seen = Issue {
            id: id.clone(),
            ..tree.list().issues[0].clone()
        };
        refusal(tree.update(&seen, &closed(State::Completed)));
    }
    for (name, _, word) in broken {
        let why = &listing.forbidden[&IssueId::local(key(name).as_str())];
        assert!(why.contains(word), "{why}");
    }
    assert_eq!(tree.list().unread.len(), names.len());
}

#[test]
fn a_renamed_file_still_holds_its_issue() {
    let tree = Tree::new();
    tree.create("a", "Patch");
    tree.put("README.md", "These are our issues.");
    tree.put(".swp", "x");
    let other = tree.root().join(FOLDER).join(format!("{}.md", key("b")));
    fs::rename(tree.file(&key("a")), &other).unwrap();
    let listing = tree.list();
    let held = [key("a"), key("b")].map(|key| IssueId::local(key.as_str()));
    assert_eq!(listing.issues, []);
    assert!(held.iter().all(|id| listing.forbidden.contains_key(id)));
    assert!(
        listing.unread[0].reason.contains("rename it to"),
        "{:?}",
        listing.unread
    );

    // A copy beside the original holds nothing; it is only told.
    fs::rename(other, tree.file(&key("a"))).unwrap();
    tree.put("patch copy.md", tree.text(&key("a")));
    let listing = tree.list();
    assert_eq!((listing.issues.len(), listing.unread.len()), (1, 1));
    assert!(listing.forbidden.is_empty());
}

#[test]
fn a_beginning_names_an_issue_if_only_one_has_it() {
    let tree = Tree::new();
    let mut by_digit: std::collections::BTreeMap<String, Vec<Key>> = Default::default();
    for name in 0..40 {
        let name = name.to_string();
        tree.create(&name, "t");
        let key = key(&name);
        by_digit
            .entry(key.as_str()[..1].to_owned())
            .or_default()
            .push(key);
    }
    let many = by_digit.values().find(|keys| keys.len() > 1).unwrap();
    let digit = &many[0].as_str()[..1];
    let listing = tree.ask(&[digit, &many[0].as_str()[..8], "0000000000000000"]);
    assert!(listing.forbidden[&IssueId::local(digit)].contains("write more of the key"));
    assert_eq!(listing.gone.len(), 1);
    let why = refusal(wait(tree.tracker().comment(&IssueId::local(digit), "x")));
    assert!(why.contains("write more"), "{why}");
}

#[test]
fn other_scopes_are_seen_only_by_name_and_closed_ones_only_on_demand() {
    let tree = Tree::new();
    let (draft, mut marker) = draft("other", "Other");
    marker.scope = "another".into();
    wait(tree.tracker().create(&draft, &marker)).unwrap();
    let mine = tree.create("mine", "Mine");
    tree.update(&mine, &closed(State::Completed)).unwrap();
    assert_eq!(tree.list().issues.len(), 1);
    assert_eq!(tree.ask(&[key("other").as_str()]).issues.len(), 2);
    let query = Query {
        scope: "s".into(),
        ..Query::default()
    };
    let listing = wait(tree.tracker().list(&query)).unwrap();
    assert!(listing.issues.is_empty() && !listing.closed_seen);
}

#[test]
fn text_that_would_not_be_read_again_is_not_written() {
    let tree = Tree::new();
    let issue = tree.create("a", "Patch");
    let before = tree.text(&key("a"));
    for block in ["<<<<<<< HEAD".to_owned(), "x".repeat(2 << 20)] {
        refusal(tree.update(&issue, &reworded(&issue, "t", &block)));
        let (mut draft, marker) = draft("b", "b");
        draft.block = block;
        refusal(wait(tree.tracker().create(&draft, &marker)));
    }
    assert_eq!(tree.text(&key("a")), before);
    assert!(!tree.file(&key("b")).exists());
}

#[test]
fn a_place_that_is_no_folder_is_refused_in_words() {
    let tree = Tree::new();
    fs::write(tree.root().join(".followthrough"), "precious").unwrap();
    let error = LocalTracker::open(tree.root(), &Access::Read).unwrap_err();
    assert!(
        error.to_string().starts_with(".followthrough is a file"),
        "{error}"
    );
    fs::remove_file(tree.root().join(".followthrough")).unwrap();
    let tracker = tree.tracker();
    fs::write(tree.root().join(".followthrough"), "precious").unwrap();
    let (draft, marker) = draft("a", "Patch");
    assert!(wait(tracker.create(&draft, &marker)).is_err());
    assert_eq!(
        fs::read(tree.root().join(".followthrough")).unwrap(),
        b"precious"
    );
}

#[cfg(unix)]
#[test]
fn links_are_never_followed() {
    use std::os::unix::fs::symlink;
    let (tree, outside) = (Tree::new(), Tree::new());
    let issue = outside.create("a", "Patch");
    let before = outside.text(&key("a"));
    fs::create_dir_all(tree.root().join(FOLDER)).unwrap();
    symlink(outside.file(&key("a")), tree.file(&key("a"))).unwrap();
    symlink("/nowhere", tree.file(&key("b"))).unwrap();
    let listing = tree.list();
    assert_eq!((listing.issues.len(), listing.forbidden.len()), (0, 2));
    refusal(tree.update(&issue, &closed(State::Completed)));
    let (draft, marker) = draft("b", "b");
    refusal(wait(tree.tracker().create(&draft, &marker)));
    assert_eq!(outside.text(&key("a")), before);

    let third = Tree::new();
    symlink(
        outside.root().join(".followthrough"),
        third.root().join(".followthrough"),
    )
    .unwrap();
    let error = LocalTracker::open(third.root(), &Access::Read).unwrap_err();
    assert!(error.to_string().contains("symbolic link"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_failing_write_leaves_the_old_bytes() {
    use std::os::unix::fs::PermissionsExt as _;
    let tree = Tree::new();
    let issue = tree.create("a", "Patch");
    let before = tree.text(&key("a"));
    let read_only = fs::Permissions::from_mode(0o444);
    fs::set_permissions(tree.file(&key("a")), read_only).unwrap();
    let why = refusal(tree.update(&issue, &closed(State::Completed)));
    assert!(
        why.contains("read-only") && why.contains(key("a").as_str()),
        "{why}"
    );
    assert_eq!(tree.text(&key("a")), before);
    // What a killed process left is no issue, and the next writer clears it away.
    tree.put(".followthrough-Ab12.tmp", "half");
    assert_eq!(tree.list().unread, []);
    drop(tree.tracker());
    assert_eq!(fs::read_dir(tree.root().join(FOLDER)).unwrap().count(), 1);
}

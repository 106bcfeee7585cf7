//! Several hands at one file: people, threads, processes, branches.

use std::fs;
use std::time::Duration;

use followthrough::issue::{Query, State};
use followthrough::local::{Access, FOLDER, LocalError, LocalTracker};
use followthrough::tracker::Tracker;

use crate::tree::*;

#[test]
fn what_people_changed_since_it_was_seen_stays() {
    let tree = Tree::new();
    let seen = tree.create("a", "Patch");
    tree.edit(&key("a"), "state: open", "state: closed\nreason: dropped");
    tree.edit(&key("a"), "assignees: []", "assignees: [maria]\nours: 1");
    tree.edit(
        &key("a"),
        "<!-- followthrough:end -->\n",
        "<!-- followthrough:end -->\nWe tried.\n",
    );
    let issue = tree
        .update(&seen, &reworded(&seen, "Patch it", "> new"))
        .unwrap();
    assert_eq!(
        (issue.title.as_str(), issue.state),
        ("Patch it", State::NotPlanned)
    );
    assert_eq!(issue.assignees, ["maria"]);
    assert_eq!(issue.body.block(), Some("> new"));
    assert!(tree.text(&key("a")).ends_with("-->\nWe tried.\n"));
    assert!(tree.text(&key("a")).contains("\nours: 1\n"));
}

#[test]
fn what_was_changed_on_both_sides_is_refused_as_a_whole() {
    let tree = Tree::new();
    let seen = tree.create("a", "Patch");
    for (from, to, what) in [
        ("title: \"Patch\"", "title: Mine", "the title"),
        ("> a\n", "> b\n", "the text between our fences"),
        ("report=a.md", "report=b.md", "the hidden line"),
    ] {
        let before = tree.text(&key("a"));
        tree.edit(&key("a"), from, to);
        let edited = tree.text(&key("a"));
        let why = refusal(tree.update(&seen, &reworded(&seen, "Patch it", "> new")));
        assert!(why.contains(what) && why.contains(FOLDER), "{why}");
        assert_eq!(tree.text(&key("a")), edited);
        tree.put(&format!("{}.md", key("a")), before);
    }
    tree.edit(&key("a"), "state: open", "state: duplicate");
    let why = refusal(tree.update(&seen, &closed(State::Completed)));
    assert!(why.contains("the state"), "{why}");
}

#[test]
fn a_second_process_waits_and_a_reader_does_not() {
    let tree = Tree::new();
    let first = tree.tracker();
    let error =
        LocalTracker::open(tree.root(), &tree.access(Duration::from_millis(60))).unwrap_err();
    assert!(matches!(error, LocalError::Lock(_)));
    assert_eq!(tree.list().issues, []);
    let reader = LocalTracker::open(tree.root(), &Access::Read).unwrap();
    let (draft, marker) = draft("a", "Patch");
    assert!(refusal(wait(reader.create(&draft, &marker))).contains("reading only"));
    drop(first);
    tree.create("a", "Patch");
}

#[test]
fn two_writers_lose_nothing_and_no_half_file_is_seen() {
    let tree = Tree::new();
    let issue = tree.create("a", "Patch");
    let tracker = tree.tracker();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (tracker, id) = (&tracker, &issue.id);
            scope.spawn(move || {
                for n in 0..25 {
                    wait(tracker.comment(id, &format!("c{thread}-{n}."))).unwrap();
                }
            });
        }
        let tree = &tree;
        scope.spawn(move || {
            for _ in 0..200 {
                let listing = tree.list();
                assert_eq!((listing.issues.len(), listing.unread.len()), (1, 0));
            }
        });
    });
    let text = tree.text(&key("a"));
    for thread in 0..4 {
        assert!((0..25).all(|n| text.contains(&format!("\nc{thread}-{n}.\n"))));
    }
}

#[test]
fn only_one_of_two_makes_an_issue() {
    let tree = Tree::new();
    let tracker = tree.tracker();
    let made: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let (draft, marker) = draft("a", "Patch");
                let tracker = &tracker;
                scope.spawn(move || usize::from(wait(tracker.create(&draft, &marker)).is_ok()))
            })
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).sum()
    });
    assert_eq!(made, 1);
}

#[test]
fn branches_that_reword_and_close_merge_cleanly() {
    let tree = Tree::new();
    let seen = tree.create("a", "Patch");
    let base = tree.text(&key("a"));
    tree.update(&seen, &reworded(&seen, "Patch it", "> new"))
        .unwrap();
    let ours = tree.text(&key("a"));
    tree.put(&format!("{}.md", key("a")), &base);
    tree.update(&seen, &closed(State::Completed)).unwrap();
    let theirs = tree.text(&key("a"));
    // `merge_file` alone does not set libgit2 up.
    git2::Repository::init(tree.root()).unwrap();
    let input = |text| {
        let mut input = git2::MergeFileInput::new();
        input.content(text);
        input
    };
    let merged = git2::merge_file(
        &input(base.as_bytes()),
        &input(ours.as_bytes()),
        &input(theirs.as_bytes()),
        None,
    )
    .unwrap();
    assert!(merged.is_automergeable());
    tree.put(&format!("{}.md", key("a")), merged.content());
    let issue = &tree.list().issues[0];
    assert_eq!(
        (issue.title.as_str(), issue.state),
        ("Patch it", State::Completed)
    );
}

/// Set for the process that is to be killed: the tree it works in.
const VICTIM: &str = "FOLLOWTHROUGH_TEST_VICTIM";

#[test]
fn a_killed_process_leaves_old_or_new_and_no_lock() {
    if let Some(root) = std::env::var_os(VICTIM) {
        write_for_ever(root.as_ref());
    }
    let tree = Tree::new();
    tree.create("a", "Patch");
    for round in 0..8 {
        let mut victim = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "together::a_killed_process_leaves_old_or_new_and_no_lock",
            ])
            .env(VICTIM, tree.root())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let before = tree.text(&key("a"));
        while tree.text(&key("a")) == before {
            assert_eq!(
                victim.try_wait().unwrap(),
                None,
                "it writes until it is killed"
            );
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(round * 3));
        victim.kill().unwrap();
        victim.wait().unwrap();

        drop(tree.tracker());
        let listing = tree.list();
        assert_eq!(listing.unread, []);
        let block = listing.issues[0].body.block().unwrap();
        assert!(block.chars().all(|c| block.starts_with(c)), "{block}");
        let left = fs::read_dir(tree.root().join(FOLDER)).unwrap();
        assert_eq!(left.count(), 1, "temporary files are swept");
    }
}

fn write_for_ever(root: &std::path::Path) -> ! {
    let access = Access::Write {
        lock: root.join("lock"),
        wait: Duration::ZERO,
    };
    let tracker = LocalTracker::open(root, &access).unwrap();
    let query = Query {
        scope: "s".into(),
        ..Query::default()
    };
    let mut seen = wait(tracker.list(&query)).unwrap().issues.remove(0);
    for letter in ["a", "b", "c", "d"].iter().cycle() {
        let patch = reworded(&seen, "Patch", &letter.repeat(9_000));
        seen = wait(tracker.update(&seen, &patch)).unwrap().issue;
    }
    unreachable!("the letters never end")
}

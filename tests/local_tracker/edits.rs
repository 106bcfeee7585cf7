//! What our edits of a file change, and what they leave.

use std::fs;

use followthrough::issue::{Body, Issue, IssueId, IssuePatch, State};
use followthrough::local::FOLDER;
use followthrough::tracker::{Tracker, TrackerError};
use proptest::prelude::*;

use crate::tree::*;

#[test]
fn the_same_action_gives_the_same_bytes() {
    let (here, there) = (Tree::new(), Tree::new());
    here.create("a", "Patch the pool");
    there.create("a", "Patch the pool");
    assert_eq!(here.text(&key("a")), there.text(&key("a")));
    assert_eq!(fs::read_dir(here.root().join(FOLDER)).unwrap().count(), 1);
}

#[test]
fn any_title_survives() {
    let tree = Tree::new();
    let titles = [
        "a: b # c\\n---",
        "🔥 \"quoted\" 'twice'",
        "- not a list",
        "no",
        "null",
        "1e3",
        "@maria & *co*",
        "{x: [y]}",
        " blanks ",
        "",
    ];
    for (at, title) in titles.iter().enumerate() {
        let name = at.to_string();
        let issue = tree.create(&name, title);
        let seen = tree.list().issues.into_iter().find(|it| it.id == issue.id);
        let seen = seen.unwrap();
        assert_eq!(seen, issue);
        assert_eq!(seen.title, *title);
        let next = format!("{title}: #2");
        let patch = reworded(&seen, &next, "> new");
        assert_eq!(tree.update(&seen, &patch).unwrap().title, next);
        assert_eq!(
            tree.update(&seen, &closed(State::NotPlanned))
                .unwrap()
                .state,
            State::NotPlanned
        );
    }
}

const HAND: &str = "---\r\n# ours since 2024\r\nTitle: 'Patch'   # short\r\nlabels:\r\n  - followthrough\r\n\r\n  - team/db # theirs\r\nassignees: [maria, '@jo']\r\nseverity: {level: 1}\r\nstate:   Open  # looked at on Monday\r\n\r\n---\r\n";

/// An issue whose file a person has made their own.
fn hand_edited(tree: &Tree) -> Issue {
    tree.create("a", "Patch");
    let text = tree.text(&key("a"));
    let body = text.split_once("assignees: []\n---\n").unwrap().1;
    let text = format!(
        "{HAND}{}\r\nProse: über…\u{a0}\tx  \r\nlast",
        body.replace('\n', "\r\n")
    );
    tree.put(&format!("{}.md", key("a")), text);
    let listing = tree.list();
    assert_eq!(listing.unread, []);
    listing.issues.into_iter().next().unwrap()
}

#[test]
fn a_hand_edited_file_changes_only_where_it_must() {
    let tree = Tree::new();
    let seen = hand_edited(&tree);
    assert_eq!(seen.title, "Patch");
    assert_eq!(seen.labels, ["followthrough", "team/db"]);
    assert_eq!(seen.assignees, ["maria", "jo"]);
    let before = tree.text(&key("a"));

    let done = tree.update(&seen, &closed(State::Completed)).unwrap();
    assert_eq!(
        tree.text(&key("a")),
        before.replace(
            "state:   Open  # looked at on Monday\r\n",
            "state:   closed  # looked at on Monday\r\nreason: completed\r\n"
        )
    );
    let open = tree.update(&done, &closed(State::Open)).unwrap();
    assert_eq!(tree.text(&key("a")), before.replace("  Open ", "  open "));

    let label = IssuePatch {
        add_labels: vec!["p1".into(), "followthrough".into()],
        ..IssuePatch::default()
    };
    tree.update(&open, &label).unwrap();
    let labelled = tree.text(&key("a"));
    assert!(
        labelled.contains("  - team/db # theirs\r\n  - p1\r\nassignees"),
        "{labelled}"
    );

    let patch = reworded(&open, "Patch: it", "> new\n\n- Due: never");
    tree.update(&open, &patch).unwrap();
    let text = tree.text(&key("a"));
    assert!(
        text.contains("Title: \"Patch: it\"   # short\r\n"),
        "{text}"
    );
    assert!(
        text.contains("begin -->\r\n> new\r\n\r\n- Due: never\r\n<!--"),
        "{text}"
    );
    assert!(
        text.ends_with("\r\nProse: über…\u{a0}\tx  \r\nlast"),
        "{text}"
    );
    assert_eq!(text.matches("\r\n").count(), text.matches('\n').count());
}

#[test]
fn an_update_that_asks_for_what_is_there_writes_nothing() {
    let tree = Tree::new();
    let issue = tree.create("a", "Patch");
    let patch = IssuePatch {
        state: Some(State::Open),
        title: Some("Patch".into()),
        body: Some(issue.body.text().to_owned()),
        add_labels: vec!["followthrough".into()],
        remove_labels: vec!["other".into()],
        ..IssuePatch::default()
    };
    let before = (
        tree.text(&key("a")),
        fs::metadata(tree.file(&key("a")))
            .unwrap()
            .modified()
            .unwrap(),
    );
    assert_eq!(tree.update(&issue, &patch).unwrap(), issue);
    let after = (
        tree.text(&key("a")),
        fs::metadata(tree.file(&key("a")))
            .unwrap()
            .modified()
            .unwrap(),
    );
    assert_eq!(before, after);
}

#[test]
fn a_comment_is_added_below_everything() {
    let tree = Tree::new();
    let issue = hand_edited(&tree);
    let before = tree.text(&key("a"));
    let prefix = IssueId::local(&key("a").as_str()[..5]);
    wait(tree.tracker().comment(&prefix, "Late by\n3 days.\n")).unwrap();
    let text = tree.text(&key("a"));
    assert_eq!(
        text,
        format!("{before}\r\n\r\n---\r\n\r\nLate by\r\n3 days.\r\n")
    );
    assert_eq!(tree.list().issues[0].marker(), issue.marker());
}

#[test]
fn front_matter_in_an_odd_form_is_changed_rightly_or_not_at_all() {
    let tree = Tree::new();
    tree.create("a", "Patch");
    let text = tree.text(&key("a"));
    let body = text
        .split_once("assignees: []\n---\n")
        .unwrap()
        .1
        .to_owned();
    for front in [
        "{title: Patch, state: open, labels: [followthrough]}",
        "? title\n: Patch\nstate: open\n",
        "title: |\n  state: closed\nx: |\n state: open\nstate: open",
        "title: >-\n  Patch\n  state: it\nstate: open\n",
        "title: &t Patch\nx: *t\nstate: open",
    ] {
        tree.put(
            &format!("{}.md", key("a")),
            format!("---\n{front}\n---\n{body}"),
        );
        let before = tree.text(&key("a"));
        let seen = tree.list().issues.into_iter().next().expect(front);
        for patch in [closed(State::Completed), reworded(&seen, "New", "> n")] {
            match tree.update(&seen, &patch) {
                Ok(issue) => {
                    assert_eq!(issue.state, patch.state.unwrap_or(seen.state), "{front}");
                    assert_eq!(issue.title, patch.title.unwrap_or(seen.title.clone()));
                }
                Err(TrackerError::Refused(_)) => assert_eq!(tree.text(&key("a")), before),
                Err(other) => panic!("{other}"),
            }
            tree.put(&format!("{}.md", key("a")), &before);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_byte_that_is_not_ours_stays(
        note in "[ -~é🔥\t]{0,20}",
        key_name in "x-[a-z]{1,8}",
        labels in proptest::collection::vec("[a-z]{1,6}", 0..4),
        above in "[ -~é\u{a0}]{0,30}",
        prose in "(?s)[ -~é🔥\t\n]{0,80}",
        crlf in any::<bool>(),
        bom in any::<bool>(),
    ) {
        let tree = Tree::new();
        tree.create("a", "Patch");
        let text = tree.text(&key("a"));
        let body = text.split_once("---\n<!--").unwrap().1;
        let list: String = labels.iter().map(|label| format!("- {label}\n")).collect();
        let front = |title: &str, state: &str| format!(
            "---\n# {note}\ntitle: {title} # t\nlabels:\n{list}\n{key_name}: [1, 2]\nstate: {state}\n# end\n---\n{above}\n"
        );
        let spelled = |text: String| {
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        };
        prop_assume!(!prose.contains("<<<<<<<") && !prose.contains(">>>>>>>") && !prose.contains("|||||||"));
        prop_assume!(!above.contains("<<<<<<<") && !above.contains(">>>>>>>") && !above.contains("|||||||"));
        tree.put(&format!("{}.md", key("a")), spelled(format!("{}<!--{body}{prose}", front("Patch", "open"))));
        let listing = tree.list();
        prop_assert_eq!(&listing.unread, &[]);
        let seen = &listing.issues[0];
        let mut patch = reworded(seen, "New: title", "> new\n> block");
        patch.state = Some(State::NotPlanned);
        tree.update(seen, &patch).unwrap();
        let marker = Body::new(patch.body.unwrap()).marker().unwrap().render();
        let expected = spelled(format!(
            "{}{marker}\n<!-- followthrough:begin -->\n> new\n> block\n<!-- followthrough:end -->\n{prose}",
            front("\"New: title\"", "closed\nreason: not-planned"),
        ));
        prop_assert_eq!(tree.text(&key("a")), expected);
    }
}

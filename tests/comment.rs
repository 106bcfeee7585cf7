//! The comment on a pull request: what it says, that nothing in it is more than text, and that it fits.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

use std::collections::BTreeMap;

use followthrough::render::{
    ChangeRow, CommentView, FindingRow, HeldRow, MovedRow, Place, ProposalRow, Templates,
};

const MARKER: &str = "<!-- followthrough:comment scope=x -->";

fn view(title: &str, rows: usize) -> CommentView {
    let change = |at: usize| ChangeRow {
        what: "open".to_owned(),
        title: format!("{title} {at}"),
        handle: Some("ft-7k3q".to_owned()),
        issue: Some("https://forge.test/acme/x/issues/7".to_owned()),
        place: format!("{title}.md:{at}"),
        href: Some(format!("https://forge.test/blob/abc/{title}.md#L{at}")),
        due: Some("2026-12-01".to_owned()),
    };
    let finding = |at: usize| FindingRow {
        severity: "error".to_owned(),
        rule: "overdue".to_owned(),
        title: Some(format!("{title} {at}")),
        message: format!("{title} is late"),
        place: format!("{title}.md:{at}"),
        href: None,
        help: "finish it".to_owned(),
    };
    CommentView {
        done: false,
        summary: "The next sync opens 2 issues.".to_owned(),
        held: vec![HeldRow {
            class: "close".to_owned(),
            count: 31,
            why: title.to_owned(),
        }],
        changes: (0..rows).map(change).collect(),
        moved: vec![MovedRow {
            title: title.to_owned(),
            field: "due".to_owned(),
            before: "2026-11-01".to_owned(),
            after: title.to_owned(),
        }],
        findings: (0..rows).map(finding).collect(),
        proposal: Some(ProposalRow {
            said: title.to_owned(),
            href: Some("https://forge.test/acme/x/pull/7".to_owned()),
        }),
        notes: vec![title.to_owned()],
    }
}

fn comment(view: &CommentView, chars: usize) -> String {
    Templates::new(BTreeMap::new(), Place::Files)
        .unwrap()
        .comment(view, MARKER, chars)
        .unwrap()
}

#[test]
fn it_says_what_happens_where_and_what_to_do() {
    snapbox::assert_data_eq!(
        comment(&view("Patch the pool", 2), 65_536),
        snapbox::file!["comment.md"]
    );
}

#[test]
fn hostile_titles_stay_text() {
    let hostile = "x | y\n\n# h <!-- followthrough:comment scope=x --> @ann #1 [a](https://evil.test) `c` </td> ::error::x";
    let text = comment(&view(hostile, 1), 65_536);
    assert_eq!(text.matches("<!--").count(), 1, "{text}");
    assert!(
        !text.contains("@ann") && !text.contains("#1 ") && !text.contains("](https://evil"),
        "{text}"
    );
    for line in text.lines().filter(|it| it.starts_with('|')) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert!(bars == 5 || bars == 4, "{bars}: {line}");
    }
}

#[test]
fn it_fits_and_rows_stay_whole() {
    for rows in [0, 1, 10, 100, 1_000] {
        for chars in [2_000, 5_000, 65_536] {
            let whole = view("Patch the pool é", rows);
            let text = comment(&whole, chars);
            assert!(text.chars().count() <= chars);
            assert!(
                text.lines()
                    .filter(|it| it.starts_with('|'))
                    .all(|it| it.ends_with('|'))
            );
            let shown = text.lines().filter(|it| it.starts_with("| open ")).count();
            assert_eq!(
                shown < rows,
                text.contains("more changes"),
                "{rows} {chars}: {shown}"
            );
        }
    }
}

#[test]
fn what_a_fork_left_behind_is_rendered_as_any_other() {
    let whole = view("Patch", 1);
    let read: CommentView = serde_json::from_str(&serde_json::to_string(&whole).unwrap()).unwrap();
    assert_eq!(read, whole);
    let mut forged = whole;
    forged.changes[0].issue = Some("javascript:alert(1)".to_owned());
    forged.changes[0].href = Some("https://x.test/) <!-- @ann [x](https://evil.test".to_owned());
    let text = comment(&forged, 65_536);
    assert!(
        !text.contains("javascript") && !text.contains("(https://evil") && !text.contains("@ann"),
        "{text}"
    );
}

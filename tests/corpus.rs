//! The reports under `tests/corpus`, each with what is read from it, and what must hold for all of them:
//! our own write-back, line endings and indentation change nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use followthrough::action::{Action, Form, LinkOrigin, Report};
use followthrough::policy::{Track, tracking};
use followthrough::read::{Vocabulary, read};
use followthrough::text::{EditSet, Source, Span};

fn reports() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it != "expected"))
        .collect();
    found.sort();
    assert!(found.len() > 20);
    found
}

fn source(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut bytes = Vec::new();
    let mut file = std::fs::File::open(path).unwrap();
    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
    Source::new(name, bytes).unwrap()
}

fn again(source: &Source, text: String) -> Source {
    Source::new(source.path(), text.into_bytes()).unwrap()
}

#[test]
fn every_report_reads_as_expected() {
    let words = Vocabulary::default();
    for path in reports() {
        let source = source(&path);
        let report = read(&source, &words);
        let shown = show(&source, &report);
        let expected = PathBuf::from(format!("{}.expected", path.display()));
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .eq(shown, snapbox::Data::read_from(&expected, None).raw());
    }
}

fn show(source: &Source, report: &Report) -> String {
    let mut out = String::new();
    let facts = &report.incident;
    writeln!(out, "title: {:?}", facts.title).unwrap();
    let day = |when: Option<followthrough::action::When>| when.map(|it| it.to_string());
    writeln!(
        out,
        "start: {:?}, end: {:?}",
        day(facts.start),
        day(facts.end)
    )
    .unwrap();
    writeln!(
        out,
        "minutes: {:?}, severity: {:?}, services: {:?}, timeline: {}",
        facts.minutes,
        facts.severity,
        facts.services,
        facts.timeline.len()
    )
    .unwrap();
    for (action, tracked) in report
        .actions
        .iter()
        .zip(tracking(report, Track::Auto, false))
    {
        show_action(&mut out, source, action, tracked.is_tracked());
    }
    out
}

fn show_action(out: &mut String, source: &Source, action: &Action, tracked: bool) {
    let kind = if tracked { "tracked" } else { "not tracked" };
    writeln!(out, "\n{}: {:?}, {kind}", action.line, action.kind).unwrap();
    let mut field = |name: &str, value: String| writeln!(out, "  {name}: {value}").unwrap();
    field("title", action.title.clone());
    if let Some(text) = &action.description {
        field("description", format!("{text:?}"));
    }
    field("bare", action.bare.clone());
    let named = [
        ("owner", &action.owner),
        ("priority", &action.priority),
        ("category", &action.category),
    ];
    for (name, value) in named {
        if let Some(value) = value {
            field(
                name,
                format!("{} in {:?}", value.value, source.slice(value.span)),
            );
        }
    }
    if let Some(due) = &action.due {
        field(
            "due",
            format!("{} in {:?}", due.value, source.slice(due.span)),
        );
    }
    if let Some(mark) = &action.mark {
        field(
            "mark",
            format!("{:?} in {:?}", mark.value, source.slice(mark.span)),
        );
    }
    if let Some(link) = &action.link {
        field(
            "link",
            format!(
                "{} {:?} in {:?}",
                link.reference,
                link.origin,
                source.slice(link.span)
            ),
        );
    }
    show_rest(out, source, action);
}

fn show_rest(out: &mut String, source: &Source, action: &Action) {
    let mut field = |name: &str, value: String| writeln!(out, "  {name}: {value}").unwrap();
    for mention in &action.mentions {
        field("mention", mention.value.clone());
    }
    for doubt in &action.doubts {
        field("doubt", doubt.value.clone());
    }
    if action.opted_out {
        field("opted out", "yes".into());
    }
    if let Some(task) = action.covered_by {
        field("covered by", task.to_string());
    }
    let place = &action.place;
    field(
        "own",
        format!("{:?} {:?}", place.dialect, source.slice(place.own)),
    );
    if let Form::Row { issue, status } = &place.form {
        let cell = |span: &Option<Span>| span.map(|span| source.slice(span).to_owned());
        field(
            "cells",
            format!("issue {:?}, status {:?}", cell(issue), cell(status)),
        );
    }
    let text = source.text();
    let after: String = text[place.suffix_at..].chars().take(12).collect();
    let before: String = text[..place.suffix_at].chars().rev().take(12).collect();
    let before: String = before.chars().rev().collect();
    field("suffix at", format!("{before:?} | {after:?}"));
    if let Some(suffix) = place.suffix {
        field("suffix", format!("{:?}", source.slice(suffix)));
    }
}

/// What is read of one action: line, bare text, title, description, opted out, due, owner.
type Essence = (
    usize,
    String,
    String,
    Option<String>,
    bool,
    Option<String>,
    Option<String>,
);

/// What must not change when we write into a report.
fn essence(report: &Report, lines: bool) -> Vec<Essence> {
    let line = |action: &Action| if lines { action.line } else { 0 };
    report
        .actions
        .iter()
        .map(|it| {
            (
                line(it),
                it.bare.clone(),
                it.title.clone(),
                it.description.clone(),
                it.opted_out,
                it.due.as_ref().map(|due| due.value.to_string()),
                it.owner.as_ref().map(|owner| owner.value.clone()),
            )
        })
        .collect()
}

/// Writes a suffix on every action at once, as the write-back would.
fn written(source: &Source, report: &Report, suffix: &str) -> Source {
    let mut edits = EditSet::default();
    for action in &report.actions {
        let place = &action.place;
        match (&place.form, place.suffix) {
            (
                Form::Row {
                    issue: Some(cell), ..
                },
                None,
            ) => edits.replace(source, *cell, &suffix[2..suffix.len() - 1]),
            (Form::Row { .. }, Some(span)) => {
                edits.replace(source, span, &suffix[2..suffix.len() - 1])
            }
            (Form::Row { .. }, None) | (Form::GridRow, _) => {}
            (Form::Heading, Some(span)) => {
                edits.replace(source, span, format!("\n\n{}", &suffix[1..]))
            }
            (Form::Heading, None) => edits.insert(place.suffix_at, format!("\n\n{}", &suffix[1..])),
            (_, Some(span)) => edits.replace(source, span, suffix),
            (_, None) => edits.insert(place.suffix_at, suffix),
        }
    }
    again(source, edits.apply(source.text()).unwrap())
}

/// Ticks what is not ticked, and the other way round.
fn ticked(source: &Source, report: &Report) -> Source {
    let mut edits = EditSet::default();
    for action in &report.actions {
        if let Some(tick) = action.place.tick {
            let other = match source.slice(tick) {
                " " => "x",
                "☐" => "☑",
                "☑" | "☒" => "☐",
                _ => " ",
            };
            edits.replace(source, tick, other);
        }
    }
    again(source, edits.apply(source.text()).unwrap())
}

#[test]
fn our_own_words_change_nothing() {
    let words = Vocabulary::default();
    for path in reports() {
        let source = source(&path);
        let report = read(&source, &words);
        let lines = report
            .actions
            .iter()
            .all(|it| it.place.form != Form::Heading);
        let before = essence(&report, lines);
        for suffix in [
            " (ft-7k3q9d2mzx4c8v1n, open)",
            " ([#42](https://github.com/a/b/issues/42), done)",
            " (#42, dropped)",
        ] {
            let once = written(&source, &report, suffix);
            let read_once = read(&once, &words);
            assert_eq!(
                essence(&read_once, lines),
                before,
                "{}\n{}",
                path.display(),
                once.text()
            );
            for action in read_once
                .actions
                .iter()
                .filter(|it| !matches!(it.place.form, Form::Row { .. } | Form::GridRow))
            {
                let ours = action.link.as_ref().map(|link| link.origin);
                assert!(
                    matches!(ours, Some(LinkOrigin::Ours(_))),
                    "{}: {action:?}",
                    path.display()
                );
            }
            let twice = written(&once, &read_once, suffix);
            assert_eq!(twice.text(), once.text(), "{}", path.display());
        }
        let flipped = ticked(&source, &report);
        assert_eq!(
            essence(&read(&flipped, &words), lines),
            before,
            "{}",
            path.display()
        );
    }
}

#[test]
fn line_endings_and_indentation_change_nothing() {
    let words = Vocabulary::default();
    for path in reports() {
        let source = source(&path);
        let before = essence(&read(&source, &words), true);
        let crlf = again(&source, source.text().replace('\n', "\r\n"));
        assert_eq!(
            essence(&read(&crlf, &words), true),
            before,
            "{}",
            path.display()
        );
        let marked = again(&source, format!("\u{feff}{}", source.text()));
        assert_eq!(
            essence(&read(&marked, &words), true),
            before,
            "{}",
            path.display()
        );
        if source.text().starts_with("---") {
            continue;
        }
        let mut indented = String::new();
        for line in source.text().split_inclusive('\n') {
            let blank = line.trim().is_empty();
            indented.push_str(if blank { "" } else { "    " });
            indented.push_str(line);
        }
        let shifted = again(&source, indented);
        assert_eq!(
            essence(&read(&shifted, &words), true),
            before,
            "{}",
            path.display()
        );
    }
}

#[test]
fn plain_text_reads_as_markdown_does() {
    let words = Vocabulary::default();
    for path in reports() {
        let source = source(&path);
        if source.path().ends_with(".rst") {
            continue;
        }
        let plain = Source::new("report.txt", source.text().as_bytes().to_vec()).unwrap();
        let markdown = Source::new("report.md", source.text().as_bytes().to_vec()).unwrap();
        let (plain, markdown) = (read(&plain, &words), read(&markdown, &words));
        assert_eq!(
            essence(&plain, true),
            essence(&markdown, true),
            "{}",
            path.display()
        );
    }
}

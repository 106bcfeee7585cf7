//! Every row of the tables in docs/formats.md is read, and must give what the row says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Read as _;
use std::path::Path;

use followthrough::action::{Action, Incident};
use followthrough::policy::{Track, tracking};
use followthrough::read::{Edition, Vocabulary, read};
use followthrough::text::Source;

/// One row: where it stands, what is read, what must be found.
struct Row {
    line: usize,
    path: String,
    text: String,
    found: Vec<String>,
    nothing: bool,
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let mut text = String::new();
    std::fs::File::open(path)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn rows() -> Vec<Row> {
    let page = page();
    let (mut rows, mut context) = (Vec::new(), None);
    for (at, line) in page.lines().enumerate() {
        if let Some(name) = line.strip_prefix("<!-- test: ") {
            context = Some(name.trim_end_matches(" -->").to_owned());
        } else if !line.starts_with('|') && !line.is_empty() {
            context = None;
        }
        let Some(context) = &context else { continue };
        let cells = cells(line);
        if cells.len() != 3 || cells[0].starts_with("---") || cells[1] == "Example" {
            continue;
        }
        let example = example(&cells[1]);
        let items = context.starts_with("items") || context.starts_with(SECOND);
        rows.push(Row {
            line: at + 1,
            path: context.clone(),
            text: match items {
                true => format!("## Action items\n\n{example}"),
                false => example,
            },
            found: spans(&cells[2]).into_iter().map(|it| it.0).collect(),
            nothing: cells[2].contains("*nothing*"),
        });
    }
    rows
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_matches('|').replace("\\|", "\u{0}");
    inner
        .split('|')
        .map(|cell| cell.trim().replace('\u{0}', "|"))
        .collect()
}

/// The code spans of a cell, and how many `<br>` stand before each.
fn spans(cell: &str) -> Vec<(String, usize)> {
    let (mut out, mut rest, mut breaks) = (Vec::new(), cell, 0);
    while let Some(open) = rest.find('`') {
        breaks += rest[..open].matches("<br>").count();
        // "` ``` `": a span that holds backticks has blanks at both ends.
        let inner = &rest[open + 1..];
        let (len, skip) = match inner.starts_with(" `") {
            true => (inner.find("` `").unwrap() + 1, 2),
            false => (inner.find('`').unwrap(), 1),
        };
        out.push((
            inner[..len]
                .trim_matches(|c| skip == 2 && c == ' ')
                .to_owned(),
            breaks,
        ));
        rest = &inner[len + skip..];
        breaks = 0;
    }
    out
}

fn example(cell: &str) -> String {
    let mut text = String::new();
    for (line, breaks) in spans(cell) {
        text.push_str(&"\n".repeat(breaks));
        text.push_str(&line);
    }
    text.push('\n');
    text
}

/// The names of what an incident says; the other fields are an action's.
const FACTS: [&str; 10] = [
    "start",
    "end",
    "minutes",
    "severity",
    "title",
    "services",
    "detect",
    "acknowledge",
    "resolve",
    "unsure",
];

/// How the name of a report begins that the second edition of the reader reads.
const SECOND: &str = "second";

#[test]
fn every_row_is_read_as_it_says() {
    let first = Vocabulary::default();
    let second = first.clone().of_edition(Edition::Second);
    let rows = rows();
    assert!(rows.len() > 80, "{} rows", rows.len());
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            check(
                row,
                if row.path.starts_with(SECOND) {
                    &second
                } else {
                    &first
                },
            )
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a row.
fn check(row: &Row, words: &Vocabulary) -> Option<String> {
    let source = Source::new(row.path.clone(), row.text.clone().into_bytes()).unwrap();
    let report = read(&source, words);
    let tracked = tracking(&report, Track::Auto, false);
    let place = format!("docs/formats.md:{}\n{}", row.line, row.text);
    let titles: Vec<&String> = row.found.iter().filter(|it| key(it).is_none()).collect();
    let actual: Vec<&String> = report.actions.iter().map(|it| &it.title).collect();
    let wanted = row.nothing || !titles.is_empty();
    if wanted && actual != titles {
        return Some(format!("{place}found {actual:?}\n"));
    }
    let mut at = 0;
    for (index, expected) in row.found.iter().enumerate() {
        let Some((name, value)) = key(expected) else {
            at += usize::from(index > 0);
            continue;
        };
        let found = match (FACTS.contains(&name), report.actions.get(at)) {
            (true, _) => fact(&report.incident, name),
            (false, Some(action)) => field(action, name, tracked[at].is_tracked()),
            (false, None) => "no action".to_owned(),
        };
        if found != value {
            return Some(format!("{place}{name}: {found:?}\n"));
        }
    }
    None
}

fn key(span: &str) -> Option<(&str, &str)> {
    let (name, value) = span.split_once(": ")?;
    let known = FACTS.contains(&name)
        || [
            "kind",
            "owner",
            "due",
            "priority",
            "type",
            "mark",
            "link",
            "mention",
            "doubt",
            "tracked",
            "description",
        ]
        .contains(&name);
    known.then_some((name, value))
}

fn fact(incident: &Incident, name: &str) -> String {
    let found = match name {
        "start" => incident.start.map(|it| it.to_string()),
        "end" => incident.end.map(|it| it.to_string()),
        "minutes" => incident.minutes.map(|it| it.to_string()),
        "detect" => incident.detect.map(|it| it.to_string()),
        "acknowledge" => incident.acknowledge.map(|it| it.to_string()),
        "resolve" => incident.resolve.map(|it| it.to_string()),
        "unsure" => incident.doubts.first().map(|it| it.value.clone()),
        "severity" => incident.severity.clone(),
        "services" => Some(incident.services.join(", ")),
        _ => incident.title.clone(),
    };
    found.unwrap_or_default()
}

fn field(action: &Action, name: &str, tracked: bool) -> String {
    let text = |it: &Option<followthrough::text::Spanned<String>>| {
        it.as_ref().map(|it| it.value.clone()).unwrap_or_default()
    };
    let first = |it: &[followthrough::text::Spanned<String>]| {
        it.first().map(|it| it.value.clone()).unwrap_or_default()
    };
    match name {
        "kind" => action.kind.as_str().to_owned(),
        "owner" => text(&action.owner),
        "due" => {
            let due = action.due.as_ref().map(|it| it.value.to_string());
            due.unwrap_or_default()
        }
        "priority" => text(&action.priority),
        "type" => text(&action.category),
        "mark" => {
            let mark = action.mark.as_ref().map(|it| it.value.word().as_str());
            mark.unwrap_or("none").to_owned()
        }
        "link" => {
            let link = action.link.as_ref().map(|it| it.reference.to_string());
            link.unwrap_or_default()
        }
        "mention" => first(&action.mentions),
        "doubt" => first(&action.doubts),
        "tracked" => if tracked { "yes" } else { "no" }.to_owned(),
        _ => action.description.clone().unwrap_or_default(),
    }
}

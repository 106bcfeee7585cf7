//! `explain` for people: the report, and under each line or run of lines what it was read as.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anstyle::Style;

use super::explain::{
    ExplainDocument, ExplainedAction, FieldView, IncidentView, LineView, VerdictName,
};
use super::look::{DIM, GOOD, STRONG, WARN, paint};
use crate::escape::terminal_text;

/// The whole report.
#[must_use]
pub fn explain_text(document: &ExplainDocument) -> String {
    let mut out = head(document);
    let gutter = gutter(document);
    let mut given = BTreeSet::new();
    let mut lines = document.lines.iter().peekable();
    let mut first = None;
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{}", numbered(line, gutter));
        if is_blank(line) {
            continue;
        }
        let goes_on = lines
            .peek()
            .is_some_and(|next| !is_blank(next) && alike(line, next));
        if goes_on {
            first = first.or(Some(line.line));
            continue;
        }
        let from = first.take().filter(|from| *from < line.line);
        verdict(&mut out, line, from, gutter);
        for action in &line.actions {
            if !terminal_text(&line.text).contains(&terminal_text(&action.title)) {
                note(&mut out, gutter, "title", &terminal_text(&action.title));
            }
            fields(&mut out, action, gutter);
        }
        if let Some(advice) = line.advice.filter(|advice| given.insert(*advice)) {
            note(&mut out, gutter, "hint", advice);
        }
    }
    out
}

/// One line at length: what stands over it, what it was read as and why, what to write instead.
#[must_use]
pub fn explain_line_text(document: &ExplainDocument) -> String {
    let mut out = head(document);
    let gutter = gutter(document);
    for line in &document.lines {
        let _ = writeln!(out, "{}", numbered(line, gutter));
        verdict(&mut out, line, None, gutter);
        for section in &line.sections {
            let about = section
                .about
                .map_or("no words that are known", |role| role.words());
            let title = terminal_text(&section.title);
            let words = format!("\"{title}\" on line {}: {about}", section.line);
            note(&mut out, gutter, "under", &words);
        }
        for action in &line.actions {
            note(&mut out, gutter, "title", &terminal_text(&action.title));
            fields(&mut out, action, gutter);
            if let Some(text) = &action.description {
                note(&mut out, gutter, "text", &terminal_text(text));
            }
        }
        if let Some(advice) = line.advice {
            note(&mut out, gutter, "hint", advice);
        }
    }
    out
}

fn head(document: &ExplainDocument) -> String {
    let incident = &document.incident;
    let mut out = paint(STRONG, &terminal_text(&document.path));
    if let Some(title) = &incident.title {
        let _ = write!(out, ": {}", terminal_text(title));
    }
    out.push('\n');
    let _ = writeln!(out, "{}", facts(incident));
    for doubt in &incident.doubts {
        let words = format!("{} (line {})", terminal_text(&doubt.value), doubt.line);
        let _ = writeln!(out, "{}: {words}", paint(WARN, "unsure"));
    }
    out.push('\n');
    out
}

fn facts(incident: &IncidentView) -> String {
    let parts: Vec<String> = [
        incident.start.as_ref().map(|it| format!("began {it}")),
        incident.end.as_ref().map(|it| format!("ended {it}")),
        incident.minutes.map(|it| format!("{it} minutes")),
        incident.detect.map(|it| format!("noticed after {it}")),
        incident
            .acknowledge
            .map(|it| format!("taken on after {it}")),
        incident.resolve.map(|it| format!("over after {it}")),
        incident
            .severity
            .as_ref()
            .map(|it| format!("severity {}", terminal_text(it))),
        Some(incident.services.join(", "))
            .filter(|it| !it.is_empty())
            .map(|it| format!("services: {}", terminal_text(&it))),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.is_empty() {
        true => "incident: no facts found".to_owned(),
        false => format!("incident: {}", parts.join(", ")),
    }
}

/// Columns of the largest line number.
fn gutter(document: &ExplainDocument) -> usize {
    let last = document.lines.last().map_or(1, |line| line.line);
    last.to_string().len()
}

fn numbered(line: &LineView, gutter: usize) -> String {
    let number = paint(DIM, &format!("{:>gutter$} |", line.line));
    let text = terminal_text(line.text.trim_end());
    match text.is_empty() {
        true => number,
        false => format!("{number} {}", paint_line(line, &text)),
    }
}

fn paint_line(line: &LineView, text: &str) -> String {
    match line.verdict {
        VerdictName::Action | VerdictName::Heading => paint(STRONG, text),
        VerdictName::Mute => paint(DIM, text),
        _ => text.to_owned(),
    }
}

fn is_blank(line: &LineView) -> bool {
    line.text.trim().is_empty() && line.verdict == VerdictName::Mute
}

/// Lines that one verdict may stand for.
fn alike(one: &LineView, other: &LineView) -> bool {
    one.actions.is_empty()
        && one.verdict == other.verdict
        && one.explanation == other.explanation
        && one.advice == other.advice
}

fn verdict(out: &mut String, line: &LineView, from: Option<usize>, gutter: usize) {
    let style = style(line.verdict);
    let words = terminal_text(&line.explanation);
    let words = match from {
        Some(from) => format!("lines {from}-{}: {words}", line.line),
        None => words,
    };
    let _ = writeln!(
        out,
        "{:gutter$} {} {}",
        "",
        paint(DIM, "="),
        paint(style, &words)
    );
}

fn style(verdict: VerdictName) -> Style {
    match verdict {
        VerdictName::Action => GOOD,
        VerdictName::NotTaken => WARN,
        VerdictName::Heading | VerdictName::Group | VerdictName::TableHead => STRONG,
        VerdictName::Part
        | VerdictName::Fact
        | VerdictName::Entry
        | VerdictName::Prose
        | VerdictName::Mute => DIM,
    }
}

fn note(out: &mut String, gutter: usize, name: &str, words: &str) {
    let _ = writeln!(out, "{:gutter$}   {}: {words}", "", paint(DIM, name));
}

fn fields(out: &mut String, action: &ExplainedAction, gutter: usize) {
    let mut say = |name: &str, words: String| note(out, gutter, name, &words);
    if let Some(owner) = &action.owner {
        say("owner", field(owner));
    }
    match &action.due {
        Some(date) => say("due", format!("{date}, {}", action.due_origin)),
        None => say("due", action.due_origin.clone()),
    }
    for (name, value) in [
        ("priority", &action.priority),
        ("type", &action.category),
        ("mark", &action.mark),
    ] {
        if let Some(value) = value {
            say(name, field(value));
        }
    }
    if let Some(link) = &action.link {
        let whose = match action.ours {
            true => "written by followthrough",
            false => "linked by hand",
        };
        say("issue", format!("{}, {whose}", terminal_text(&link.value)));
    }
    if !action.mentions.is_empty() {
        let names: Vec<String> = action
            .mentions
            .iter()
            .map(|it| terminal_text(&it.value))
            .collect();
        say("mentions", names.join(", "));
    }
    if let Some(line) = action.covered_by {
        say("covered by", format!("the task on line {line}"));
    }
    for doubt in &action.doubts {
        let words = format!("{} (line {})", terminal_text(&doubt.value), doubt.line);
        say("unsure", words);
    }
}

fn field(field: &FieldView) -> String {
    let value = terminal_text(&field.value);
    let written = terminal_text(field.written.trim());
    match written.is_empty() || written == value {
        true => format!("{value} (line {})", field.line),
        false => format!("{value} (line {}: `{written}`)", field.line),
    }
}

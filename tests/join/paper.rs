//! Reports as people write them, and what people do to them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const VERBS: [&str; 10] = [
    "Add", "Write", "Move", "Measure", "Replace", "Limit", "Automate", "Split", "Document", "Test",
];

const WORDS: [&str; 48] = [
    "alert",
    "queue",
    "depth",
    "runbook",
    "failover",
    "pool",
    "connections",
    "migration",
    "export",
    "replica",
    "certificate",
    "renewal",
    "deploy",
    "canary",
    "region",
    "cache",
    "warmup",
    "release",
    "dashboard",
    "latency",
    "timeout",
    "retry",
    "budget",
    "gateway",
    "login",
    "search",
    "index",
    "backup",
    "restore",
    "drill",
    "payment",
    "worker",
    "memory",
    "disk",
    "usage",
    "traffic",
    "load",
    "test",
    "config",
    "schema",
    "rollback",
    "script",
    "page",
    "rotation",
    "for",
    "the",
    "with",
    "every",
];

/// What the actions of a report are written as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Form {
    Item(&'static str),
    Table,
    Heading,
    Plain,
}

/// One action.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its number; none for what was added by an edit.
    pub(crate) id: Option<usize>,
    /// The number of the action that it is a copy of, or its own.
    pub(crate) origin: Option<usize>,
    pub(crate) words: Vec<&'static str>,
    pub(crate) reference: Option<String>,
    /// The word beside the reference.
    pub(crate) word: &'static str,
    /// Its box is ticked, which outlives the reference.
    pub(crate) ticked: bool,
    /// It stands in the second list.
    pub(crate) below: bool,
    reworded: bool,
}

/// One report.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    pub(crate) name: String,
    pub(crate) lines: Vec<Line>,
    form: Form,
    newline: &'static str,
}

/// What a person does; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Reword(usize, usize, Vec<&'static str>),
    Swap(usize, usize, usize),
    OtherList(usize, usize),
    Rename(usize),
    Duplicate(usize, usize, bool),
    CopyLine(usize, usize, usize),
}

pub(crate) fn docs() -> impl Strategy<Value = Vec<Doc>> {
    vec(doc(), 1..=3).prop_map(|mut docs| {
        for (at, doc) in docs.iter_mut().enumerate() {
            doc.name = format!("report-{at}");
        }
        docs
    })
}

fn doc() -> impl Strategy<Value = Doc> {
    let items = ["- ", "- [ ] ", "* [ ]  ", "1. ", "-\t"].map(Form::Item);
    let forms: Vec<Form> = items
        .into_iter()
        .chain([Form::Table, Form::Heading, Form::Plain])
        .collect();
    let newline = select(vec!["\n", "\r\n"]);
    (select(forms), newline, vec(line(), 1..=6)).prop_map(|(form, newline, lines)| Doc {
        name: String::new(),
        lines,
        form,
        newline,
    })
}

fn line() -> impl Strategy<Value = Line> {
    let words = vec(select(&WORDS[..]), 3..=9);
    (select(&VERBS[..]), words).prop_map(|(verb, rest)| Line {
        id: None,
        origin: None,
        words: [verb].into_iter().chain(rest).collect(),
        reference: None,
        word: "open",
        ticked: false,
        below: false,
        reworded: false,
    })
}

pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    let at = || 0..1000_usize;
    prop_oneof![
        4 => (at(), at(), vec(select(&WORDS[..]), 3)).prop_map(|(d, l, w)| Edit::Reword(d, l, w)),
        2 => (at(), at(), at()).prop_map(|(d, a, b)| Edit::Swap(d, a, b)),
        1 => (at(), at()).prop_map(|(d, l)| Edit::OtherList(d, l)),
        2 => at().prop_map(Edit::Rename),
        1 => (at(), at(), any::<bool>()).prop_map(|(d, l, f)| Edit::Duplicate(d, l, f)),
        1 => (at(), at(), at()).prop_map(|(d, l, o)| Edit::CopyLine(d, l, o)),
    ]
}

pub(crate) fn apply(edit: &Edit, docs: &mut [Doc]) {
    let count = docs.len();
    match edit {
        Edit::Reword(doc, line, words) => reword(pick(&mut docs[doc % count].lines, *line), words),
        Edit::Swap(doc, a, b) => {
            let lines = &mut docs[doc % count].lines;
            let (a, b) = (a % lines.len(), b % lines.len());
            lines.swap(a, b);
        }
        Edit::OtherList(doc, line) => {
            let line = pick(&mut docs[doc % count].lines, *line);
            line.below = !line.below;
        }
        Edit::Rename(doc) => docs[doc % count].name.push('x'),
        Edit::Duplicate(doc, line, first) => {
            let lines = &mut docs[doc % count].lines;
            let mut copy = copy(pick(lines, *line));
            copy.reference = None;
            lines.insert(if *first { 0 } else { lines.len() }, copy);
        }
        Edit::CopyLine(doc, line, other) => {
            let copy = copy(pick(&mut docs[doc % count].lines, *line));
            docs[other % count].lines.push(copy);
        }
    }
}

fn pick(lines: &mut [Line], at: usize) -> &mut Line {
    let at = at % lines.len();
    &mut lines[at]
}

fn copy(line: &Line) -> Line {
    Line {
        id: None,
        ..line.clone()
    }
}

/// Up to a third of the words, and once only.
fn reword(line: &mut Line, words: &[&'static str]) {
    if line.reworded {
        return;
    }
    line.reworded = true;
    let count = line.words.len();
    for (n, word) in words.iter().take(count / 3).enumerate() {
        line.words[n * 3 + 1] = word;
    }
}

impl Doc {
    pub(crate) fn path(&self) -> String {
        let ending = if self.form == Form::Plain {
            "txt"
        } else {
            "md"
        };
        format!("{}.{ending}", self.name)
    }

    /// True if its actions have boxes.
    pub(crate) fn has_boxes(&self) -> bool {
        matches!(self.form, Form::Item(bullet) if bullet.contains("[ ]"))
    }

    /// The lines in the order of the file.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = &Line> {
        let of = |below| self.lines.iter().filter(move |line| line.below == below);
        of(false).chain(of(true))
    }

    pub(crate) fn text(&self) -> String {
        let mut out = self.heading("", "The outage");
        out += "Date: 2026-11-02\n\nÄ\u{a0}was\tbroken \n\n";
        for below in [false, true] {
            let lines: Vec<&Line> = self.lines.iter().filter(|it| it.below == below).collect();
            if lines.is_empty() {
                continue;
            }
            let heading = if below { "Follow-ups" } else { "Action items" };
            out += &self.heading("#", heading);
            if self.form == Form::Table {
                out += "| Action | Issue |\n|---|---|\n";
            }
            for line in lines {
                self.line(line, &mut out);
            }
            out.push('\n');
        }
        out.replace('\n', self.newline)
    }

    fn heading(&self, more: &str, text: &str) -> String {
        match self.form {
            Form::Plain => format!("{text}:\n\n"),
            _ => format!("#{more} {text}\n\n"),
        }
    }

    fn line(&self, line: &Line, out: &mut String) {
        let words = line.words.join(" ");
        let reference = line.reference.as_ref();
        let reference = reference.map(|it| format!("{it}, {}", line.word));
        let behind = reference
            .as_ref()
            .map_or(String::new(), |it| format!(" ({it})"));
        let _ = match self.form {
            Form::Item(bullet) => {
                let bullet = match line.ticked {
                    true => bullet.replace("[ ]", "[x]"),
                    false => bullet.to_owned(),
                };
                writeln!(out, "{bullet}{words}{behind}")
            }
            Form::Plain => writeln!(out, "{words}{behind}"),
            Form::Heading if behind.is_empty() => writeln!(out, "### {words}\n"),
            Form::Heading => writeln!(out, "### {words}\n\n{}\n", behind.trim_start()),
            Form::Table => writeln!(out, "| {words} | {} |", reference.unwrap_or_default()),
        };
    }
}

pub(crate) fn files(docs: &[Doc]) -> BTreeMap<String, String> {
    docs.iter().map(|doc| (doc.path(), doc.text())).collect()
}

/// A text as it was before our references came; what stood in an issue cell is left out.
pub(crate) fn without_references(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        let cells: Vec<&str> = line.split('|').collect();
        match cells.as_slice() {
            ["", action, _, end] => kept.push(format!("|{action}||{end}")),
            // Below a heading it has a line of its own, and a blank one before it.
            _ if line.starts_with("(ft-") => drop(kept.pop()),
            _ => kept.push(without_suffix(line)),
        }
    }
    kept.concat()
}

fn without_suffix(line: &str) -> String {
    let found = line.rfind(" (ft-").and_then(|at| {
        let length = line[at..].find(", open)")? + ", open)".len();
        Some((at, at + length))
    });
    match found {
        Some((start, end)) => format!("{}{}", &line[..start], &line[end..]),
        None => line.to_owned(),
    }
}

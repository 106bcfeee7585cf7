//! The reader: from the bytes of a report to its actions and facts.
//!
//! [`read`] is total and takes time linear in the text: one pass makes lines, headings of every kind cut
//! them into segments, the forms find actions in these, and only an action's own text is read closely.

mod about;
mod absence;
mod blocks;
mod counter;
mod cover;
mod dates;
mod edition;
mod explain;
mod facts;
mod fields;
mod forms;
mod front;
mod inline;
mod judge;
mod lines;
mod owner;
mod placeholder;
mod refused;
mod sections;
mod tail;
mod told;
mod vocabulary;

pub use edition::Edition;
pub use explain::{Explained, Explanation, Mute, Refusal, Section, Taken, Verdict, explain};
pub use front::claims_confidential;
pub use vocabulary::{Role, Vocabulary, Words};

use crate::action::{Absence, Action, Dialect, Report};
use crate::text::Source;
use explain::{Ear, Heard, Refusal as Why};

/// Reads a report. Any text gives a report; nothing is guessed where the text leaves it open.
#[must_use]
pub fn read(source: &Source, words: &Vocabulary) -> Report {
    run(source, words, &Ear::DEAF).0
}

/// Reads a report; if the ear listens, what it heard comes back too.
fn run(source: &Source, words: &Vocabulary, ear: &Ear) -> (Report, Option<Heard>) {
    let text = source.text();
    if u32::try_from(text.len()).is_err() {
        return (too_long(source), None);
    }
    let matter = front::read(text);
    let dialect = dialect(source.path());
    let lines = lines::scan(text, matter.end, dialect == Dialect::Rst);
    let segments = sections::outline(text, &lines, words);
    let facts = facts::Facts {
        text,
        path: source.path(),
        lines: &lines,
        segments: &segments,
        words,
        matter: &matter,
        ear,
    };
    let incident = facts.incident();
    let (mut actions, mut candidates) = (Vec::new(), Vec::new());
    let named = (source.path(), text);
    let is_about = about::is_about_reports(named, &matter, &segments, &incident, words);
    if is_about {
        ear.refuse(0..lines.len(), Why::AboutReports);
    } else {
        let year = incident.start.map(|when| when.date.year());
        let reader = fields::Reader::new(text, &lines, words, dialect, year);
        let input = forms::Input {
            text,
            lines: &lines,
            segments: &segments,
            words,
            ear,
        };
        candidates = forms::find(&input);
        actions = candidates.iter().map(|it| reader.action(it)).collect();
        cover::demote(&mut actions, &candidates);
        cover::pair(&mut actions);
    }
    let absence = match is_about {
        true => Some(Absence::NoReport),
        false => absent(source, &lines, &segments, &actions),
    };
    let heard = ear.settle(&explain::Work {
        text,
        lines: &lines,
        segments: &segments,
        words,
        candidates: &candidates,
        matter: &matter,
    });
    let report = Report {
        path: source.path().to_owned(),
        front: matter.front,
        incident,
        sections: sections::filled(&segments, &lines),
        actions,
        absence,
        status: lines::status(text, &lines),
    };
    (report, heard)
}

/// Why a report has no action, where its text says so.
fn absent(
    source: &Source,
    lines: &[lines::Line],
    segments: &[sections::Segment],
    actions: &[Action],
) -> Option<Absence> {
    if !actions.is_empty() {
        return None;
    }
    if about::is_index(source.path(), segments) {
        return Some(Absence::NoReport);
    }
    absence::said(source.text(), lines, segments).then_some(Absence::Said)
}

fn too_long(source: &Source) -> Report {
    let mut report = Report {
        path: source.path().to_owned(),
        front: Default::default(),
        incident: Default::default(),
        sections: Vec::new(),
        actions: Vec::new(),
        absence: None,
        status: Default::default(),
    };
    report.front.problem = Some((1, "the file is longer than 4 GB".to_owned()));
    report
}

fn dialect(path: &str) -> Dialect {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ends = |extensions: &[&str]| extensions.iter().any(|it| name.ends_with(it));
    if ends(&[".rst", ".rest"]) {
        Dialect::Rst
    } else if ends(&[".txt", ".text"]) || !name.contains('.') {
        Dialect::Plain
    } else {
        Dialect::Markdown
    }
}

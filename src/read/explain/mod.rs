//! Why each line of a report was taken or not: the reader's own decisions, noted as it makes them.

mod advice;
mod listen;
mod settle;
mod verdict;

pub(super) use listen::{Ear, Note};
pub(super) use settle::{Heard, Work};
pub use verdict::{Mute, Refusal, Taken, Verdict};

use super::vocabulary::{Role, Vocabulary};
use crate::action::Report;
use crate::text::Source;

/// A report and why each of its lines was read as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The report, equal to what [`super::read`] gives.
    pub report: Report,
    /// One entry for each line of the file, in order.
    pub lines: Vec<Explained>,
    /// Every heading, in the order of the file.
    pub sections: Vec<Section>,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What the line is, and by which rule.
    pub verdict: Verdict,
    /// Index in [`Explanation::sections`] of the heading it stands under, or is.
    pub section: Option<usize>,
}

/// A heading, however it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The line, from 1.
    pub line: usize,
    /// Its words, without markup.
    pub title: String,
    /// What it and the lines below it are about, inherited where its own words do not say.
    pub about: Option<Role>,
    /// True if its own words say what it is about.
    pub named: bool,
    /// How it divides a list of actions.
    pub group: Option<Role>,
    /// True if it names the owner of the actions below it.
    pub owner: bool,
    /// The heading it stands under.
    pub parent: Option<usize>,
}

/// Reads a report and says of each line why it was read so.
#[must_use]
pub fn explain(source: &Source, words: &Vocabulary) -> Explanation {
    let ear = Ear::listening();
    match super::run(source, words, &ear) {
        (report, Some(heard)) => Explanation {
            report,
            lines: heard.lines,
            sections: heard.sections,
        },
        (report, None) => settle::unread(source, report),
    }
}

impl Explanation {
    /// The heading that says what the line of `section` is about: the innermost whose own words do.
    #[must_use]
    pub fn topic(&self, section: usize) -> Option<&Section> {
        let mut at = Some(section);
        for _ in 0..=self.sections.len() {
            let found = self.sections.get(at?)?;
            if found.named {
                return Some(found);
            }
            at = found.parent;
        }
        None
    }

    /// What the line, counted from 1, should look like to be read as an action; nothing where no one
    /// would expect one.
    #[must_use]
    pub fn advice(&self, line: usize) -> Option<&'static str> {
        let explained = self.lines.get(line.checked_sub(1)?)?;
        advice::of(self, explained)
    }
}

//! What a report holds: its actions, where each stands, and the facts of the incident.

mod bare;
mod incident;
mod reference;
mod status;
mod suffix;
mod trace;

pub use bare::{BARE_CHARS, bare};
pub use incident::{Incident, TimelineEntry, When};
pub use reference::{IssueUrl, Reference};
pub use status::{
    STATUS_HEAD, StatusRows, StatusTable, closes_status, is_status_head, status_tables,
};
use suffix::parse_link;
pub use suffix::{Suffix, Word};
pub use trace::{Trace, breaks_off, trace_of_cell, traces, traces_alone};

use jiff::civil::Date;

use crate::text::{Span, Spanned};

/// One postmortem: its actions in the order of the file, and what it says of the incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The file, as in [`crate::text::Source::path`].
    pub path: String,
    /// What the front matter settles.
    pub front: Front,
    /// The facts of the incident.
    pub incident: Incident,
    /// The words of each heading with something below it, in lower case and without numbering, in the
    /// order of the file.
    pub sections: Vec<String>,
    /// Every action found, tracked or not.
    pub actions: Vec<Action>,
    /// Why there is none, where the text says so itself.
    pub absence: Option<Absence>,
    /// Where it asks for the table of their status.
    pub status: StatusTable,
}

/// Why a document holds no action and needs none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Where actions would stand it says that there are none.
    Said,
    /// It is no report: a template, an index, a text about how reports are written.
    NoReport,
}

/// What a report's front matter says to this tool; everything is absent without one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Front {
    /// `id`: names the report whatever its file is called.
    pub id: Option<String>,
    /// `status: draft`: the report is shown, not synced.
    pub draft: bool,
    /// `confidential: true`: outputs show the report as a count only.
    pub confidential: bool,
    /// `followthrough: false`: no action of this report is tracked.
    pub opted_out: bool,
    /// Why the front matter could not be read, with its line from 1. The report is read all the same.
    pub problem: Option<(usize, String)>,
}

/// Whether an action is concrete work or a general improvement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Listed under concrete work: Tasks, Action items, TODO, Follow-ups.
    Task,
    /// General improvement wording.
    Measure,
}

impl Kind {
    /// Its name in outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Measure => "measure",
        }
    }
}

/// What a person says of an action in the report: a box, a glyph, a DONE word, a status cell.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// An unticked box, or a word for work that is not finished.
    Open,
    /// A ticked box, or a word for finished work.
    Done,
    /// Struck through without being done, or a word for work that will not be done.
    Dropped,
}

/// One corrective action as its report states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Task or measure.
    pub kind: Kind,
    /// The line, from 1, on which the action's own text begins.
    pub line: usize,
    /// The own text on one line, inline markup kept; box, suffix and mark left out.
    pub text: String,
    /// The letters and digits by which the action is recognized again, see [`bare()`].
    pub bare: String,
    /// What an issue would be called; no markup, one line, never empty.
    pub title: String,
    /// What stands beside the title, on the same line or below it; no markup needed to read it.
    pub description: Option<String>,
    /// Who is responsible, as written without `@` and emphasis.
    pub owner: Option<Spanned<String>>,
    /// The day it is due; absent when the date is not understood (then `doubts` says so).
    pub due: Option<Spanned<Date>>,
    /// As written: `P1`, `high`.
    pub priority: Option<Spanned<String>>,
    /// As written: `prevent`, `process`.
    pub category: Option<Spanned<String>>,
    /// What a person says of it, absent where nothing says so.
    pub mark: Option<Spanned<Mark>>,
    /// What stands beside a struck text, as written: why it was given up.
    pub reason: Option<Spanned<String>>,
    /// The one issue that stands for it, if the report names one.
    pub link: Option<Link>,
    /// Pull requests, commits and issues spoken of in passing, as written.
    pub mentions: Vec<Spanned<String>>,
    /// `<!-- followthrough:ignore -->` or `[no-track]` stands on it.
    pub opted_out: bool,
    /// For a measure: index in [`Report::actions`] of the task that repeats it.
    pub covered_by: Option<usize>,
    /// What of its due date could not be read for sure: "04-12-2022 may be 4 December or 12 April".
    pub doubts: Vec<Spanned<String>>,
    /// Where it stands, and so how its status is written back.
    pub place: Place,
}

impl Action {
    /// True if the report itself says that the action is finished or given up.
    #[must_use]
    pub fn settled_by_mark(&self) -> bool {
        matches!(
            self.mark.as_ref().map(|mark| mark.value),
            Some(Mark::Done | Mark::Dropped)
        )
    }
}

/// The issue that a report names for an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which issue.
    pub reference: Reference,
    /// Who wrote it, and what we wrote beside it.
    pub origin: LinkOrigin,
    /// The reference as it stands in the file.
    pub span: Span,
}

/// Where a [`Link`] comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOrigin {
    /// Our suffix at the end of the action's own text, or our form in the issue cell of its row.
    Ours(Word),
    /// A person's reference; the word is the ` (open)` that we put beside it, if any.
    Hand(Option<Word>),
}

/// The kind of markup a report is written in, which decides how a link is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Markdown, with or without HTML in it.
    Markdown,
    /// No markup at all.
    Plain,
    /// reStructuredText.
    Rst,
    /// An HTML element inside any of these.
    Html,
}

/// Where an action stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// How links are spelled here.
    pub dialect: Dialect,
    /// What the action is written as.
    pub form: Form,
    /// From the first to the last byte of the action's own text (its first block; children excluded),
    /// the suffix included, white space at both ends excluded.
    pub own: Span,
    /// The one character inside `[ ]`, or the ballot glyph.
    pub tick: Option<Span>,
    /// Where a suffix begins that is inserted: behind the own text, before hard-break blanks,
    /// closing tags and attribute blocks.
    pub suffix_at: usize,
    /// Our suffix with the blank before it, if it stands there; `suffix_at` is its start then. Beside a
    /// person's own reference it is our ` (open)`; in an issue cell the reference and word without a
    /// blank; below a heading it begins with the line ending behind the heading, so that replacing the
    /// span with a line ending, a blank line and the new suffix leaves the rest as it is.
    pub suffix: Option<Span>,
    /// What else is a reference of ours here, or is left of one, in the order of the file: those to the action's
    /// own issue are taken away by the next write-back.
    pub copies: Box<[Trace]>,
}

/// The form an action is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A bullet, number or checkbox item.
    Item,
    /// A line or paragraph without a list marker.
    Line,
    /// A heading; the suffix stands on a line of its own below it, with a blank line between.
    /// `suffix_at` is the end of the heading's line (of its underline, if it has one).
    Heading,
    /// A table row and the cells that matter for the write-back.
    Row {
        /// The content of the issue cell, without blanks around it.
        issue: Option<Span>,
        /// The content of the status cell, without blanks around it.
        status: Option<Span>,
    },
    /// A row of a table that is drawn with `+---+`: whatever is written into it breaks its borders, so nothing is.
    GridRow,
}

impl Mark {
    /// The word that says the same.
    #[must_use]
    pub fn word(self) -> Word {
        match self {
            Self::Open => Word::Open,
            Self::Done => Word::Done,
            Self::Dropped => Word::Dropped,
        }
    }
}

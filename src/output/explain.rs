//! `explain --format json`: every line of a report with its verdict. The format is a promise.

use serde::Serialize;

use crate::action::{Action, Incident, Kind, LinkOrigin, Mark};
use crate::policy::{Due, Tracking};
use crate::read::{Explanation, Verdict};
use crate::text::{LineStarts, Source, Spanned};

use super::explain_words::{rule, sentence};

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ExplainDocument {
    /// Version of this format.
    pub version: u32,
    /// The file as it was named.
    pub path: String,
    /// The facts of the incident.
    pub incident: IncidentView,
    /// The lines asked for, in order.
    pub lines: Vec<LineView>,
}

/// The facts of an incident.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct IncidentView {
    /// The report's title.
    pub title: Option<String>,
    /// A date, or a date-time with an offset where one is stated.
    pub start: Option<String>,
    /// As `start`.
    pub end: Option<String>,
    /// How long it lasted.
    pub minutes: Option<u64>,
    /// Minutes until it was noticed.
    pub detect: Option<u64>,
    /// Minutes until someone took it on.
    pub acknowledge: Option<u64>,
    /// Minutes until it was over.
    pub resolve: Option<u64>,
    /// As written.
    pub severity: Option<String>,
    /// What could not be read for sure, and what contradicts itself.
    pub doubts: Vec<FieldView>,
    /// The services it names.
    pub services: Vec<String>,
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct LineView {
    /// The line, from 1.
    pub line: usize,
    /// The line as it stands in the file.
    pub text: String,
    /// What it is.
    pub verdict: VerdictName,
    /// The rule that says so, where there is more than one.
    pub rule: Option<String>,
    /// Verdict and rule in words.
    pub explanation: String,
    /// The headings it stands under, the outermost first.
    pub sections: Vec<SectionView>,
    /// What to write instead.
    pub advice: Option<&'static str>,
    /// The actions that begin on it.
    pub actions: Vec<ExplainedAction>,
    /// The line of the action that it says more of.
    pub part_of: Option<usize>,
}

/// What a line can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictName {
    /// An action begins on it.
    Action,
    /// It says more of an action above it.
    Part,
    /// A heading.
    Heading,
    /// The name of a group of actions.
    Group,
    /// The header of a table.
    TableHead,
    /// A fact of the incident.
    Fact,
    /// An entry of the timeline.
    Entry,
    /// It is no action, though it might look like one.
    NotTaken,
    /// Running text.
    Prose,
    /// Nothing is read from it.
    Mute,
}

/// A heading over a line.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SectionView {
    /// The line, from 1.
    pub line: usize,
    /// Its words.
    pub title: String,
    /// What the lines below it are about.
    pub about: Option<crate::read::Role>,
}

/// What was read of an action.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ExplainedAction {
    /// Task or measure.
    pub kind: Kind,
    /// True if it gets an issue.
    pub tracked: bool,
    /// Why it is not tracked.
    pub not_tracked: Option<&'static str>,
    /// What an issue would be called.
    pub title: String,
    /// What stands beside the title.
    pub description: Option<String>,
    /// Who is responsible.
    pub owner: Option<FieldView>,
    /// The last day on which it is in time.
    pub due: Option<String>,
    /// Where that day, or its absence, comes from.
    pub due_origin: String,
    /// Where the day is stated.
    pub due_stated: Option<FieldView>,
    /// As written.
    pub priority: Option<FieldView>,
    /// As written.
    pub category: Option<FieldView>,
    /// `open`, `done` or `dropped`, where the report says so.
    pub mark: Option<FieldView>,
    /// The issue that the report names for it.
    pub link: Option<FieldView>,
    /// True if this tool wrote that reference.
    pub ours: bool,
    /// What is spoken of in passing.
    pub mentions: Vec<FieldView>,
    /// What could not be read for sure.
    pub doubts: Vec<FieldView>,
    /// The line of the task that repeats this measure.
    pub covered_by: Option<usize>,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FieldView {
    /// What was read.
    pub value: String,
    /// The line, from 1.
    pub line: usize,
    /// The text it was read from.
    pub written: String,
}

/// What is known of the actions of a report beyond its text, in their order.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Whether each is tracked.
    pub tracking: &'a [Tracking],
    /// When each is due.
    pub dues: &'a [Due],
}

/// The text that is explained; fields of every action are looked up in it by their offsets.
struct Page<'a> {
    source: &'a Source,
    starts: LineStarts,
}

/// The document of one report, or of one `line` of it.
#[must_use]
pub fn explain(
    source: &Source,
    explanation: &Explanation,
    judged: Judged,
    line: Option<usize>,
) -> ExplainDocument {
    let page = Page {
        source,
        starts: source.line_starts(),
    };
    let lines = source.text().lines().enumerate();
    ExplainDocument {
        version: super::VERSION,
        path: source.path().to_owned(),
        incident: incident(&page, &explanation.report.incident),
        lines: lines
            .map(|(at, text)| (at + 1, text))
            .filter(|(number, _)| line.is_none_or(|it| it == *number))
            .filter_map(|(number, text)| view(&page, explanation, judged, (number, text)))
            .collect(),
    }
}

fn incident(page: &Page, incident: &Incident) -> IncidentView {
    IncidentView {
        title: incident.title.clone(),
        start: incident.start.map(|when| when.to_string()),
        end: incident.end.map(|when| when.to_string()),
        minutes: incident.minutes,
        detect: incident.detect,
        acknowledge: incident.acknowledge,
        resolve: incident.resolve,
        doubts: incident
            .doubts
            .iter()
            .map(|it| written(page, it, it.value.clone()))
            .collect(),
        severity: incident.severity.clone(),
        services: incident.services.clone(),
    }
}

fn view(
    page: &Page,
    explanation: &Explanation,
    judged: Judged,
    (number, text): (usize, &str),
) -> Option<LineView> {
    let explained = explanation.lines.get(number - 1)?;
    let actions = match &explained.verdict {
        Verdict::Action { actions, .. } => actions.clone(),
        _ => 0..0,
    };
    let all = &explanation.report.actions;
    Some(LineView {
        line: number,
        text: text.to_owned(),
        verdict: name(&explained.verdict),
        rule: rule(&explained.verdict),
        explanation: sentence(explanation, explained, judged),
        sections: sections(explanation, explained.section),
        advice: explanation.advice(number),
        actions: actions
            .filter_map(|at| action(page, all, judged, at))
            .collect(),
        part_of: match explained.verdict {
            Verdict::Part { action } => all.get(action).map(|it| it.line),
            _ => None,
        },
    })
}

fn name(verdict: &Verdict) -> VerdictName {
    match verdict {
        Verdict::Action { .. } => VerdictName::Action,
        Verdict::Part { .. } => VerdictName::Part,
        Verdict::Heading => VerdictName::Heading,
        Verdict::Group => VerdictName::Group,
        Verdict::TableHead => VerdictName::TableHead,
        Verdict::Fact(_) => VerdictName::Fact,
        Verdict::Entry => VerdictName::Entry,
        Verdict::Refused(_) => VerdictName::NotTaken,
        Verdict::Prose => VerdictName::Prose,
        Verdict::Mute(_) => VerdictName::Mute,
    }
}

fn sections(explanation: &Explanation, section: Option<usize>) -> Vec<SectionView> {
    let mut out = Vec::new();
    let mut next = section;
    while let Some(found) = next.and_then(|at| explanation.sections.get(at)) {
        out.push(SectionView {
            line: found.line,
            title: found.title.clone(),
            about: found.about,
        });
        // A parent stands before its children, so this ends.
        next = found.parent.filter(|parent| Some(*parent) < next);
    }
    out.reverse();
    out
}

fn action(page: &Page, all: &[Action], judged: Judged, at: usize) -> Option<ExplainedAction> {
    let (action, tracking, due) = (all.get(at)?, judged.tracking.get(at)?, judged.dues.get(at)?);
    let field = |it: &Spanned<String>| written(page, it, it.value.clone());
    let link = action.link.as_ref();
    Some(ExplainedAction {
        kind: action.kind,
        tracked: tracking.is_tracked(),
        not_tracked: Some(tracking.explain()).filter(|why| !why.is_empty()),
        title: action.title.clone(),
        description: action.description.clone(),
        owner: action.owner.as_ref().map(field),
        due: due.date.map(|date| date.to_string()),
        due_origin: due.explain(),
        due_stated: action
            .due
            .as_ref()
            .map(|it| written(page, it, it.value.to_string())),
        priority: action.priority.as_ref().map(field),
        category: action.category.as_ref().map(field),
        mark: action
            .mark
            .as_ref()
            .map(|it| written(page, it, mark(it.value).to_owned())),
        link: link.map(|it| {
            let reference = Spanned::new((), it.span);
            written(page, &reference, it.reference.to_string())
        }),
        ours: link.is_some_and(|it| matches!(it.origin, LinkOrigin::Ours(_))),
        mentions: action.mentions.iter().map(field).collect(),
        doubts: action.doubts.iter().map(field).collect(),
        covered_by: action
            .covered_by
            .and_then(|task| all.get(task))
            .map(|task| task.line),
    })
}

fn mark(mark: Mark) -> &'static str {
    mark.word().as_str()
}

fn written<T>(page: &Page, at: &Spanned<T>, value: String) -> FieldView {
    FieldView {
        value,
        line: page.starts.line_of(at.span.start),
        written: page.source.slice(at.span).to_owned(),
    }
}

//! What another edition of the reader would change.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::look::{DIM, GOOD, WARN, count, paint};
use super::plan::confidential_paths;
use crate::escape::terminal_text;
use crate::ledger::{Ledger, Scheduled};
use crate::read::Edition;

/// What is tracked by one edition of the reader and not by another.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ReadingView {
    /// The edition that the configuration names; of several projects the oldest.
    pub from: u32,
    /// The edition that was asked for, and that the plan goes by.
    pub to: u32,
    /// What would be tracked besides.
    pub newly: Vec<ReadAction>,
    /// What would be tracked no longer.
    pub no_longer: Vec<ReadAction>,
    /// How many more of both stand in confidential reports.
    pub confidential: usize,
    /// How many of the new ones are late at once.
    pub late: usize,
}

impl ReadingView {
    /// What the edition changes in two sets of reports.
    pub(super) fn join(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (Some(one), Some(other)) = (&one, &other) else {
            return one.or(other);
        };
        Some(Self {
            from: one.from.min(other.from),
            to: one.to,
            newly: [&one.newly[..], &other.newly].concat(),
            no_longer: [&one.no_longer[..], &other.no_longer].concat(),
            confidential: one.confidential + other.confidential,
            late: one.late + other.late,
        })
    }
}

/// An action that only one of the editions sees.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct ReadAction {
    /// The report.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The action's title.
    pub title: String,
    /// When it is due.
    pub due: Option<String>,
}

/// Where an action stands: the path of its report, and the offset of its own text.
type At<'a> = (&'a str, usize);

/// Compares what was tracked, as read by the edition `from`, with the ledger as read by `to`.
#[must_use]
pub fn reading(
    [from, to]: [Edition; 2],
    before: &[Scheduled],
    ledger: &Ledger,
    today: Date,
) -> ReadingView {
    let old: BTreeMap<At, (ReadAction, bool)> = before.iter().flat_map(tracked).collect();
    let new: BTreeMap<At, (ReadAction, bool)> = ledger
        .entries
        .iter()
        .filter(|entry| entry.tracking.is_tracked())
        .map(|entry| {
            let (report, action) = (&ledger.reports[entry.report].report, ledger.action(entry));
            let late = entry.due.date.is_some_and(|date| date < today);
            let seen = of(&report.path, action, entry.due.date);
            ((report.path.as_str(), action.place.own.start), (seen, late))
        })
        .collect();
    let secret = confidential_paths(ledger);
    let mut hidden = 0;
    let mut only = |these: &BTreeMap<At, (ReadAction, bool)>, those: &BTreeMap<At, _>| {
        let missing = these.iter().filter(|(at, _)| !those.contains_key(*at));
        let (shown, rest): (Vec<_>, Vec<_>) = missing.partition(|(at, _)| !secret.contains(at.0));
        hidden += rest.len();
        shown.into_iter().map(|(_, it)| it.clone()).collect()
    };
    let newly: Vec<(ReadAction, bool)> = only(&new, &old);
    let no_longer: Vec<(ReadAction, bool)> = only(&old, &new);
    let views = |it: &[(ReadAction, bool)]| it.iter().map(|it| it.0.clone()).collect();
    ReadingView {
        from: from.number(),
        to: to.number(),
        late: newly.iter().filter(|it| it.1).count(),
        newly: views(&newly),
        no_longer: views(&no_longer),
        confidential: hidden,
    }
}

fn tracked(report: &Scheduled) -> impl Iterator<Item = (At<'_>, (ReadAction, bool))> {
    let path = report.report.path.as_str();
    let actions = report.report.actions.iter().zip(&report.dues);
    let tracked = actions.zip(&report.tracking).filter(|it| it.1.is_tracked());
    tracked.map(move |((action, due), _)| {
        let seen = of(path, action, due.date);
        ((path, action.place.own.start), (seen, false))
    })
}

fn of(path: &str, action: &crate::action::Action, due: Option<Date>) -> ReadAction {
    ReadAction {
        path: path.to_owned(),
        line: action.line,
        title: action.title.clone(),
        due: due.map(|date| date.to_string()),
    }
}

/// The difference as text, a line for each action; the plan that goes by it follows.
#[must_use]
pub(super) fn reading_text(view: &ReadingView) -> String {
    let ReadingView { from, to, .. } = view;
    let number = view.newly.len() + view.no_longer.len() + view.confidential;
    if from == to {
        return format!("Edition {to} of the reader is the one in use. The plan with it:\n");
    }
    if number == 0 {
        return format!(
            "Edition {to} of the reader tracks what edition {from} does. The plan with it:\n"
        );
    }
    let mut out = format!("Edition {to} of the reader instead of {from}:\n");
    for action in &view.newly {
        out.push_str(&line(&paint(GOOD, "+ tracked"), action));
    }
    for action in &view.no_longer {
        out.push_str(&line(&paint(WARN, "- not tracked any more"), action));
    }
    if view.confidential > 0 {
        let hidden = count(view.confidential, "difference");
        out.push_str(&format!("{hidden} in confidential reports not shown\n"));
    }
    out.push_str(&format!(
        "{} more, {} fewer; `reading: {to}` in followthrough.yml makes it so.\n",
        count(view.newly.len(), "action"),
        view.no_longer.len()
    ));
    if view.late > 0 {
        out.push_str(&format!(
            "{} late at once; `followthrough adopt` lets what is owed fall due one by one.\n",
            match view.late {
                1 => "1 of them is".to_owned(),
                several => format!("{several} of them are"),
            }
        ));
    }
    out + "The plan with it:\n"
}

fn line(sign: &str, action: &ReadAction) -> String {
    let due = action.due.as_ref();
    let due = due.map_or(String::new(), |date| format!(", due {date}"));
    let title = terminal_text(&action.title);
    let place = format!("{}:{}", terminal_text(&action.path), action.line);
    format!("{sign}  {title}{due}  {}\n", paint(DIM, &place))
}

//! What a change says differently of actions that its base knows: due date, owner, priority.

use std::collections::BTreeSet;

use super::check::CheckDocument;
use crate::action::Action;
use crate::ledger::{Comparison, Entry, Ledger};
use crate::policy::Rule;
use crate::render::MovedRow;

/// A row for each field that differs, in the order of the reports; nothing of confidential reports.
#[must_use]
pub fn moved(old: &Ledger, new: &Ledger, comparison: &Comparison) -> Vec<MovedRow> {
    let pairs = new.entries.iter().enumerate().filter_map(|(at, entry)| {
        let before = &old.entries[comparison.older(at)?];
        let delicate = new.reports[entry.report].report.front.confidential
            || old.reports[before.report].report.front.confidential;
        (!delicate && entry.tracking.is_tracked()).then_some((before, entry))
    });
    pairs
        .flat_map(|(before, entry)| rows((old, before), (new, entry)))
        .collect()
}

/// The rows that no finding tells: the rules may be off, and they speak of open actions alone.
#[must_use]
pub fn untold(mut rows: Vec<MovedRow>, check: &CheckDocument) -> Vec<MovedRow> {
    let told: BTreeSet<(&str, &str)> = check
        .findings
        .iter()
        .filter_map(|it| Some((it.rule, it.title.as_deref()?)))
        .collect();
    let rule = |field: &str| match field {
        "due" => Rule::DueMoved.id(),
        _ => Rule::Reassigned.id(),
    };
    rows.retain(|row| !told.contains(&(rule(&row.field), &row.title)));
    rows
}

fn rows(old: (&Ledger, &Entry), new: (&Ledger, &Entry)) -> Vec<MovedRow> {
    let fields = [
        ("due", due(old.1), due(new.1)),
        (
            "owner",
            owner(old.0.action(old.1)),
            owner(new.0.action(new.1)),
        ),
        (
            "priority",
            priority(old.0.action(old.1)),
            priority(new.0.action(new.1)),
        ),
    ];
    let changed = fields
        .into_iter()
        .filter(|(_, before, after)| before != after);
    changed
        .map(|(field, before, after)| MovedRow {
            title: new.0.action(new.1).title.clone(),
            field: field.to_owned(),
            before: before.unwrap_or_else(|| "none".to_owned()),
            after: after.unwrap_or_else(|| "none".to_owned()),
        })
        .collect()
}

fn due(entry: &Entry) -> Option<String> {
    entry.due.date.map(|it| it.to_string())
}

fn owner(action: &Action) -> Option<String> {
    action.owner.as_ref().map(|it| it.value.clone())
}

fn priority(action: &Action) -> Option<String> {
    action.priority.as_ref().map(|it| it.value.clone())
}

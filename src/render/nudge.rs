//! A reminder as a comment on an issue.

use jiff::civil::Date;
use serde::Serialize;

use super::trial::full_report;
use super::{RenderError, ReportView, Templates};
use crate::ledger::{Entry, Ledger};

/// The template of a reminder, with its built-in source.
pub(super) const NUDGE: (&str, &str) =
    ("nudge.md.hbs", include_str!("../../templates/nudge.md.hbs"));

/// What the template may speak of.
#[derive(Default, Serialize)]
pub(super) struct NudgeView<'a> {
    title: &'a str,
    owner: Option<&'a str>,
    due: String,
    due_why: String,
    days_left: Option<String>,
    days_late: Option<String>,
    report: ReportView<'a>,
}

/// A reminder in which nothing is left out.
pub(super) fn full() -> NudgeView<'static> {
    let some = || Some("…".to_owned());
    NudgeView {
        title: "…",
        owner: Some("…"),
        due: "…".to_owned(),
        due_why: "…".to_owned(),
        days_left: some(),
        days_late: some(),
        report: full_report(),
    }
}

impl Templates {
    /// The comment that reminds of `due`, the due date of an entry, on `today`; `owner` is an account that
    /// is spoken to.
    ///
    /// # Errors
    /// [`RenderError::Template`] if the template fails on this action.
    pub fn nudge(
        &self,
        ledger: &Ledger,
        entry: &Entry,
        (due, today): (Date, Date),
        owner: Option<&str>,
    ) -> Result<String, RenderError> {
        let days = |from: Date, to: Date| {
            let count = from.duration_until(to).as_hours() / 24;
            let unit = if count == 1 { "day" } else { "days" };
            (count > 0).then(|| format!("{count} {unit}"))
        };
        let view = NudgeView {
            title: &ledger.action(entry).title,
            owner,
            due: due.to_string(),
            due_why: entry.due.explain(),
            days_left: days(today, due),
            days_late: days(due, today),
            report: self.report(ledger, entry),
        };
        Ok(capitalized(self.render(NUDGE.0, &view)?.trim()))
    }
}

/// A sentence that speaks to nobody begins with its own first word.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

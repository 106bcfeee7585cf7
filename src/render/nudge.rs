//! A reminder as a comment on an issue.

use jiff::civil::Date;
use serde::Serialize;

use super::{RenderError, ReportView, Templates, broken};
use crate::ledger::{Entry, Ledger};

/// The template of a reminder, with its built-in source.
pub(super) const NUDGE: (&str, &str) =
    ("nudge.md.hbs", include_str!("../../templates/nudge.md.hbs"));

/// What the template may speak of.
#[derive(Serialize)]
struct NudgeView<'a> {
    title: &'a str,
    owner: Option<&'a str>,
    due: String,
    due_why: String,
    days_left: Option<String>,
    days_late: Option<String>,
    report: ReportView<'a>,
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
        let rendered = self.issues.render(NUDGE.0, &view);
        let text = rendered.map_err(|error| broken(NUDGE.0, error.to_string()))?;
        Ok(capitalized(text.trim()))
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

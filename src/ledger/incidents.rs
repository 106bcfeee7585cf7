//! Whether a report tells of the incident for which an issue was opened.

use super::similar::UNSURE_RATIO;
use crate::action::Report;
use crate::issue::Issue;

/// Whether a report tells of the incident that another one told of.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum SameIncident {
    /// Both have the same title.
    Yes,
    /// It has another title.
    No,
    /// It has no title.
    Perhaps,
}

/// Compares the title of a report with what `issues` say of theirs.
pub(super) fn same_incident<'a>(
    mut issues: impl Iterator<Item = &'a Issue>,
    report: &Report,
) -> SameIncident {
    let Some(title) = &report.incident.title else {
        return SameIncident::Perhaps;
    };
    let title = letters(title);
    let tells = |it: &Issue| {
        let block = it.body.block();
        block.is_some_and(|block| letters(block).contains(&title))
    };
    match issues.any(tells) {
        true => SameIncident::Yes,
        false => SameIncident::No,
    }
}

/// True if the issue names the title of its report, and this report's is nothing like it: it stands under the name of
/// one that was archived.
pub(super) fn is_another(issue: &Issue, report: &Report) -> bool {
    let named = named_title(issue).map(letters);
    let title = report.incident.title.as_deref().map(letters);
    let (Some(named), Some(title)) = (named, title) else {
        return false;
    };
    let ratio = rapidfuzz::fuzz::ratio(named.chars(), title.chars());
    same_incident([issue].into_iter(), report) == SameIncident::No && ratio < UNSURE_RATIO
}

/// The title in the line of our block that names the report.
fn named_title(issue: &Issue) -> Option<&str> {
    let line = fact(issue, "Report")?;
    let (title, _) = line.rsplit_once(", ")?;
    Some(title)
}

/// What our block says behind `- NAME:`. A template of the user's own may say it otherwise, or not.
pub(super) fn fact<'a>(issue: &'a Issue, name: &str) -> Option<&'a str> {
    let lines = issue.body.block()?.lines();
    let mut said = lines.filter_map(|line| {
        line.strip_prefix("- ")?
            .strip_prefix(name)?
            .strip_prefix(": ")
    });
    said.next_back()
}

/// A text without what is escaped on the way into an issue.
pub(super) fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

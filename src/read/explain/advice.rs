//! What to write instead, for lines that someone may have meant as actions.

use super::{Explained, Explanation, Refusal, Verdict};
use crate::read::vocabulary::Role;

/// The advice for one line, if any is due.
pub(super) fn of(explanation: &Explanation, line: &Explained) -> Option<&'static str> {
    let about = line
        .section
        .and_then(|at| explanation.sections.get(at))
        .and_then(|section| section.about);
    match line.verdict {
        Verdict::Refused(refusal) => refused(refusal, about),
        Verdict::Prose if about.is_some_and(Role::is_action) => Some(AS_ITEM),
        _ => None,
    }
}

const AS_ITEM: &str = "begin the line with `- `, or with `- [ ] `, to make it an action";

fn refused(refusal: Refusal, about: Option<Role>) -> Option<&'static str> {
    match refusal {
        Refusal::Outside => Some(
            "if it is an action, put it under a heading like `## Action items`, or write `- [ ] ` before it",
        ),
        Refusal::Section if about == Some(Role::Timeline) => None,
        Refusal::Section => {
            Some("if it is still to be done, move it under a heading like `## Action items`")
        }
        Refusal::AboutReports => {
            Some("if this is a report, give it a title or file name of its own, without `template`")
        }
        Refusal::Placeholder | Refusal::EmptyRow => Some("write what is to be done in its place"),
        Refusal::Question => Some("say what is to be found out: `Find out whether …`"),
        Refusal::ReferenceOnly => Some("write what is to be done before the reference"),
        Refusal::TimeEntry => Some("put the time behind the words"),
        Refusal::Closing | Refusal::Tale | Refusal::Phrase | Refusal::AfterClosing => Some(AS_ITEM),
        Refusal::BesideList => Some("make it an item of the list, or a row of the table"),
        Refusal::LoneField => {
            Some("put it on a line below its action, indented, or behind its text")
        }
        Refusal::TooLong => Some("say in one line what is to be done, and the rest below it"),
        Refusal::ExplainsTable => Some("make it a row of the table, or write `- [ ] ` before it"),
        Refusal::Fact => {
            Some("begin it with what is to be done (`Add …`), or write `- [ ] ` before it")
        }
        Refusal::NotLed => Some("begin the paragraph with its owner in bold, as the others do"),
        Refusal::NoActionColumn => Some(
            "if it lists actions, put it under a heading like `## Action items`, or name its columns `Action item` and `Owner` (or yours in `vocabulary.columns`)",
        ),
        Refusal::NoTableHead => Some("put `|---|---|` under the line that names the columns"),
        Refusal::ContentsLink
        | Refusal::AboutReport
        | Refusal::Definition
        | Refusal::Lead
        | Refusal::ToldDone
        | Refusal::GoesOn
        | Refusal::TimedTable => None,
    }
}

//! The verdict on a line as a sentence.

use super::explain::Judged;
use super::look::count;
use crate::read::{Explained, Explanation, Refusal, Role, Section, Taken, Verdict};

/// `action (task, tracked): numbered item under "Action items"`.
pub(super) fn sentence(explanation: &Explanation, line: &Explained, judged: Judged) -> String {
    let section = line.section.and_then(|at| explanation.sections.get(at));
    match &line.verdict {
        Verdict::Action { actions, rule } => {
            let kinds: Vec<String> = actions
                .clone()
                .filter_map(|at| kind(explanation, judged, at))
                .collect();
            let noun = match kinds.len() {
                0 | 1 => "action".to_owned(),
                more => count(more, "action"),
            };
            let under = place(explanation, line, *rule);
            format!("{noun} ({}): {}{under}", kinds.join("; "), rule.words())
        }
        Verdict::Part { action } => {
            let of = explanation.report.actions.get(*action);
            let line = of.map_or(0, |it| it.line);
            format!("part of the action on line {line}")
        }
        Verdict::Heading => section.map_or_else(|| "heading".to_owned(), heading),
        Verdict::Group => "group: the actions stand below it".to_owned(),
        Verdict::TableHead => "table header: its columns say what the cells hold".to_owned(),
        Verdict::Fact(role) => format!("fact of the incident: {}", role.words()),
        Verdict::Entry => "timeline entry, no action".to_owned(),
        Verdict::Refused(why) => format!("not taken: {}", refused(explanation, line, *why)),
        Verdict::Prose => "prose, not tracked".to_owned(),
        Verdict::Mute(why) => why.words().to_owned(),
    }
}

/// The rule's name, where a verdict can have several.
pub(super) fn rule(verdict: &Verdict) -> Option<String> {
    let name = match verdict {
        Verdict::Action { rule, .. } => serde_json::to_value(rule),
        Verdict::Refused(why) => serde_json::to_value(why),
        Verdict::Mute(why) => serde_json::to_value(why),
        Verdict::Fact(role) => serde_json::to_value(role),
        _ => return None,
    };
    name.ok()?.as_str().map(str::to_owned)
}

fn kind(explanation: &Explanation, judged: Judged, at: usize) -> Option<String> {
    let action = explanation.report.actions.get(at)?;
    let tracking = judged.tracking.get(at)?;
    let kind = action.kind.as_str();
    Some(match tracking.is_tracked() {
        true => format!("{kind}, tracked"),
        false => format!("{kind}, not tracked: {}", tracking.explain()),
    })
}

/// ` under "Action items"`, where the rule needs a heading.
fn place(explanation: &Explanation, line: &Explained, rule: Taken) -> String {
    if matches!(rule, Taken::Box | Taken::TellingRow) {
        return String::new();
    }
    let named = line.section.and_then(|at| explanation.topic(at));
    named.map_or_else(String::new, |section| {
        format!(" under \"{}\" (line {})", section.title, section.line)
    })
}

fn heading(section: &Section) -> String {
    if section.owner && section.about.is_some_and(Role::is_action) {
        return "heading: the owner of the actions below it".to_owned();
    }
    match (section.about, section.group) {
        (Some(about), Some(group)) if about.is_action() => format!(
            "heading: a group ({}) in a section of {}",
            group.words(),
            about.words()
        ),
        (Some(about), _) if section.named => {
            let barred = matches!(
                about,
                Role::Timeline
                    | Role::Routine
                    | Role::Template
                    | Role::Resolution
                    | Role::Facts
                    | Role::Cause
            );
            let none = match about {
                Role::Task | Role::Measure | Role::Lessons => "",
                _ if barred => ", from which no action is taken",
                _ => ", where only checkboxes and tables of actions count",
            };
            format!("heading: opens a section of {}{none}", about.words())
        }
        (Some(about), _) => format!("heading: inside a section of {}", about.words()),
        (None, _) => "heading: no words that are known".to_owned(),
    }
}

fn refused(explanation: &Explanation, line: &Explained, why: Refusal) -> String {
    let section = line.section.and_then(|at| explanation.sections.get(at));
    let named = line.section.and_then(|at| explanation.topic(at));
    match (why, section.and_then(|it| it.about), named) {
        (Refusal::Section, Some(about), Some(named)) => format!(
            "it stands under \"{}\" (line {}), a section of {}",
            named.title,
            named.line,
            about.words()
        ),
        (Refusal::Fact, _, Some(named)) => {
            format!("statement of a fact under \"{}\"", named.title)
        }
        _ => why.words().to_owned(),
    }
}

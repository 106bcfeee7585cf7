//! Open actions whose owner or priority a pull request changes.

use super::{Court, Finding};
use crate::action::Action;
use crate::ledger::{Comparison, Ledger};
use crate::policy::Rule;

/// `head` is the court over the pull request, `base` what it began on.
pub(in crate::judge) fn find(
    head: &Court<'_>,
    base: &Ledger,
    comparison: &Comparison,
) -> Vec<Finding> {
    let entries = head.ledger.entries.iter().enumerate();
    let open = entries.filter(|(_, entry)| head.is_pending(entry));
    let changed = open.filter_map(|(at, entry)| {
        let before = base.action(&base.entries[comparison.older(at)?]);
        let message = difference(before, head.ledger.action(entry))?;
        let help = "nothing, if it was agreed on with them".to_owned();
        Some(head.about(entry, Rule::Reassigned, message, help))
    });
    changed.collect()
}

fn difference(before: &Action, now: &Action) -> Option<String> {
    let owner = |it: &Action| it.owner.as_ref().map(|it| it.value.clone());
    let priority = |it: &Action| it.priority.as_ref().map(|it| it.value.clone());
    let parts = [
        changed("owner", owner(before), owner(now)),
        changed("priority", priority(before), priority(now)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn changed(what: &str, before: Option<String>, now: Option<String>) -> Option<String> {
    let name = |it: &Option<String>| it.clone().unwrap_or_else(|| "nobody".to_owned());
    let level = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
    let shown = if what == "owner" { name } else { level };
    (before != now).then(|| format!("{what} {}, was {}", shown(&now), shown(&before)))
}

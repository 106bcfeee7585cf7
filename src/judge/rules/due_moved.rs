//! Open actions whose due date a pull request moves.

use super::{Court, Finding};
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
    let moved = open.filter_map(|(at, entry)| {
        let before = base.entries[comparison.older(at)?].due.date;
        let now = entry.due.date;
        if before == now {
            return None;
        }
        let day =
            |date: Option<jiff::civil::Date>| date.map_or("never".to_owned(), |it| it.to_string());
        let message = format!(
            "due {}, was {}: {}",
            day(now),
            day(before),
            entry.due.explain()
        );
        let help = "fine if it was agreed on; say so in the pull request";
        Some(head.about(entry, Rule::DueMoved, message, help.to_owned()))
    });
    moved.collect()
}

//! Two issues for one action, or an issue with our key by somebody who is not trusted.

use super::{Court, Finding};
use crate::judge::Place;
use crate::ledger::{Double, Entry, Hold, Pairing};
use crate::policy::Rule;

pub(in crate::judge) fn find(court: &Court<'_>, entry: &Entry) -> Option<Finding> {
    let Pairing::Held(Hold::Untrusted(issue)) = &entry.pairing else {
        return None;
    };
    let message = format!(
        "{} carries this action's key, and its author is not trusted; no issue is opened",
        issue.place()
    );
    let help = "add its author to `tracker.authors` if it is yours, or remove the marker from it";
    Some(court.about(entry, Rule::DuplicateIssue, message, help.to_owned()))
}

/// Issues that carry the same key.
pub(in crate::judge) fn of_keys(court: &Court<'_>) -> Vec<Finding> {
    let finding = |Double { keep, other }: &Double| {
        let place = Place {
            path: other.place(),
            line: None,
        };
        let message = format!("it carries the same key as {}", keep.place());
        let help = format!(
            "close the one that is not needed; {} is the one in use",
            keep.place()
        );
        Finding {
            report: other.marker().map(|marker| marker.report.clone()),
            subject: Some(other.id.to_string()),
            title: Some(other.title.clone()),
            handle: Some(court.handles.handle(other)),
            key: other.marker().map(|marker| marker.key.to_string()),
            issue: Some(other.place()),
            ..Finding::of_place(Rule::DuplicateIssue, place, message, help)
        }
    };
    let open = |double: &&Double| double.other.state.is_open();
    let doubles = court.ledger.doubles.iter().filter(open);
    doubles.map(finding).collect()
}

//! Issues whose marker lost the name of its report to somebody's hand.

use std::collections::HashMap;

use super::Scheduled;
use super::claims;
use super::fingerprint::fingerprint;
use super::names::ReportNames;
use super::shelf::Shelf;
use super::similar::{MOST_COMPARISONS, Text, UNSURE_RATIO, ratio};

/// For each such issue the report with the action that is most like it; of several the one that its key was made for.
pub(super) fn owners(
    reports: &[Scheduled],
    names: &ReportNames,
    shelf: &Shelf,
) -> HashMap<usize, usize> {
    let lost = |at: &usize| shelf.marker(*at).is_some_and(|it| it.report.is_empty());
    let issues: Vec<usize> = shelf.ours().filter(lost).collect();
    if issues.is_empty() {
        return HashMap::new();
    }
    let actions: Vec<(usize, &str, Text)> = claims::actions(reports)
        .map(|(at, action)| (at.0, action.bare.as_str(), Text::of_action(action)))
        .collect();
    let most = MOST_COMPARISONS / actions.len().max(1);
    let owner = |issue: usize| {
        let (text, key) = (Text::of_issue(shelf.get(issue)), &shelf.marker(issue)?.key);
        let likeness = |(report, bare, other): &(usize, &str, Text)| {
            let made = names.aliases(*report).iter();
            let made = made.filter(|name| fingerprint(name, bare, 0) == *key);
            (ratio(&text, other), made.count(), *report)
        };
        let best = actions.iter().map(likeness);
        let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        (best.0 >= UNSURE_RATIO).then_some((issue, best.2))
    };
    issues.into_iter().take(most).filter_map(owner).collect()
}

//! Which reports were renamed: their names are gone, and their actions stand elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{At, actions};
use super::names::{ReportNames, Votes};
use super::shelf::Shelf;
use super::similar::{MOST_COMPARISONS, Text, ratio};
use super::{Coverage, Scheduled, text_key};
use crate::action::Action;

/// From this mean likeness on, a new report is one that is gone: what was reworded by a third is above
/// it, and what two reports say of different things is below.
const RENAME_RATIO: f64 = 0.65;

/// Learns from suffixes, then from texts that agree, then from likeness, which reports were renamed.
pub(super) fn learn(
    names: &mut ReportNames,
    claims: &BTreeMap<usize, Vec<At>>,
    reports: &[Scheduled],
    shelf: &Shelf,
    coverage: &Coverage,
) {
    names.learn(&votes_of_suffixes(claims, shelf), coverage);
    let gone = gone(names, shelf, coverage);
    if gone.is_empty() {
        return;
    }
    // One equal text may be chance; two from the same report are a renamed file.
    let votes = votes_of_texts(&gone, reports, shelf).at_least(2);
    names.learn(&votes, coverage);
    let gone = self::gone(names, shelf, coverage);
    let strangers = strangers(names, reports, shelf);
    let work = gone.len()
        * strangers
            .iter()
            .map(|it| actions_of(reports, *it).count())
            .sum::<usize>();
    if work <= MOST_COMPARISONS {
        names.learn(
            &votes_of_likeness(&gone, &strangers, reports, shelf),
            coverage,
        );
    }
}

fn votes_of_suffixes(claims: &BTreeMap<usize, Vec<At>>, shelf: &Shelf) -> Votes {
    let mut votes = Votes::default();
    for (issue, claimants) in claims {
        if let Some(marker) = shelf.marker(*issue) {
            for (report, _) in claimants {
                votes.cast(&marker.report, Some(*report));
            }
        }
    }
    votes
}

/// The issues of reports that are gone.
fn gone(names: &ReportNames, shelf: &Shelf, coverage: &Coverage) -> Vec<usize> {
    let of_a_gone_report = |at: &usize| {
        let marker = shelf.marker(*at);
        marker.is_some_and(|it| !it.report.is_empty() && names.is_gone(&it.report, coverage))
    };
    shelf.ours().filter(of_a_gone_report).collect()
}

fn votes_of_texts(gone: &[usize], reports: &[Scheduled], shelf: &Shelf) -> Votes {
    let mut texts: BTreeMap<_, Option<usize>> = BTreeMap::new();
    for ((report, _), action) in actions(reports) {
        texts
            .entry(text_key(&action.bare))
            .and_modify(|known| *known = known.filter(|known| *known == report))
            .or_insert(Some(report));
    }
    let mut votes = Votes::default();
    for marker in gone.iter().filter_map(|at| shelf.marker(*at)) {
        let text = marker.text.as_ref();
        let report = text.and_then(|text| texts.get(text)?.as_ref());
        votes.cast(&marker.report, report.copied());
    }
    votes
}

/// Reports that no issue names: new ones, or old ones under a new name.
fn strangers(names: &ReportNames, reports: &[Scheduled], shelf: &Shelf) -> Vec<usize> {
    let known: BTreeSet<usize> = shelf
        .ours()
        .filter_map(|at| names.owner(&shelf.marker(at)?.report))
        .collect();
    let is_stranger = |at: &usize| !known.contains(at);
    (0..reports.len()).filter(is_stranger).collect()
}

/// Every gone report votes, with all its issues, for the stranger that is most like it.
fn votes_of_likeness(
    gone: &[usize],
    strangers: &[usize],
    reports: &[Scheduled],
    shelf: &Shelf,
) -> Votes {
    let mut by_name: BTreeMap<&str, Vec<Text>> = BTreeMap::new();
    for at in gone {
        if let Some(marker) = shelf.marker(*at) {
            let text = Text::of_issue(shelf.get(*at));
            by_name.entry(&marker.report).or_default().push(text);
        }
    }
    let texts: Vec<(usize, Vec<Text>)> = strangers
        .iter()
        .map(|report| {
            (
                *report,
                actions_of(reports, *report).map(Text::of_action).collect(),
            )
        })
        .collect();
    let mut votes = Votes::default();
    for (name, issues) in by_name {
        let scored = texts
            .iter()
            .map(|(report, actions)| (*report, likeness(&issues, actions)));
        let best = scored.max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((report, likeness)) = best
            && likeness >= RENAME_RATIO
        {
            votes.cast(name, Some(report));
        }
    }
    votes
}

/// How alike each issue is to the action that is most like it, on the mean.
fn likeness(issues: &[Text], actions: &[Text]) -> f64 {
    let best = |issue: &Text| {
        let ratios = actions.iter().map(|action| ratio(action, issue));
        ratios.fold(0.0, f64::max)
    };
    #[expect(clippy::cast_precision_loss, reason = "a report has no 2^52 actions")]
    let count = issues.len() as f64;
    issues.iter().map(best).sum::<f64>() / count
}

fn actions_of(reports: &[Scheduled], report: usize) -> impl Iterator<Item = &Action> {
    let actions = reports[report].report.actions.iter();
    actions.filter(|action| action.link.is_none())
}

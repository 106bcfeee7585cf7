//! Which reports were renamed: their names are gone, and their actions stand elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{At, actions};
use super::incidents::{SameIncident, same_incident};
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
    names.guess(&votes_of_people(names, shelf), coverage, |_, _| false);
    let gone = Gone::new(names, shelf, coverage);
    if gone.by_name.is_empty() {
        return;
    }
    // One equal text may be chance; two from the same report are a renamed file. Settled work alone proves
    // nothing where the incident may be another one: new work often sounds like old work.
    let votes = votes_of_texts(&gone, reports, |_| true).at_least(2);
    let of_open = votes_of_texts(&gone, reports, |at| gone.is_open(at)).at_least(1);
    let same =
        |name: &str, report: usize| gone.same_incident(name, &reports[report]) == SameIncident::Yes;
    names.guess(&votes, coverage, |name, report| {
        of_open.has(name) || same(name, report)
    });
    let gone = Gone::new(names, shelf, coverage);
    let strangers = strangers(names, reports, shelf);
    let actions = |it: &usize| actions_of(reports, *it).count();
    let work = gone.issues().count() * strangers.iter().map(actions).sum::<usize>();
    if work <= MOST_COMPARISONS {
        let votes = votes_of_likeness(&gone, &strangers, reports);
        names.guess(&votes, coverage, |name, report| {
            gone.has_open(name) || same(name, report)
        });
    }
}

/// The issues of reports that are gone.
struct Gone<'a> {
    shelf: &'a Shelf,
    by_name: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Gone<'a> {
    fn new(names: &ReportNames, shelf: &'a Shelf, coverage: &Coverage) -> Self {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for at in shelf.ours() {
            if let Some(marker) = shelf.marker(at)
                && names.is_gone(&marker.report, coverage)
            {
                by_name.entry(&marker.report).or_default().push(at);
            }
        }
        Self { shelf, by_name }
    }

    fn issues(&self) -> impl Iterator<Item = (&'a str, usize)> + '_ {
        let issues = self.by_name.iter();
        issues.flat_map(|(name, issues)| issues.iter().map(|at| (*name, *at)))
    }

    fn is_open(&self, issue: usize) -> bool {
        self.shelf.get(issue).state.is_open()
    }

    fn has_open(&self, name: &str) -> bool {
        let mut issues = self.by_name.get(name).into_iter().flatten();
        issues.any(|at| self.is_open(*at))
    }

    fn same_incident(&self, name: &str, report: &Scheduled) -> SameIncident {
        let issues = self.by_name.get(name).into_iter().flatten().take(3);
        same_incident(issues.map(|at| self.shelf.get(*at)), &report.report)
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

/// What people said by `link`: one action is the same, so the others may be.
fn votes_of_people(names: &ReportNames, shelf: &Shelf) -> Votes {
    let mut votes = Votes::default();
    for marker in shelf.ours().filter_map(|at| shelf.marker(at)) {
        if let Some(once) = &marker.once {
            votes.cast(once, names.owner(&marker.report));
        }
    }
    votes
}

fn votes_of_texts(
    gone: &Gone<'_>,
    reports: &[Scheduled],
    may_vote: impl Fn(usize) -> bool,
) -> Votes {
    let mut texts: BTreeMap<_, Option<usize>> = BTreeMap::new();
    for ((report, _), action) in actions(reports) {
        texts
            .entry(text_key(&action.bare))
            .and_modify(|known| *known = known.filter(|known| *known == report))
            .or_insert(Some(report));
    }
    let mut votes = Votes::default();
    for (name, at) in gone.issues().filter(|it| may_vote(it.1)) {
        let text = gone.shelf.marker(at).and_then(|it| it.text.as_ref());
        let report = text.and_then(|text| texts.get(text)?.as_ref());
        votes.cast(name, report.copied());
    }
    votes
}

/// Reports that no issue names: new ones, or old ones under a new name. One without a title may always be
/// another one: what it is asked about must not be settled by an issue that is opened meanwhile.
fn strangers(names: &ReportNames, reports: &[Scheduled], shelf: &Shelf) -> Vec<usize> {
    let known: BTreeSet<usize> = shelf
        .ours()
        .filter_map(|at| names.owner(&shelf.marker(at)?.report))
        .collect();
    let is_stranger =
        |at: &usize| !known.contains(at) || reports[*at].report.incident.title.is_none();
    (0..reports.len()).filter(is_stranger).collect()
}

/// Every gone report votes, with all its issues, for the stranger that is most like it. Where that one is
/// about another incident, only open issues count.
fn votes_of_likeness(gone: &Gone<'_>, strangers: &[usize], reports: &[Scheduled]) -> Votes {
    let texts: Vec<(usize, Vec<Text>)> = strangers
        .iter()
        .map(|report| {
            let actions = actions_of(reports, *report).map(Text::of_action);
            (*report, actions.collect())
        })
        .collect();
    let mut votes = Votes::default();
    for (name, issues) in &gone.by_name {
        let issues: Vec<(Text, bool)> = issues
            .iter()
            .map(|at| (Text::of_issue(gone.shelf.get(*at)), gone.is_open(*at)))
            .collect();
        let scored = texts.iter().map(|(report, actions)| {
            let other = gone.same_incident(name, &reports[*report]) == SameIncident::No;
            let counted = issues.iter().filter(|(_, open)| *open || !other);
            (*report, likeness(counted.map(|it| &it.0), actions))
        });
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
fn likeness<'a>(issues: impl Iterator<Item = &'a Text>, actions: &[Text]) -> f64 {
    let best = |issue: &Text| {
        let ratios = actions.iter().map(|action| ratio(action, issue));
        ratios.fold(0.0, f64::max)
    };
    let (mut sum, mut count) = (0.0, 0.0_f64);
    for ratio in issues.map(best) {
        (sum, count) = (sum + ratio, count + 1.0);
    }
    sum / count.max(1.0)
}

fn actions_of(reports: &[Scheduled], report: usize) -> impl Iterator<Item = &Action> {
    let actions = reports[report].report.actions.iter();
    actions.filter(|action| action.link.is_none())
}

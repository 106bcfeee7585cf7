//! The rounds that compare texts: equal ones first, then like ones.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Claim;
use super::claims::{self, At};
use super::fingerprint::text_key;
use super::incidents::{SameIncident, same_incident};
use super::rounds::Rounds;
use super::similar::{MOST_COMPARISONS, SETTLED_RATIO, Scores, Text, UNSURE_RATIO};
use crate::issue::Key;

impl Rounds<'_> {
    /// Equal texts in the same report, whatever the state of the issue: a report that was renamed, or
    /// got a front-matter id, after its issues were opened.
    pub(super) fn equal_texts(&mut self) {
        let issues = self.free_issues_by_text();
        if issues.is_empty() {
            return;
        }
        let mut waiting: BTreeMap<(usize, Key), Vec<At>> = BTreeMap::new();
        for (at, action) in claims::actions(self.reports) {
            if self.is_open(at) && action.link.is_none() {
                let group = (at.0, text_key(&action.bare));
                if issues.contains_key(&group) {
                    waiting.entry(group).or_default().push(at);
                }
            }
        }
        for (group, actions) in waiting {
            let found = &issues[&group];
            let states: HashSet<_> = found.iter().map(|it| self.shelf.get(*it).state).collect();
            if states.len() > 1 {
                for at in actions {
                    self.hold(at, found.iter().map(|issue| (*issue, 1.0)));
                }
            } else {
                for (at, issue) in actions.into_iter().zip(found) {
                    self.take(at, *issue, Claim::Similar(1.0));
                }
            }
        }
    }

    pub(super) fn free_issues_by_text(&self) -> HashMap<(usize, Key), Vec<usize>> {
        let mut issues: HashMap<(usize, Key), Vec<usize>> = HashMap::new();
        for issue in self.free_issues() {
            let Some(marker) = self.shelf.marker(issue) else {
                continue;
            };
            if let (Some(owner), Some(text)) = (self.names.owner(&marker.report), &marker.text) {
                issues.entry((owner, text.clone())).or_default().push(issue);
            }
        }
        issues
    }

    /// Likeness among issues of the same report, and equal texts of reports that are gone. An issue that is
    /// closed is never taken by likeness: that would call new work done. It is asked about.
    pub(super) fn likeness(&mut self) {
        let mut by_report: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut gone: HashMap<Key, Vec<usize>> = HashMap::new();
        for issue in self.free_issues() {
            let Some(marker) = self.shelf.marker(issue) else {
                continue;
            };
            let open = self.shelf.get(issue).state.is_open();
            if let Some(owner) = self.names.owner(&marker.report) {
                let untitled = self.reports[owner].report.incident.title.is_none();
                if open || untitled || !self.names.is_guess(&marker.report) {
                    by_report.entry(owner).or_default().push(issue);
                }
            } else if self.names.is_gone(&marker.report, self.coverage)
                && let Some(text) = &marker.text
            {
                gone.entry(text.clone()).or_default().push(issue);
            }
        }
        for (report, issues) in by_report {
            self.compare(report, &issues);
        }
        if !gone.is_empty() {
            self.adopt_from_gone(&gone);
        }
        self.moved_lines();
    }

    /// A text that stands in another report now, while the issue of its report is nobody's: the line may have moved
    /// without its reference, or two reports promise the same. A person says which. Settled work counts as above.
    fn moved_lines(&mut self) {
        let mut left: HashMap<Key, Vec<(usize, usize)>> = HashMap::new();
        for issue in self.free_issues() {
            let Some(marker) = self.shelf.marker(issue) else {
                continue;
            };
            let owner = self.names.owner(&marker.report);
            if let (Some(owner), Some(text)) = (owner, &marker.text) {
                left.entry(text.clone()).or_default().push((issue, owner));
            }
        }
        if left.is_empty() {
            return;
        }
        let waiting: Vec<At> = self.all_waiting().collect();
        for at in waiting {
            let found = left.get(&text_key(&self.action(at).bare));
            let others = found
                .into_iter()
                .flatten()
                .filter(|(_, owner)| *owner != at.0);
            let others: Vec<usize> = others.map(|(issue, _)| *issue).collect();
            let issues = self.counting(&others, at.0);
            if !issues.is_empty() {
                self.hold(at, issues.into_iter().map(|issue| (issue, 1.0)));
            }
        }
    }

    fn compare(&mut self, report: usize, issues: &[usize]) {
        let waiting = self.waiting(report);
        if waiting.len() * issues.len() > MOST_COMPARISONS {
            for at in waiting {
                self.hold(at, issues.iter().take(3).map(|issue| (*issue, 0.0)));
            }
            return;
        }
        let of_issue = |issue: &usize| Text::of_issue(self.shelf.get(*issue));
        let theirs: Vec<Text> = issues.iter().map(of_issue).collect();
        let of_action = |at: &At| Text::of_action(self.action(*at));
        let ours: Vec<Text> = waiting.iter().map(of_action).collect();
        let mut scores = Scores::new(&ours, &theirs);
        for (row, column, ratio) in scores.take_pairs() {
            self.own_if_open(waiting[row], issues[column], ratio);
        }
        for (row, at) in waiting.into_iter().enumerate() {
            let scores = scores.best_first(row).into_iter();
            let unsure: Vec<(usize, f64)> = scores
                .map(|(column, ratio)| (issues[column], ratio))
                .filter(|(issue, ratio)| *ratio >= self.least(*issue))
                .collect();
            if self.is_open(at) && !unsure.is_empty() {
                self.hold(at, unsure);
            }
        }
    }

    /// From which likeness on an issue may be an action's.
    fn least(&self, issue: usize) -> f64 {
        match self.shelf.get(issue).state.is_open() {
            true => UNSURE_RATIO,
            false => SETTLED_RATIO,
        }
    }

    fn own_if_open(&mut self, at: At, issue: usize, ratio: f64) {
        match self.shelf.get(issue).state.is_open() {
            true => self.own(at, issue, Claim::Similar(ratio)),
            false => self.hold(at, [(issue, ratio)]),
        }
    }

    /// A text that one report took over from one that is gone; where it is not clear which, held. Settled work counts
    /// only where the incident is the same: new work often sounds like old work.
    fn adopt_from_gone(&mut self, gone: &HashMap<Key, Vec<usize>>) {
        let mut takers: BTreeMap<Key, Vec<At>> = BTreeMap::new();
        for at in self.all_waiting() {
            let text = text_key(&self.action(at).bare);
            if gone.contains_key(&text) {
                takers.entry(text).or_default().push(at);
            }
        }
        for (text, actions) in takers {
            for at in &actions {
                let issues = self.counting(&gone[&text], at.0);
                match (actions.as_slice(), issues.as_slice()) {
                    (_, []) => {}
                    ([_], [issue]) => self.own_if_open(*at, *issue, 1.0),
                    _ => self.hold(*at, issues.into_iter().map(|issue| (issue, 1.0))),
                }
            }
        }
    }

    /// Those that are open, and those that were settled for the incident of this report.
    fn counting(&self, issues: &[usize], report: usize) -> Vec<usize> {
        let report = &self.reports[report].report;
        let counts = |issue: &usize| {
            let issue = self.shelf.get(*issue);
            issue.state.is_open() || same_incident([issue].into_iter(), report) == SameIncident::Yes
        };
        issues.iter().copied().filter(counts).collect()
    }

    pub(super) fn all_waiting(&self) -> impl Iterator<Item = At> + '_ {
        (0..self.reports.len()).flat_map(|report| self.waiting(report))
    }

    /// Tracked actions of a report that found no issue, name none and are not settled.
    fn waiting(&self, report: usize) -> Vec<At> {
        let scheduled = &self.reports[report];
        (0..scheduled.tracking.len())
            .map(|action| (report, action))
            .filter(|at| {
                let action = self.action(*at);
                self.is_open(*at)
                    && scheduled.tracking[at.1].is_tracked()
                    && action.link.is_none()
                    && !action.settled_by_mark()
            })
            .collect()
    }
}

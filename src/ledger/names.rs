//! Which id a report goes by, and which reports are the same under another name.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::coverage::Coverage;
use crate::action::Report;

/// The ids of all reports: the front matter's, else the path; and the names they had before.
#[derive(Debug, Clone)]
pub struct ReportNames {
    /// By report: every name it answers to; the first is the one that new markers carry.
    aliases: Vec<Vec<String>>,
    /// By report: the path of the report that has its front-matter id already.
    taken_by: Vec<Option<String>>,
    /// Every alias, and the report that answers to it.
    known: HashMap<String, usize>,
    /// Aliases that only words speak for, no reference.
    guessed: HashSet<String>,
}

impl ReportNames {
    /// The names by front matter and path alone. Of two reports with one front-matter id the eldest keeps
    /// it, as `coverage` knows it, else the earlier in `reports`.
    #[must_use]
    pub fn new<'a>(
        reports: impl IntoIterator<Item = &'a Report> + Clone,
        coverage: &Coverage,
    ) -> Self {
        let mut aliases = Vec::new();
        let mut taken_by = Vec::new();
        let paths: Vec<&str> = reports
            .clone()
            .into_iter()
            .map(|it| it.path.as_str())
            .collect();
        let by_path: HashMap<&str, usize> = paths.iter().copied().zip(0..).collect();
        let eldest = coverage.eldest.iter();
        let mut known: HashMap<String, usize> = eldest
            .filter_map(|(id, path)| Some((id.clone(), *by_path.get(path.as_str())?)))
            .collect();
        for (at, report) in reports.into_iter().enumerate() {
            let mut own = Vec::with_capacity(2);
            let mut taken = None;
            if let Some(id) = &report.front.id {
                let owner = *known.entry(id.clone()).or_insert(at);
                if owner == at {
                    own.push(id.clone());
                } else {
                    taken = Some(paths[owner].to_owned());
                }
            }
            own.push(report.path.clone());
            aliases.push(own);
            taken_by.push(taken);
        }
        for (at, path) in paths.iter().enumerate() {
            known.entry((*path).to_owned()).or_insert(at);
        }
        Self {
            aliases,
            taken_by,
            known,
            guessed: HashSet::new(),
        }
    }

    /// Learns renames: `votes` gives, for the name of a report that is gone, the report where an action
    /// of it now stands. Whoever has more than half of `total` for that name is that report.
    pub(super) fn learn(&mut self, votes: &Votes, coverage: &Coverage) {
        for (named, report) in self.elected(votes, coverage) {
            self.aliases[report].push(named.clone());
            self.known.insert(named, report);
        }
    }

    /// As [`ReportNames::learn`], from words that agree and from nothing else. Unless it `is_sure`, it may
    /// be another report that says the same.
    pub(super) fn guess(
        &mut self,
        votes: &Votes,
        coverage: &Coverage,
        is_sure: impl Fn(&str, usize) -> bool,
    ) {
        let elected = self.elected(votes, coverage).into_iter();
        let doubtful = elected.filter(|(named, report)| !is_sure(named, *report));
        self.guessed.extend(doubtful.map(|it| it.0));
        self.learn(votes, coverage);
    }

    fn elected(&self, votes: &Votes, coverage: &Coverage) -> Vec<(String, usize)> {
        let elect = |(named, (total, reports)): (&String, &(usize, BTreeMap<usize, usize>))| {
            let (report, count) = reports.iter().max_by_key(|(_, count)| **count)?;
            let elected = count * 2 > *total && self.is_gone(named, coverage);
            elected.then(|| (named.clone(), *report))
        };
        votes.by_name.iter().filter_map(elect).collect()
    }

    /// True if the report that answers to the name may be another one that says the same.
    pub(super) fn is_guess(&self, named: &str) -> bool {
        self.guessed.contains(named)
    }

    /// True if no report here answers to that name, and no file has it. The empty name, of an issue
    /// that a person took off its action, was never a report's.
    #[must_use]
    pub fn is_gone(&self, named: &str, coverage: &Coverage) -> bool {
        !named.is_empty() && !self.known.contains_key(named) && !coverage.files.contains(named)
    }

    /// The report that answers to the name.
    #[must_use]
    pub fn owner(&self, named: &str) -> Option<usize> {
        self.known.get(named).copied()
    }

    /// The id of a report as new markers carry it.
    #[must_use]
    pub fn id(&self, report: usize) -> &str {
        &self.aliases[report][0]
    }

    /// Every name a fingerprint of this report may have been computed with, the present one first.
    #[must_use]
    pub fn aliases(&self, report: usize) -> &[String] {
        &self.aliases[report]
    }

    /// The path of the report that has this one's front-matter id already.
    #[must_use]
    pub fn taken_by(&self, report: usize) -> Option<&str> {
        self.taken_by[report].as_deref()
    }
}

/// Where the actions of reports went, by the names in their issues' markers.
#[derive(Debug, Default)]
pub(super) struct Votes {
    by_name: BTreeMap<String, (usize, BTreeMap<usize, usize>)>,
}

impl Votes {
    /// Counts one more action of the report called `named` that `report` may hold now.
    pub(super) fn cast(&mut self, named: &str, report: Option<usize>) {
        let (total, reports) = self.by_name.entry(named.to_owned()).or_default();
        *total += 1;
        if let Some(report) = report {
            *reports.entry(report).or_default() += 1;
        }
    }

    /// True if a report has that name's actions.
    pub(super) fn has(&self, named: &str) -> bool {
        self.by_name.contains_key(named)
    }

    /// Leaves out names for which fewer than `count` actions were found anywhere.
    #[must_use]
    pub(super) fn at_least(mut self, count: usize) -> Self {
        self.by_name
            .retain(|_, (_, reports)| reports.values().any(|votes| *votes >= count));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{Front, Incident};

    fn report(path: &str, id: Option<&str>) -> Report {
        let front = Front {
            id: id.map(str::to_owned),
            ..Front::default()
        };
        Report {
            path: path.into(),
            front,
            incident: Incident::default(),
            sections: vec![],
            actions: vec![],
            absence: None,
            status: Default::default(),
        }
    }

    #[test]
    fn the_front_matter_names_a_report_and_the_first_keeps_the_name() {
        let reports = [report("a.md", Some("X")), report("b.md", Some("X"))];
        let names = ReportNames::new(&reports, &Coverage::default());
        assert_eq!((names.id(0), names.id(1)), ("X", "b.md"));
        assert_eq!(names.taken_by(1), Some("a.md"));
        assert_eq!(names.owner("a.md"), Some(0));
        let coverage = Coverage {
            eldest: [("X".to_owned(), "b.md".to_owned())].into(),
            ..Coverage::default()
        };
        let names = ReportNames::new(&reports, &coverage);
        assert_eq!((names.id(0), names.id(1)), ("a.md", "X"));
        assert_eq!(names.taken_by(0), Some("b.md"));
    }

    #[test]
    fn a_report_that_is_gone_lives_on_where_most_of_it_went() {
        let reports = [report("new.md", None), report("copy.md", None)];
        let mut votes = Votes::default();
        for report in [0, 0, 1] {
            votes.cast("old.md", Some(report));
            votes.cast("other.md", Some(report));
            votes.cast("copy.md", Some(0));
        }
        let mut names = ReportNames::new(&reports, &Coverage::default());
        let coverage = Coverage {
            files: ["other.md".to_owned()].into(),
            ..Coverage::default()
        };
        names.learn(&votes, &coverage);
        assert_eq!(names.owner("old.md"), Some(0));
        assert_eq!(names.owner("other.md"), None, "the file is still there");
        assert_eq!(names.owner("copy.md"), Some(1), "the report is still there");
    }
}

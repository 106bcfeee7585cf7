//! What the user has settled: reads `followthrough.yml`, refuses what it does not understand, and
//! fills in the rest.

mod edit;
mod entries;
mod error;
mod file;
mod load;
mod name;
mod problem;
mod project;
mod reference;
mod reports;
mod routes;
mod rules;
mod scalar;
mod settings;
mod show;
mod waivers;
mod yaml;

pub use edit::{adopt_from, adopt_reports};
pub use error::ConfigError;
pub use load::FILE_NAME;
pub use problem::Problem;
pub use reference::{example, reference, schema};
pub use reports::{Reports, is_readable};
pub use routes::Route;
pub use settings::{
    Actions, Assign, Columns, Guard, ParentOf, Publish, Tracker, TrackerKind, Vocabulary,
};
pub use show::show;
pub use waivers::{waive, waivers};

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use crate::policy::{Policy, WriteBack};
use crate::read::Edition;

/// The settings in effect: those of the file, and the defaults for the rest.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from, as messages name it; none: there is no file, all is default.
    pub path: Option<String>,
    /// The edition of the reader.
    pub reading: Edition,
    /// The scope as the file names it; see [`Config::scope_or`].
    pub scope: Option<String>,
    /// Which files are reports; see [`Config::is_report`].
    pub reports: Reports,
    /// Where the issues are.
    pub tracker: Tracker,
    /// Which actions get an issue.
    pub actions: Actions,
    /// What is written into reports.
    pub write_back: WriteBack,
    /// Due dates and rules.
    pub policy: Policy,
    /// The account of each person, by the name that stands in reports.
    pub people: BTreeMap<String, String>,
    /// How much a sync may change at once.
    pub guard: Guard,
    /// How the write-back is committed and proposed.
    pub publish: Publish,
    /// The user's own words.
    pub vocabulary: Vocabulary,
    /// The folder of the user's own templates, relative to the root.
    pub templates: String,
    /// Reports that are confidential by their path.
    pub confidential: Reports,
    /// The name of the project that these are the settings of; none: the top level.
    pub project: Option<String>,
    /// The projects in the order of the file. If there are any, the top level itself has no
    /// reports: it is what they inherit.
    pub projects: Vec<Config>,
    /// The whole file with its defaults, and what it really holds: for [`show()`].
    file: file::File,
    given: Value,
}

impl Default for Config {
    /// The settings of a repository without a configuration.
    fn default() -> Self {
        Self::resolve(file::File::default(), Value::Null)
    }
}

impl Config {
    /// True if the file at `path` (relative to the root, `/` between its parts) is a report.
    #[must_use]
    pub fn is_report(&self, path: &str) -> bool {
        self.set_of(path).is_some()
    }

    /// True if the file says what the reports are.
    #[must_use]
    pub fn names_reports(&self) -> bool {
        self.given.get("reports").is_some_and(|it| !it.is_null())
    }

    /// The settings that hold for the report at `path`: these, or those of the first project that
    /// it belongs to. None if it is no report.
    #[must_use]
    pub fn set_of(&self, path: &str) -> Option<&Self> {
        if !is_readable(path) {
            return None;
        }
        self.sets().find(|set| set.reports.contains(path))
    }

    /// The sets of reports: the projects, or the one set of a configuration without projects.
    pub fn sets(&self) -> impl Iterator<Item = &Self> {
        let own = self.projects.is_empty().then_some(self);
        own.into_iter().chain(&self.projects)
    }

    /// Takes over the trackers of another configuration, each for the set of the same project; gives the projects that
    /// the other one lacks.
    pub fn take_trackers(&mut self, other: &Self) -> BTreeSet<Option<String>> {
        let mut lacking = BTreeSet::new();
        let own: Vec<&mut Self> = match self.projects.is_empty() {
            true => vec![self],
            false => self.projects.iter_mut().collect(),
        };
        for set in own {
            match other.sets().find(|it| it.project == set.project) {
                Some(theirs) => set.tracker = theirs.tracker.clone(),
                None => drop(lacking.insert(set.project.clone())),
            }
        }
        lacking
    }

    /// The name of this set of reports in the tracker; `remote` is the reports' repository
    /// (`owner/name`) as its remote names it.
    ///
    /// The embedded tracker travels with the reports, so there the scope does not depend on where
    /// they were cloned from.
    ///
    /// # Errors
    /// [`ConfigError::NoScope`] where the file names none and none can be derived: there is no
    /// remote, or the tracker's repository is not the reports' own.
    pub fn scope_or(&self, remote: Option<&str>) -> Result<String, ConfigError> {
        if let Some(scope) = &self.scope {
            return Ok(scope.clone());
        }
        let no_scope = |why: String| ConfigError::NoScope {
            path: self.path.clone().unwrap_or(FILE_NAME.to_owned()),
            why,
        };
        let own = match (self.tracker.kind, remote, &self.tracker.repository) {
            (TrackerKind::Local, _, _) => "local",
            (_, None, _) => return Err(no_scope("the repository has no remote".to_owned())),
            (_, Some(remote), Some(other)) if !remote.eq_ignore_ascii_case(other) => {
                let why = format!("the reports are in {remote} and their issues in {other}");
                return Err(no_scope(why));
            }
            (_, Some(remote), _) => remote,
        };
        Ok(match &self.project {
            Some(project) => project::scope(own, project),
            None => own.to_owned(),
        })
    }

    /// The same settings for another edition of the reader, whatever the file says.
    #[must_use]
    pub fn read_by(mut self, edition: Edition) -> Self {
        self.reading = edition;
        for project in &mut self.projects {
            project.reading = edition;
        }
        self
    }

    fn resolve(file: file::File, given: Value) -> Self {
        let people = file.people.0.iter();
        Self {
            path: None,
            reading: file.reading.0,
            scope: file.scope.as_ref().map(|it| it.0.0.clone()),
            reports: settings::set(&file.reports),
            tracker: Tracker::from(&file.tracker),
            actions: Actions::from(&file.actions),
            write_back: file.write_back.0,
            policy: Policy::from(&file.policy),
            people: people
                .map(|(name, login)| (name.0.0.clone(), login.0.0.clone()))
                .collect(),
            guard: Guard::from(&file.guard),
            publish: Publish::from(&file.publish),
            vocabulary: Vocabulary::from(&file.vocabulary),
            templates: file.templates.0.0.clone(),
            confidential: settings::set(&file.confidential),
            project: None,
            projects: Vec::new(),
            file,
            given,
        }
    }
}

#[cfg(test)]
mod tests;

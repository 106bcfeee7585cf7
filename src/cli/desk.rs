//! What every command starts with: the repository, its configuration, the day, the tracker.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;

use super::args::{Global, Selection};
use super::clock;
use super::exit::Failure;
use super::gather::{Gathered, gather};
use super::screen::Screen;
use crate::config::{Config, TrackerKind};
use crate::issue::{Query, UnreadFile};
use crate::judge::Unreadable;
use crate::ledger::{Coverage, Ledger, Scheduled, join};
use crate::local::{Access, LocalTracker};
use crate::render::TEMPLATES;
use crate::text::Source;
use crate::tracker::Tracker;
use crate::worktree::WorkTree;

/// How long another process that writes is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The repository at hand and what is settled for it.
pub(super) struct Desk {
    pub(super) tree: WorkTree,
    pub(super) config: Config,
    pub(super) today: Date,
    /// The folder the command was started in, or `-C`.
    pub(super) start: PathBuf,
}

impl Desk {
    pub(super) fn open(global: &Global) -> Result<Self, Failure> {
        let start = start(global)?;
        let tree = WorkTree::discover(&start)?;
        let explicit = global.config.as_ref().map(|file| start.join(file));
        let config = Config::load(tree.root(), explicit.as_deref())?;
        let today = global.today.unwrap_or_else(|| clock::today(&config.policy));
        Ok(Self {
            tree,
            config,
            today,
            start,
        })
    }

    /// The tracker of a set of reports; opened for writing it keeps every other process out.
    pub(super) fn tracker(&self, set: &Config, write: bool) -> Result<Box<dyn Tracker>, Failure> {
        let access = match write {
            false => Access::Read,
            true => Access::Write {
                lock: self.tree.lock_file(),
                wait: PATIENCE,
            },
        };
        match set.tracker.kind {
            TrackerKind::Local => Ok(Box::new(LocalTracker::open(self.tree.root(), &access)?)),
            kind => Err(Failure::usage(format!(
                "tracker.kind: {} is not part of this version; set `tracker: {{ kind: local }}` in followthrough.yml",
                kind.as_str()
            ))),
        }
    }

    /// The user's own templates: name and source.
    pub(super) fn templates(&self, set: &Config) -> Result<BTreeMap<String, String>, Failure> {
        let mut found = BTreeMap::new();
        for name in TEMPLATES {
            let path = format!("{}/{name}", set.templates);
            if self.tree.existing([path.as_str()]).is_empty() {
                continue;
            }
            let source = self
                .tree
                .read(&path)
                .map_err(|error| Failure::usage(error.to_string()))?;
            found.insert(name.to_owned(), source.text().to_owned());
        }
        Ok(found)
    }

    /// Joins what was read with what the tracker shows.
    pub(super) fn ledger(
        &self,
        set: &Config,
        scheduled: Vec<Scheduled>,
        files: &[String],
        tracker: &dyn Tracker,
    ) -> Result<Ledger, Failure> {
        let remote = self.tree.remote().map(|remote| remote.name);
        let scope = set.scope_or(remote.as_deref())?;
        let home = tracker.home();
        let links = scheduled
            .iter()
            .flat_map(|it| &it.report.actions)
            .filter_map(|action| action.link.as_ref());
        let query = Query {
            named: links
                .filter_map(|link| home.resolve(&link.reference))
                .collect(),
            scope,
            closed: true,
        };
        let listing = block_on(tracker.list(&query))??;
        let reports = listing.issues.iter().filter_map(|issue| issue.marker());
        let mut coverage = Coverage {
            files: self.tree.existing(reports.map(|it| it.report.as_str())),
            closed_seen: listing.closed_seen,
        };
        coverage.files.extend(files.iter().cloned());
        Ok(join(scheduled, &listing, &query.scope, &home, coverage))
    }

    /// Everything before the plan: reports read, issues listed, both joined. To write, the tracker is
    /// opened first, so that nobody else changes reports or issues between reading and writing.
    pub(super) fn sit_down(
        &self,
        set: &Config,
        selection: &Selection,
        write: bool,
        screen: &Screen,
    ) -> Result<Sitting, Failure> {
        let tracker = self.tracker(set, write)?;
        let gathered = gather(self, set, selection, screen)?;
        let Gathered {
            sources,
            scheduled,
            unreadable,
            files,
        } = gathered;
        if write {
            self.tree.sweep(&files);
        }
        let ledger = self.ledger(set, scheduled, &files, tracker.as_ref())?;
        Ok(Sitting {
            ledger,
            tracker,
            sources,
            unreadable,
        })
    }
}

/// One set of reports with its ledger and its tracker.
pub(super) struct Sitting {
    pub(super) ledger: Ledger,
    pub(super) tracker: Box<dyn Tracker>,
    /// In the order of [`Ledger::reports`].
    pub(super) sources: Vec<Source>,
    pub(super) unreadable: Vec<Unreadable>,
}

impl Sitting {
    /// What could not be read, a sentence each, for the commands that do not judge.
    pub(super) fn complaints(&self) -> Vec<String> {
        let reports = self.unreadable.iter().map(complaint);
        let issue = |file: &UnreadFile| format!("{}:{}: {}", file.file, file.line, file.reason);
        reports
            .chain(self.ledger.unread.iter().map(issue))
            .collect()
    }
}

fn complaint(unreadable: &Unreadable) -> String {
    match unreadable.line {
        Some(line) => format!("{}:{line}: {}", unreadable.path, unreadable.reason),
        None => format!("{}: {}", unreadable.path, unreadable.reason),
    }
}

#[expect(clippy::disallowed_methods, reason = "the environment enters here")]
fn start(global: &Global) -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(|error| {
        Failure::usage(format!(
            "the current folder cannot be read: {error}; start in another folder, or name one with -C"
        ))
    })?;
    let start = match &global.dir {
        Some(dir) => here.join(dir),
        None => here,
    };
    match start.is_dir() {
        true => Ok(start),
        false => Err(Failure::usage(format!(
            "-C {}: there is no such folder",
            global.dir.as_deref().unwrap_or(Path::new(".")).display()
        ))),
    }
}

/// Waits for the tracker; everything else is done while nothing waits.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| {
            Failure::unforeseen(format!("the runtime could not be started: {error}"))
        })?;
    Ok(runtime.block_on(future))
}

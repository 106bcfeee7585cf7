//! What every command starts with: the repository, its configuration, the day, the tracker.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use jiff::civil::Date;
use tokio::runtime::Runtime;

use super::args::{Global, Output};
use super::clock;
use super::commit::FOLDER;
use super::entrusted::Entrusted;
use super::exit::Failure;
use super::screen::note;
use super::{forge, gitlab};
use crate::config::{Config, FILE_NAME, TrackerKind};
use crate::disk::Lock;
use crate::escape::terminal_text;
use crate::local::{Access, LocalError, LocalTracker};
use crate::render::TEMPLATES;
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
    /// Hears of long waits.
    pub(super) told: fn(&str),
    /// Where a token may go.
    pub(super) entrusted: Entrusted,
    /// Held from the first opening for writing to the end.
    lock: OnceLock<Lock>,
}

/// Refuses an `--output` that would write over what the program reads.
fn spared(global: &Global, start: &Path, tree: &WorkTree, config: &Config) -> Result<(), Failure> {
    for Output { file, .. } in &global.output {
        let Some(whole) = target(&start.join(file)) else {
            continue;
        };
        let inside = whole.strip_prefix(tree.root()).ok();
        let path = inside.map(|it| it.to_string_lossy().replace('\\', "/"));
        let what = match path.as_deref() {
            _ if whole.iter().any(|it| it == FOLDER) => "a file of the embedded tracker",
            _ if whole.iter().any(|it| it == ".git") => "a file of git",
            _ if whole.ends_with(FILE_NAME) => "a configuration",
            Some(path) if config.path.as_deref() == Some(path) => "the configuration",
            Some(path) if config.is_report(path) => "a report",
            None if start.join(file).is_symlink() => "a link out of the repository",
            _ => continue,
        };
        let file = file.display();
        let why = match whole.exists() {
            true => format!("that is {what}, and would be lost"),
            false => format!("that would be {what}"),
        };
        return Err(Failure::usage(format!(
            "--output {file}: {why}; name another file"
        )));
    }
    Ok(())
}

/// Where a file is written to in truth, there yet or not.
fn target(file: &Path) -> Option<PathBuf> {
    let made = || {
        let folder = dunce::canonicalize(file.parent()?).ok()?;
        Some(folder.join(file.file_name()?))
    };
    dunce::canonicalize(file).ok().or_else(made)
}

impl Desk {
    pub(super) fn open(global: &Global) -> Result<Self, Failure> {
        Self::open_with(global, None)
    }

    /// With a configuration that `--config` goes before.
    pub(super) fn open_with(global: &Global, config: Option<PathBuf>) -> Result<Self, Failure> {
        let start = start(global)?;
        let tree = WorkTree::discover(&start)?;
        // Issues and waivers that are not seen would be taken for none.
        tree.is_whole_below(FOLDER)?;
        let explicit = global
            .config
            .clone()
            .or(config)
            .map(|file| start.join(file));
        let config = Config::load(tree.root(), explicit.as_deref())?;
        if explicit.is_none()
            && let Ok(start) = dunce::canonicalize(&start)
        {
            Config::none_below(tree.root(), &start)?;
        }
        spared(global, &start, &tree, &config)?;
        let today = global.today.unwrap_or_else(|| clock::today(&config.policy));
        Ok(Self {
            tree,
            config,
            today,
            start,
            told: match global.quiet {
                true => |_| {},
                false => |text| note(&terminal_text(text)),
            },
            entrusted: Entrusted::default(),
            lock: OnceLock::new(),
        })
    }

    /// The day anew, after another configuration was taken.
    pub(super) fn settle_day(&mut self, global: &Global) {
        let today = || clock::today(&self.config.policy);
        self.today = global.today.unwrap_or_else(today);
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
        forge::needed(set)?;
        if let (true, Some(why)) = (write, self.distrusts(set)?) {
            return Err(Failure::usage(why));
        }
        match set.tracker.kind {
            TrackerKind::Local => Ok(Box::new(LocalTracker::open(self.tree.root(), &access)?)),
            kind => {
                if write {
                    self.keep_others_out()?;
                }
                match kind {
                    TrackerKind::Gitlab => gitlab::tracker(self, set, write),
                    _ => forge::github(self, set, write),
                }
            }
        }
    }

    /// The embedded tracker locks for itself; for one on the network the reports still have to stay as they
    /// were read.
    fn keep_others_out(&self) -> Result<(), Failure> {
        if self.lock.get().is_none() {
            let lock = Lock::acquire(&self.tree.lock_file(), PATIENCE).map_err(LocalError::from)?;
            let _ = self.lock.set(lock);
        }
        Ok(())
    }

    /// The user's own templates: path and source.
    pub(super) fn templates(&self, set: &Config) -> Result<BTreeMap<String, String>, Failure> {
        let mut found = BTreeMap::new();
        for name in TEMPLATES {
            let path = format!("{}/{name}", set.templates);
            let folder = self.tree.root().join(&path).is_dir();
            if !folder && self.tree.existing([path.as_str()]).is_empty() {
                continue;
            }
            let source = self
                .tree
                .read(&path)
                .map_err(|error| Failure::usage(error.to_string()))?;
            found.insert(path, source.text().to_owned());
        }
        Ok(found)
    }
}

#[expect(clippy::disallowed_methods, reason = "the environment enters here")]
pub(super) fn start(global: &Global) -> Result<PathBuf, Failure> {
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

/// Waits for the tracker; everything else is done while nothing waits. One runtime for the whole run, since
/// connections end with the runtime they were made in.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let runtime = match RUNTIME.get() {
        Some(runtime) => runtime,
        None => {
            let built = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let built = built.map_err(|error| {
                Failure::unforeseen(format!("the runtime could not be started: {error}"))
            })?;
            RUNTIME.get_or_init(|| built)
        }
    };
    Ok(runtime.block_on(future))
}

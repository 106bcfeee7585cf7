//! Finds the reports, reads each once and in parallel, and asks the policy about their actions.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::Selection;
use super::desk::Desk;
use super::exit::Failure;
use super::proposals;
use super::screen::Screen;
use crate::action::Report;
use crate::config::{Config, FILE_NAME, is_readable};
use crate::judge::Unreadable;
use crate::ledger::Scheduled;
use crate::output::count;
use crate::policy::{incident_date, schedule, tracking};
use crate::read::{Vocabulary, Words, claims_confidential, read};
use crate::text::{CONFLICT, Source, odd, whole_conflict};

/// Documents that stand in every repository and are no reports.
const NO_REPORTS: [&str; 9] = [
    "readme",
    "changelog",
    "contributing",
    "license",
    "licence",
    "copying",
    "code_of_conduct",
    "security",
    "notice",
];

/// The reports of one set, as read and scheduled.
pub(super) struct Gathered {
    /// In the order of `scheduled`.
    pub(super) sources: Vec<Source>,
    pub(super) scheduled: Vec<Scheduled>,
    pub(super) unreadable: Vec<Unreadable>,
    /// All files that were found, readable or not.
    pub(super) files: Vec<String>,
}

/// Reads the reports of `set` that were asked for.
pub(super) fn gather(
    desk: &Desk,
    set: &Config,
    selection: &Selection,
    screen: &Screen,
) -> Result<Gathered, Failure> {
    let (files, mut unreadable) = find(desk, set, selection, screen)?;
    for skipped in &mut unreadable {
        skipped.confidential = set.confidential.contains(&skipped.path);
    }
    let words = vocabulary(set);
    let read: Vec<Result<(Source, Scheduled), Unreadable>> = files
        .par_iter()
        .map(|path| one(desk, set, path, &words))
        .collect();
    let (mut sources, mut scheduled) = (Vec::new(), Vec::new());
    for result in read {
        match result {
            Ok((source, report)) => {
                sources.push(source);
                scheduled.push(report);
            }
            Err(problem) => unreadable.push(problem),
        }
    }
    proposals::add(&desk.tree, &set.publish.branch, &mut scheduled, &words);
    Ok(Gathered {
        sources,
        scheduled,
        unreadable,
        files,
    })
}

fn one(
    desk: &Desk,
    set: &Config,
    path: &str,
    words: &Vocabulary,
) -> Result<(Source, Scheduled), Unreadable> {
    let source = desk.tree.read(path).map_err(|error| {
        let (line, reason) = error.reason();
        Unreadable {
            path: path.to_owned(),
            line,
            reason,
            confidential: set.confidential.contains(path)
                || claims_confidential(&desk.tree.glimpse(path)),
        }
    })?;
    let report = of_source(set, &source, words)?;
    Ok((source, report))
}

/// Reads a source of `set` and asks the policy about its actions.
pub(super) fn of_source(
    set: &Config,
    source: &Source,
    words: &Vocabulary,
) -> Result<Scheduled, Unreadable> {
    let confidential = set.confidential.contains(source.path());
    if let Some(line) = whole_conflict(source.text()) {
        return Err(Unreadable {
            path: source.path().to_owned(),
            line: Some(line),
            reason: CONFLICT.to_owned(),
            confidential: confidential || claims_confidential(source.text()),
        });
    }
    let read = read_report(source, words);
    let mut report = read.map_err(|it| Unreadable { confidential, ..it })?;
    report.front.confidential |= confidential;
    Ok(scheduled(set, report))
}

/// Reads a source. A defect of the reader costs its report only, never the run.
pub(super) fn read_report(source: &Source, words: &Vocabulary) -> Result<Report, Unreadable> {
    if let Some(reason) = odd(source.text()) {
        return Err(Unreadable {
            path: source.path().to_owned(),
            line: None,
            reason: reason.to_owned(),
            confidential: claims_confidential(source.text()),
        });
    }
    catch_unwind(AssertUnwindSafe(|| read(source, words))).map_err(|_| Unreadable {
        path: source.path().to_owned(),
        line: None,
        reason: "a defect of followthrough: please report it with this file".to_owned(),
        confidential: claims_confidential(source.text()),
    })
}

/// Asks the policy which actions are tracked, and when they are due.
pub(super) fn scheduled(set: &Config, report: Report) -> Scheduled {
    let actions = &set.actions;
    let began = incident_date(&report.incident, &set.policy.timezone).map(|clock| clock.date);
    let old = matches!((actions.since, began), (Some(since), Some(date)) if date < since)
        && !actions.adopt.contains(&report.path);
    Scheduled {
        tracking: tracking(&report, actions.track, old),
        dues: report
            .actions
            .iter()
            .map(|action| schedule(&report, action, &set.policy))
            .collect(),
        proposed: Vec::new(),
        report,
    }
}

/// What the reports of a set are read with: the words, with the user's own, and the edition of the reader.
pub(super) fn vocabulary(set: &Config) -> Vocabulary {
    let own = &set.vocabulary;
    let words = Vocabulary::with(&Words {
        task_headings: own.tasks.clone(),
        measure_headings: own.measures.clone(),
        other_headings: own.ignored.clone(),
        action_columns: own.columns.action.clone(),
        owner_columns: own.columns.owner.clone(),
        due_columns: own.columns.due.clone(),
        status_columns: own.columns.status.clone(),
        priority_columns: own.columns.priority.clone(),
        issue_columns: own.columns.issue.clone(),
        open: own.open.clone(),
        done: own.done.clone(),
        dropped: own.dropped.clone(),
        ..Words::default()
    });
    words.of_edition(set.reading)
}

type Files = (Vec<String>, Vec<Unreadable>);

fn find(
    desk: &Desk,
    set: &Config,
    selection: &Selection,
    screen: &Screen,
) -> Result<Files, Failure> {
    let asked = selection
        .paths
        .iter()
        .map(|path| inside(desk, path))
        .collect::<Result<Vec<_>, _>>()?;
    let own = |path: &str| {
        desk.config
            .set_of(path)
            .is_some_and(|it| std::ptr::eq(it, set))
    };
    if !asked.is_empty() {
        // Of several projects each reads its own; without projects what is named is read, whatever `reports` says.
        let any = desk.config.projects.is_empty();
        let found = search(desk, &|path| {
            let below = asked.iter().any(|part| is_below(path, part));
            is_readable(path) && below && (any || own(path))
        })?;
        return match found.0.is_empty() && found.1.is_empty() {
            true => Err(nothing_there(&selection.paths)),
            false => Ok(found),
        };
    }
    let found = search(desk, &own)?;
    if !(found.0.is_empty() && found.1.is_empty()) {
        return Ok(found);
    }
    match set.names_reports() {
        false => folder_of_reports(desk, set, screen),
        true => {
            screen.note("no file matches `reports` in the configuration, so nothing is read");
            Ok(found)
        }
    }
}

pub(super) fn nothing_there(paths: &[PathBuf]) -> Failure {
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    Failure::usage(format!(
        "{}: no report there; reports are Markdown, reStructuredText or plain text files",
        names.join(", ")
    ))
}

fn search(desk: &Desk, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Result<Files, Failure> {
    let found = desk.tree.find(wanted)?;
    let skipped = found.skipped.into_iter().map(|it| Unreadable {
        path: it.path,
        line: None,
        reason: it.reason.to_string(),
        confidential: false,
    });
    Ok((found.files, skipped.collect()))
}

/// Where nobody says what the reports are, and no file stands where they usually lie, the folder the command was
/// started in is taken for the reports if it holds little else than documents.
fn folder_of_reports(desk: &Desk, set: &Config, screen: &Screen) -> Result<Files, Failure> {
    let folder = inside(desk, Path::new("."))?;
    let own = |path: &str| is_below(path, &folder) && path != FILE_NAME;
    let all = desk.tree.find(&own)?.files;
    let documents = all.iter().filter(|path| is_readable(path)).count();
    let is_report = |path: &str| is_readable(path) && !is_housekeeping(path);
    let reports = all.iter().filter(|path| is_report(path)).count();
    if reports == 0 || documents * 10 < all.len() * 8 {
        let nothing = "no report was found in postmortems/, docs/incidents/ and the like; name the files or folders on the command line, or write `reports: [\"path/**\"]` into followthrough.yml";
        if set.path.is_none() {
            return Err(Failure::usage(nothing));
        }
        screen.note(nothing);
        return Ok((Vec::new(), Vec::new()));
    }
    let why = match &set.path {
        None => "no followthrough.yml".to_owned(),
        Some(path) => format!("{path} names no `reports`"),
    };
    screen.note(&format!(
        "{why}: reading {} of this folder as reports",
        count(reports, "document")
    ));
    search(desk, &|path| is_report(path) && is_below(path, &folder))
}

fn is_housekeeping(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = name.split('.').next().unwrap_or(&name);
    NO_REPORTS.contains(&stem)
}

/// True if `path` is `part` or lies in it; the empty part is the root.
pub(super) fn is_below(path: &str, part: &str) -> bool {
    part.is_empty()
        || path
            .strip_prefix(part)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where a path from the command line leads: from the folder the command was started in, else from the root,
/// which is where the paths that are printed begin.
pub(super) fn placed(desk: &Desk, path: &Path) -> PathBuf {
    let near = desk.start.join(path);
    let far = desk.tree.root().join(path);
    match !near.exists() && far.exists() {
        true => far,
        false => near,
    }
}

/// A path from the command line as the repository names it.
pub(super) fn inside(desk: &Desk, path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let whole = dunce::canonicalize(placed(desk, path)).map_err(|error| {
        let what = match error.kind() {
            ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            _ => error.to_string(),
        };
        Failure::usage(format!(
            "{shown}: {what}; name a file or folder of the repository"
        ))
    })?;
    repository_path(desk, &whole).ok_or_else(|| {
        Failure::usage(format!(
            "{shown} lies outside the repository {}; only `parse` reads files from elsewhere",
            desk.tree.root().display()
        ))
    })
}

/// The repository's name for an absolute path, with `/` between its parts.
pub(super) fn repository_path(desk: &Desk, whole: &Path) -> Option<String> {
    let root = dunce::canonicalize(desk.tree.root()).ok()?;
    let inside = whole.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

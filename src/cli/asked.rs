//! Which sets of reports a command line asks for.

use std::path::Path;

use super::args::Selection;
use super::desk::Desk;
use super::exit::Failure;
use super::gather::{inside, is_below, nothing_there};
use crate::config::{Config, FILE_NAME, is_readable};

/// The sets that hold something of what was asked for, in the order of the configuration: every one if no path is
/// named. Each of them reads its own reports only.
///
/// # Errors
/// If there are projects and none of them holds what a path names: nothing could be said of such a report.
pub(super) fn sets<'a>(desk: &'a Desk, selection: &Selection) -> Result<Vec<&'a Config>, Failure> {
    let config = &desk.config;
    if selection.paths.is_empty() || config.projects.is_empty() {
        return Ok(config.sets().collect());
    }
    let mut reached: Vec<&Config> = Vec::new();
    for path in &selection.paths {
        let part = inside(desk, path)?;
        let below = |file: &str| is_readable(file) && is_below(file, &part);
        let found = desk.tree.find(&below)?;
        let skipped = found.skipped.into_iter().map(|it| it.path);
        let files: Vec<String> = found.files.into_iter().chain(skipped).collect();
        if files.is_empty() {
            return Err(nothing_there(std::slice::from_ref(path)));
        }
        let before = reached.len();
        reached.extend(files.iter().filter_map(|file| config.set_of(file)));
        if reached.len() == before {
            return Err(of_no_project(config, path));
        }
    }
    let is_reached = |set: &&Config| reached.iter().any(|it| std::ptr::eq(*it, *set));
    Ok(config.sets().filter(is_reached).collect())
}

fn of_no_project(config: &Config, path: &Path) -> Failure {
    let file = config.path.as_deref().unwrap_or(FILE_NAME);
    Failure::usage(format!(
        "{}: no report of any project; where {file} has `projects`, only their reports count: name one of those, or add \
         a pattern that matches it to the `reports` of its project",
        path.display()
    ))
}

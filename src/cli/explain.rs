//! `explain`: why each line of a report was taken or not.

use std::path::{Path, PathBuf};

use super::args::{ExplainArgs, Global};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::gather::{self, placed, repository_path, scheduled};
use super::screen::Screen;
use crate::disk::{self, DiskError};
use crate::output::explain::{Judged, explain as document};
use crate::output::{explain_line_text, explain_text};
use crate::read::explain;
use crate::text::Source;
use crate::worktree;

pub(super) fn run(
    args: &ExplainArgs,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let (file, line) = target(&desk, &args.target)?;
    let source = open(&desk, &file)?;
    let known = dunce::canonicalize(placed(&desk, &file))
        .ok()
        .and_then(|whole| repository_path(&desk, &whole))
        .unwrap_or_else(|| source.path().to_owned());
    let set = desk.config.set_of(&known).unwrap_or(&desk.config);
    let explanation = explain(&source, &gather::vocabulary(set));
    let last = explanation.lines.len();
    if let Some(line) = line.filter(|line| !(1..=last).contains(line)) {
        let name = file.display();
        return Err(Failure::usage(format!(
            "{name}:{line}: there is no such line; the file has {last}"
        )));
    }
    let judged = scheduled(set, explanation.report.clone());
    let judged = Judged {
        tracking: &judged.tracking,
        dues: &judged.dues,
    };
    let document = document(&source, &explanation, judged, line);
    screen.show(args.format, &document, |_| match line {
        None => explain_text(&document),
        Some(_) => explain_line_text(&document),
    })?;
    Ok(Exit::Fine)
}

/// The file and the line; a file whose own name ends in `:12` is found by its whole name first.
fn target(desk: &Desk, target: &str) -> Result<(PathBuf, Option<usize>), Failure> {
    let whole = Path::new(target);
    if placed(desk, whole).is_file() {
        return Ok((whole.to_owned(), None));
    }
    let Some((file, line)) = target.rsplit_once(':') else {
        return Ok((whole.to_owned(), None));
    };
    let line = line.parse().map_err(|_| {
        Failure::usage(format!(
            "{target}: there is no such file, and `{line}` is no line number; write FILE or FILE:LINE"
        ))
    })?;
    Ok((PathBuf::from(file), Some(line)))
}

fn open(desk: &Desk, file: &Path) -> Result<Source, Failure> {
    let path = file.display().to_string();
    let failed = |reason: String| Failure::usage(format!("{path}: {reason}"));
    let read = disk::read_any(&placed(desk, file), worktree::LIMIT);
    let bytes = read.map_err(|error| match error {
        DiskError::Missing => failed("there is no such file; name a report".to_owned()),
        _ => failed(error.to_string()),
    })?;
    Source::new(path.clone(), bytes).map_err(|error| failed(error.to_string()))
}

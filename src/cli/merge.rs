//! `merge`: the status of many repositories as one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::{Global, MergeArgs};
use super::exit::{Exit, Failure};
use super::screen::Screen;
use crate::disk;
use crate::output::{StatusDocument, status_text};

/// The largest status of one repository, in bytes.
const MOST: u64 = 256 << 20;

pub(super) fn run(args: &MergeArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let Some(document) = joined(&args.files, screen)? else {
        return Ok(Exit::Fine);
    };
    let all = args.all || global.verbose;
    screen.show(args.format, &document, |look| {
        status_text(&document, all, global.verbose, look)
    })?;
    Ok(Exit::Fine)
}

/// What the files say as one status; none without any file.
pub(super) fn joined(
    files: &[PathBuf],
    screen: &mut Screen,
) -> Result<Option<StatusDocument>, Failure> {
    let mut documents = Vec::new();
    let mut names = BTreeSet::new();
    for file in files {
        let document = read(file)?;
        if !names.insert(document.name().to_owned()) {
            return Err(Failure::usage(format!(
                "{}: the status of {} is merged already; give each repository once, and each a name of its own: by `scope` in its followthrough.yml, or with the embedded tracker by its remote or its folder",
                file.display(),
                document.name()
            )));
        }
        documents.push(document);
    }
    let today = documents.iter().map(|it| it.today.clone()).max();
    for old in documents
        .iter()
        .filter(|it| Some(&it.today) < today.as_ref())
    {
        screen.note(&format!(
            "{}: its status is of {}; run its job again",
            old.name(),
            old.today
        ));
    }
    let joined = documents.into_iter().map(StatusDocument::named);
    Ok(joined.reduce(StatusDocument::join))
}

fn read(file: &Path) -> Result<StatusDocument, Failure> {
    let wrong = |why: String| Failure::usage(format!("{}: {why}", file.display()));
    // `<(…)` of a shell is a link to a pipe.
    let bytes = disk::read_any(file, MOST).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        wrong(format!(
            "not what `followthrough status --format json` writes ({error}); every repository needs the same version"
        ))
    })
}

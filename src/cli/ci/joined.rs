//! The mode `merge`: what the jobs of many repositories left becomes one status.

use std::path::{Path, PathBuf};

use super::args::CiArgs;
use super::scene::Scene;
use super::tell;
use crate::cli::args::Global;
use crate::cli::desk::start;
use crate::cli::exit::{Exit, Failure};
use crate::cli::merge::joined;
use crate::cli::screen::Screen;

/// What `ci` leaves of each repository.
const FILE: &str = "status.json";

pub(super) fn merge(
    args: &CiArgs,
    global: &Global,
    scene: &Scene,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let start = start(global)?;
    let data = args.data().ok_or_else(|| {
        Failure::usage("there is nothing to merge; set the input data to the folder that holds what the jobs of the repositories left")
    })?;
    let folder = start.join(data);
    if !folder.is_dir() {
        return Err(Failure::usage(format!(
            "{}: there is no such folder; download what the jobs of the repositories left there",
            folder.display()
        )));
    }
    let found = left_in(&folder)
        .map_err(|error| Failure::unforeseen(format!("{}: {error}", folder.display())))?;
    let Some(status) = joined(&found, screen)? else {
        return Err(Failure::usage(format!(
            "{}: holds no {FILE}, nor does a folder in it; upload the output status of each repository's job, and download all of them there",
            folder.display()
        )));
    };
    let out = tell::folder(args, scene, &start, &start)?;
    tell::joined(scene, &status, &out, screen)?;
    Ok(Exit::Fine)
}

/// In the folder itself, and in those in it: an artifact alone is unpacked into the one, each of many into the other.
fn left_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut folders = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder)? {
        folders.push(entry?.path());
    }
    folders.sort();
    let files = folders.into_iter().map(|it| it.join(FILE));
    Ok(files.filter(|it| it.is_file()).collect())
}

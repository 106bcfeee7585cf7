//! What git has and keeps out of this tree: a sparse checkout.
//!
//! `git sparse-checkout` marks such files in the index as skip-worktree. They are neither deleted nor ours to write.

use git2::{Index, IndexEntry, IndexEntryExtendedFlag};

use super::{TreeError, WorkTree, path};

/// What is wrong with a file that is left out, and what to do.
pub(super) fn reason(file: &str) -> String {
    let folder = file.rsplit_once('/').map_or("/", |(folder, _)| folder);
    format!(
        "git has it, but this sparse checkout leaves it out; check it out with \
         `git sparse-checkout add {folder}`, or run in a full clone"
    )
}

/// Git's own list of the files of the tree; none without git.
pub(super) fn index(tree: &WorkTree) -> Result<Option<Index>, TreeError> {
    let Some(repository) = tree.repository() else {
        return Ok(None);
    };
    repository.index().map(Some).map_err(|error| {
        let sparse = match error.message().contains("extension") {
            true => "; if it is a sparse one, run `git sparse-checkout reapply --no-sparse-index`",
            false => "",
        };
        TreeError::Git {
            path: tree.root.clone(),
            message: format!("{}{sparse}", error.message()),
        }
    })
}

/// True if git leaves a file of its index out of the tree and nobody has written one in its place.
pub(super) fn leaves_out(tree: &WorkTree, entry: &IndexEntry, name: &str) -> bool {
    skips(entry) && !path::exists(&tree.root.join(name))
}

fn skips(entry: &IndexEntry) -> bool {
    IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended).is_skip_worktree()
}

/// The files that are left out and that `wanted` takes, in git's order.
pub(super) fn left_out(
    tree: &WorkTree,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<String>, TreeError> {
    let index = index(tree)?;
    let entries = index.iter().flat_map(Index::iter).filter(skips);
    let names = entries.filter_map(|entry| {
        let name = String::from_utf8(entry.path.clone()).ok()?;
        (wanted(&name) && leaves_out(tree, &entry, &name)).then_some(name)
    });
    Ok(names.collect())
}

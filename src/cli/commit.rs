//! `sync --commit` and `--push`: what a sync wrote goes into a commit of its own.

use super::args::SyncArgs;
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::forge::SECRETS;
use super::screen::Screen;
use crate::config::is_readable;
use crate::publish::{FileEdit, Proposal, message};
use crate::worktree::Changed;
use crate::writeback::without_ours;

/// The folder of the embedded tracker.
pub(super) const FOLDER: &str = ".followthrough";

/// Where it keeps its issues.
const ISSUES: &str = ".followthrough/issues/";

/// All reports. Refuses while they or issue files hold changes of people, which would go into the commit; what a
/// sync wrote that was killed before its commit goes into this one.
pub(super) fn clean_reports(desk: &Desk) -> Result<Vec<String>, Failure> {
    let able = desk.tree.may_commit();
    able.map_err(|error| Failure::usage(error.to_string()))?;
    let wanted = |path: &str| is_readable(path) && desk.config.set_of(path).is_some();
    let reports = desk.tree.find(&wanted)?.files;
    let changed = desk.tree.changed(&reports, FOLDER);
    let changed = changed.map_err(|error| Failure::usage(error.to_string()))?;
    match changed.iter().find(|it| !is_a_syncs(it)) {
        None => Ok(reports),
        Some(file) => Err(Failure::usage(format!(
            "{}: changed and not committed, and --commit commits what the sync writes and nothing else; commit it \
             (`git add` it first if it is new) or put it aside (`git stash --include-untracked`), then run again",
            file.path
        ))),
    }
}

/// True for what only a sync writes: an issue file that is new, references and status tables in a report.
fn is_a_syncs(changed: &Changed) -> bool {
    let (old, new) = match (&changed.old, &changed.new) {
        (None, Some(_)) => return changed.path.starts_with(ISSUES),
        (Some(old), Some(new)) => (str::from_utf8(old), str::from_utf8(new)),
        _ => return false,
    };
    let (Ok(old), Ok(new)) = (old, new) else {
        return false;
    };
    !changed.path.starts_with(ISSUES) && without_ours(old) == without_ours(new)
}

/// Commits what was written to `reports` and to the embedded tracker; pushes it if asked.
pub(super) fn publish(
    desk: &Desk,
    args: &SyncArgs,
    reports: &[String],
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let changed = desk.tree.changed(reports, FOLDER);
    let changed = changed.map_err(|error| Failure::usage(error.to_string()))?;
    if changed.is_empty() {
        screen.note("nothing to commit");
        return Ok(Exit::Fine);
    }
    let settings = &desk.config.publish;
    let digest = proposal(&changed).digest();
    let text = |tree: &str| message(&settings.title, &digest, tree, settings.sign_off.as_deref());
    let made = desk.tree.commit(&changed, &text);
    let made = made.map_err(|error| Failure::partial(error.to_string()))?;
    let short = made.get(..10).unwrap_or(&made);
    screen.note(&format!("committed as {short}"));
    if !args.push {
        return Ok(Exit::Fine);
    }
    let pushed = desk.tree.push(&SECRETS, &settings.branch);
    let branch = pushed.map_err(|error| Failure::partial(error.to_string()))?;
    screen.note(&format!("pushed to {branch}"));
    Ok(Exit::Fine)
}

/// The changes as something that can be named.
pub(super) fn proposal(changed: &[Changed]) -> Proposal {
    let edit = |it: &Changed| FileEdit {
        path: it.path.clone(),
        old: it.old.clone(),
        new: it.new.clone(),
        executable: it.executable,
    };
    Proposal {
        files: changed.iter().map(edit).collect(),
    }
}

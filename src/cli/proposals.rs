//! References that stand only on the write-back branch, as long as nobody merged it.

use std::collections::BTreeMap;

use super::gather::read_report;
use crate::action::Action;
use crate::ledger::{Scheduled, proposed};
use crate::read::Vocabulary;
use crate::text::Source;
use crate::worktree::{Revision, WorkTree};

/// Gives each action without a reference the one that its line has on our unmerged branch.
pub(super) fn add(tree: &WorkTree, branch: &str, reports: &mut [Scheduled], words: &Vocabulary) {
    let Some(tip) = tree.unmerged(branch) else {
        return;
    };
    let renames = renames(tree, &tip);
    for scheduled in reports {
        let actions = &scheduled.report.actions;
        if actions.iter().all(|action| action.link.is_some()) {
            continue;
        }
        let path = &scheduled.report.path;
        let old = renames.get(path).unwrap_or(path);
        if let Some(theirs) = actions_of(&tip, old, words) {
            scheduled.proposed = proposed(actions, &theirs);
        }
    }
}

/// By the name of today, the name on the branch, of reports that were renamed since it parted.
fn renames(tree: &WorkTree, tip: &Revision) -> BTreeMap<String, String> {
    let since = || {
        let head = tree.revision("HEAD").ok()?;
        let base = tree.revision(&tip.hash()).ok()?.merge_base(&head).ok()?;
        base.renamed_in(&head).ok()
    };
    since().unwrap_or_default()
}

fn actions_of(tip: &Revision, path: &str, words: &Vocabulary) -> Option<Vec<Action>> {
    let source = Source::new(path, tip.read(path)?).ok()?;
    Some(read_report(&source, words).ok()?.actions)
}

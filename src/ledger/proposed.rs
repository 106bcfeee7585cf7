//! References that a report has on another branch only.

use std::collections::HashMap;

use crate::action::{Action, Link, LinkOrigin};

/// For each of `ours`, actions of a report, the reference of ours that the line with the same text among
/// `theirs`, the same report on our unmerged branch, carries. Of equal texts the first goes with the first.
#[must_use]
pub fn proposed(ours: &[Action], theirs: &[Action]) -> Vec<Option<Link>> {
    let mut by_text: HashMap<&str, Vec<&Action>> = HashMap::new();
    for action in theirs.iter().rev() {
        by_text.entry(&action.bare).or_default().push(action);
    }
    let of = |action: &Action| {
        let link = by_text.get_mut(action.bare.as_str())?.pop()?.link.clone()?;
        let ours = matches!(link.origin, LinkOrigin::Ours(_)) && action.link.is_none();
        ours.then_some(link)
    };
    ours.iter().map(of).collect()
}

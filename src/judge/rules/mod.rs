//! One rule a file. A rule says what it finds; how much that weighs, the policy says.

pub(super) mod copied_reference;
pub(super) mod dropped_without_reason;
pub(super) mod due_moved;
pub(super) mod due_soon;
pub(super) mod duplicate_issue;
pub(super) mod issue_gone;
pub(super) mod missing_section;
pub(super) mod near_duplicate;
pub(super) mod no_actions;
pub(super) mod no_due;
pub(super) mod no_owner;
pub(super) mod orphan;
pub(super) mod overdue;
pub(super) mod reassigned;
pub(super) mod removed_action;
pub(super) mod state_conflict;
pub(super) mod unclear_due;
pub(super) mod undated;
pub(super) mod unpaired;
pub(super) mod unreadable;
pub(super) mod untracked;
pub(super) mod vague;
pub(super) mod waiver;

use super::{Court, Finding};
use crate::ledger::Entry;

/// A rule that looks at one action at a time.
type OfAnAction = fn(&Court<'_>, &Entry) -> Option<Finding>;

/// Every such rule.
pub(super) const OF_AN_ACTION: [OfAnAction; 14] = [
    overdue::find,
    due_soon::find,
    no_owner::find,
    no_due::find,
    unclear_due::find,
    vague::find,
    untracked::find,
    unpaired::find,
    copied_reference::find,
    duplicate_issue::find,
    issue_gone::find,
    state_conflict::find,
    orphan::opted_out,
    dropped_without_reason::find,
];

//! What was looked at. Whatever lies outside is unread: never gone, never done, never an orphan.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::Blind;

/// The part of the world that a ledger speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Paths of all files that exist, read as reports or not. A report that is not among them is gone.
    pub files: BTreeSet<String>,
    /// For front-matter ids that several reports have, the path of the report that had it first.
    pub eldest: BTreeMap<String, String>,
    /// Closed issues were listed too.
    pub closed_seen: bool,
    /// Set if the list of issues proves nothing.
    pub blind: Option<Blind>,
    /// The tracker was not asked, or did not answer: only the reports speak.
    pub unseen: bool,
}

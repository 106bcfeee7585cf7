//! How much of an issue is written into its report.

/// The branch on which a sync in CI proposes its edits of reports.
pub const WRITE_BACK_BRANCH: &str = "followthrough/write-back";

/// The title of its pull request, and the first line of its commit, unless the configuration has another.
pub const WRITE_BACK_TITLE: &str = "Write the state of the issues into the reports";

/// What the write-back puts behind an action.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum WriteBack {
    /// The reference and the status, kept true at each sync.
    #[default]
    Status,
    /// The reference once, never the status: for reports that are signed off. The gate then needs
    /// the tracker to know what is done.
    Refs,
    /// Nothing: reports are never edited.
    Off,
}

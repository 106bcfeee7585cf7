//! Which actions of a report are tracked.

/// Which of a report's actions get an issue.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Track {
    /// The tasks; where a report lists no task, its measures.
    #[default]
    Auto,
    /// The tasks only.
    Tasks,
    /// Tasks and measures.
    All,
}

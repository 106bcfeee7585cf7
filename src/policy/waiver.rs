//! A recorded, reasoned, expiring permission to be late.

use jiff::civil::Date;

/// Where waivers stand, from the repository's root.
pub const WAIVERS: &str = ".followthrough/waivers.yml";

/// One waiver, as it stands in [`WAIVERS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The action, by its issue's reference; without an issue by its own key.
    pub action: String,
    /// The last day on which the action may be late.
    pub until: Date,
    /// Why it may.
    pub reason: String,
    /// Who allowed it, if it says so.
    pub by: Option<String>,
    /// The line on which it stands, from 1.
    pub line: usize,
}

impl Waiver {
    /// True once its last day has passed.
    #[must_use]
    pub fn is_expired(&self, today: Date) -> bool {
        self.until < today
    }

    /// `waived until 2026-12-31 by Ada: the vendor is late`.
    #[must_use]
    pub fn explain(&self) -> String {
        let by = self.by.as_ref().map(|by| format!(" by {by}"));
        format!(
            "waived until {}{}: {}",
            self.until,
            by.unwrap_or_default(),
            self.reason
        )
    }
}

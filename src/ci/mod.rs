//! Where a run stands in a CI system, and what is to be done there. Both are values: what the environment says becomes
//! an [`Occasion`], and an occasion becomes a [`Decision`].

mod channels;
mod decision;
mod github;
mod gitlab;
mod occasion;

pub use channels::{Level, Note, annotations, guarded, outputs, summary, verbatim};
pub use decision::{Against, Checkout, Decision, Mode, Orders, Tip, Work, decide};
pub use occasion::{Event, ForkRun, Occasion, OccasionError, PullRequest, System};

/// The variables of the environment by name, as far as an occasion may look at them.
pub type Variables = std::collections::BTreeMap<String, String>;

#[cfg(test)]
mod tests;

//! The only writer: carries out a plan, one change after another, and loses nothing of what was done.

use super::{Tracker, TrackerError};
use crate::issue::Issue;
use crate::plan::{Change, Plan, What};

/// What became of a plan.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By entry, the issues as they are now, and what was done to them.
    pub done: Vec<(Change, Issue)>,
    /// What could not be done, or not be confirmed.
    pub failed: Vec<(Change, TrackerError)>,
}

/// Applies the changes in their order; `progress` is told how many are done.
///
/// A change that fails does not keep the others from being tried. Only an unreachable tracker ends
/// the run: what is left then is reported as failed without being tried.
pub async fn apply(plan: Plan, tracker: &dyn Tracker, progress: &dyn Fn(usize)) -> Outcome {
    let mut outcome = Outcome::default();
    let mut down: Option<TrackerError> = None;
    for (count, change) in plan.changes.into_iter().enumerate() {
        let result = match &down {
            Some(error) => Err(error.clone()),
            None => carry_out(&change, tracker).await,
        };
        match result {
            Ok(issue) => outcome.done.push((change, issue)),
            Err(error) => {
                if matches!(error, TrackerError::Unavailable(_)) {
                    down = Some(error.clone());
                }
                outcome.failed.push((change, error));
            }
        }
        progress(count + 1);
    }
    outcome
}

async fn carry_out(change: &Change, tracker: &dyn Tracker) -> Result<Issue, TrackerError> {
    match &change.what {
        What::Create { draft, marker } => tracker.create(draft, marker).await,
        What::Update { seen, patch, .. } => tracker.update(seen, patch).await,
    }
}

//! The only writer: carries out a plan, one change after another, and loses nothing of what was done.

use std::collections::BTreeMap;

use super::{Tracker, TrackerError, Written};
use crate::issue::{Body, Issue, IssuePatch, Marker};
use crate::plan::{Change, Plan, What};

/// What became of a plan.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By entry, the issues as they are now, and what was done to them.
    pub done: Vec<(Change, Issue)>,
    /// What could not be done, or not be confirmed.
    pub failed: Vec<(Change, TrackerError)>,
    /// What the tracker left out of what was asked for, a sentence each, each once.
    pub warnings: Vec<String>,
}

impl Outcome {
    /// Takes over what became of a later plan.
    pub fn extend(&mut self, later: Self) {
        self.done.extend(later.done);
        self.failed.extend(later.failed);
        self.warn(later.warnings);
    }

    /// True if everything that was not done was held back by the tracker, and may be done later.
    #[must_use]
    pub fn only_halted(&self) -> bool {
        let halted = |(_, error): &(_, _)| matches!(error, TrackerError::Halted(_));
        self.failed.iter().all(halted)
    }

    fn warn(&mut self, warnings: Vec<String>) {
        for warning in warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }
}

/// Applies the changes in their order; `progress` is told how many are done.
///
/// A change that fails does not keep the others from being tried. Only a repository that cannot be reached, or that
/// wants to be left alone, ends what is to be done there, and one that opens no more issues ends the opening: what is
/// left then is reported as failed without being tried.
pub async fn apply(plan: Plan, tracker: &dyn Tracker, progress: &dyn Fn(usize)) -> Outcome {
    let mut outcome = Outcome::default();
    let mut down: BTreeMap<String, TrackerError> = BTreeMap::new();
    let mut full: BTreeMap<String, TrackerError> = BTreeMap::new();
    let home = tracker.home().repository;
    for (count, change) in plan.changes.into_iter().enumerate() {
        let opens = matches!(change.what, What::Create { .. });
        let place = change.repository().unwrap_or(&home).to_owned();
        let shut = full.get(&place).filter(|_| opens);
        let result = match down.get(&place).or(shut) {
            Some(error) => Err(error.clone()),
            None => carry_out(&change, tracker).await,
        };
        match result {
            Ok(Written { issue, warnings }) => {
                // What could not be sent is told, and is no change.
                let told = !warnings.is_empty() && change.leaves(&issue);
                outcome.warn(warnings);
                if !told {
                    outcome.done.push((change, issue));
                }
            }
            Err(error) => {
                match error {
                    TrackerError::Halted(_) if opens => drop(full.insert(place, error.clone())),
                    TrackerError::Unavailable(_) | TrackerError::Halted(_) => {
                        drop(down.insert(place, error.clone()));
                    }
                    _ => {}
                }
                outcome.failed.push((change, error));
            }
        }
        progress(count + 1);
    }
    outcome
}

async fn carry_out(change: &Change, tracker: &dyn Tracker) -> Result<Written, TrackerError> {
    match &change.what {
        What::Create { draft, marker } => tracker.create(draft, marker).await,
        What::Update {
            seen, patch, say, ..
        } => {
            let mut written = tracker.update(seen, patch).await?;
            if let Some(text) = say.as_ref().filter(|_| remembers(&written.issue, patch)) {
                speak(&mut written, seen, text, tracker).await?;
            }
            Ok(written)
        }
    }
}

/// True if the issue's marker remembers of reminders what the patch wanted it to.
fn remembers(issue: &Issue, patch: &IssuePatch) -> bool {
    let nudged = |body: &Body| body.marker().and_then(|it| it.nudged.clone());
    let wanted = patch
        .body
        .as_ref()
        .map(|it| nudged(&Body::new(it.as_str())));
    wanted.is_none_or(|it| it == nudged(&issue.body))
}

/// Comments on an issue whose marker remembers that it was done: a comment that may have arrived is never made twice;
/// one that was refused is forgotten again, so that the next run makes it. Whoever closed the issue meanwhile needs none, and neither does one that another run
/// reminded between our look at it and our change.
async fn speak(
    written: &mut Written,
    seen: &Issue,
    text: &str,
    tracker: &dyn Tracker,
) -> Result<(), TrackerError> {
    if !written.issue.state.is_open() {
        return Ok(());
    }
    let id = &written.issue.id;
    let sent = match tracker.has_comment(id, text).await {
        Ok(true) => return Ok(()),
        Ok(false) => tracker.comment(id, text).await,
        Err(error) => Err(error),
    };
    let place = written.issue.place();
    let error = match sent {
        Ok(()) => return Ok(()),
        Err(error @ TrackerError::Unconfirmed(_)) => {
            written.warnings.push(format!(
                "{place}: the reminder may not have arrived, and is not sent again: {error}"
            ));
            return Ok(());
        }
        Err(error) => error,
    };
    let text = match forget(&written.issue, seen, tracker).await {
        Ok(()) => {
            format!("{place}: the reminder was refused, and the next run sends it: {error}")
        }
        Err(why) => format!(
            "{place}: the reminder was refused, and is not sent again, because that it was to be sent stands there already and \
             could not be taken back ({why}): {error}"
        ),
    };
    Err(match error {
        TrackerError::Halted(_) => TrackerError::Halted(text),
        // Another issue may take one: this one can be locked.
        _ => TrackerError::Refused(text),
    })
}

/// Takes back what the marker remembers of the reminder that was not sent.
async fn forget(issue: &Issue, seen: &Issue, tracker: &dyn Tracker) -> Result<(), TrackerError> {
    let (Some(now), Some(before)) = (issue.body.marker(), seen.body.marker()) else {
        return Ok(());
    };
    let marker = Marker {
        nudged: before.nudged.clone(),
        reminders: before.reminders,
        ..now.clone()
    };
    let patch = IssuePatch {
        body: Some(issue.body.splice(&marker, None)),
        ..IssuePatch::default()
    };
    tracker.update(issue, &patch).await.map(drop)
}

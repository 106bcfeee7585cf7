//! What the day asks for beside what the reports say: the label of what is late, and reminders.

use std::collections::BTreeMap;

use super::{Change, Plan, What, Why};
use crate::issue::{Body, Issue, IssuePatch};
use crate::ledger::Ledger;

/// What the day asks for one entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timely {
    /// The action is late.
    pub late: bool,
    /// The reminder to be sent.
    pub nudge: Option<Nudge>,
}

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nudge {
    /// What the marker remembers of it.
    pub name: String,
    /// The comment.
    pub text: String,
}

impl Plan {
    /// The plan with what the day asks for: `timely` has one for each entry of the ledger; `label` is
    /// that of late work, none if there is none.
    #[must_use]
    pub fn on_this_day(mut self, ledger: &Ledger, timely: &[Timely], label: Option<&str>) -> Self {
        let planned = self.changes.iter().enumerate();
        let planned = planned.filter(|(_, change)| is_main(change));
        let planned: BTreeMap<usize, usize> = planned.map(|(at, it)| (it.entry, at)).collect();
        for (at, (entry, timely)) in ledger.entries.iter().zip(timely).enumerate() {
            if entry.tracking.is_opted_out() {
                continue;
            }
            match (planned.get(&at), entry.owned()) {
                (Some(change), _) => self.changes[*change].on_this_day(timely, label),
                (None, Some(issue)) => self.changes.extend(unplanned(at, issue, timely, label)),
                (None, None) => {}
            }
        }
        self
    }
}

/// False for the closing of what was opened twice, which is about another issue than the action's.
fn is_main(change: &Change) -> bool {
    !matches!(&change.what, What::Update { why, .. } if why.contains(&Why::Double))
}

fn unplanned(at: usize, issue: &Issue, timely: &Timely, label: Option<&str>) -> Option<Change> {
    let mut change = Change {
        entry: at,
        what: What::Update {
            seen: Box::new(issue.clone()),
            patch: IssuePatch::default(),
            why: Vec::new(),
            say: None,
        },
    };
    change.on_this_day(timely, label);
    let changes = matches!(&change.what, What::Update { patch, .. } if !patch.is_empty());
    changes.then_some(change)
}

impl Change {
    fn on_this_day(&mut self, timely: &Timely, label: Option<&str>) {
        match &mut self.what {
            What::Create { draft, marker } => {
                let label =
                    label.filter(|label| timely.late && !draft.labels.iter().any(|it| it == label));
                draft.labels.extend(label.map(str::to_owned));
                // That it is opened now says what the reminder would say.
                marker.nudged = timely.nudge.as_ref().map(|it| it.name.clone());
            }
            What::Update {
                seen,
                patch,
                why,
                say,
            } => {
                let open = patch.state.unwrap_or(seen.state).is_open();
                if let Some(label) = label {
                    relabel(seen, patch, why, label, timely.late && open);
                }
                if let Some(nudge) = timely.nudge.as_ref().filter(|_| open) {
                    *say = remember(seen, patch, nudge);
                    why.extend(say.is_some().then_some(Why::Nudge));
                }
            }
        }
    }
}

fn relabel(seen: &Issue, patch: &mut IssuePatch, why: &mut Vec<Why>, label: &str, late: bool) {
    let has = seen.labels.iter().any(|it| it == label);
    match (has, late) {
        (false, true) => {
            patch.add_labels.push(label.to_owned());
            why.push(Why::Late);
        }
        (true, false) => {
            patch.remove_labels.push(label.to_owned());
            why.push(Why::NotLate);
        }
        _ => {}
    }
}

/// The marker remembers the reminder in the very request before it is sent, so that no run sends it
/// twice. Gives what is to be said.
fn remember(seen: &Issue, patch: &mut IssuePatch, nudge: &Nudge) -> Option<String> {
    let body = patch.body.take();
    let body = body.map_or_else(|| seen.body.clone(), Body::new);
    let mut marker = body.marker()?.clone();
    marker.nudged = Some(nudge.name.clone());
    marker.reminders += 1;
    patch.body = Some(body.splice(&marker, None));
    Some(nudge.text.clone())
}

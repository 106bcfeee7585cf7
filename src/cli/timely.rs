//! What the day asks of a tracker on the network: the label of what is late, and reminders.

use super::desk::Desk;
use super::exit::Failure;
use super::waive;
use crate::action::Action;
use crate::config::Config;
use crate::issue::Issue;
use crate::judge::{Case, Pressing, pressing};
use crate::ledger::{Entry, Ledger};
use crate::plan::{Nudge, Timely};
use crate::render::Templates;

/// For each entry of the ledger what the day asks for. A list of waivers that cannot be read allows
/// nothing.
pub(super) fn timely(
    desk: &Desk,
    templates: &Templates,
    set: &Config,
    ledger: &Ledger,
) -> Result<Vec<Timely>, Failure> {
    let (waivers, _) = waive::load(desk)?;
    let pressing = pressing(Case {
        ledger,
        unreadable: &[],
        waivers: &waivers,
        policy: &set.policy,
        today: desk.today,
    });
    let of = |(entry, pressing): (&Entry, &Pressing)| -> Result<Timely, Failure> {
        Ok(Timely {
            late: pressing.late,
            nudge: nudge(desk, templates, set, ledger, (entry, pressing))?,
        })
    };
    ledger.entries.iter().zip(&pressing).map(of).collect()
}

fn nudge(
    desk: &Desk,
    templates: &Templates,
    set: &Config,
    ledger: &Ledger,
    (entry, pressing): (&Entry, &Pressing),
) -> Result<Option<Nudge>, Failure> {
    let marker = entry.owned().and_then(Issue::marker);
    let last = marker.and_then(|it| it.nudged.as_deref());
    let Some(reminder) = pressing.reminder.filter(|it| it.is_after(last)) else {
        return Ok(None);
    };
    let owner = account(set, ledger.action(entry));
    let days = (reminder.due, desk.today);
    Ok(Some(Nudge {
        name: reminder.to_string(),
        text: templates.nudge(ledger, entry, days, owner)?,
    }))
}

/// The account of an action's owner, if the configuration names it; nobody is guessed.
pub(super) fn account<'a>(set: &'a Config, action: &Action) -> Option<&'a str> {
    let bare = |name: &str| name.trim().trim_start_matches('@').to_lowercase();
    let owner = action.owner.as_ref().map(|owner| bare(&owner.value))?;
    let mut people = set.people.iter();
    let found = people.find(|(name, _)| bare(name) == owner);
    found.map(|(_, login)| login.as_str())
}

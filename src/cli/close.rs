//! `close` and `reopen`: what a person decides of one action, without leaving the command line.

use super::args::{CloseArgs, Ending, Global, ReopenArgs};
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::screen::Screen;
use crate::action::Reference;
use crate::escape::terminal_text;
use crate::issue::{Home, Issue, IssueId, IssuePatch, Query, State};
use crate::tracker::Tracker;

pub(super) fn close(
    args: &CloseArgs,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let state = match args.ending {
        Ending::Completed => State::Completed,
        Ending::NotPlanned => State::NotPlanned,
    };
    set_state(&args.handle, state, args.reason.as_deref(), global, screen)
}

pub(super) fn reopen(
    args: &ReopenArgs,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    set_state(
        &args.handle,
        State::Open,
        args.reason.as_deref(),
        global,
        screen,
    )
}

fn set_state(
    handle: &str,
    state: State,
    reason: Option<&str>,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let set = desk.config.sets().next().unwrap_or(&desk.config);
    let tracker = desk.tracker(set, true)?;
    let id = resolve(handle, &tracker.home())?;
    let issue = find(tracker.as_ref(), &id, handle)?;
    let title = terminal_text(&issue.title);
    if issue.state == state {
        screen.text(&format!(
            "{handle} is {} already: {title}\n",
            state.as_str()
        ));
        return Ok(Exit::Fine);
    }
    if let Some(reason) = reason {
        block_on(tracker.comment(&issue.id, reason))??;
    }
    let issue = find(tracker.as_ref(), &id, handle)?;
    let patch = IssuePatch {
        state: Some(state),
        ..IssuePatch::default()
    };
    block_on(tracker.update(&issue, &patch))??;
    screen.text(&format!(
        "{handle} is {} now: {title}  {}\n`followthrough sync` writes it into the report.\n",
        state.as_str(),
        terminal_text(&issue.place()),
    ));
    Ok(Exit::Fine)
}

/// The issue that a person names: `#42`, `owner/name#42`, an address, `ft-7k3q` or `7k3q`.
fn resolve(handle: &str, home: &Home) -> Result<IssueId, Failure> {
    let spelled = handle.to_lowercase();
    let reference = Reference::parse_url(handle)
        .or_else(|| Reference::parse_label(&spelled))
        .or_else(|| Reference::parse_label(&format!("#{spelled}")))
        .or_else(|| Reference::parse_label(&format!("ft-{spelled}")));
    reference
        .and_then(|reference| home.resolve(&reference))
        .or_else(|| home.resolve(&Reference::parse_label(&format!("ft-{spelled}"))?))
        .ok_or_else(|| {
            Failure::usage(format!(
                "{handle} names no issue of this tracker; `followthrough status` shows what can be named"
            ))
        })
}

fn find(tracker: &dyn Tracker, id: &IssueId, handle: &str) -> Result<Issue, Failure> {
    let query = Query {
        named: [id.clone()].into(),
        ..Query::default()
    };
    let listing = block_on(tracker.list(&query))??;
    if let Some(why) = listing.forbidden.get(id) {
        return Err(Failure::usage(format!("{handle}: {why}")));
    }
    let is = |issue: &&Issue| match (&issue.id.name, &id.name) {
        (crate::issue::IssueName::Key(key), crate::issue::IssueName::Key(prefix)) => {
            key.starts_with(prefix.as_str())
        }
        _ => issue.id == *id,
    };
    listing.issues.iter().find(is).cloned().ok_or_else(|| {
        Failure::usage(format!(
            "{handle} does not exist; `followthrough status --all` shows what does"
        ))
    })
}

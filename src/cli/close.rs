//! `close` and `reopen`: what a person decides of one action, without leaving the command line.

use super::args::{CloseArgs, Ending, Global, ReopenArgs};
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::forge;
use super::handle::{find, resolve};
use super::screen::Screen;
use crate::escape::terminal_text;
use crate::issue::{Issue, IssuePatch, State};
use crate::policy::WriteBack;

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
    not_of_others(&desk, &issue, handle)?;
    let place = forge::place(&desk, set)?;
    let reason = reason.map(|it| place.words(it));
    let reason = reason.as_deref();
    if issue.state == state {
        if let Some(reason) = reason {
            block_on(tracker.comment(&issue.id, reason))??;
        }
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
        "{handle} is {} now: {title}  {}\n",
        state.as_str(),
        terminal_text(&issue.place()),
    ));
    if set.write_back == WriteBack::Status {
        screen.text("`followthrough sync` writes it into the report.\n");
    }
    Ok(Exit::Fine)
}

/// What other reports follow is theirs to settle: their sync would take it for a person's word.
fn not_of_others(desk: &Desk, issue: &Issue, handle: &str) -> Result<(), Failure> {
    let Some(marker) = issue.marker() else {
        return Ok(());
    };
    let remote = desk.tree.remote().map(|remote| remote.name);
    for set in desk.config.sets() {
        if set.scope_or(remote.as_deref())? == marker.scope {
            return Ok(());
        }
    }
    Err(Failure::usage(format!(
        "{handle} belongs to {} in the reports of {}, and was not touched; close or reopen it there, or in the tracker",
        marker.report, marker.scope
    )))
}

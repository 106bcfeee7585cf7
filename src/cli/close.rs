//! `close` and `reopen`: what a person decides of one action, without leaving the command line.

use rayon::prelude::*;

use super::args::{CloseArgs, Disclosure, Ending, Global, ReopenArgs, Selection};
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::forge;
use super::gather::gather;
use super::handle::{find, resolve};
use super::screen::Screen;
use crate::config::Config;
use crate::escape::terminal_text;
use crate::issue::{Home, Issue, IssueId, IssuePatch, State};
use crate::ledger::References;
use crate::policy::WriteBack;
use crate::read::claims_confidential;
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
    let decision = Decision {
        handle: &args.handle,
        state,
        reason: args.reason.as_deref(),
        disclosure: args.disclosure,
    };
    set_state(&decision, global, screen)
}

pub(super) fn reopen(
    args: &ReopenArgs,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let decision = Decision {
        handle: &args.handle,
        state: State::Open,
        reason: args.reason.as_deref(),
        disclosure: args.disclosure,
    };
    set_state(&decision, global, screen)
}

/// What becomes of an issue, and what is said of it.
struct Decision<'a> {
    handle: &'a str,
    state: State,
    reason: Option<&'a str>,
    disclosure: Disclosure,
}

fn set_state(
    decision: &Decision<'_>,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let Decision { handle, state, .. } = *decision;
    let desk = Desk::open(global)?;
    let set = desk.config.sets().next().unwrap_or(&desk.config);
    let tracker = desk.tracker(set, true)?;
    let id = resolve(handle, &tracker.home())?;
    let issue = find(tracker.as_ref(), &id, handle)?;
    let hidden = !decision.disclosure.show_confidential && is_confidential(&desk, &issue)?;
    not_of_others(&desk, &issue, handle, hidden)?;
    if issue.marker().is_none() {
        named_in_a_report(&desk, set, &tracker.home(), &issue, handle, screen)?;
    }
    let title = match hidden {
        true => "a confidential action".to_owned(),
        false => terminal_text(&issue.title),
    };
    let there = issue.state == state;
    if !there {
        let patch = IssuePatch {
            state: Some(state),
            ..IssuePatch::default()
        };
        block_on(tracker.update(&issue, &patch))??;
    }
    let mut added = false;
    if let Some(reason) = decision.reason {
        let reason = forge::place(&desk, set)?.words(reason);
        // Where it is closed already, it may be because the reason got lost on its way.
        let said = there && block_on(tracker.has_comment(&issue.id, &reason))??;
        if !said {
            say(tracker.as_ref(), &issue.id, &reason, decision)?;
            added = true;
        }
    }
    let named = state.as_str();
    if there {
        let told = match added {
            true => ", and says why now",
            false => "",
        };
        screen.text(&format!("{handle} is {named} already{told}: {title}\n"));
        return Ok(Exit::Fine);
    }
    let place = terminal_text(&issue.place());
    screen.text(&format!("{handle} is {named} now: {title}  {place}\n"));
    if set.write_back == WriteBack::Status {
        screen.text("`followthrough sync` writes it into the report.\n");
    }
    Ok(Exit::Fine)
}

/// The state is changed first: whoever repeats the command then adds the reason only if it is not there.
fn say(
    tracker: &dyn Tracker,
    id: &IssueId,
    reason: &str,
    decision: &Decision<'_>,
) -> Result<(), Failure> {
    let sent = block_on(tracker.comment(id, reason))?;
    sent.map_err(|error| {
        let failure = Failure::from(error);
        let (handle, state) = (decision.handle, decision.state.as_str());
        let message = format!(
            "{handle} is {state}, but its reason may not stand there: {}; run the same command again, it adds the reason only if it is missing",
            failure.message
        );
        Failure { message, ..failure }
    })
}

/// By its marker or by its report as it is now, which a sync may not have seen yet.
fn is_confidential(desk: &Desk, issue: &Issue) -> Result<bool, Failure> {
    let Some(marker) = issue.marker() else {
        return Ok(issue.confidential);
    };
    let report = marker.report.as_str();
    let by_path = |set: &Config| set.confidential.contains(report);
    if issue.confidential || marker.confidential || desk.config.sets().any(by_path) {
        return Ok(true);
    }
    if !desk.tree.existing([report]).is_empty() {
        return Ok(claims_confidential(&desk.tree.glimpse(report)));
    }
    // The id of a report in its front matter, or a report that was renamed.
    let reports = desk.tree.find(&|path| desk.config.set_of(path).is_some())?;
    let names = [report.to_owned(), issue.id.to_string(), issue.place()];
    let hides = |path: &String| {
        let text = desk.tree.glimpse(path);
        let named = |name: &String| !name.is_empty() && text.contains(name.as_str());
        let set = desk.config.set_of(path);
        let by_path = set.is_some_and(|set| set.confidential.contains(path));
        names.iter().any(named) && (by_path || claims_confidential(&text))
    };
    Ok(reports.files.par_iter().any(hides))
}

/// An issue that is not ours is a person's decision only where a report says that it is an action's: a number is soon
/// mistyped.
fn named_in_a_report(
    desk: &Desk,
    set: &Config,
    home: &Home,
    issue: &Issue,
    handle: &str,
    screen: &Screen,
) -> Result<(), Failure> {
    let everything = Selection { paths: Vec::new() };
    let reports = gather(desk, set, &everything, screen)?.scheduled;
    match References::of(&reports, home).all.contains(&issue.id) {
        true => Ok(()),
        false => Err(Failure::usage(format!(
            "{handle} was not opened by followthrough for these reports, and no report names it, so it was not touched: {}; \
             close or reopen it in the tracker, or name it in the report first (`followthrough link`)",
            terminal_text(&issue.place())
        ))),
    }
}

/// What other reports follow is theirs to settle: their sync would take it for a person's word.
fn not_of_others(desk: &Desk, issue: &Issue, handle: &str, hidden: bool) -> Result<(), Failure> {
    let Some(marker) = issue.marker() else {
        return Ok(());
    };
    let remote = desk.tree.remote().map(|remote| remote.name);
    for set in desk.config.sets() {
        if set.scope_or(remote.as_deref())? == marker.scope {
            return Ok(());
        }
    }
    let report = match hidden {
        true => "a confidential report",
        false => &marker.report,
    };
    Err(Failure::usage(format!(
        "{handle} belongs to {report} in the reports of {}, and was not touched; close or reopen it there, or in the tracker",
        marker.scope
    )))
}

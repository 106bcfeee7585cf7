//! `link` and `unlink`: a person settles which issue belongs to which action.

use std::path::Path;

use super::args::{Global, LinkArgs, Selection, UnlinkArgs};
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::gather::inside;
use super::handle::{find, resolve};
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use crate::action::{Link, LinkOrigin};
use crate::config::Config;
use crate::escape::terminal_text;
use crate::issue::{Issue, IssueId, IssuePatch, Marker};
use crate::ledger::{Decisions, Entry, Handles, Hold, Ledger, Pairing};
use crate::output::Veil;
use crate::policy::WriteBack;
use crate::text::{EditSet, LineStarts};
use crate::writeback;

pub(super) fn link(args: &LinkArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let (path, line) = place(&desk, &args.place)?;
    let set = desk.config.set_of(&path).unwrap_or(&desk.config);
    let sitting = everything(&desk, set, screen)?;
    let veil = sitting.veil(set, args.disclosure);
    let told = linked(&desk, set, &sitting, (&path, line), &args.handle);
    tell(told, &veil, screen)
}

/// What was done to one action, without what is confidential in it.
fn tell(told: Result<String, Failure>, veil: &Veil, screen: &mut Screen) -> Result<Exit, Failure> {
    let told = told.map_err(|it| Failure {
        message: veil.over(&it.message),
        ..it
    })?;
    screen.text(&format!("{}\n", terminal_text(&veil.over(&told))));
    Ok(Exit::Fine)
}

fn linked(
    desk: &Desk,
    set: &Config,
    sitting: &Sitting,
    (path, line): (&str, usize),
    handle: &str,
) -> Result<String, Failure> {
    let at = action_at(sitting, path, line)?;
    let entry = &sitting.ledger.entries[at];
    let id = resolve(handle, &sitting.ledger.home)?;
    let issue = find(sitting.tracker.as_ref(), &id, handle)?;
    let title = &sitting.ledger.action(entry).title;
    if entry.owned().is_some_and(|own| own.id == issue.id) {
        return Ok(format!("{handle} belongs to {title} already"));
    }
    let marker = may_link(&sitting.ledger, entry, &issue, handle)?;
    let issue = remember(sitting, &issue, &marker)?;
    let ledger = sitting.ledger.clone().with([(at, issue)]);
    let source = &sitting.sources[entry.report];
    let linked = &ledger.entries[at];
    let edits = writeback::edits_of(source, &ledger, linked, set.write_back);
    write(desk, sitting, entry, &edits)?;
    let line = ledger.action(linked).line;
    Ok(format!("{handle} belongs to {path}:{line} now: {title}"))
}

pub(super) fn unlink(
    args: &UnlinkArgs,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    for set in desk.config.sets() {
        let sitting = everything(&desk, set, screen)?;
        let id = resolve(&args.handle, &sitting.ledger.home)?;
        let found = find(sitting.tracker.as_ref(), &id, &args.handle)?;
        let Some(entry) = owner(&sitting.ledger, &found.id) else {
            continue;
        };
        let Some(old) = found.marker() else {
            continue;
        };
        let marker = Marker {
            report: String::new(),
            ..old.clone()
        };
        let action = sitting.ledger.action(entry);
        let source = &sitting.sources[entry.report];
        let edits = match set.write_back {
            WriteBack::Off => EditSet::default(),
            WriteBack::Status | WriteBack::Refs => writeback::edits_without(source, action),
        };
        remember(&sitting, &found, &marker)?;
        write(&desk, &sitting, entry, &edits)?;
        let told = format!(
            "{} stands alone now; {}:{} gets an issue of its own with the next sync",
            args.handle,
            source.path(),
            action.line
        );
        return tell(Ok(told), &sitting.veil(set, args.disclosure), screen);
    }
    Err(Failure::usage(format!(
        "{} belongs to no action; an issue that was linked by hand is taken off by removing the reference from the report",
        args.handle
    )))
}

fn everything(desk: &Desk, set: &Config, screen: &Screen) -> Result<Sitting, Failure> {
    let all = Selection { paths: Vec::new() };
    Sitting::open(
        desk,
        set,
        &all,
        Purpose::Change(Decisions::default()),
        screen,
    )
}

/// `FILE:LINE` as the repository names it.
pub(super) fn place(desk: &Desk, text: &str) -> Result<(String, usize), Failure> {
    let parts = text
        .rsplit_once(':')
        .and_then(|(file, line)| Some((file, line.parse().ok()?)));
    let Some((file, line)) = parts else {
        return Err(Failure::usage(format!(
            "{text}: name the action by its report and line, as `status` shows it: postmortems/x.md:12"
        )));
    };
    Ok((inside(desk, Path::new(file))?, line))
}

/// The action whose own text holds the line.
pub(super) fn action_at(sitting: &Sitting, path: &str, line: usize) -> Result<usize, Failure> {
    let report = sitting.sources.iter().position(|it| it.path() == path);
    let lines = report.map(|at| sitting.sources[at].line_starts());
    let holds = |entry: &Entry| {
        let action = sitting.ledger.action(entry);
        let last = |it: &LineStarts| it.line_of(action.place.own.end);
        Some(entry.report) == report
            && (action.line..=lines.as_ref().map_or(0, last)).contains(&line)
    };
    sitting.ledger.entries.iter().position(holds).ok_or_else(|| {
        Failure::usage(format!(
            "{path}:{line}: no action stands there; `followthrough parse {path}` lists what does"
        ))
    })
}

/// The marker the issue gets, or why it cannot belong to this action.
fn may_link(
    ledger: &Ledger,
    entry: &Entry,
    issue: &Issue,
    handle: &str,
) -> Result<Marker, Failure> {
    if let Some(marker) = anew(ledger, entry, issue) {
        return Ok(marker);
    }
    let Some(marker) = issue.marker().filter(|it| it.scope == ledger.scope) else {
        return Err(Failure::usage(format!(
            "{handle} was not opened by followthrough for these reports; write `see {handle}` behind the action to show its status"
        )));
    };
    if let Some(other) = owner(ledger, &issue.id) {
        let path = &ledger.reports[other.report].report.path;
        let line = ledger.action(other).line;
        return Err(Failure::usage(format!(
            "{handle} belongs to {path}:{line}; run `followthrough unlink {}` first, or write `see {handle}` behind the action to share it",
            Handles::typed(handle)
        )));
    }
    let action = ledger.action(entry);
    if let Some(link) = &action.link {
        return Err(Failure::usage(format!(
            "the action names {} already; remove that reference from the report first",
            link.reference
        )));
    }
    let report = ledger.reports[entry.report].id.clone();
    let moved = !marker.report.is_empty() && !ledger.has_report(&marker.report);
    Ok(Marker {
        // What else that report held may be this one's too, and is still asked about.
        once: match moved {
            true => Some(marker.report.clone()),
            false => marker.once.clone(),
        },
        report,
        text: Some(entry.text.clone()),
        ..marker.clone()
    })
}

/// The marker of an issue whose hidden line somebody took out, and which the action still names as a sync wrote it or
/// is asked about for its words.
fn anew(ledger: &Ledger, entry: &Entry, issue: &Issue) -> Option<Marker> {
    let is_ours = |link: &&Link| matches!(link.origin, LinkOrigin::Ours(_));
    let names = |link: &Link| ledger.home.resolve(&link.reference).as_ref() == Some(&issue.id);
    let named = ledger
        .action(entry)
        .link
        .as_ref()
        .filter(is_ours)
        .is_some_and(names);
    let asked = match &entry.pairing {
        Pairing::Held(Hold::Unpaired(found)) => found.iter().any(|it| it.0.id == issue.id),
        _ => false,
    };
    let lost = issue.body.marker().is_none();
    (lost && (named || asked)).then(|| Marker {
        key: entry.key.clone(),
        scope: ledger.scope.clone(),
        report: ledger.reports[entry.report].id.clone(),
        text: Some(entry.text.clone()),
        wrote: None,
        heard: None,
        once: None,
        was: None,
        due: issue.due,
        nudged: None,
        reminders: 0,
        confidential: ledger.reports[entry.report].report.front.confidential,
        unknown: Vec::new(),
    })
}

fn owner<'a>(ledger: &'a Ledger, id: &IssueId) -> Option<&'a Entry> {
    let owns = |entry: &&Entry| entry.owned().is_some_and(|issue| issue.id == *id);
    ledger.entries.iter().find(owns)
}

fn remember(sitting: &Sitting, issue: &Issue, marker: &Marker) -> Result<Issue, Failure> {
    let patch = IssuePatch {
        body: Some(issue.body.splice(marker, None)),
        ..IssuePatch::default()
    };
    Ok(block_on(sitting.tracker.update(issue, &patch))??.issue)
}

fn write(desk: &Desk, sitting: &Sitting, entry: &Entry, edits: &EditSet) -> Result<(), Failure> {
    let source = &sitting.sources[entry.report];
    if edits.is_empty() {
        return Ok(());
    }
    let failed = |error: String| Failure {
        exit: Exit::Partial,
        message: error,
    };
    let new = edits
        .apply(source.text())
        .map_err(|error| failed(format!("{}: {error}", source.path())))?;
    desk.tree
        .write(source.path(), source.text(), &new)
        .map_err(|error| failed(error.to_string()))
}

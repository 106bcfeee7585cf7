//! `parse`: what is read from reports.

use std::fmt::Write as _;
use std::path::Path;

use rayon::prelude::*;

use super::args::{Global, ParseArgs, Selection};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::gather::{self, gather, placed, read_report, repository_path, scheduled};
use super::screen::Screen;
use crate::action::{LinkOrigin, Report};
use crate::config::Config;
use crate::disk::{self, DiskError};
use crate::escape::terminal_text;
use crate::judge::Unreadable;
use crate::ledger::{Scheduled, fingerprints};
use crate::output::parse::{ActionIdentity, Document, Identity, document};
use crate::output::{complaints, count};
use crate::read::Vocabulary;
use crate::text::Source;
use crate::worktree;

pub(super) fn run(args: &ParseArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let (named, unreadable) = match args.files.is_empty() {
        true => of_the_repository(&desk, screen)?,
        false => of_files(&desk, args),
    };
    // A file that is named is asked for.
    let all = args.disclosure.show_confidential || !args.files.is_empty();
    let (shown, hidden): (Vec<&Named>, Vec<_>) = named
        .iter()
        .partition(|it| all || !it.scheduled.report.front.confidential);
    let reports = shown.iter().map(|it| (&it.scheduled.report, identity(it)));
    let document = document(reports, hidden.len());
    // Where nothing of what was named could be read, what is wrong says it all.
    let nothing = named.is_empty() && !args.files.is_empty();
    screen.show(args.format, &document, |_| match nothing {
        true => String::new(),
        false => text(&document),
    })?;
    let open = |it: Unreadable| Unreadable {
        confidential: it.confidential && !all,
        ..it
    };
    let unreadable: Vec<Unreadable> = unreadable.into_iter().map(open).collect();
    for complaint in complaints(&unreadable) {
        screen.error(&complaint);
    }
    Ok(match unreadable.is_empty() {
        true => Exit::Fine,
        false if args.files.is_empty() => Exit::Partial,
        false => Exit::Usage,
    })
}

/// A report and the path that identifies it.
struct Named {
    id: String,
    scheduled: Scheduled,
}

type Read = (Vec<Named>, Vec<Unreadable>);

fn of_the_repository(desk: &Desk, screen: &Screen) -> Result<Read, Failure> {
    let nothing = Selection { paths: Vec::new() };
    let (mut named, mut unreadable) = (Vec::new(), Vec::new());
    for set in desk.config.sets() {
        let gathered = gather(desk, set, &nothing, screen)?;
        unreadable.extend(gathered.unreadable);
        named.extend(gathered.scheduled.into_iter().map(|scheduled| Named {
            id: id(&scheduled.report, &scheduled.report.path),
            scheduled,
        }));
    }
    Ok((named, unreadable))
}

/// Files from anywhere, named as the user named them.
fn of_files(desk: &Desk, args: &ParseArgs) -> Read {
    // Each set of reports has words of its own; they are put together once, not for every file.
    let sets: Vec<(&Config, Vocabulary)> = [&desk.config]
        .into_iter()
        .chain(desk.config.sets())
        .map(|set| (set, gather::vocabulary(set)))
        .collect();
    let read: Vec<Result<Named, Unreadable>> = args
        .files
        .par_iter()
        .map(|file| one(desk, file, &sets))
        .collect();
    let (mut named, mut unreadable) = (Vec::new(), Vec::new());
    for result in read {
        match result {
            Ok(it) => named.push(it),
            Err(problem) => unreadable.push(problem),
        }
    }
    (named, unreadable)
}

/// `sets` begins with the settings for files that belong to no set.
fn one(desk: &Desk, file: &Path, sets: &[(&Config, Vocabulary)]) -> Result<Named, Unreadable> {
    let path = file.display().to_string();
    let failed = |line, reason: String| Unreadable {
        path: path.clone(),
        line,
        reason,
        confidential: false,
    };
    let whole = placed(desk, file);
    let bytes = disk::read_any(&whole, worktree::LIMIT)
        .map_err(|error| match error {
            DiskError::Missing => "there is no such file".to_owned(),
            _ => error.to_string(),
        })
        .map_err(|reason| failed(None, reason))?;
    let source = Source::new(path.clone(), bytes)
        .map_err(|error| failed(Some(error.line), error.to_string()))?;
    let inside = dunce::canonicalize(&whole)
        .ok()
        .and_then(|whole| repository_path(desk, &whole));
    let known = inside.unwrap_or_else(|| path.clone());
    let own = desk.config.set_of(&known);
    let of = |(set, _): &&(&Config, Vocabulary)| own.is_some_and(|own| std::ptr::eq(*set, own));
    let (set, words) = sets.iter().find(of).unwrap_or(&sets[0]);
    let report = read_report(&source, words)?;
    Ok(Named {
        id: id(&report, &known),
        scheduled: scheduled(set, report),
    })
}

fn id(report: &Report, path: &str) -> String {
    report.front.id.clone().unwrap_or_else(|| path.to_owned())
}

fn identity(named: &Named) -> Identity {
    let report = &named.scheduled.report;
    let keys = fingerprints(&named.id, report);
    let actions = report.actions.iter().zip(&named.scheduled.tracking);
    Identity {
        id: named.id.clone(),
        actions: actions
            .zip(keys)
            .map(|((action, tracking), key)| ActionIdentity {
                fingerprint: key.to_string(),
                handle: action
                    .link
                    .as_ref()
                    .filter(|link| matches!(link.origin, LinkOrigin::Ours(_)))
                    .map(|link| link.reference.label()),
                tracked: tracking.is_tracked(),
            })
            .collect(),
    }
}

/// A line for each action.
fn text(document: &Document) -> String {
    let mut out = String::new();
    for report in &document.reports {
        for action in &report.actions {
            let not = if action.tracked { "" } else { ", not tracked" };
            let _ = writeln!(
                out,
                "{}:{}: {} ({}{not})",
                terminal_text(&report.path),
                action.line,
                terminal_text(&action.title),
                action.kind.as_str(),
            );
        }
    }
    let found: usize = document.reports.iter().map(|it| it.actions.len()).sum();
    let reports = count(document.reports.len(), "report");
    let _ = writeln!(out, "{} in {reports}", count(found, "action"));
    if document.confidential > 0 {
        let hidden = count(document.confidential, "confidential report");
        let _ = writeln!(out, "{hidden} not shown");
    }
    out
}

//! `status`: how every action stands.

use super::args::{Global, StatusArgs};
use super::asked;
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use super::waive;
use crate::config::{Config, TrackerKind};
use crate::output::{StatusDocument, status, status_text};

pub(super) fn run(
    args: &StatusArgs,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let (waivers, unreadable) = waive::load(&desk)?;
    if let Some(file) = unreadable {
        let (path, line) = (&file.path, file.line.unwrap_or(1));
        screen.error(&format!("{path}:{line}: {}; no waiver counts", file.reason));
    }
    let mut document: Option<StatusDocument> = None;
    for set in asked::sets(&desk, &args.selection)? {
        let sitting = Sitting::open(&desk, set, &args.selection, Purpose::LOOK, screen)?;
        for complaint in sitting.complaints().said {
            screen.error(&complaint);
        }
        let ledger = args.disclosure.of(&sitting.ledger);
        let one = status(&ledger, &set.policy, &waivers, desk.today);
        document = Some(match document {
            None => one,
            Some(others) => others.join(one),
        });
    }
    let Some(mut document) = document else {
        return Ok(Exit::Fine);
    };
    document.repository = repository(&desk);
    let all = args.all || global.verbose;
    screen.show(args.format, &document, |look| {
        status_text(&document, all, global.verbose, look)
    })?;
    Ok(Exit::Fine)
}

/// Every embedded tracker has the same scope, so that clones agree; beside others it needs a name.
pub(super) fn repository(desk: &Desk) -> Option<String> {
    let named = |set: &Config| set.scope.is_some() || set.tracker.kind != TrackerKind::Local;
    if desk.config.sets().any(named) {
        return None;
    }
    let folder = || {
        let root = dunce::canonicalize(desk.tree.root()).ok()?;
        Some(root.file_name()?.to_string_lossy().into_owned())
    };
    let remote = desk.tree.remote().map(|it| it.name);
    remote.or_else(folder)
}

//! `waive`: a recorded permission to be late, as one more entry of `.followthrough/waivers.yml`.

use super::args::{Global, Selection, WaiveArgs};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::link::{action_at, place};
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use crate::action::Word;
use crate::config::{waive, waivers};
use crate::escape::terminal_text;
use crate::judge::Unreadable;
use crate::ledger::Handles;
use crate::policy::{WAIVERS, Waiver};

pub(super) fn run(args: &WaiveArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    if args.until < desk.today {
        return Err(Failure::usage(format!(
            "--until {}: that day has passed; name the last day on which the action may be late",
            args.until
        )));
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let reason = one_line(&args.reason);
    if reason.is_empty() {
        return Err(Failure::usage(
            "--reason is empty; say why the action may be late",
        ));
    }
    for (option, text) in [("--reason", Some(&reason)), ("--by", args.by.as_ref())] {
        if let Some(sign) = text.and_then(|text| text.chars().find(|c| c.is_control())) {
            return Err(Failure::usage(format!(
                "{option} holds a control character ({}), which no file of waivers can; leave it out",
                sign.escape_default()
            )));
        }
    }
    let (action, title) = action(&desk, args, screen)?;
    let waiver = Waiver {
        action,
        until: args.until,
        reason,
        by: args.by.as_deref().map(one_line).filter(|by| !by.is_empty()),
        line: 0,
    };
    let old = text(&desk)?;
    let known = waivers(old.as_deref().unwrap_or_default())
        .map_err(|problem| Failure::usage(format!("{WAIVERS}:{problem}")))?;
    let longer = |it: &&Waiver| it.action == waiver.action && it.until >= waiver.until;
    if let Some(known) = known.iter().find(longer) {
        return Err(Failure::usage(format!(
            "{WAIVERS}:{}: {} may be late until {} already; change that entry by hand",
            known.line, args.handle, known.until
        )));
    }
    let new = waive(old.as_deref().unwrap_or_default(), &waiver).ok_or_else(|| {
        Failure::usage(format!(
            "{WAIVERS} is written in a way that cannot be added to; make it a list with an entry on lines of its own"
        ))
    })?;
    match &old {
        Some(old) => desk.tree.write(WAIVERS, old, &new),
        None => desk.tree.create(WAIVERS, &new),
    }
    .map_err(|error| Failure::usage(error.to_string()))?;
    screen.text(&format!(
        "{} may be late until {}: {}\n{WAIVERS} says so; commit it with the reason under review\n",
        args.handle,
        waiver.until,
        terminal_text(&title),
    ));
    Ok(Exit::Fine)
}

/// The name of the action that outlasts moves, and its title. It is named by its issue, here or elsewhere, or by
/// `FILE:LINE`.
fn action(desk: &Desk, args: &WaiveArgs, screen: &Screen) -> Result<(String, String), Failure> {
    let handle = args.handle.as_str();
    let all = Selection { paths: Vec::new() };
    let place = place(desk, handle).ok();
    for set in desk.config.sets() {
        let sitting = Sitting::open(desk, set, &all, Purpose::Judge, screen)?;
        let ledger = &sitting.ledger;
        let there = place
            .as_ref()
            .and_then(|(path, line)| action_at(&sitting, path, *line).ok())
            .map(|at| &ledger.entries[at]);
        let named = Handles::entries_named(ledger, handle).into_iter().next();
        let Some(entry) = there.or(named) else {
            continue;
        };
        let veil = sitting.veil(set, args.disclosure);
        let title = veil.over(&ledger.action(entry).title);
        if ledger.word(entry) == Word::Open {
            return Ok((Handles::lasting(ledger, entry), title));
        }
        return Err(Failure::usage(format!(
            "{handle} is {} and needs no waiver: {}",
            ledger.word(entry).as_str(),
            terminal_text(&title)
        )));
    }
    Err(Failure::usage(format!(
        "{handle} names no action of these reports; `followthrough status` shows what can be named"
    )))
}

/// The waivers in force; a file that cannot be read gives none, and says why.
pub(super) fn load(desk: &Desk) -> Result<(Vec<Waiver>, Option<Unreadable>), Failure> {
    let Some(text) = text(desk)? else {
        return Ok((Vec::new(), None));
    };
    Ok(match waivers(&text) {
        Ok(waivers) => (waivers, None),
        Err(problem) => {
            let unreadable = Unreadable {
                path: WAIVERS.to_owned(),
                line: Some(problem.line),
                reason: problem.message,
                confidential: false,
            };
            (Vec::new(), Some(unreadable))
        }
    })
}

fn text(desk: &Desk) -> Result<Option<String>, Failure> {
    let folder = desk.tree.root().join(WAIVERS).is_dir();
    if !folder && desk.tree.existing([WAIVERS]).is_empty() {
        return Ok(None);
    }
    let source = desk.tree.read(WAIVERS);
    let source = source.map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Some(source.text().to_owned()))
}

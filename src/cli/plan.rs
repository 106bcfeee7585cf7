//! `plan`: what a sync would change.

use rayon::prelude::*;

use super::args::{Global, PlanArgs};
use super::asked;
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::forge;
use super::gather::gather;
use super::screen::Screen;
use super::sitting::{Purpose, Sitting};
use super::timely::{account, timely};
use crate::config::{Assign, Config, ParentOf};
use crate::issue::Draft;
use crate::ledger::{Entry, Ledger, Scheduled};
use crate::output::{PlanDocument, plan, plan_text, reading};
use crate::plan::{Guard, Plan, diff};
use crate::read::Edition;
use crate::render::Templates;
use crate::tracker::{Capabilities, Tracker};
use crate::writeback;

pub(super) fn run(args: &PlanArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let mut desk = Desk::open(global)?;
    let before = match args.reading {
        Some(_) => read_before(&desk, args, screen)?,
        None => Vec::new(),
    };
    if let Some(edition) = args.reading {
        desk.config = desk.config.read_by(edition);
    }
    let purpose = Purpose::Look(args.decisions.into());
    let mut exits = Vec::new();
    let mut document: Option<PlanDocument> = None;
    for (at, set) in asked::sets(&desk, &args.selection)?.into_iter().enumerate() {
        let sitting = Sitting::open(&desk, set, &args.selection, purpose, screen)?;
        sitting.note_left_behind(screen);
        let complaints = sitting.complaints();
        for note in sitting.barred().theirs {
            screen.note(&note);
        }
        for complaint in &complaints.said {
            // As for a sync: what could not be read is not in the plan.
            exits.push(Exit::Partial);
            screen.error(complaint);
        }
        let wanted = planned(&desk, set, &sitting, args.allow_bulk)?;
        if !wanted.held.is_empty() {
            exits.push(Exit::Refused);
        }
        let files = to_write(set, &sitting, &wanted);
        if args.exit_code && !(wanted.is_empty() && files.is_empty()) {
            exits.push(Exit::Pending);
        }
        let ledger = args.disclosure.of(&sitting.ledger);
        let compared = before
            .get(at)
            .map(|(from, scheduled)| reading([*from, set.reading], scheduled, &ledger, desk.today));
        let one = PlanDocument {
            unread: (complaints.files, complaints.issues),
            reading: compared,
            ..plan(&ledger, &wanted, files, args.command())
        };
        document = Some(match document {
            None => one,
            Some(others) => others.join(one),
        });
    }
    if let Some(document) = document {
        screen.show(args.format, &document, |look| plan_text(&document, look))?;
    }
    Ok(Exit::worst(exits))
}

/// Each set of reports as the edition reads it that its configuration names.
fn read_before(
    desk: &Desk,
    args: &PlanArgs,
    screen: &Screen,
) -> Result<Vec<(Edition, Vec<Scheduled>)>, Failure> {
    let read = |set: &Config| {
        let found = gather(desk, set, &args.selection, screen)?;
        Ok((set.reading, found.scheduled))
    };
    let sets = asked::sets(desk, &args.selection)?;
    sets.into_iter().map(read).collect()
}

/// The plan of one set of reports, after the guard.
pub(super) fn planned(
    desk: &Desk,
    set: &Config,
    sitting: &Sitting,
    allow_bulk: bool,
) -> Result<Plan, Failure> {
    let plan = unguarded(desk, set, &sitting.ledger, sitting.tracker.as_ref())?;
    if allow_bulk {
        return Ok(plan);
    }
    let guard = Guard {
        creates: set.guard.creates as usize,
        percent: set.guard.share.into(),
        ..Guard::default()
    };
    Ok(guard.hold(plan, sitting.ledger.tracked_issues()))
}

/// The plan for a ledger without the guard, for issues in `tracker`.
pub(super) fn unguarded(
    desk: &Desk,
    set: &Config,
    ledger: &Ledger,
    tracker: &dyn Tracker,
) -> Result<Plan, Failure> {
    let can = tracker.capabilities();
    let templates = Templates::new(desk.templates(set)?, forge::place(desk, set)?)?;
    let drafts = drafts(&templates, set, ledger, &can)?;
    let mut plan = diff(ledger, &drafts, can.found_by_label);
    if can.remote {
        let timely = timely(desk, &templates, set, ledger)?;
        let label = set.tracker.overdue_label.as_deref();
        plan = plan.on_this_day(ledger, &timely, label);
    }
    let shown = !can.confidential && plan.is_delicate(ledger);
    if shown && !block_on(tracker.is_private())? {
        plan = plan.in_public(ledger);
    }
    if let Some(blind) = &ledger.coverage.blind {
        plan = plan.blindly(blind);
    }
    Ok(plan)
}

/// What the issue of every entry that has or gets one should say, lowered to what the tracker holds.
fn drafts(
    templates: &Templates,
    set: &Config,
    ledger: &Ledger,
    can: &Capabilities,
) -> Result<Vec<Option<Draft>>, Failure> {
    let draft = |entry: &Entry| -> Result<Option<Draft>, Failure> {
        let open = |issue: &crate::issue::Issue| issue.state.is_open();
        let needed = ledger.wants_issue(entry) || entry.owned().is_some_and(open);
        if !needed {
            return Ok(None);
        }
        let mut draft = templates.draft(ledger, entry, &set.tracker.labels)?;
        if can.due_dates {
            draft.due = Some(entry.due.date);
        }
        if can.confidential {
            let report = &ledger.reports[entry.report].report;
            draft.confidential = set.tracker.confidential || report.front.confidential;
        }
        if can.remote {
            let owner = account(set, ledger.action(entry));
            draft.assignees = match (set.tracker.assign, entry.owned()) {
                (Assign::Never, _) | (Assign::Opening, Some(_)) => Vec::new(),
                _ => owner.map(str::to_owned).into_iter().collect(),
            };
            if set.tracker.parent == ParentOf::Report && entry.owned().is_none() {
                draft.parent = Some(templates.parent(ledger, entry));
            }
            draft.repository = route(set, ledger, entry);
        }
        Ok(Some(draft.lowered(can.title_chars, can.body_chars)))
    };
    ledger.entries.par_iter().map(draft).collect()
}

/// The repository that the configuration sends an action's issue to, if not to the usual one.
fn route(set: &Config, ledger: &Ledger, entry: &Entry) -> Option<String> {
    let report = &ledger.reports[entry.report].report;
    let priority = ledger.action(entry).priority.as_ref();
    let priority = priority.map(|it| it.value.as_str());
    let services = &report.incident.services;
    let found = set.tracker.route(&report.path, services, priority);
    found.map(str::to_owned)
}

/// The reports that the write-back would change now, and those that follow once issues are opened.
pub(super) fn to_write(set: &Config, sitting: &Sitting, plan: &Plan) -> Vec<String> {
    let mut files: Vec<String> = (0..sitting.sources.len())
        .into_par_iter()
        .filter(|at| {
            let source = &sitting.sources[*at];
            !writeback::edits(source, &sitting.ledger, *at, set.write_back).is_empty()
        })
        .map(|at| sitting.sources[at].path().to_owned())
        .collect();
    if set.write_back != crate::policy::WriteBack::Off {
        let told = plan.changes.iter().filter(|it| it.is_told_in_reports());
        files.extend(told.map(|change| {
            let entry = &sitting.ledger.entries[change.entry];
            sitting.sources[entry.report].path().to_owned()
        }));
    }
    files.sort();
    files.dedup();
    files
}

//! `ci`: where it runs, what is to be done there, and telling it in every way the CI system has.

mod args;
mod bench;
mod joined;
mod scene;
mod tell;
mod work;

pub(super) use args::CiArgs;

use super::args::Global;
use super::desk::{Desk, block_on};
use super::exit::{Exit, Failure};
use super::screen::Screen;
use crate::ci::{Checkout, Decision, Event, Mode, Occasion, Orders, Tip, Work, decide};
use crate::host::Host;
use scene::Scene;

pub(super) fn run(args: &CiArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let scene = Scene::read();
    // Whatever goes wrong is shown as an annotation too: nobody opens the log of a job that has one.
    let done = match args.mode.with_reports() {
        Some(mode) => work_on(mode, args, global, &scene, screen),
        None => joined::merge(args, global, &scene, screen),
    };
    done.or_else(|failure| {
        tell::failure(&scene, &failure, screen)?;
        Ok(failure.exit)
    })
}

fn work_on(
    mode: Mode,
    args: &CiArgs,
    global: &Global,
    scene: &Scene,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    let occasion = scene.occasion()?;
    let mut desk = Desk::open_with(global, args.config())?;
    let (occasion, host) = of_the_reports(scene, occasion, &desk)?;
    let there = checkout(&desk, &occasion, host.as_deref())?;
    let by_rules_of = |desk: &Desk| decide(&occasion, &orders(mode, args, desk), &there);
    let bench = bench::Bench::open(global, args, &by_rules_of(&desk))?;
    bench.entrust(&mut desk);
    // A pull request cannot change by its own configuration what fails it.
    let decision = by_rules_of(&bench.desk);
    tell::decision(scene, &decision, screen);
    let office = work::Office {
        args,
        scene,
        occasion: &occasion,
        desk: &desk,
        host: host.as_deref(),
        decision: &decision,
        bench: &bench,
    };
    let done = match decision.work {
        Work::Plan => office.plan(screen)?,
        Work::Check => office.check(screen)?,
        Work::Sync => office.sync(screen)?,
        Work::Comment => return office.comment_of_a_fork(screen),
        Work::Refuse => return Err(refusal(&decision)),
    };
    tell::done(&office, &done, screen)?;
    Ok(done.exit)
}

/// The occasion, seen from the repository that is checked out, and its forge: a job may sync the reports of another
/// repository than its own.
fn of_the_reports(
    scene: &Scene,
    occasion: Occasion,
    desk: &Desk,
) -> Result<(Occasion, Option<Box<dyn Host>>), Failure> {
    let Some(other) = scene.another(&occasion, desk.tree.remote()) else {
        let host = scene.host(&occasion, desk.told)?;
        return Ok((occasion, host));
    };
    let mut occasion = occasion.elsewhere(other, desk.tree.branch());
    let host = scene.host(&occasion, desk.told)?;
    if let Some(host) = &host {
        let asked = block_on(host.default_branch())?;
        occasion.default_branch = asked.map_err(|error| Failure::partial(error.to_string()))?;
    }
    Ok((occasion, host))
}

fn orders(mode: Mode, args: &CiArgs, desk: &Desk) -> Orders {
    Orders {
        mode,
        allow_ref: args.allow_ref,
        fail_on: desk.config.policy.fail_on.clone(),
        write_back_branch: desk.config.publish.branch.clone(),
    }
}

/// What is checked out, and where the default branch is now: only the forge knows, since a checkout names what it was
/// told to fetch after the branch.
fn checkout(
    desk: &Desk,
    occasion: &Occasion,
    host: Option<&dyn Host>,
) -> Result<Checkout, Failure> {
    let head = desk.tree.revision("HEAD").ok().map(|it| it.hash());
    let unknown = |why: &str| Tip::Unknown(why.to_owned());
    let tip = match (host, &occasion.default_branch) {
        _ if !occasion.may_sync() || occasion.event == Event::Nothing => {
            unknown("it plays no part")
        }
        (None, _) => unknown("there is no token to ask with"),
        (_, None) => unknown("it has no name"),
        (Some(host), Some(branch)) => match block_on(host.tip(branch))? {
            Ok(Some(tip)) => Tip::At(tip),
            Ok(None) => unknown("the forge has no such branch"),
            Err(error) => Tip::Unknown(error.to_string()),
        },
    };
    Ok(Checkout { head, tip })
}

fn refusal(decision: &Decision) -> Failure {
    Failure::usage(decision.because.join(": "))
}

//! The command line: what the arguments ask for, one file for each command.

mod adopt;
mod args;
mod asked;
mod base;
mod check;
mod ci;
mod clock;
mod close;
mod commit;
mod config;
mod desk;
mod entrusted;
mod exit;
mod explain;
mod forge;
mod formats;
mod gather;
mod gitlab;
mod handle;
mod link;
mod merge;
mod parse;
mod plan;
mod progress;
mod proposals;
mod screen;
mod seen;
mod sitting;
mod status;
mod sync;
mod timely;
mod verdict;
mod waive;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::{Exit, Failure};
use screen::Screen;

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return match error.use_stderr() {
                true => Exit::Usage.into(),
                false => Exit::Fine.into(),
            };
        }
    };
    let mut screen = match Screen::new(&cli.global, cli.command.formats()) {
        Ok(screen) => screen,
        Err(failure) => {
            screen::error(&failure.message);
            return failure.exit.into();
        }
    };
    let ended = dispatch(&cli, &mut screen);
    let mut failures = screen.finish(ended.is_err());
    let mut exits: Vec<Exit> = failures.iter().map(|it| it.exit).collect();
    match ended {
        Ok(exit) => exits.push(exit),
        Err(failure) => failures.insert(0, failure),
    }
    for failure in &failures {
        screen::error(&failure.message);
        exits.push(failure.exit);
    }
    Exit::worst(exits).into()
}

fn dispatch(cli: &Cli, screen: &mut Screen) -> Result<Exit, Failure> {
    let global = &cli.global;
    match &cli.command {
        Command::Parse(args) => parse::run(args, global, screen),
        Command::Explain(args) => explain::run(args, global, screen),
        Command::Plan(args) => plan::run(args, global, screen),
        Command::Sync(args) => sync::run(args, global, screen),
        Command::Check(args) => check::run(args, global, screen),
        Command::Status(args) => status::run(args, global, screen),
        Command::Merge(args) => merge::run(args, global, screen),
        Command::Close(args) => close::close(args, global, screen),
        Command::Reopen(args) => close::reopen(args, global, screen),
        Command::Link(args) => link::link(args, global, screen),
        Command::Unlink(args) => link::unlink(args, global, screen),
        Command::Adopt(args) => adopt::run(args, global, screen),
        Command::Waive(args) => waive::run(args, global, screen),
        Command::Ci(args) => ci::run(args, global, screen),
        Command::Config(args) => config::run(args, global, screen),
    }
}

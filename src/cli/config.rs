//! `config show|check|schema`.

use super::args::{ConfigArgs, ConfigCommand, Global};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::forge;
use super::screen::{Screen, json};
use crate::config;
use crate::render::Templates;

pub(super) fn run(
    args: &ConfigArgs,
    global: &Global,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    match args.what {
        ConfigCommand::Schema => screen.product(&json(&config::schema())?),
        ConfigCommand::Show => {
            let desk = Desk::open(global)?;
            screen.product(&config::show(&desk.config));
        }
        ConfigCommand::Check => {
            let desk = Desk::open(global)?;
            for set in desk.config.sets() {
                forge::examine(&desk, set)?;
                Templates::new(desk.templates(set)?, forge::place(&desk, set)?)?;
            }
            screen.text(&match &desk.config.path {
                Some(path) => format!("{path} is valid\n"),
                None => format!(
                    "there is no {}: every setting has its default\n",
                    config::FILE_NAME
                ),
            });
            for note in idle(&desk)? {
                screen.note(&note);
            }
        }
    }
    Ok(Exit::Fine)
}

/// Patterns that find nothing, which is either too early or a slip of the pen.
fn idle(desk: &Desk) -> Result<Vec<String>, Failure> {
    let all = desk.tree.find(&|_| true)?.files;
    let mut notes = Vec::new();
    for set in desk.config.sets() {
        let reports = match set.names_reports() {
            true => set.reports.idle(&all),
            false => Vec::new(),
        };
        let file = set.path.as_deref().unwrap_or(config::FILE_NAME);
        let patterns = reports.iter().map(|it| ("reports", it));
        let secret = set.confidential.idle(&all);
        let secret = secret.iter().map(|it| ("confidential", it));
        for (key, pattern) in patterns.chain(secret) {
            let note = format!(
                "{file}: no file matches \"{pattern}\" under `{key}`; correct it, or take it out if there will be none"
            );
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    Ok(notes)
}

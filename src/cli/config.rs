//! `config show|check|schema`.

use super::args::{ConfigArgs, ConfigCommand, Global};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::screen::{Screen, json};
use crate::config;

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
            screen.text(&match &desk.config.path {
                Some(path) => format!("{path} is valid\n"),
                None => format!(
                    "there is no {}: every setting has its default\n",
                    config::FILE_NAME
                ),
            });
        }
    }
    Ok(Exit::Fine)
}

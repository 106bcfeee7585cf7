//! `adopt`: takes up old reports, as one more entry of the configuration.

use std::path::Path;

use jiff::civil::Date;

use super::args::{AdoptArgs, Global};
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::gather::inside;
use super::screen::Screen;
use crate::config::{Config, FILE_NAME, adopt_from, adopt_reports};

pub(super) fn run(args: &AdoptArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let desk = Desk::open(global)?;
    let file = match &global.config {
        Some(path) => inside(&desk, path)?,
        None => FILE_NAME.to_owned(),
    };
    let old = match desk.config.path {
        Some(_) => desk.tree.read(&file).map_err(unwritten)?.text().to_owned(),
        None => String::new(),
    };
    let (new, told) = match args.paths.as_slice() {
        [] => from_today(&desk, &file, &old)?,
        paths => reports(&desk, &file, &old, paths)?,
    };
    // The whole file must still be valid, not only the part that was changed.
    let config = Config::from_bytes(&file, new.clone().into_bytes())?;
    for path in &args.paths {
        let name = inside(&desk, path)?;
        let set = config.set_of(&name);
        let is_file = !desk.start.join(path).is_dir();
        if is_file && set.is_some_and(|set| !set.actions.adopt.contains(&name)) {
            let why = "the project it belongs to has `actions` of its own; add it to their `adopt`";
            return Err(Failure::usage(format!("{file}: {name}: {why}")));
        }
    }
    match desk.config.path {
        Some(_) => desk.tree.write(&file, &old, &new),
        None => desk.tree.create(&file, &new),
    }
    .map_err(unwritten)?;
    screen.text(&told);
    Ok(Exit::Fine)
}

type Edited = (String, String);

fn from_today(desk: &Desk, file: &str, old: &str) -> Result<Edited, Failure> {
    if let Some(adoption) = &desk.config.policy.adopted {
        return Err(Failure::usage(format!(
            "{file}: the reports were adopted on {} already; to adopt some that are older than `actions.since` name them: `followthrough adopt PATH`",
            adoption.date
        )));
    }
    let by_hand = |date: Date| format!("policy:\n  adopted: {{ date: {date} }}");
    let new =
        adopt_from(old, desk.today).ok_or_else(|| not_understood(file, &by_hand(desk.today)))?;
    let told = format!(
        "{file}: adopted on {}: what older reports owe falls due one by one over the half year after it, each an error from its own turn on; commit the file\n",
        desk.today
    );
    Ok((new, told))
}

fn reports(
    desk: &Desk,
    file: &str,
    old: &str,
    paths: &[impl AsRef<Path>],
) -> Result<Edited, Failure> {
    let mut wanted = Vec::new();
    for path in paths {
        let mut name = inside(desk, path.as_ref())?;
        let set = desk.config.set_of(&name).unwrap_or(&desk.config);
        if set.actions.since.is_none() {
            return Err(Failure::usage(format!(
                "{name}: reports of every age are tracked, as {file} has no `actions.since`; nothing is to be adopted"
            )));
        }
        if set.actions.adopt.contains(&name) {
            continue;
        }
        if desk.start.join(path).is_dir() {
            name.push('/');
        }
        wanted.push(name);
    }
    let by_hand = format!("actions:\n  adopt: {wanted:?}");
    let new = adopt_reports(old, &wanted).ok_or_else(|| not_understood(file, &by_hand))?;
    let told = match wanted.as_slice() {
        [] => "adopted already; `followthrough sync` opens what is missing\n".to_owned(),
        some => format!(
            "{file}: adopted {}; `followthrough sync` opens the issues, commit the file\n",
            some.join(", ")
        ),
    };
    Ok((new, told))
}

fn unwritten(error: impl ToString) -> Failure {
    Failure::usage(error.to_string())
}

fn not_understood(file: &str, lines: &str) -> Failure {
    Failure::usage(format!(
        "{file} is written in a way that `adopt` cannot add to; add by hand:\n{lines}"
    ))
}

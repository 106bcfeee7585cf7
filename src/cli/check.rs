//! `check`: fails if promised work is overdue.

use super::args::{CheckArgs, Global};
use super::asked;
use super::base::Base;
use super::desk::Desk;
use super::exit::{Exit, Failure};
use super::formats::{Voice, rendered};
use super::screen::{self, Screen};
use super::sitting::{Purpose, Sitting};
use super::verdict::{Judged, Verdict};
use crate::ledger::Ledger;
use crate::output::{Look, Rendering, count, rule_text, rules_text};
use crate::policy::{Policy, Rule};

pub(super) fn run(args: &CheckArgs, global: &Global, screen: &mut Screen) -> Result<Exit, Failure> {
    let mut desk = Desk::open(global)?;
    if let Some(rule) = &args.explain {
        return explain(rule, &desk.config.policy, screen);
    }
    let (base, blind) = match &args.base {
        Some(name) => match Base::missing(&desk, name) {
            Some(why) => {
                desk.entrust(None);
                (None, Some(why))
            }
            None => (Some(Base::open(&mut desk, name, global)?), None),
        },
        None => (None, None),
    };
    let Judged { document, fails } = judged(&desk, args, base.as_ref(), blind, screen)?;
    let show = |format, look| -> Result<String, Failure> {
        let voice = Voice::of(global, look);
        let Rendering { text, left_out } = rendered(&document, format, voice, &desk)?;
        if left_out > 0 {
            let rest = count(left_out, "finding");
            screen::note(&format!(
                "{rest} left out of {}, which takes no more; the worst are in it",
                format.name()
            ));
        }
        Ok(text)
    };
    screen.product(&show(args.format, screen.look())?);
    screen.show_beside(|format| show(format, Look::PIPE))?;
    Ok(match fails {
        false => Exit::Fine,
        true => Exit::Policy,
    })
}

fn explain(rule: &str, policy: &Policy, screen: &mut Screen) -> Result<Exit, Failure> {
    let text = match rule {
        "" => rules_text(policy),
        name => {
            let rule = name.parse::<Rule>().map_err(|error| {
                Failure::usage(format!(
                    "{error} (`followthrough check --explain` lists them all)"
                ))
            })?;
            rule_text(rule, policy)
        }
    };
    screen.product(&text);
    Ok(Exit::Fine)
}

fn judged(
    desk: &Desk,
    args: &CheckArgs,
    base: Option<&Base>,
    blind: Option<String>,
    screen: &Screen,
) -> Result<Judged, Failure> {
    let mut verdict = Verdict::open(desk, args.trigger())?.showing(args.disclosure);
    if let Some(why) = blind {
        verdict.only_show(why);
    }
    let mut ledgers = Vec::new();
    for set in asked::sets(desk, &args.selection)? {
        let sitting = Sitting::open(desk, set, &args.selection, Purpose::Judge, screen)?;
        verdict.note(sitting.instead.as_ref());
        let before = match base {
            Some(base) => Some((base, base.set(desk, set, &args.selection, &sitting)?)),
            None => None,
        };
        let before = before.as_ref().map(|(base, set)| (*base, set));
        verdict.hear(set, &sitting.ledger, &sitting.unreadable, before);
        ledgers.push(sitting.ledger);
    }
    let ledgers: Vec<&Ledger> = ledgers.iter().collect();
    verdict.hear_waivers(args.selection.paths.is_empty().then_some(&ledgers));
    Ok(verdict.close(base))
}

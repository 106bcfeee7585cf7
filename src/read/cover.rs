//! How the tasks and the measures of one report stand to each other: which measures a task says more concretely,
//! and which boxes are no tasks beside them.

use std::collections::HashSet;

use super::explain::Taken;
use super::forms::Candidate;
use super::vocabulary::fold;
use crate::action::{Action, Kind};

/// Reports with more pairs than this are too long for the comparison to mean anything.
const MAX_PAIRS: usize = 40_000;

/// Share of the shorter text's words that must stand in the other.
const ENOUGH: f64 = 0.6;

/// Boxes that somebody ticked outside of any list of tasks are no such list: where nothing else makes one, they
/// are measures like those beside them, which stay tracked. What has a reference of ours was a task once.
pub(super) fn demote(actions: &mut [Action], candidates: &[Candidate]) {
    let aside =
        |it: &Candidate| it.tick.is_some() && (it.rule == Taken::Box || it.list == Kind::Measure);
    let ticked = |it: &Action| it.settled_by_mark() && it.place.suffix.is_none();
    let tasks = || {
        actions
            .iter()
            .zip(candidates)
            .filter(|(it, _)| it.kind == Kind::Task)
    };
    let measures = actions.iter().any(|it| it.kind == Kind::Measure);
    if measures && tasks().all(|(action, candidate)| aside(candidate) && ticked(action)) {
        actions.iter_mut().for_each(|it| it.kind = Kind::Measure);
    }
}

/// Points each measure to the task that repeats it.
pub(super) fn pair(actions: &mut [Action]) {
    let of = |kind: Kind| move |(_, action): &(usize, &Action)| action.kind == kind;
    let tasks: Vec<_> = actions
        .iter()
        .enumerate()
        .filter(of(Kind::Task))
        .map(|(at, it)| (at, bag(it)))
        .collect();
    let measures: Vec<_> = actions
        .iter()
        .enumerate()
        .filter(of(Kind::Measure))
        .map(|(at, it)| (at, bag(it)))
        .collect();
    if tasks.is_empty() || tasks.len() * measures.len() > MAX_PAIRS {
        return;
    }
    for (at, words) in measures {
        let best = tasks
            .iter()
            .map(|(task, other)| (likeness(&words, other), *task))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        actions[at].covered_by = best
            .filter(|(like, _)| *like >= ENOUGH)
            .map(|(_, task)| task);
    }
}

/// The telling words of an action, their endings cut off.
fn bag(action: &Action) -> HashSet<String> {
    let whole = match &action.description {
        Some(more) => format!(
            "{} {}",
            action.title,
            more.lines().next().unwrap_or_default()
        ),
        None => action.title.clone(),
    };
    fold(&whole)
        .split(' ')
        .filter(|word| word.chars().count() > 3)
        .map(|word| word.chars().take(6).collect())
        .collect()
}

fn likeness(one: &HashSet<String>, other: &HashSet<String>) -> f64 {
    let shorter = one.len().min(other.len());
    if shorter < 2 {
        return 0.0;
    }
    one.intersection(other).count() as f64 / shorter as f64
}

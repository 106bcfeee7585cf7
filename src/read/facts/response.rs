//! How long it took to notice, to take on and to end the incident: stated, or from the timeline.

use super::Facts;
use super::length;
use super::moments::{Course, minutes_between};
use super::stated::Stated;
use super::timeline::Timeline;
use crate::action::TimelineEntry;
use crate::read::sections::floor;
use crate::read::vocabulary::{List, fold, is_wide};
use crate::text::Span;

/// Minutes from the start of the incident.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Response {
    pub(super) detect: Option<u64>,
    pub(super) acknowledge: Option<u64>,
    pub(super) resolve: Option<u64>,
}

/// How much of an entry says what it is about.
const WINDOW: usize = 200;

/// A later entry belongs to what followed, not to the incident.
const LONGEST: u64 = 60 * 24 * 60;

/// Settles the three; what is stated wins over what the timeline tells.
pub(super) fn settle(
    facts: &Facts,
    stated: &Stated,
    timeline: &Timeline,
    course: &Course,
) -> Response {
    let told = told(facts, timeline, course);
    let length = |span: Option<Span>| {
        let text = &facts.text[span?.range()];
        let found = length::lengths(&text[..floor(text, WINDOW)], facts.words);
        found.first().map(|length| length.minutes)
    };
    let repair = stated
        .durations
        .iter()
        .filter(|(weight, _)| *weight < super::stated::WHOLE)
        .max_by_key(|(weight, _)| *weight)
        .map(|(_, span)| *span);
    Response {
        detect: length(stated.detect).or(told.detect),
        acknowledge: length(stated.acknowledge).or(told.acknowledge),
        resolve: length(repair).or(told.resolve).or(course.minutes),
    }
}

/// What the entries of the timeline tell.
fn told(facts: &Facts, timeline: &Timeline, course: &Course) -> Response {
    let entries = &timeline.entries;
    let says = |list: List| move |entry: &TimelineEntry| says(facts, &entry.text, list);
    let detected = entries.iter().position(says(List::Detected));
    let after = detected.unwrap_or(0);
    let taken = entries[after..]
        .iter()
        .position(says(List::Acknowledged))
        .map(|at| at + after);
    let over = says(List::Resolved);
    let open = says(List::NotOver);
    let resolved = entries[after..]
        .iter()
        .rposition(|entry| over(entry) && !open(entry))
        .map(|at| at + after);
    let since = |at: Option<usize>| {
        let minutes = since_start(timeline, course, at?)?;
        (minutes <= LONGEST).then_some(minutes)
    };
    Response {
        detect: since(detected),
        acknowledge: since(taken),
        resolve: since(resolved).filter(|minutes| *minutes > 0),
    }
}

/// Minutes from the start to an entry: from the stated time, else from the first entry of the timeline.
fn since_start(timeline: &Timeline, course: &Course, at: usize) -> Option<u64> {
    let exact = course
        .start
        .filter(|start| start.time.is_some())
        .zip(timeline.entries[at].when.filter(|when| when.time.is_some()));
    if let Some((start, when)) = exact {
        let alike = start.offset.is_some() == when.offset.is_some();
        return match start == when {
            true => Some(0),
            false if alike => minutes_between(start, when),
            false => None,
        };
    }
    // Without a stated time the first entry is the start, unless it is this very one.
    let first = timeline.clock.iter().position(Option::is_some)?;
    let (from, to) = (timeline.clock[first]?, timeline.clock[at]?);
    if first == at || course.start.is_some_and(|it| it.time.is_some()) {
        return None;
    }
    u64::try_from(to - from).ok()
}

/// True if the entry holds a member of the list, at borders of words.
fn says(facts: &Facts, text: &str, list: List) -> bool {
    let folded = fold(&text[..floor(text, WINDOW)]);
    let border = |c: Option<char>| c.is_none_or(|c| c == ' ');
    facts.words.list(list).any(|word| {
        folded.match_indices(word).any(|(at, _)| {
            let before = folded[..at].chars().next_back();
            let after = folded[at + word.len()..].chars().next();
            word.chars().any(is_wide) || border(before) && border(after)
        })
    })
}

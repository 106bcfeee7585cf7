//! What the facts leave open: dates that can be read twice, and statements that contradict each other.

use super::Facts;
use super::moments::{Course, minutes_between, moment, stated_length};
use super::response::Response;
use super::stated::Stated;
use crate::read::dates::{self, Day};
use crate::read::sections::floor;
use crate::read::vocabulary::Role;
use crate::text::{Span, Spanned};

/// Lengths that differ by less than this share say the same.
const CLOSE: u64 = 10;

/// Everything that a person should look at.
pub(super) fn find(
    facts: &Facts,
    stated: &Stated,
    course: &Course,
    response: Response,
    year: Option<i16>,
) -> Vec<Spanned<String>> {
    let mut doubts = Vec::new();
    ambiguous(facts, stated, &mut doubts);
    order(facts, stated, year, &mut doubts);
    lengths(facts, stated, course, &mut doubts);
    front(facts, stated, year, &mut doubts);
    front_days(facts, &mut doubts);
    if let (Some(detect), Some(resolve)) = (response.detect, response.resolve)
        && detect > resolve
        && let Some(span) = stated.detect.or(stated.durations.first().map(|it| it.1))
    {
        let words = format!("noticed after {detect} minutes, but over after {resolve}");
        doubts.push(Spanned::new(words, span));
    }
    doubts
}

/// `04-12-2024` where a day of the incident is stated.
fn ambiguous(facts: &Facts, stated: &Stated, doubts: &mut Vec<Spanned<String>>) {
    let durations = stated.durations.iter().map(|it| it.1);
    let spans = [stated.start, stated.end, stated.date];
    for span in spans.into_iter().flatten().chain(durations) {
        let text = &facts.text[span.range()];
        for found in dates::all(&text[..floor(text, 200)], facts.words) {
            if let Day::Ambiguous(one, other) = found.day {
                let at = Span::new(span.start + found.span.start, span.start + found.span.end);
                let written = &facts.text[at.range()];
                let words = format!("{written} may be {one} or {other}");
                doubts.push(Spanned::new(words, at));
            }
        }
    }
}

/// An end before the start.
fn order(facts: &Facts, stated: &Stated, year: Option<i16>, doubts: &mut Vec<Spanned<String>>) {
    let (Some(from), Some(to)) = (stated.start, stated.end) else {
        return;
    };
    let (Some(start), Some(end)) = (moment(facts, from, year), moment(facts, to, year)) else {
        return;
    };
    let timed = start.date == end.date && start.offset == end.offset && start.time > end.time;
    let backward = timed && end.time.is_some();
    if end.date < start.date || backward {
        let words = format!("the end ({end}) lies before the start ({start})");
        doubts.push(Spanned::new(words, to));
    }
}

/// A stated length that start and end do not give.
fn lengths(facts: &Facts, stated: &Stated, course: &Course, doubts: &mut Vec<Spanned<String>>) {
    let Some((minutes, span)) = stated_length(facts, stated, false) else {
        return;
    };
    let between = course
        .ends
        .and_then(|(start, end)| minutes_between(start, end));
    let Some(computed) = course.ranged.or(between) else {
        return;
    };
    let gap = minutes.abs_diff(computed);
    if gap > 5 && gap * CLOSE > minutes.max(computed) {
        let words = format!("{minutes} minutes are stated, but start and end are {computed} apart");
        doubts.push(Spanned::new(words, span));
    }
}

/// A start in the front matter on another day than the one in the text.
fn front(facts: &Facts, stated: &Stated, year: Option<i16>, doubts: &mut Vec<Spanned<String>>) {
    let Some(front) = facts.front_moment(Role::Start) else {
        return;
    };
    let told = stated.start.or(stated.date);
    let Some((span, text)) = told.and_then(|span| Some((span, moment(facts, span, year)?))) else {
        return;
    };
    // A day apart may be the time zone.
    if front.date.duration_until(text.date).as_hours().abs() > 24 {
        let (front, text) = (front.date, text.date);
        let words = format!("the front matter says {front}, the text says {text}");
        doubts.push(Spanned::new(words, span));
    }
}

/// A day of the front matter that the calendar does not have, or that can be read twice.
fn front_days(facts: &Facts, doubts: &mut Vec<Spanned<String>>) {
    let days = [Role::Start, Role::End, Role::Date];
    let named = days.map(|role| facts.matter.facts(role, facts.words));
    for (_, value) in named.into_iter().flatten() {
        let shaped = value.contains(['-', '/']) && value.contains(|c: char| c.is_ascii_digit());
        let words = match dates::first(value, 0, facts.words).map(|it| it.day) {
            Some(Day::Ambiguous(one, other)) => format!("{value} may be {one} or {other}"),
            None if shaped => format!("`{value}` is no day of the calendar"),
            _ => continue,
        };
        let front = &facts.text[..facts.matter.end];
        let at = front.find(value).unwrap_or_default();
        doubts.push(Spanned::new(
            words,
            Span::new(at, at + value.len().min(front.len() - at)),
        ));
    }
}

//! From when to when, as one sentence says it.

use jiff::civil::Date;

use super::Facts;
use super::clock::{self, Clock};
use super::moments::Course;
use crate::action::When;
use crate::read::dates::{self, Day};
use crate::read::vocabulary::{List, Vocabulary, fold};
use crate::text::Span;

/// Start, end and length of a text like `May 5, 3:00 PM (UTC) to May 6, 9:00 AM`.
pub(super) fn range(text: &str, facts: &Facts, year: Option<i16>) -> Course {
    let days = dates::all(text, facts.words);
    let days: Vec<(Span, Date)> = days
        .into_iter()
        .filter(|found| !matches!(found.day, Day::Last(_)))
        .filter_map(|found| Some((found.span, found.day.date(year)?)))
        .collect();
    let times: Vec<Clock> = clock::times(text)
        .into_iter()
        .filter(|clock| !days.iter().any(|(span, _)| span.contains(clock.span)))
        .collect();
    let pair = times
        .iter()
        .zip(times.iter().skip(1))
        .find(|(a, b)| ranged(text, (a, b), &days, facts.words));
    let day_before = |at: usize| {
        days.iter()
            .rev()
            .find(|(span, _)| span.start <= at)
            .or(days.first())
    };
    let Some((from, to)) = pair else {
        return days_only(text, &days, &times, facts.words);
    };
    let first = day_before(from.span.start).map(|(_, date)| *date);
    let second = day_before(to.span.start).map(|(_, date)| *date);
    let mut minutes = minute(to) - minute(from);
    if let (Some(first), Some(second)) = (first, second) {
        minutes += first
            .until(second)
            .map_or(0, |span| i64::from(span.get_days()))
            * 1440;
    }
    let wrapped = minutes <= 0 && first == second;
    if wrapped {
        minutes += 1440;
    }
    let when = |date: Option<Date>, clock: &Clock, later: bool| {
        let date = date?;
        let date = if later {
            date.tomorrow().unwrap_or(date)
        } else {
            date
        };
        Some(When {
            date,
            time: Some(clock.time),
            offset: clock.offset.or(to.offset),
        })
    };
    Course {
        start: when(first, from, false),
        end: when(second, to, wrapped),
        minutes: u64::try_from(minutes).ok().filter(|minutes| *minutes > 0),
        ..Course::default()
    }
}

/// Start and end of a text that states no range of times.
fn days_only(text: &str, days: &[(Span, Date)], times: &[Clock], words: &Vocabulary) -> Course {
    let mut start = days.first().map(|(_, date)| When::from(*date));
    if let Some(start) = &mut start
        && let Some(clock) = times.first().filter(|clock| near_day(days, clock))
    {
        start.time = Some(clock.time);
        start.offset = clock.offset;
    }
    let end = days.get(1).filter(|(span, date)| {
        let between = &text[days[0].0.end..span.start];
        connects(between, words) && *date >= days[0].1
    });
    Course {
        start,
        end: end.map(|(_, date)| When::from(*date)),
        ..Course::default()
    }
}

fn minute(clock: &Clock) -> i64 {
    i64::from(clock.time.hour()) * 60 + i64::from(clock.time.minute())
}

fn near_day(days: &[(Span, Date)], clock: &Clock) -> bool {
    days.first().is_some_and(|(span, _)| {
        let gap = if clock.span.start >= span.end {
            clock.span.start - span.end
        } else {
            span.start.saturating_sub(clock.span.end)
        };
        gap <= 12
    })
}

/// True if the two times are the ends of a range.
fn ranged(
    text: &str,
    (from, to): (&Clock, &Clock),
    days: &[(Span, Date)],
    words: &Vocabulary,
) -> bool {
    let between = &text[from.span.end..to.span.start];
    if between.len() > 80 {
        return false;
    }
    let dated = days
        .iter()
        .filter(|(span, _)| span.start >= from.span.end && span.end <= to.span.start)
        .count();
    let plain: String = {
        let mut rest = String::new();
        let mut at = from.span.end;
        for (span, _) in days
            .iter()
            .filter(|(span, _)| span.start >= from.span.end && span.end <= to.span.start)
        {
            rest.push_str(&text[at..span.start]);
            at = span.end;
        }
        rest.push_str(&text[at..to.span.start]);
        rest
    };
    connects(&plain, words)
        || dated == 1
            && plain.split_whitespace().count() <= 3
            && !plain.contains('.')
            && !plain.contains('\n')
}

/// True if the text between two moments makes them a range.
fn connects(between: &str, words: &Vocabulary) -> bool {
    const SIGNS: [&str; 7] = ["-", "–", "—", "--", "〜", "~", "→"];
    let lower = between.to_lowercase();
    let bare = lower
        .trim_matches([' ', '(', ')', ',', '*', '\u{a0}'])
        .trim();
    if bare == "->" || SIGNS.contains(&bare) {
        return true;
    }
    let parts = bare.split([' ', ',', '(', ')']).filter(|it| !it.is_empty());
    let mut joins = false;
    for part in parts {
        let word = fold(part);
        let joint = SIGNS.contains(&part) || words.has(List::Until, &word);
        if !joint && !words.has(List::BesideUntil, &word) {
            return false;
        }
        joins |= joint;
    }
    joins
}

//! When the incident began and ended, and how long it lasted.

use jiff::civil::Date;

use super::Facts;
use super::clock;
use super::length::{self, Length};
use super::range::range;
use super::stated::Stated;
use super::timeline::Timeline;
use crate::action::When;
use crate::read::dates::{self, Day, Found};
use crate::read::lines::Kind;
use crate::read::sections::floor;
use crate::read::vocabulary::{List, Role, Vocabulary, fold};
use crate::text::Span;

/// The answer.
#[derive(Debug, Default)]
pub(super) struct Course {
    pub(super) start: Option<When>,
    pub(super) end: Option<When>,
    pub(super) minutes: Option<u64>,
    /// The length of the range that a statement names.
    pub(super) ranged: Option<u64>,
    /// Start and end as stated, before one is computed from the other.
    pub(super) ends: Option<(When, When)>,
}

/// How much of the text before the timeline is searched.
const MAX_SUMMARY: usize = 6000;

/// The year in which days without one lie: that of the first full date.
pub(super) fn year(facts: &Facts, stated: &Stated) -> Option<i16> {
    let spans = [
        stated.start,
        stated.date,
        stated.durations.first().map(|it| it.1),
    ];
    let texts = spans
        .into_iter()
        .flatten()
        .map(|span| &facts.text[span.range()]);
    let summary = summary(facts);
    let named = texts
        .chain([&facts.text[summary.range()]])
        .find_map(|text| dates::all(text, facts.words).iter().find_map(year_of));
    named
        .or_else(|| {
            dates::first(facts.matter.get("date")?, 0, facts.words)
                .as_ref()
                .and_then(year_of)
        })
        .or_else(|| dates::of_file_name(facts.path).map(Date::year))
        .or_else(|| {
            let timeline = facts
                .segments
                .iter()
                .filter(|it| it.role == Some(Role::Timeline));
            timeline
                .flat_map(|it| it.lines.clone())
                .take(60)
                .find_map(|at| {
                    let text = &facts.text[facts.lines[at].span().range()];
                    let text = &text[..floor(text, 120)];
                    dates::all(text, facts.words).iter().find_map(year_of)
                })
        })
}

fn year_of(found: &Found) -> Option<i16> {
    match found.day {
        Day::Exact(date) | Day::Last(date) | Day::Ambiguous(date, _) => Some(date.year()),
        Day::Yearless(..) => None,
    }
}

/// The text before the first timeline or action section.
fn summary(facts: &Facts) -> Span {
    let first = facts.segments.iter().skip(1).find(|segment| {
        segment.role == Some(Role::Timeline) || segment.role.is_some_and(Role::is_action)
    });
    let from = facts.lines.first().map_or(0, |line| line.start());
    let end = first.and_then(|segment| segment.head.as_ref()).map_or_else(
        || facts.lines.last().map_or(0, |line| line.end()),
        |head| facts.lines[head.line].start(),
    );
    let end = end.max(from).min(from + MAX_SUMMARY);
    Span::new(from, floor(facts.text, end).max(from))
}

/// Settles start, end and length; what is stated exactly wins.
pub(super) fn settle(
    facts: &Facts,
    stated: &Stated,
    timeline: &Timeline,
    year: Option<i16>,
) -> Course {
    let statement = range_of_statement(facts, stated, year);
    let told = told_range(facts, year);
    let mut course = Course {
        start: facts.front_moment(Role::Start),
        end: facts.front_moment(Role::End),
        ..Course::default()
    };
    let stated_start = stated.start.and_then(|span| moment(facts, span, year));
    let stated_end = stated.end.and_then(|span| moment(facts, span, year));
    let date = stated.date.and_then(|span| moment(facts, span, year));
    let days = timeline
        .days
        .map(|(first, last)| (When::from(first), When::from(last)));
    course.start = course
        .start
        .or(stated_start)
        .or(statement.start.filter(|it| it.time.is_some()))
        .or(facts.front_date())
        .or(date)
        .or(statement.start)
        .or(told.start)
        .or(days.map(|it| it.0))
        .or_else(|| document_day(facts));
    course.end = course.end.or(stated_end).or(statement.end).or(told.end);
    if stated_start.is_none() {
        course.start = course.start.map(|it| timed(facts, stated.start, it));
    }
    if stated_end.is_none()
        && let Some(start) = course.start.filter(|it| it.time.is_some())
    {
        let end = timed(facts, stated.end, start);
        course.end = Some(end)
            .filter(|it| *it != start)
            .map(|it| behind(it, start))
            .or(course.end);
    }
    let between = course
        .start
        .zip(course.end)
        .and_then(|(start, end)| minutes_between(start, end));
    course.ends = course.start.zip(course.end);
    course.ranged = statement.minutes;
    let length = |about| stated_length(facts, stated, about).map(|it| it.0);
    let (exact, about) = (length(false), length(true));
    course.minutes = exact
        .or(statement.minutes)
        .or(between)
        .or_else(|| clocks_between(facts, stated))
        .or(about)
        .or(told.minutes)
        .or_else(|| told_length(facts))
        .or(timeline.minutes.filter(|_| !early(&course, timeline)));
    if course.end.is_none() {
        course.end = computed_end(&course).or(days.map(|it| it.1));
    }
    course
}

/// `Start: 10:00` beside `Date: 2024-05-05`: the day of one at the time of the other.
fn timed(facts: &Facts, span: Option<Span>, day: When) -> When {
    let Some(span) = span else { return day };
    let text = &facts.text[span.range()];
    let text = &text[..floor(text, 40)];
    match clock::times(text).first() {
        Some(clock) if !text[..clock.span.start].contains(char::is_alphanumeric) => When {
            date: day.date,
            time: Some(clock.time),
            offset: clock.offset,
        },
        _ => day,
    }
}

/// The day that the document has where nothing says when the incident began.
fn document_day(facts: &Facts) -> Option<When> {
    facts
        .document_date()
        .or_else(|| title_day(facts))
        .or_else(|| facts.summary_day())
        .or(dates::of_file_name(facts.path).map(When::from))
        .or_else(|| heading_day(facts))
}

/// True for a timeline that begins days before the incident, with what led to it.
fn early(course: &Course, timeline: &Timeline) -> bool {
    let first = timeline.days.map(|(first, _)| first);
    let start = course.start.map(|it| it.date);
    first.zip(start).is_some_and(|(first, start)| first < start)
}

/// An end without a day of its own that seems to lie before the start lies on the day after.
fn behind(end: When, start: When) -> When {
    match end.date.tomorrow() {
        Ok(date) if end.time < start.time => When { date, ..end },
        _ => end,
    }
}

/// The end that start and length give, where the start has a time.
fn computed_end(course: &Course) -> Option<When> {
    let start = course.start?;
    let minutes = i64::try_from(course.minutes?).ok()?;
    let begin = start.date.to_datetime(start.time?);
    let end = begin
        .checked_add(jiff::Span::new().try_minutes(minutes).ok()?)
        .ok()?;
    Some(When {
        date: end.date(),
        time: Some(end.time()),
        offset: start.offset,
    })
}

pub(super) fn minutes_between(start: When, end: When) -> Option<u64> {
    let (from, to) = (
        start.date.to_datetime(start.time?),
        end.date.to_datetime(end.time?),
    );
    let shift = match (start.offset, end.offset) {
        (Some(a), Some(b)) => i64::from(a.seconds() - b.seconds()) / 60,
        _ => 0,
    };
    let span = from.until((jiff::Unit::Minute, to)).ok()?;
    u64::try_from(span.get_minutes() + shift)
        .ok()
        .filter(|minutes| *minutes > 0)
}

/// The length between `Start: 10:00` and `End: 11:30`, where no day is known.
fn clocks_between(facts: &Facts, stated: &Stated) -> Option<u64> {
    let alone = |span: Span| {
        let text = &facts.text[span.range()];
        let text = &text[..floor(text, 40)];
        let clock = clock::times(text).into_iter().next()?;
        let day = dates::first(text, 0, facts.words).is_some();
        let minute = i64::from(clock.time.hour()) * 60 + i64::from(clock.time.minute());
        (!day).then_some(minute)
    };
    let (from, to) = (alone(stated.start?)?, alone(stated.end?)?);
    let minutes = (to - from).rem_euclid(1440);
    u64::try_from(minutes).ok().filter(|minutes| *minutes > 0)
}

/// One day, with its time if one stands beside it.
pub(super) fn moment(facts: &Facts, span: Span, year: Option<i16>) -> Option<When> {
    let text = &facts.text[span.range()];
    let text = &text[..floor(text, 200)];
    let found = dates::first(text, 0, facts.words)?;
    if matches!(found.day, Day::Last(_)) {
        return None;
    }
    let date = found.day.date(year)?;
    let clock = clock::times(text)
        .into_iter()
        .find(|it| it.span.start >= found.span.end || it.span.end <= found.span.start);
    Some(When {
        date,
        time: clock.map(|it| it.time),
        offset: clock.and_then(|it| it.offset),
    })
}

/// The range in a `Duration:` statement.
fn range_of_statement(facts: &Facts, stated: &Stated, year: Option<i16>) -> Course {
    let mut best = Course::default();
    for (_, span) in &stated.durations {
        let text = &facts.text[span.range()];
        let found = range(text, facts, year);
        if found.start.is_some() || found.minutes.is_some() {
            best = found;
            break;
        }
    }
    best
}

/// The first day and the first range of times before the timeline.
fn told_range(facts: &Facts, year: Option<i16>) -> Course {
    let span = summary(facts);
    let mut course = Course::default();
    let first = facts.lines.iter().filter(|it| it.start() >= span.start);
    let first = first.take_while(|it| it.start() < span.end);
    // Behind the timeline it is the impact that may say from when to when.
    let parts = facts.segments.iter();
    let parts = parts.filter(|it| matches!(it.role, Some(Role::Impact | Role::Summary)));
    let later = parts.flat_map(|it| &facts.lines[it.lines.clone()]);
    let later = later.filter(|it| it.start() >= span.end);
    for line in first.chain(later) {
        let before = line.start() < span.end;
        let speaks = matches!(
            line.kind,
            Kind::Text | Kind::Item(_) | Kind::Heading(_) | Kind::Quote
        );
        let text = &facts.text[line.span().range()];
        if !speaks || !text.bytes().any(|byte| byte.is_ascii_digit()) || aside(text, facts.words) {
            continue;
        }
        let text = &text[..floor(text, 1200)];
        let found = range(text, facts, year);
        let heading = matches!(line.kind, Kind::Heading(_));
        // There only a whole range with its day says something of the incident.
        if !before && (found.start.is_none() || found.minutes.is_none()) {
            continue;
        }
        // From when to when says more than a day that is named in passing.
        if course.end.is_none() && course.minutes.is_none() && found.end.is_some() && !heading {
            course.start = None;
            course.end = found.end;
        }
        course.start = course.start.or(found.start.filter(|_| !heading));
        if course.minutes.is_none() && found.minutes.is_some() {
            course.minutes = found.minutes;
            let same = |start: &When| found.start.is_none_or(|found| found.date != start.date);
            course.start = course.start.filter(same).or(found.start);
            course.end = found.end;
        }
        if course.start.is_some() && course.minutes.is_some() {
            break;
        }
    }
    course
}

/// True for lines about the report itself: when it was posted, reviewed, corrected.
fn aside(text: &str, words: &Vocabulary) -> bool {
    words.begins(List::Posted, &fold(&text[..floor(text, 64)]))
}

/// The first day that a heading names: `The incident (2024-05-05)`.
fn heading_day(facts: &Facts) -> Option<When> {
    let heads = facts.segments.iter().filter_map(|it| it.head.as_ref());
    heads.take(20).find_map(|head| {
        let text = &facts.text[head.text.range()];
        match dates::first(text, 0, facts.words)?.day {
            Day::Exact(date) => Some(When::from(date)),
            _ => None,
        }
    })
}

fn title_day(facts: &Facts) -> Option<When> {
    let title = super::title::read(facts)?;
    let found = dates::first(&title, 0, facts.words)?;
    match found.day {
        Day::Exact(date) => Some(When::from(date)),
        _ => None,
    }
}

/// The length behind a `Duration:` label; exact ones first, the label that says most first.
pub(super) fn stated_length(facts: &Facts, stated: &Stated, about: bool) -> Option<(u64, Span)> {
    let named = facts.matter.facts(Role::Duration, facts.words).next();
    let front = named.map(|(_, value)| length::lengths(value, facts.words));
    let front = front.unwrap_or_default();
    if let Some(length) = front.first().filter(|length| length.about == about) {
        return Some((length.minutes, Span::at(0)));
    }
    let mut known: Vec<(u8, Length, Span)> = Vec::new();
    for (weight, span) in &stated.durations {
        let text = &facts.text[span.range()];
        let text = &text[..floor(text, 400)];
        known.extend(
            length::lengths(text, facts.words)
                .first()
                .map(|length| (*weight, *length, *span)),
        );
    }
    known.sort_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
    known
        .iter()
        .find(|(_, length, _)| length.about == about)
        .map(|(_, length, span)| (length.minutes, *span))
}

/// True below a heading about the cause: `A lock was held for an hour` says nothing of the incident.
fn of_the_cause(facts: &Facts, at: usize) -> bool {
    let causes = facts.segments.iter();
    let causes = causes.filter(|it| it.role == Some(Role::Cause));
    causes
        .flat_map(|it| &facts.lines[it.lines.clone()])
        .any(|line| (line.start()..=line.end()).contains(&at))
}

/// `lasted 45 minutes`, `for a total of 15 minutes` in the text before the timeline.
fn told_length(facts: &Facts) -> Option<u64> {
    let span = summary(facts);
    let text = &facts.text[span.range()];
    let mut weak = Vec::new();
    for length in length::lengths(text, facts.words) {
        let from = floor(text, length.start.saturating_sub(48));
        let before = text[from..length.start].to_lowercase();
        let strong = facts.words.list(List::Lasted).any(|it| before.contains(it));
        if strong {
            return Some(length.minutes);
        }
        let bare = before.trim_end_matches([' ', '~']);
        let bare = length::without_roughly(bare, facts.words).unwrap_or(bare);
        let during = |word: &str| {
            let rest = bare.strip_suffix(word);
            rest.is_some_and(|rest| rest.ends_with(' '))
        };
        let weakly =
            facts.words.list(List::During).any(during) || bare.ends_with(" in") && length.about;
        if weakly && !of_the_cause(facts, span.start + length.start) {
            weak.push(length.minutes);
        }
    }
    match weak.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

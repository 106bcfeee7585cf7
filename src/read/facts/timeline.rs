//! The course of the incident, entry by entry; days are carried on from entry to entry.

use jiff::civil::{Date, Time};

use super::{Facts, clock};
use crate::action::{TimelineEntry, When};
use crate::read::dates::{self, Day};
use crate::read::explain::Note;
use crate::read::forms::cells;
use crate::read::lines::Kind;
use crate::read::vocabulary::{List, Role, Vocabulary, fold};
use crate::text::Span;

/// The entries and what they say together.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    pub(super) entries: Vec<TimelineEntry>,
    /// For each entry the minute on a clock of the timeline's own; none where the times run backward.
    pub(super) clock: Vec<Option<i64>>,
    /// Minutes from the first to the last entry, if the times run forward.
    pub(super) minutes: Option<u64>,
    /// The first and the last day.
    pub(super) days: Option<(Date, Date)>,
}

/// Entries beyond this are not read.
const MAX_ENTRIES: usize = 2000;

/// What stands between the time of an entry and its text.
const BEHIND_A_TIME: [char; 16] = [
    ' ', ':', '-', '–', '—', '|', '*', '_', ')', ']', ';', '`', '<', 'b', 'r', '>',
];

struct Walk<'a, 'b> {
    facts: &'a Facts<'b>,
    year: Option<i16>,
    day: Option<Date>,
    last: Option<Time>,
    /// Days passed without being named.
    passed: i64,
    first: Option<i64>,
    latest: Option<i64>,
    /// When an entry says that the incident began and that it was over.
    began: Option<i64>,
    ended: Option<i64>,
    backward: bool,
    days: Vec<Date>,
    entries: Vec<TimelineEntry>,
    clock: Vec<Option<i64>>,
}

/// Reads the entries of every timeline section.
pub(super) fn read(facts: &Facts, year: Option<i16>) -> Timeline {
    let mut walk = Walk {
        facts,
        year,
        day: None,
        last: None,
        passed: 0,
        first: None,
        latest: None,
        began: None,
        ended: None,
        backward: false,
        days: Vec::new(),
        entries: Vec::new(),
        clock: Vec::new(),
    };
    for segment in facts.segments {
        if segment.role != Some(Role::Timeline) {
            continue;
        }
        if let Some(head) = &segment.head {
            if head.own != Some(Role::Timeline) {
                walk.entry(head.line, head.text);
            } else {
                walk.named_day(head.text);
            }
        }
        for at in segment.lines.clone() {
            let line = facts.lines[at];
            if walk.entries.len() >= MAX_ENTRIES {
                break;
            }
            match line.kind {
                Kind::Text | Kind::Item(_) => walk.entry(at, line.span()),
                Kind::Row => walk.row(at),
                _ => {}
            }
        }
    }
    walk.finish()
}

impl Walk<'_, '_> {
    /// A day in the heading of the timeline.
    fn named_day(&mut self, span: Span) {
        let text = &self.facts.text[span.range()];
        if let Some(found) = dates::first(text, 0, self.facts.words)
            && let Some(date) = found.day.date(self.year)
        {
            self.day = Some(date);
            self.days.push(date);
        }
    }

    fn row(&mut self, line: usize) {
        let row = cells(self.facts.text, self.facts.lines[line].span());
        let (Some(first), Some(last)) = (row.first(), row.last()) else {
            return;
        };
        let whole = Span::new(first.start, last.end.max(first.start));
        self.entry(line, whole);
    }

    /// A line that begins with a day or time is an entry; one that is only a day sets it.
    fn entry(&mut self, line: usize, span: Span) {
        let text = &self.facts.text[span.range()];
        let window = &text[..crate::read::sections::floor(text, 72)];
        if !window.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        let head = window.trim_start_matches(['*', '_', '[', '(', '`', ' ']);
        let skip = window.len() - head.len();
        let words = self.facts.words;
        let times = clock::times(window);
        let leading = times
            .first()
            .filter(|it| near(window, (skip, it.span.start), words));
        let behind = leading.map_or(skip, |it| it.span.end);
        let found = dates::first(window, skip, self.facts.words).filter(|it| {
            near(window, (skip, it.span.start), words)
                || it.span.start >= behind && near(window, (behind, it.span.start), words)
        });
        let dated = found.and_then(|it| match it.day {
            Day::Last(_) => None,
            day => day.date(self.year),
        });
        let after = found.map_or(skip, |it| it.span.end);
        let second = times
            .iter()
            .find(|it| it.span.start >= after && near(window, (after, it.span.start), words));
        let clock = leading.or(second).copied();
        if let Some(date) = dated {
            self.enter(date);
        }
        if dated.is_none() && clock.is_none() {
            return;
        }
        if let Some(clock) = clock {
            self.at(clock.time);
        }
        let from = clock.map_or(after, |it| it.span.end.max(after));
        let rest = text[from.min(text.len())..].trim_start_matches(BEHIND_A_TIME);
        let rest_at = span.start + text.len() - rest.len();
        let when = self.day.map(|date| When {
            date: date
                .checked_add(jiff::Span::new().days(self.passed))
                .unwrap_or(date),
            time: clock.map(|it| it.time),
            offset: clock.and_then(|it| it.offset),
        });
        let told = self.facts.plain(Span::new(rest_at, span.end.max(rest_at)));
        if !told.is_empty() {
            let minute = clock.and(self.latest);
            self.clock.push(minute);
            self.bounds(&fold(&told), minute);
            self.facts.ear.note(line..line + 1, Note::Entry);
            self.entries.push(TimelineEntry {
                line: self.facts.lines[line].number as usize,
                when,
                text: told,
            });
        }
    }

    /// Goes on with the entries of a day that was named.
    fn enter(&mut self, date: Date) {
        if self.day.is_some_and(|day| date != day) {
            self.last = None;
            self.passed = 0;
        }
        self.day = Some(date);
        self.days.push(date);
    }

    /// Notes an entry that says in so many words where the incident began or ended.
    fn bounds(&mut self, told: &str, minute: Option<i64>) {
        let says = |list| self.facts.words.list(list).any(|it| told.contains(it));
        if self.began.is_none() && says(List::Began) {
            self.began = minute;
        } else if says(List::Ended) {
            self.ended = minute.or(self.ended);
        }
    }

    /// Counts the minutes on; from evening to morning a day has passed.
    fn at(&mut self, time: Time) {
        if let Some(last) = self.last
            && time < last
        {
            if last.hour() >= 15 && time.hour() < 12 {
                self.passed += 1;
            } else {
                self.backward = true;
            }
        }
        self.last = Some(time);
        let days = self.days.first().zip(self.day).map_or(0, |(first, day)| {
            first
                .until(day)
                .map_or(0, |span| i64::from(span.get_days()))
        });
        let minute =
            (days + self.passed) * 1440 + i64::from(time.hour()) * 60 + i64::from(time.minute());
        if self.latest.is_some_and(|latest| minute < latest) {
            self.backward = true;
        }
        self.first = self.first.or(Some(minute));
        self.latest = Some(minute);
    }

    fn finish(self) -> Timeline {
        let from = self.began.or(self.first);
        let span = from
            .zip(self.ended.filter(|end| Some(*end) > from).or(self.latest))
            .map(|(first, latest)| latest - first);
        let minutes = span
            .filter(|span| *span > 0 && !self.backward)
            .and_then(|span| u64::try_from(span).ok());
        let first = self.days.iter().min().copied();
        let last = self.days.iter().max().copied();
        let backward = self.backward;
        let clock = self.clock.into_iter();
        Timeline {
            entries: self.entries,
            clock: clock.map(|it| it.filter(|_| !backward)).collect(),
            minutes,
            days: first.zip(last),
        }
    }
}

/// True if only a few characters of no weight stand between the two offsets.
fn near(text: &str, (from, at): (usize, usize), words: &Vocabulary) -> bool {
    let light =
        |word: &str| word.is_empty() || word == "~" || words.has(List::BeforeTime, &fold(word));
    at >= from
        && at - from <= 24
        && text[from..at]
            .split([' ', ',', '|', '-', '–', '(', ')', '*', '_', ':'])
            .all(light)
}

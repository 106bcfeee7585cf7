//! The facts of an incident, as its report states them.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::text::Spanned;

/// A day, with the time and the offset from UTC where the report states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The calendar day as written.
    pub date: Date,
    /// The time of day as written.
    pub time: Option<Time>,
    /// The offset from UTC; only where the report states a zone that has exactly one.
    pub offset: Option<Offset>,
}

impl From<Date> for When {
    fn from(date: Date) -> Self {
        Self {
            date,
            time: None,
            offset: None,
        }
    }
}

impl fmt::Display for When {
    /// A date, or a date-time with an offset where both are stated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        let (Some(time), Some(offset)) = (self.time, self.offset) else {
            return Ok(());
        };
        write!(f, "T{time:.0}")?;
        match offset.seconds() {
            0 => f.write_str("Z"),
            seconds => {
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// What a report says of its incident; everything may be absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Incident {
    /// The report's title as a person would give it; none for a mere "Postmortem".
    pub title: Option<String>,
    /// When it began.
    pub start: Option<When>,
    /// When it ended.
    pub end: Option<When>,
    /// How long it lasted, in minutes; a stated length wins over one computed from start and end.
    pub minutes: Option<u64>,
    /// Minutes from the start until it was noticed: stated, or from the timeline.
    pub detect: Option<u64>,
    /// Minutes from the start until someone took it on.
    pub acknowledge: Option<u64>,
    /// Minutes from the start until it was over.
    pub resolve: Option<u64>,
    /// What could not be read for sure, and what contradicts itself.
    pub doubts: Vec<Spanned<String>>,
    /// As written: `SEV1`, `P1`, `critical`.
    pub severity: Option<String>,
    /// One paragraph on who was affected.
    pub impact: Option<String>,
    /// The services it names.
    pub services: Vec<String>,
    /// One paragraph on the cause.
    pub root_cause: Option<String>,
    /// One paragraph on what ended it.
    pub resolution: Option<String>,
    /// The timeline in the order of the file.
    pub timeline: Vec<TimelineEntry>,
    /// The date in the file's name, for reports whose text has none.
    pub file_date: Option<Date>,
}

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// The line, from 1.
    pub line: usize,
    /// When it happened; the day may come from an earlier entry.
    pub when: Option<When>,
    /// What happened.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn an_offset_is_shown_only_where_one_is_stated() {
        let mut when = When::from(date(2024, 5, 5));
        assert_eq!(when.to_string(), "2024-05-05");
        when.time = Some(time(15, 0, 0, 0));
        assert_eq!(when.to_string(), "2024-05-05");
        when.offset = Some(Offset::UTC);
        assert_eq!(when.to_string(), "2024-05-05T15:00:00Z");
        when.offset = Some(Offset::constant(-5));
        assert_eq!(when.to_string(), "2024-05-05T15:00:00-05:00");
    }
}

//! When people are reminded of a due date.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use super::Days;

/// A reminder that is more than so many days late is left out.
const PATIENCE: i32 = 7;

/// A day before, on or after the due date on which people are reminded of it: `due-7d`, `due`, `due+14d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    length: Days,
    before: bool,
}

impl Stage {
    /// So many days after the due date; negative before it.
    #[must_use]
    pub fn offset(self) -> i32 {
        match self.before {
            true => -self.length.count(),
            false => self.length.count(),
        }
    }

    /// The day of the reminder for work that is due on `due`.
    #[must_use]
    pub fn day(self, due: Date) -> Date {
        due.saturating_add(self.offset().days())
    }

    /// True from the day of the reminder on, as long as it is not too late for it.
    #[must_use]
    pub fn holds(self, due: Date, today: Date) -> bool {
        let day = self.day(due);
        day <= today && today <= day.saturating_add(PATIENCE.days())
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.length.count(), self.before) {
            (0, _) => f.write_str("due"),
            (_, true) => write!(f, "due-{}", self.length),
            (_, false) => write!(f, "due+{}", self.length),
        }
    }
}

/// The text names no such day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a day such as due-7d, due or due+2w")]
pub struct NotAStage;

impl FromStr for Stage {
    type Err = NotAStage;

    fn from_str(text: &str) -> Result<Self, NotAStage> {
        let rest = text.strip_prefix("due").ok_or(NotAStage)?;
        let stage = |length: &str, before| {
            let length = length.parse().map_err(|_| NotAStage)?;
            Ok(Self { length, before })
        };
        match rest.split_at_checked(1) {
            None => stage("0d", false),
            Some(("-", length)) => stage(length, true),
            Some(("+", length)) => stage(length, false),
            Some(_) => Err(NotAStage),
        }
    }
}

/// A reminder of one due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// The due date.
    pub due: Date,
    /// Which of its reminders.
    pub stage: Stage,
}

impl Reminder {
    /// The reminder of `stages` that is to be sent today, if any: the latest whose day has come.
    #[must_use]
    pub fn of(due: Date, stages: &[Stage], today: Date) -> Option<Self> {
        let now = stages.iter().filter(|stage| stage.holds(due, today));
        let stage = *now.max_by_key(|stage| stage.offset())?;
        Some(Self { due, stage })
    }

    /// True if `last`, what the marker remembers, is this reminder or a later one of the same due date.
    #[must_use]
    pub fn is_after(self, last: Option<&str>) -> bool {
        let Some((due, stage)) = last.and_then(|it| it.split_once('/')) else {
            return true;
        };
        let sent: Option<Stage> = stage.parse().ok();
        due != self.due.to_string() || sent.is_none_or(|it| it.offset() < self.stage.offset())
    }
}

impl fmt::Display for Reminder {
    /// `2026-11-28/due-7d`, as a marker remembers it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.due, self.stage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stages(names: &[&str]) -> Vec<Stage> {
        names.iter().map(|it| it.parse().expect(it)).collect()
    }

    #[test]
    fn stages_are_read_as_they_are_shown() {
        for (text, offset) in [("due-7d", -7), ("due", 0), ("due+2w", 14)] {
            let stage: Stage = text.parse().expect(text);
            assert_eq!((stage.offset(), stage.to_string().as_str()), (offset, text));
        }
        for text in ["", "7d", "due7d", "due-", "due+x", "due - 7d", "dué"] {
            assert_eq!(text.parse::<Stage>(), Err(NotAStage), "{text}");
        }
    }

    #[test]
    fn the_latest_whose_day_has_come_unless_it_is_too_late() {
        let due = date(2024, 3, 1);
        let all = stages(&["due+14d", "due-7d", "due"]);
        for (today, name) in [
            (date(2024, 2, 22), None),
            (date(2024, 2, 23), Some("2024-03-01/due-7d")),
            (date(2024, 2, 29), Some("2024-03-01/due-7d")),
            (date(2024, 3, 1), Some("2024-03-01/due")),
            (date(2024, 3, 8), Some("2024-03-01/due")),
            (date(2024, 3, 9), None),
            (date(2024, 3, 15), Some("2024-03-01/due+14d")),
            (date(2024, 3, 23), None),
        ] {
            let found = Reminder::of(due, &all, today).map(|it| it.to_string());
            assert_eq!(found.as_deref(), name, "{today}");
        }
    }

    #[test]
    fn what_was_sent_is_not_sent_again_until_the_date_moves() {
        let found = Reminder::of(date(2024, 3, 1), &stages(&["due"]), date(2024, 3, 1));
        let found = found.expect("it is due");
        for (last, sends) in [
            (None, true),
            (Some("2024-03-01/due-7d"), true),
            (Some("2024-03-01/due"), false),
            (Some("2024-03-01/due+14d"), false),
            (Some("2024-02-01/due+14d"), true),
            (Some("what is this"), true),
        ] {
            assert_eq!(found.is_after(last), sends, "{last:?}");
        }
    }
}

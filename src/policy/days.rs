//! A length of time in whole days, as people write it: `7d`, `8w`.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

/// The longest length that is accepted: a hundred years, more is a slip of the finger.
const MOST: u16 = 36_500;

/// A number of calendar days; `8w` and `56d` are equal, and each is shown as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    days: u16,
    weeks: bool,
}

impl Days {
    /// `count` days.
    #[must_use]
    pub const fn new(count: u16) -> Self {
        Self {
            days: count,
            weeks: false,
        }
    }

    /// `count` weeks of seven days.
    #[must_use]
    pub const fn weeks(count: u16) -> Self {
        Self {
            days: count.saturating_mul(7),
            weeks: true,
        }
    }

    /// How many days these are.
    #[must_use]
    pub fn count(self) -> i32 {
        i32::from(self.days)
    }

    /// The day so many days after `date`; the last day of the calendar if there is none.
    #[must_use]
    pub fn after(self, date: Date) -> Date {
        date.saturating_add(self.count().days())
    }

    /// `56 days`, `26 weeks`, `1 day`: for a sentence.
    #[must_use]
    pub fn in_words(self) -> String {
        let (count, unit) = match self.weeks {
            true => (self.days / 7, "week"),
            false => (self.days, "day"),
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

impl PartialEq for Days {
    fn eq(&self, other: &Self) -> bool {
        self.days == other.days
    }
}

impl Eq for Days {}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.weeks {
            true => write!(f, "{}w", self.days / 7),
            false => write!(f, "{}d", self.days),
        }
    }
}

/// The text is no length of time in days or weeks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a number of days or weeks such as 7d or 8w, at most 100 years")]
pub struct NotDays;

impl FromStr for Days {
    type Err = NotDays;

    fn from_str(text: &str) -> Result<Self, NotDays> {
        // Months and years are left out on purpose: their length depends on where one starts.
        let (number, weeks) = match (text.strip_suffix('d'), text.strip_suffix('w')) {
            (Some(number), _) => (number, false),
            (_, Some(number)) => (number, true),
            _ => return Err(NotDays),
        };
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotDays);
        }
        let count: u16 = number.parse().map_err(|_| NotDays)?;
        let days = count
            .checked_mul(if weeks { 7 } else { 1 })
            .filter(|days| *days <= MOST)
            .ok_or(NotDays)?;
        Ok(Self { days, weeks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_weeks() {
        for (text, days, words) in [
            ("7d", 7, "7 days"),
            ("1d", 1, "1 day"),
            ("0d", 0, "0 days"),
            ("8w", 56, "8 weeks"),
            ("26w", 182, "26 weeks"),
            ("007d", 7, "7 days"),
            ("36500d", 36_500, "36500 days"),
        ] {
            let read: Days = text.parse().expect(text);
            assert_eq!((read.count(), read.in_words().as_str()), (days, words));
        }
        assert_eq!(Days::weeks(8), Days::new(56));
        assert_eq!(Days::weeks(8).to_string(), "8w");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "", "d", "7", "7 d", "-7d", "+7d", "7D", "1m", "1y", "7dd", "1.5d", "٣d", "36501d",
            "9999w", "99999d", "d7", "week",
        ] {
            assert_eq!(text.parse::<Days>(), Err(NotDays), "{text}");
        }
    }

    #[test]
    fn the_calendar_has_an_end_but_no_overflow() {
        assert_eq!(Days::new(1).after(date(2024, 2, 28)), date(2024, 2, 29));
        assert_eq!(Days::new(1).after(date(2023, 2, 28)), date(2023, 3, 1));
        assert_eq!(Days::weeks(1).after(Date::MAX), Date::MAX);
    }
}

//! A due date that can say where it comes from.

use jiff::civil::Date;

use super::{Adoption, Days, Limit, Severity};

/// When an action is due, and why then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The last day on which the action is in time.
    pub date: Option<Date>,
    /// Where the date, or its absence, comes from.
    pub origin: Origin,
    /// The last day on which being late is no more than a warning; none: it never was.
    pub lenient_until: Option<Date>,
}

/// Where a due date comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The report states it.
    Stated,
    /// So long after the incident as the limit allows.
    Limit {
        /// The limit that matched.
        limit: Limit,
        /// The day it counts from.
        clock: Clock,
    },
    /// An incident older than the adoption: its turn in the spread.
    Spread {
        /// The limit that matched.
        limit: Limit,
        /// The day of the incident.
        clock: Clock,
        /// What it is spread over.
        adopted: Adoption,
    },
    /// The report has no date at all, so the limit counts from the adoption.
    Undated {
        /// The limit that matched.
        limit: Limit,
        /// The day it counts from.
        adopted: Date,
    },
    /// There is no due date: the report has no date, and there is no adoption to count from.
    NoDate,
    /// There is no due date: no limit of the policy matches.
    NoLimit,
}

/// The day of an incident and which fact of the report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The calendar day in the policy's time zone.
    pub date: Date,
    /// What that day is.
    pub fact: Fact,
}

/// A fact of a report that a limit can count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The incident ended.
    End,
    /// The incident began; its end is not known.
    Start,
    /// The report's own date, from its file name.
    Report,
}

impl Due {
    /// Where the date comes from, in words that follow "due 2024-07-01, ".
    #[must_use]
    pub fn explain(&self) -> String {
        self.origin.explain()
    }

    /// The same, and until when being late is forgiven, if it is today.
    #[must_use]
    pub fn explain_on(&self, today: Date) -> String {
        let mut words = self.explain();
        if let Some(day) = self.lenient_until.filter(|day| today <= *day) {
            words.push_str(&format!("; no more than a warning until {day}"));
        }
        words
    }

    /// By how many days the date has passed; 0 for what is not late or has no date. Due today is
    /// not late.
    #[must_use]
    pub fn days_late(&self, today: Date) -> i32 {
        self.date.map_or(0, |date| days_between(date, today).max(0))
    }

    /// True if the date is today or at most `warn` days away.
    #[must_use]
    pub fn is_soon(&self, today: Date, warn: Days) -> bool {
        self.date
            .is_some_and(|date| today <= date && date <= warn.after(today))
    }

    /// What a finding of this weight comes down to today: no more than a warning for a date that had
    /// passed before the adoption, as long as the debts of older reports are spread.
    #[must_use]
    pub fn cap(&self, severity: Severity, today: Date) -> Severity {
        match self.lenient_until {
            Some(day) if today <= day => severity.min(Severity::Warning),
            _ => severity,
        }
    }

    /// True if the action has no stated date and its report has none to count from.
    #[must_use]
    pub fn is_undated(&self) -> bool {
        matches!(self.origin, Origin::Undated { .. } | Origin::NoDate)
    }
}

impl Origin {
    /// Where the date comes from, in a word; none if there is no date.
    #[must_use]
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Stated => Some("report"),
            Self::Limit { .. } => Some("policy"),
            Self::Spread { .. } => Some("spread"),
            Self::Undated { .. } => Some("adoption"),
            Self::NoDate | Self::NoLimit => None,
        }
    }

    fn explain(&self) -> String {
        match self {
            Self::Stated => "stated in the report".to_owned(),
            Self::Limit { limit, clock } => {
                let within = limit.within.in_words();
                format!("{within} after {}, {}", clock.explain(), limit.name())
            }
            Self::Spread {
                limit,
                clock,
                adopted,
            } => format!(
                "{}, before the adoption on {}: its turn in the spread of {}, not before {} have passed, {}",
                clock.explain(),
                adopted.date,
                adopted.spread.in_words(),
                limit.within.in_words(),
                limit.name(),
            ),
            Self::Undated { limit, adopted } => format!(
                "{} after the adoption ({adopted}) because the report has no date, {}",
                limit.within.in_words(),
                limit.name(),
            ),
            Self::NoDate => {
                "no due date: the report has no date, and policy.adopted is not set".to_owned()
            }
            Self::NoLimit => "no due date: no limit of policy.due matches".to_owned(),
        }
    }
}

impl Limit {
    /// `policy.due`, with what it holds for.
    fn name(&self) -> String {
        let named = |what: &str, level: &Option<String>| {
            level.as_ref().map(|level| format!("{what} {level}"))
        };
        let levels: Vec<String> = [
            named("priority", &self.priority),
            named("severity", &self.severity),
        ]
        .into_iter()
        .flatten()
        .collect();
        match levels.is_empty() {
            true => "policy.due".to_owned(),
            false => format!("policy.due for {}", levels.join(" and ")),
        }
    }
}

impl Clock {
    fn explain(self) -> String {
        let date = self.date;
        match self.fact {
            Fact::End => format!("the incident ended ({date})"),
            Fact::Start => format!("the incident began ({date})"),
            Fact::Report => format!("the report's date ({date})"),
        }
    }
}

/// Whole days from `from` to `to`, negative if `to` is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to)
        .as_hours()
        .div_euclid(24)
        .try_into()
        .expect("the calendar has fewer days than an i32")
}

//! When promised work is due, and how much it weighs that it isn't done: values and pure functions
//! over a report and a day.

mod days;
mod due;
mod manual;
mod nearest;
mod nudge;
mod options;
mod rule;
mod schedule;
mod track;
mod tracking;
mod waiver;
mod write_back;

pub use days::{Days, NotDays};
pub use due::{Clock, Due, Fact, Origin};
pub use manual::RuleOption;
pub use nearest::nearest;
pub use nudge::{NotAStage, Reminder, Stage};
pub use options::{Field, Options, has_section};
pub use rule::{Rule, Setting, Severity, UnknownRule};
pub use schedule::{incident_date, schedule};
pub use track::Track;
pub use tracking::{Tracking, tracking};
pub use waiver::{WAIVERS, Waiver};
pub use write_back::{WRITE_BACK_BRANCH, WRITE_BACK_TITLE, WriteBack};

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Everything that due dates and findings depend on, resolved: what the configuration leaves out
/// has its default here.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Since when the reports are held to this policy; none: they always were.
    pub adopted: Option<Adoption>,
    /// How long work may take; the first that matches counts.
    pub due: Vec<Limit>,
    /// How long before its due date an action counts as due soon.
    pub warn: Days,
    /// Where a day begins and ends.
    pub timezone: TimeZone,
    /// On which runs an error fails the build; on the others findings are only shown.
    pub fail_on: Vec<Trigger>,
    /// What differs from the defaults of the rules.
    pub rules: BTreeMap<Rule, Setting>,
    /// What the rules are told beside that.
    pub options: Options,
    /// When people are reminded of a due date; empty: never.
    pub nudge: Vec<Stage>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            adopted: None,
            due: Limit::defaults(),
            warn: Days::new(7),
            timezone: TimeZone::UTC,
            fail_on: vec![Trigger::PullRequest, Trigger::Schedule, Trigger::Manual],
            rules: BTreeMap::new(),
            options: Options::default(),
            nudge: Vec::new(),
        }
    }
}

impl Policy {
    /// How much a finding of `rule` weighs.
    #[must_use]
    pub fn severity(&self, rule: Rule) -> Severity {
        self.rules
            .get(&rule)
            .map_or(rule.default_severity(), |setting| setting.severity)
    }

    /// The calendar day that `now` falls on in the policy's time zone.
    #[must_use]
    pub fn day_of(&self, now: Timestamp) -> Date {
        now.to_zoned(self.timezone.clone()).date()
    }
}

/// The day from which the reports are held to the policy, and the time given for older debts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adoption {
    /// The first day.
    pub date: Date,
    /// How long after it the debts of older reports fall due.
    pub spread: Days,
}

impl Adoption {
    /// The spread where the configuration names a day only.
    pub const SPREAD: Days = Days::weeks(26);

    /// The last day on which an old debt is only a warning.
    #[must_use]
    pub fn spread_ends(self) -> Date {
        self.spread.after(self.date)
    }
}

/// How long work of some priority, after an incident of some severity, may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The action's priority; none: any, or none at all.
    pub priority: Option<String>,
    /// The incident's severity; none: any, or none at all.
    pub severity: Option<String>,
    /// The time it may take.
    pub within: Days,
}

impl Limit {
    /// Four and eight weeks are what teams that measure it aim for; the most urgent work and the
    /// aftermath of the worst incidents get one and two.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        let limit = |priority: Option<&str>, severity: Option<&str>, days| Self {
            priority: priority.map(str::to_owned),
            severity: severity.map(str::to_owned),
            within: Days::new(days),
        };
        vec![
            limit(Some("P0"), None, 7),
            limit(None, Some("SEV1"), 14),
            limit(Some("P1"), None, 28),
            limit(None, None, 56),
        ]
    }

    /// True if it holds for an action of this priority in a report of this severity. Case, blanks
    /// and punctuation do not count: `Sev-1` is `SEV1`.
    #[must_use]
    pub fn matches(&self, priority: Option<&str>, severity: Option<&str>) -> bool {
        let fits = |wanted: &Option<String>, found: Option<&str>| match (wanted, found) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(wanted), Some(found)) => same_level(wanted, found),
        };
        fits(&self.priority, priority) && fits(&self.severity, severity)
    }
}

/// True if both mean one level or name: case, blanks and punctuation do not count.
#[must_use]
pub fn same_level(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    plain(one) == plain(other)
}

/// What makes a check run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// A pull request or merge request.
    PullRequest,
    /// A push to a branch.
    Push,
    /// A timetable.
    Schedule,
    /// A person, in CI or at a terminal.
    Manual,
}

impl Trigger {
    /// Every trigger.
    pub const ALL: [Self; 4] = [Self::PullRequest, Self::Push, Self::Schedule, Self::Manual];

    /// The word for it in the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PullRequest => "pull-request",
            Self::Push => "push",
            Self::Schedule => "schedule",
            Self::Manual => "manual",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_time_zone_says() {
        for (zone, now, day) in [
            ("UTC", "2024-02-28T23:59:59Z", "2024-02-28"),
            ("UTC", "2024-02-29T00:00:00Z", "2024-02-29"),
            ("UTC", "2024-02-29T23:59:59Z", "2024-02-29"),
            ("UTC", "2024-03-01T00:00:00Z", "2024-03-01"),
            ("Asia/Tokyo", "2023-02-28T23:30:00Z", "2023-03-01"),
            ("Asia/Tokyo", "2024-02-28T23:30:00Z", "2024-02-29"),
            ("Asia/Tokyo", "2024-02-29T23:30:00Z", "2024-03-01"),
            ("Asia/Kolkata", "2024-02-29T18:29:59Z", "2024-02-29"),
            ("Asia/Kolkata", "2024-02-29T18:30:00Z", "2024-03-01"),
            ("America/New_York", "2024-03-01T04:59:59Z", "2024-02-29"),
            ("America/New_York", "2024-03-01T05:00:00Z", "2024-03-01"),
            // The day on which summer begins is an hour shorter.
            ("America/New_York", "2024-03-10T05:00:00Z", "2024-03-10"),
            ("America/New_York", "2024-03-11T03:59:59Z", "2024-03-10"),
            ("America/New_York", "2024-03-11T04:00:00Z", "2024-03-11"),
            ("Pacific/Kiritimati", "2024-12-31T10:00:00Z", "2025-01-01"),
            ("Pacific/Pago_Pago", "2025-01-01T10:59:59Z", "2024-12-31"),
            // Samoa went without this day.
            ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
        ] {
            let policy = Policy {
                timezone: TimeZone::get(zone).unwrap(),
                ..Policy::default()
            };
            let now: Timestamp = now.parse().unwrap();
            assert_eq!(policy.day_of(now).to_string(), day, "{zone} {now}");
        }
    }

    #[test]
    fn levels_match_whatever_their_spelling() {
        let limit = |priority: Option<&str>, severity: Option<&str>| Limit {
            priority: priority.map(str::to_owned),
            severity: severity.map(str::to_owned),
            within: Days::new(1),
        };
        for (limit, priority, severity, matches) in [
            (limit(None, None), None, None, true),
            (limit(Some("P1"), None), Some("p1"), None, true),
            (limit(Some("P1"), None), None, Some("P1"), false),
            (limit(None, Some("SEV1")), None, Some("Sev-1"), true),
            (limit(None, Some("sev 1")), None, Some("SEV1"), true),
            (limit(None, Some("SEV1")), None, Some("SEV12"), false),
            (
                limit(Some("P1"), Some("SEV1")),
                Some("P1"),
                Some("SEV1"),
                true,
            ),
            (limit(Some("P1"), Some("SEV1")), Some("P1"), None, false),
            (
                limit(Some("P1"), Some("SEV1")),
                Some("P2"),
                Some("SEV1"),
                false,
            ),
        ] {
            assert_eq!(limit.matches(priority, severity), matches, "{limit:?}");
        }
    }

    #[test]
    fn a_rule_weighs_what_the_policy_says() {
        let mut policy = Policy::default();
        assert_eq!(policy.severity(Rule::Overdue), Severity::Error);
        policy.rules.insert(Rule::Overdue, Severity::Off.into());
        assert_eq!(policy.severity(Rule::Overdue), Severity::Off);
    }
}

//! When each action is due.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::due::days_between;
use super::{Adoption, Clock, Due, Fact, Limit, Origin, Policy};
use crate::action::{Action, Incident, Report, When};

/// The due date of `action`, one of `report`'s.
///
/// A stated date wins. Otherwise the first limit that matches counts from the incident, or from
/// the adoption where the incident is older or the report has no date. Only what had passed before
/// the adoption is lenient: everything else has its turn, and counts from that day on.
#[must_use]
pub fn schedule(report: &Report, action: &Action, policy: &Policy) -> Due {
    if let Some(stated) = &action.due {
        let passed = policy.adopted.filter(|it| stated.value < it.date);
        return Due {
            date: Some(stated.value),
            origin: Origin::Stated,
            lenient_until: passed.map(Adoption::spread_ends),
        };
    }
    let (date, origin) = from_limit(report, action, policy);
    Due {
        date,
        origin,
        lenient_until: None,
    }
}

/// The day an incident counts from: its end, else its start, else the report's own date.
#[must_use]
pub fn incident_date(incident: &Incident, timezone: &TimeZone) -> Option<Clock> {
    let clock = |fact| move |date| Clock { date, fact };
    let day = |when: When| day_in(when, timezone);
    let end = incident.end.map(day).map(clock(Fact::End));
    end.or_else(|| incident.start.map(day).map(clock(Fact::Start)))
        .or_else(|| incident.file_date.map(clock(Fact::Report)))
}

fn from_limit(report: &Report, action: &Action, policy: &Policy) -> (Option<Date>, Origin) {
    let clock = incident_date(&report.incident, &policy.timezone);
    let priority = action.priority.as_ref().map(|it| it.value.as_str());
    let severity = report.incident.severity.as_deref();
    let Some(limit) = policy
        .due
        .iter()
        .find(|limit| limit.matches(priority, severity))
        .cloned()
    else {
        return (None, Origin::NoLimit);
    };
    match (clock, policy.adopted) {
        (Some(clock), Some(adopted)) if clock.date < adopted.date => (
            Some(turn(clock.date, &limit, adopted)),
            Origin::Spread {
                limit,
                clock,
                adopted,
            },
        ),
        (Some(clock), _) => (
            Some(limit.within.after(clock.date)),
            Origin::Limit { limit, clock },
        ),
        (None, Some(Adoption { date: adopted, .. })) => (
            Some(limit.within.after(adopted)),
            Origin::Undated { limit, adopted },
        ),
        (None, None) => (None, Origin::NoDate),
    }
}

/// The day on which the debt of an incident older than the adoption falls due.
///
/// It lies between the adoption plus the limit and the end of the spread, and each day of the
/// incident's age moves it one day on, round and round in that window. So an incident of the day
/// before the adoption is due a day later than one of the day itself, and old incidents
/// spread as evenly as they happened. Nothing else is taken in: a hash of the action's text or of
/// the file's name would spread no better, would be no reason that can be given to anyone, and
/// would hand out a new due date for each rewording or rename.
fn turn(incident: Date, limit: &Limit, adopted: Adoption) -> Date {
    let first = limit.within.after(adopted.date);
    let window = days_between(first, adopted.spread_ends()).max(0) + 1;
    let age = days_between(incident, adopted.date);
    first.saturating_add(jiff::Span::new().days(age.rem_euclid(window)))
}

/// The calendar day in `timezone`; where the report states no offset, the day as written.
fn day_in(when: When, timezone: &TimeZone) -> Date {
    let (Some(time), Some(offset)) = (when.time, when.offset) else {
        return when.date;
    };
    match offset.to_timestamp(when.date.to_datetime(time)) {
        Ok(moment) => moment.to_zoned(timezone.clone()).date(),
        // Only at the very ends of the calendar.
        Err(_) => when.date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{Dialect, Form, Front, Kind, Place};
    use crate::policy::{Days, Severity};
    use crate::text::{Span, Spanned};
    use jiff::civil::{date, time};
    use jiff::tz::Offset;

    fn day(text: &str) -> Date {
        text.parse().expect(text)
    }

    fn report(incident: Incident) -> Report {
        Report {
            path: "postmortems/a.md".to_owned(),
            front: Front::default(),
            incident,
            sections: Vec::new(),
            actions: Vec::new(),
            absence: None,
            status: Default::default(),
        }
    }

    fn ended(on: &str) -> Report {
        report(Incident {
            end: Some(day(on).into()),
            ..Incident::default()
        })
    }

    fn action() -> Action {
        Action {
            kind: Kind::Task,
            line: 1,
            text: "Patch".to_owned(),
            bare: "patch".to_owned(),
            title: "Patch".to_owned(),
            description: None,
            owner: None,
            due: None,
            priority: None,
            category: None,
            mark: None,
            link: None,
            mentions: Vec::new(),
            opted_out: false,
            covered_by: None,
            reason: None,
            doubts: Vec::new(),
            place: Place {
                dialect: Dialect::Markdown,
                form: Form::Item,
                own: Span::at(0),
                tick: None,
                suffix_at: 0,
                suffix: None,
                copies: Box::default(),
            },
        }
    }

    fn stated(on: &str) -> Action {
        Action {
            due: Some(Spanned::new(day(on), Span::at(0))),
            ..action()
        }
    }

    fn adopted(on: &str, spread: Days) -> Policy {
        Policy {
            adopted: Some(Adoption {
                date: day(on),
                spread,
            }),
            ..Policy::default()
        }
    }

    /// Without an adoption the limit counts from the incident, over leap days and years' ends.
    #[test]
    fn a_limit_counts_from_the_incident() {
        for (end, due) in [
            ("2024-01-04", "2024-02-29"),
            ("2024-01-05", "2024-03-01"),
            ("2023-01-05", "2023-03-02"),
            ("2024-02-29", "2024-04-25"),
            ("2023-12-31", "2024-02-25"),
            ("9999-12-01", "9999-12-31"),
        ] {
            let due_date = schedule(&ended(end), &action(), &Policy::default());
            assert_eq!(due_date.date, Some(day(due)), "{end}");
            assert_eq!(due_date.lenient_until, None);
        }
    }

    #[test]
    fn the_clock_is_the_latest_fact_known() {
        let facts = |start: Option<&str>, end: Option<&str>, file: Option<&str>| Incident {
            start: start.map(|it| day(it).into()),
            end: end.map(|it| day(it).into()),
            file_date: file.map(day),
            ..Incident::default()
        };
        let (first, last, file) = (Some("2024-05-05"), Some("2024-05-06"), Some("2024-05-09"));
        for (incident, due, words) in [
            (
                facts(first, last, file),
                "2024-07-01",
                "the incident ended (2024-05-06)",
            ),
            (
                facts(first, None, file),
                "2024-06-30",
                "the incident began (2024-05-05)",
            ),
            (
                facts(None, None, file),
                "2024-07-04",
                "the report's date (2024-05-09)",
            ),
        ] {
            let due_date = schedule(&report(incident), &action(), &Policy::default());
            assert_eq!(due_date.date, Some(day(due)));
            assert_eq!(
                due_date.explain(),
                format!("56 days after {words}, policy.due")
            );
        }
    }

    #[test]
    fn the_first_limit_that_matches_counts() {
        for (priority, severity, due) in [
            (Some("P0"), Some("SEV1"), "2024-05-08"),
            (Some("p1"), Some("sev-1"), "2024-05-15"),
            (Some("P1"), Some("SEV2"), "2024-05-29"),
            (Some("P2"), None, "2024-06-26"),
            (None, None, "2024-06-26"),
        ] {
            let mut report = ended("2024-05-01");
            report.incident.severity = severity.map(str::to_owned);
            let action = Action {
                priority: priority.map(|it| Spanned::new(it.to_owned(), Span::at(0))),
                ..action()
            };
            let found = schedule(&report, &action, &Policy::default());
            assert_eq!(found.date, Some(day(due)), "{priority:?} {severity:?}");
        }
        let mut policy = Policy::default();
        policy.due.pop();
        let found = schedule(&ended("2024-05-01"), &action(), &policy);
        assert_eq!((found.date, &found.origin), (None, &Origin::NoLimit));
        assert!(!found.is_undated());
    }

    #[test]
    fn a_stated_time_falls_on_the_day_it_has_in_the_policys_time_zone() {
        let end = When {
            date: date(2024, 2, 28),
            time: Some(time(23, 30, 0, 0)),
            offset: Some(Offset::UTC),
        };
        let no_offset = When {
            offset: None,
            ..end
        };
        for (zone, when, on) in [
            ("UTC", end, "2024-02-28"),
            ("Asia/Tokyo", end, "2024-02-29"),
            ("America/New_York", end, "2024-02-28"),
            ("Asia/Tokyo", no_offset, "2024-02-28"),
        ] {
            let incident = Incident {
                end: Some(when),
                ..Incident::default()
            };
            let clock = incident_date(&incident, &TimeZone::get(zone).unwrap()).unwrap();
            assert_eq!(clock.date, day(on), "{zone}");
        }
    }

    #[test]
    fn older_incidents_take_their_turn_in_the_spread() {
        // The window: 2026-11-21 + 56 days = 2027-01-16 to 2026-11-21 + 182 days = 2027-05-22.
        for (end, due) in [
            ("2026-11-22", "2027-01-17"),
            ("2026-11-21", "2027-01-16"),
            ("2026-11-20", "2027-01-17"),
            ("2026-11-19", "2027-01-18"),
            ("2026-07-18", "2027-05-22"),
            ("2026-07-17", "2027-01-16"),
            ("2016-02-29", "2027-05-04"),
        ] {
            let policy = adopted("2026-11-21", Days::weeks(26));
            let found = schedule(&ended(end), &action(), &policy);
            assert_eq!(found.date, Some(day(due)), "{end}");
            assert_eq!(found.lenient_until, None, "{end}");
        }
    }

    #[test]
    fn a_spread_shorter_than_the_limit_leaves_the_limit() {
        for spread in [Days::new(0), Days::new(55), Days::new(56)] {
            let policy = adopted("2026-11-21", spread);
            for end in ["2026-11-20", "2020-01-01"] {
                let found = schedule(&ended(end), &action(), &policy);
                assert_eq!(found.date, Some(day("2027-01-16")), "{spread} {end}");
            }
        }
    }

    #[test]
    fn a_spread_is_even() {
        let policy = adopted("2026-11-21", Days::weeks(26));
        let mut per_day = std::collections::BTreeMap::new();
        for back in 1..=1270 {
            let end = day("2026-11-21").saturating_sub(jiff::Span::new().days(back));
            let found = schedule(&ended(&end.to_string()), &action(), &policy);
            *per_day.entry(found.date).or_insert(0) += 1;
        }
        assert_eq!(per_day.len(), 127);
        assert!(per_day.values().all(|count| *count == 10));
    }

    #[test]
    fn stated_dates_before_the_adoption_warn_until_the_spread_ends() {
        for (due, lenient) in [
            ("2026-11-20", Some("2027-05-22")),
            ("2026-11-21", None),
            ("2026-11-22", None),
        ] {
            let policy = adopted("2026-11-21", Days::weeks(26));
            let found = schedule(&ended("2020-01-01"), &stated(due), &policy);
            assert_eq!(found.date, Some(day(due)));
            assert_eq!(found.lenient_until, lenient.map(day), "{due}");
        }
        let found = schedule(
            &ended("2020-01-01"),
            &stated("2020-02-29"),
            &Policy::default(),
        );
        assert_eq!(found.lenient_until, None);
        assert_eq!(found.explain(), "stated in the report");
    }

    #[test]
    fn a_report_without_a_date_counts_from_the_adoption() {
        let report = report(Incident::default());
        let found = schedule(&report, &action(), &adopted("2026-11-21", Days::weeks(26)));
        assert_eq!(found.date, Some(day("2027-01-16")));
        assert!(found.is_undated());
        assert_eq!(
            found.explain(),
            "56 days after the adoption (2026-11-21) because the report has no date, policy.due"
        );
        let found = schedule(&report, &action(), &Policy::default());
        assert_eq!((found.date, &found.origin), (None, &Origin::NoDate));
        assert!(found.is_undated());
        assert_eq!(found.days_late(day("2030-01-01")), 0);
        assert!(!schedule(&report, &stated("2020-01-01"), &Policy::default()).is_undated());
    }

    #[test]
    fn due_today_is_not_late_and_the_last_day_of_the_spread_is_lenient() {
        let policy = adopted("2026-11-21", Days::weeks(26));
        let turn = schedule(&ended("2026-07-18"), &action(), &policy);
        let passed = schedule(&ended("2026-07-18"), &stated("2026-11-20"), &policy);
        for (due, today, late, soon, weight) in [
            (&turn, "2026-11-21", 0, false, Severity::Error),
            (&turn, "2027-05-14", 0, false, Severity::Error),
            (&turn, "2027-05-15", 0, true, Severity::Error),
            (&turn, "2027-05-22", 0, true, Severity::Error),
            (&turn, "2027-05-23", 1, false, Severity::Error),
            (&turn, "2028-02-29", 283, false, Severity::Error),
            (&passed, "2027-05-22", 183, false, Severity::Warning),
            (&passed, "2027-05-23", 184, false, Severity::Error),
        ] {
            let today = day(today);
            assert_eq!(due.days_late(today), late, "{today}");
            assert_eq!(due.is_soon(today, Days::new(7)), soon, "{today}");
            assert_eq!(due.cap(Severity::Error, today), weight, "{today}");
            assert_eq!(due.cap(Severity::Off, today), Severity::Off);
            let says = due.explain_on(today).contains("no more than a warning");
            assert_eq!(says, weight == Severity::Warning, "{today}");
        }
    }

    /// The first and the second day, the limit's last one and the next, the spread's last one and the next:
    /// 2026-11-21 + 56 days = 2027-01-16, + 26 weeks = 2027-05-22.
    const DAYS: [&str; 6] = [
        "2026-11-21",
        "2026-11-22",
        "2027-01-16",
        "2027-01-17",
        "2027-05-22",
        "2027-05-23",
    ];

    #[test]
    fn a_year_with_an_adoption() {
        let policy = adopted("2026-11-21", Days::weeks(26));
        let undated = report(Incident::default());
        let (old, new, leap) = (
            ended("2026-07-18"),
            ended("2026-11-21"),
            ended("2027-12-30"),
        );
        let (limit, passed) = (action(), stated("2026-11-20"));
        let (first, later) = (stated("2026-11-21"), stated("2027-01-16"));
        // For each day: `.` not late, `w` a warning, `E` an error.
        for (what, report, action, days) in [
            ("an old incident", &old, &limit, ".....E"),
            ("no date at all", &undated, &limit, "...EEE"),
            ("an older one", &ended("2026-11-20"), &limit, "....EE"),
            ("an incident of the day", &new, &limit, "...EEE"),
            ("stated and passed", &old, &passed, "wwwwwE"),
            ("stated for the day", &old, &first, ".EEEEE"),
            ("stated for later", &new, &later, "...EEE"),
            ("an incident to come", &leap, &limit, "......"),
        ] {
            let due = schedule(report, action, &policy);
            let weights = DAYS.map(day).map(|today| match due.days_late(today) {
                0 => '.',
                _ if due.cap(Severity::Error, today) == Severity::Error => 'E',
                _ => 'w',
            });
            assert_eq!(String::from_iter(weights), days, "{what}: {:?}", due.date);
        }
        let found = schedule(&leap, &action(), &policy);
        assert_eq!(found.date, Some(day("2028-02-24")), "over the year's end");
    }

    #[test]
    fn every_date_says_where_it_comes_from() {
        let mut report = ended("2024-05-06");
        report.incident.severity = Some("SEV1".to_owned());
        let policy = adopted("2026-11-21", Days::weeks(26));
        assert_eq!(
            schedule(&report, &action(), &Policy::default()).explain(),
            "14 days after the incident ended (2024-05-06), policy.due for severity SEV1"
        );
        assert_eq!(
            schedule(&report, &action(), &policy).explain(),
            "the incident ended (2024-05-06), before the adoption on 2026-11-21: its turn in the \
             spread of 26 weeks, not before 14 days have passed, policy.due for severity SEV1"
        );
    }
}

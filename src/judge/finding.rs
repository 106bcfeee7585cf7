//! One thing that is wrong, told to a person.

use jiff::civil::Date;

use crate::policy::{Rule, Severity};

/// Where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// A file, relative to the repository's root, or the address of an issue.
    pub path: String,
    /// The line, from 1, if it is a file.
    pub line: Option<usize>,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excuse {
    /// The base of the pull request has it too.
    Known,
    /// A waiver allows it, in its words.
    Waived(String),
    /// The report says that the work is over, and the next sync closes the issue.
    Told,
    /// It was in order on this day, when the pull request was changed last.
    Passed(Date),
}

impl Excuse {
    /// In words.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::Known => "the base has it already".to_owned(),
            Self::Told => {
                "the report says that it is over, and the next sync closes its issue".to_owned()
            }
            Self::Waived(why) => why.clone(),
            Self::Passed(day) => {
                format!("it was in order on {day}, when the pull request was changed last")
            }
        }
    }
}

/// One thing that is wrong: what, where, and what to do next.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: Rule,
    /// How much it weighs. A rule gives a cap here; the judgement lowers it to what the policy says.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// The report that it is about, if it is another file than [`Finding::place`] or none: what is
    /// confidential is known by its report.
    pub report: Option<String>,
    /// What it is about, by a name that outlasts moves, rewording and renames: the key of an action, the
    /// name of an issue, the id of a report. The judgement gives it where a rule does not.
    pub subject: Option<String>,
    /// Which part of it, where several may be wrong by one rule: the section that is missing.
    pub part: Option<String>,
    /// The action's title, if it is about one.
    pub title: Option<String>,
    /// What people call the action, if it has an issue.
    pub handle: Option<String>,
    /// The action's key: the same finding has the same one when the action moves or is reworded.
    pub key: Option<String>,
    /// Where its issue is.
    pub issue: Option<String>,
    /// When the action is due.
    pub due: Option<Date>,
    /// How many days it is late; 0 if it is not.
    pub days_late: i32,
    /// Why it does not count; only on notices.
    pub excused: Option<Excuse>,
    /// What is wrong.
    pub message: String,
    /// What to do next.
    pub help: String,
}

impl Finding {
    /// A finding about a file, or an issue's address, rather than an action.
    #[must_use]
    pub fn of_place(rule: Rule, place: Place, message: String, help: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            place,
            report: None,
            subject: None,
            part: None,
            title: None,
            handle: None,
            key: None,
            issue: None,
            due: None,
            days_late: 0,
            excused: None,
            message,
            help: help.into(),
        }
    }

    /// The report that it is about.
    #[must_use]
    pub fn report(&self) -> &str {
        self.report.as_deref().unwrap_or(&self.place.path)
    }

    /// What it is about, see [`Finding::subject`]; the report's name if nothing else is known.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.subject.as_deref().unwrap_or(self.report())
    }

    /// The same finding, shown and not counted.
    #[must_use]
    pub fn excused(mut self, why: Excuse) -> Self {
        self.severity = self.severity.min(Severity::Notice);
        self.excused = Some(why);
        self
    }

    /// The worst first: errors, then what is latest, then in the order of the files.
    #[must_use]
    pub fn order(&self) -> impl Ord + '_ {
        let worst = std::cmp::Reverse((self.severity, self.days_late));
        (worst, &self.place, self.rule)
    }
}

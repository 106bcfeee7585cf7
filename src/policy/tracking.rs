//! Whether an action is tracked, or why not.

use super::Track;
use crate::action::{Action, Kind, LinkOrigin, Report};

/// Whether an action is tracked, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tracking {
    /// It gets an issue.
    Tracked,
    /// A task of the same report, at this index, says it more concretely.
    Covered(usize),
    /// A measure, where tasks are tracked.
    Measure,
    /// A measure, and the report lists tasks beside it.
    BesideTasks,
    /// `<!-- followthrough:ignore -->` or `[no-track]` stands on it.
    OptedOut,
    /// `followthrough: false` stands in the report's front matter.
    ReportOptedOut,
    /// The report is a draft.
    Draft,
    /// The incident is older than `actions.since`.
    Old,
}

impl Tracking {
    /// True if the action gets an issue.
    #[must_use]
    pub fn is_tracked(&self) -> bool {
        *self == Self::Tracked
    }

    /// True if people said to leave it alone, also where it has an issue by now.
    #[must_use]
    pub fn is_opted_out(&self) -> bool {
        matches!(self, Self::OptedOut | Self::ReportOptedOut)
    }

    /// Why an action is not tracked, in words; empty if it is.
    #[must_use]
    pub fn explain(&self) -> &'static str {
        match self {
            Self::Tracked => "",
            Self::Covered(_) => "covered by a task of the same report",
            Self::Measure | Self::BesideTasks => "a measure, and tasks are tracked (actions.track)",
            Self::OptedOut => "opted out where it stands",
            Self::ReportOptedOut => "the front matter says followthrough: false",
            Self::Draft => "the report is a draft",
            Self::Old => "the incident is older than actions.since",
        }
    }
}

/// Says for every action of a report, in their order, whether it is tracked. `old` reports are shown
/// only. An action that carries our suffix stays tracked as long as nobody opts out.
#[must_use]
pub fn tracking(report: &Report, track: Track, old: bool) -> Vec<Tracking> {
    let lists_tasks = report
        .actions
        .iter()
        .any(|it| it.kind == Kind::Task && !it.opted_out);
    let of = |action: &Action| {
        let ours = action
            .link
            .as_ref()
            .is_some_and(|link| matches!(link.origin, LinkOrigin::Ours(_)));
        match (action.covered_by, track) {
            _ if report.front.opted_out => Tracking::ReportOptedOut,
            _ if action.opted_out => Tracking::OptedOut,
            _ if ours => Tracking::Tracked,
            _ if report.front.draft => Tracking::Draft,
            _ if old => Tracking::Old,
            _ if action.kind == Kind::Task => Tracking::Tracked,
            (Some(task), _) => Tracking::Covered(task),
            (None, Track::Tasks) => Tracking::Measure,
            (None, Track::Auto) if lists_tasks => Tracking::BesideTasks,
            (None, Track::Auto | Track::All) => Tracking::Tracked,
        }
    };
    report.actions.iter().map(of).collect()
}

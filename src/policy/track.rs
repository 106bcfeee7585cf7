//! Which actions of a report are tracked.

use crate::action::{Action, Kind, LinkOrigin, Report};

/// `actions.track` of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Track {
    /// The tasks; where a report lists no task, its measures.
    #[default]
    Auto,
    /// Only tasks.
    Tasks,
    /// Every action that no task of the same report repeats.
    All,
}

/// Why an action is not tracked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The report says `followthrough: false`.
    ReportOptedOut,
    /// The action carries `[no-track]` or the comment that says so.
    OptedOut,
    /// A measure that the task at this index repeats.
    CoveredBy(usize),
    /// A measure in a report that lists tasks.
    BesideTasks,
    /// A measure where only tasks are wanted.
    OnlyTasks,
}

/// For every action of `report`, in order: tracked, or why not.
///
/// An action that carries our reference stays tracked, whatever the setting or a newer reader says;
/// only opting out ends that.
#[must_use]
pub fn tracked(report: &Report, track: Track) -> Vec<Result<(), Reason>> {
    let tasks = report
        .actions
        .iter()
        .any(|action| action.kind == Kind::Task && !action.opted_out);
    report
        .actions
        .iter()
        .map(|action| match refusal(report, action, track, tasks) {
            Some(reason) => Err(reason),
            None => Ok(()),
        })
        .collect()
}

fn refusal(report: &Report, action: &Action, track: Track, tasks: bool) -> Option<Reason> {
    if report.front.opted_out {
        return Some(Reason::ReportOptedOut);
    }
    if action.opted_out {
        return Some(Reason::OptedOut);
    }
    let ours = action
        .link
        .as_ref()
        .is_some_and(|link| matches!(link.origin, LinkOrigin::Ours(_)));
    if ours || action.kind == Kind::Task {
        return None;
    }
    let covered = action.covered_by.map(Reason::CoveredBy);
    match track {
        Track::Tasks => covered.or(Some(Reason::OnlyTasks)),
        Track::Auto if tasks => covered.or(Some(Reason::BesideTasks)),
        Track::Auto => None,
        Track::All => covered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Vocabulary, read};
    use crate::text::Source;

    fn reasons(text: &str, track: Track) -> Vec<Result<(), Reason>> {
        let source = Source::new("a.md", text.as_bytes().to_vec()).unwrap();
        tracked(&read(&source, &Vocabulary::default()), track)
    }

    const BOTH: &str = "# Improvements\n\n- Monitor the connection pool\n- Train people\n\n\
                        # Tasks\n\n- Monitor the connection pool of the shop\n- Patch it [no-track]\n";

    #[test]
    fn tasks_stand_for_their_measures() {
        use Reason::{BesideTasks, CoveredBy, OnlyTasks, OptedOut};
        assert_eq!(
            reasons(BOTH, Track::Auto),
            [Err(CoveredBy(2)), Err(BesideTasks), Ok(()), Err(OptedOut)]
        );
        assert_eq!(
            reasons(BOTH, Track::Tasks),
            [Err(CoveredBy(2)), Err(OnlyTasks), Ok(()), Err(OptedOut)]
        );
        assert_eq!(
            reasons(BOTH, Track::All),
            [Err(CoveredBy(2)), Ok(()), Ok(()), Err(OptedOut)]
        );
    }

    #[test]
    fn measures_alone_are_tracked() {
        let text = "# Improvements\n\n- Train people\n- Buy time\n";
        assert_eq!(reasons(text, Track::Auto), [Ok(()), Ok(())]);
    }

    #[test]
    fn what_carries_our_reference_stays() {
        let text = BOTH.replace("Train people", "Train people (ft-7k3q9d, open)");
        assert_eq!(reasons(&text, Track::Auto)[1], Ok(()));
        let text = format!("---\nfollowthrough: false\n---\n{text}");
        assert!(
            reasons(&text, Track::All)
                .iter()
                .all(|it| *it == Err(Reason::ReportOptedOut))
        );
    }
}

//! What a CI system says of the run it started.

use super::{Variables, github, gitlab};

/// What the CI system says of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Who started it.
    pub system: System,
    /// What made it start.
    pub event: Event,
    /// `owner/name` of the repository that the run belongs to.
    pub repository: Option<String>,
    /// The branch that the run is for; none for a pull request or a tag.
    pub branch: Option<String>,
    /// The repository's default branch.
    pub default_branch: Option<String>,
    /// The commit that the run is for.
    pub commit: Option<String>,
    /// 1 for a run's first attempt.
    pub attempt: u32,
    /// The repository that the run belongs to, where the reports are another's.
    pub started_in: Option<String>,
}

/// A CI system that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// GitHub Actions, and what speaks its language.
    GitHub,
    /// GitLab CI.
    GitLab,
    /// None that is known: another system, or a terminal.
    Neither,
}

/// What made a run start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A pull request or merge request.
    PullRequest(Box<PullRequest>),
    /// A change that waits to be merged: a merge group, a merge train.
    Queue {
        /// The commit it would be merged onto.
        base: Option<String>,
    },
    /// A push.
    Push,
    /// A timetable.
    Schedule,
    /// A person or a program that started it by name.
    Manual,
    /// An issue was closed or reopened.
    Issue(u64),
    /// Another workflow ended that ran on a pull request.
    AfterPullRequest(ForkRun),
    /// `pull_request_target`: the base's rights on a stranger's pull request.
    Target,
    /// Anything else, by the system's word for it.
    Other(String),
    /// No CI system.
    Nothing,
}

/// A pull request, as far as a run needs it. Branch names are anybody's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// The tip of the target branch, as of the event.
    pub base: Option<String>,
    /// The target branch.
    pub base_branch: String,
    /// Its last commit.
    pub head: Option<String>,
    /// Its branch.
    pub head_branch: String,
    /// True if it comes from another repository.
    pub fork: bool,
}

/// Where the pull request came from on which another workflow ran. GitHub names no number for forks; all of this
/// is GitHub's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkRun {
    /// The account that owns the branch.
    pub owner: String,
    /// The branch.
    pub branch: String,
    /// The commit it ran on.
    pub head: String,
}

/// What the CI system says does not hold together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OccasionError(pub String);

impl Occasion {
    /// Reads the variables that the CI system set, and on GitHub the event's payload.
    ///
    /// # Errors
    /// [`OccasionError`] if a payload is needed and is none.
    pub fn read(variables: &Variables, payload: Option<&str>) -> Result<Self, OccasionError> {
        let is_true = |name: &str| variables.get(name).is_some_and(|it| it == "true");
        if is_true("GITHUB_ACTIONS") {
            github::read(variables, payload)
        } else if is_true("GITLAB_CI") {
            gitlab::read(variables)
        } else {
            Ok(Self {
                system: System::Neither,
                event: Event::Nothing,
                repository: None,
                branch: None,
                default_branch: None,
                commit: None,
                attempt: 1,
                started_in: None,
            })
        }
    }

    /// The same run over the reports of another repository, which its job has checked out: what the CI system says of branches
    /// and commits is said of its own. `branch` is what is checked out; its default branch is for the forge to tell.
    #[must_use]
    pub fn elsewhere(self, repository: String, branch: Option<String>) -> Self {
        Self {
            started_in: self.repository,
            repository: Some(repository),
            branch,
            default_branch: None,
            commit: None,
            ..self
        }
    }

    /// True if a sync is possible at all, so that it is worth asking the forge for the tip of the default branch.
    #[must_use]
    pub fn may_sync(&self) -> bool {
        !matches!(
            self.event,
            Event::PullRequest(_)
                | Event::Queue { .. }
                | Event::Target
                | Event::AfterPullRequest(_)
        )
    }
}

/// True of a commit's whole name, and of nothing else that could stand in its place: git takes it as an argument.
pub(super) fn is_commit(text: &str) -> bool {
    text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The value of a variable that is set and not empty.
pub(super) fn value(variables: &Variables, name: &str) -> Option<String> {
    variables.get(name).filter(|it| !it.is_empty()).cloned()
}

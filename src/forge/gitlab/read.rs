//! Issues as they are listed and shown.

use std::collections::{BTreeMap, BTreeSet};

use gitlab::api::common::SortOrder;
use gitlab::api::issues::{ProjectIssues, ProjectIssuesBuilder};
use gitlab::api::projects::Project as ProjectByName;
use gitlab::api::projects::issues::{Issue as IssueByNumber, IssueOrderBy, IssueState};

use super::api::With;
use super::model::{Project, Row};
use super::{GitLab, promoted};
use crate::forge::tracker::{Fate, Found, Other, Seen};
use crate::forge::transport::TransportError;
use crate::issue::{IssueId, IssueName, Reach, State};

/// A question that is put together; what it says of the project is its own.
type Question = ProjectIssuesBuilder<'static>;

/// How often a list is read by number of page whose rows move meanwhile.
const LOOKS: usize = 3;

/// Issues asked for by number at once.
const AT_ONCE: usize = 100;

/// The least standing of those who see confidential issues and set labels: Planner.
pub(super) const PLANNER: u64 = 15;

/// How many issues there are in the rows.
fn numbers(rows: &[Row]) -> usize {
    let numbers: BTreeSet<u64> = rows.iter().map(|it| it.iid).collect();
    numbers.len()
}

impl GitLab {
    fn issues(&self, repository: &str) -> Question {
        let mut question = ProjectIssues::builder();
        question
            .project(repository.to_owned())
            .order_by(IssueOrderBy::CreatedAt);
        question
    }

    /// From the oldest on, so that what is opened meanwhile moves nothing to another page.
    pub(super) async fn rows_with_label(&self, reach: Reach) -> Result<Vec<Seen>, TransportError> {
        let mut question = self.issues(&self.settings.repository);
        question.labels([self.settings.label().to_owned()]);
        let sort = match reach {
            Reach::Named => return Ok(Vec::new()),
            Reach::Newest => SortOrder::Descending,
            Reach::Open | Reach::All => SortOrder::Ascending,
        };
        question.sort(sort);
        if reach != Reach::All {
            question.state(IssueState::Opened);
        }
        let rows = match reach {
            Reach::Newest => self.api.page(&whole(&question, false)).await?.rows,
            _ => self.all(&question).await?,
        };
        let mut seen = Vec::with_capacity(rows.len());
        for row in rows {
            seen.push(self.seen(&self.settings.repository, row).await?);
        }
        Ok(seen)
    }

    pub(super) async fn rows_opened_last(&self) -> Result<Vec<Found>, TransportError> {
        self.last_by(IssueOrderBy::CreatedAt).await
    }

    pub(super) async fn rows_touched_last(&self) -> Result<Vec<Found>, TransportError> {
        self.last_by(IssueOrderBy::UpdatedAt).await
    }

    async fn last_by(&self, order: IssueOrderBy) -> Result<Vec<Found>, TransportError> {
        let mut question = self.issues(&self.settings.repository);
        question.order_by(order).sort(SortOrder::Descending);
        let page = self.api.page::<Row>(&whole(&question, false)).await?;
        let rows = page.rows.into_iter();
        let rows = rows.filter(|row| row.moved_to_id.is_none());
        Ok(rows.map(|row| self.found(row)).collect())
    }

    /// By number of page, which costs a request a hundred and no more. Where there are more than 10,000, or the
    /// server wants it, page by page from where the one before ended, which all servers since 18.3 can.
    async fn all(&self, question: &Question) -> Result<Vec<Row>, TransportError> {
        for _ in 0..LOOKS {
            let first = self.api.page::<Row>(&whole(question, false)).await?;
            let total = first.total;
            if first.next.is_some() && total.is_none() {
                break;
            }
            match self.api.rest(first).await {
                Err(error) if error.status() == Some(405) => break,
                Err(error) => return Err(error),
                // A row that goes moves those behind it to the page that was read already.
                Ok(rows) if numbers(&rows) < total.unwrap_or_default() => {}
                Ok(rows) => return Ok(rows),
            }
        }
        self.api.pages(&whole(question, true)).await
    }

    /// Many issues by number.
    pub(super) async fn numbered(
        &self,
        repository: &str,
        numbers: Vec<u64>,
        found: &mut Vec<Seen>,
    ) -> Result<Vec<u64>, TransportError> {
        let mut left = Vec::new();
        for some in numbers.chunks(AT_ONCE) {
            let mut question = self.issues(repository);
            question.iids(some.iter().copied());
            let rows = self.api.pages::<Row>(&whole(&question, false)).await;
            let rows = match rows {
                Ok(rows) => rows,
                // One by one it is said what is the matter.
                Err(error) if matches!(error.status(), Some(403 | 404)) => Vec::new(),
                Err(error) => return Err(error),
            };
            let stays = |row: &Row| row.moved_to_id.is_none();
            let rows: Vec<Found> = rows
                .into_iter()
                .filter(stays)
                .map(|row| self.found(row))
                .collect();
            let here = |number| self.settings.id(repository, number);
            let done = |number: &u64| {
                let id = here(*number);
                let done = |it: &Found| it.issue.id == id && it.issue.state == State::Completed;
                rows.iter().any(done)
            };
            let closed: Vec<u64> = some.iter().copied().filter(done).collect();
            let epics = self.promoted(repository, &closed).await?;
            for &number in some {
                let id = here(number);
                match (epics.get(&number), rows.iter().find(|it| it.issue.id == id)) {
                    (Some(epic), Some(it)) => {
                        found.push(Other::left(it.issue.clone(), promoted::word(epic)));
                    }
                    (None, Some(it)) => found.push(Seen::Issue(Box::new(it.clone()))),
                    (_, None) => left.push(number),
                }
            }
        }
        Ok(left)
    }

    /// One issue, from wherever it lives now.
    pub(super) async fn row(&self, repository: &str, number: u64) -> Result<Seen, TransportError> {
        let row = self.bare_row(repository, number).await?;
        let seen = self.seen(repository, row).await?;
        let Seen::Issue(found) = seen else {
            return Ok(seen);
        };
        if found.issue.state != State::Completed || found.was.is_some() {
            return Ok(Seen::Issue(found));
        }
        let epics = self.promoted(repository, &[number]).await?;
        Ok(match epics.get(&number) {
            Some(epic) => Other::left(found.issue, promoted::word(epic)),
            None => Seen::Issue(found),
        })
    }

    /// A list does not tell issues that became epics from work that was done.
    pub(super) async fn became_epics(
        &self,
        closed: &[&Found],
    ) -> Result<BTreeMap<IssueId, String>, TransportError> {
        let mut left = BTreeMap::new();
        let mut repositories: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for found in closed {
            let id = &found.issue.id;
            if let IssueName::Number(number) = id.name {
                repositories.entry(&id.repository).or_default().push(number);
            }
        }
        for (repository, numbers) in repositories {
            for some in numbers.chunks(AT_ONCE) {
                let epics = self.promoted(repository, some).await?;
                let words = epics.iter().map(|(number, epic)| {
                    let id = self.settings.id(repository, *number);
                    (id, promoted::word(epic))
                });
                left.extend(words);
            }
        }
        Ok(left)
    }

    pub(super) async fn bare_row(
        &self,
        repository: &str,
        number: u64,
    ) -> Result<Row, TransportError> {
        let question = IssueByNumber::builder()
            .project(repository.to_owned())
            .issue(number)
            .build()
            .expect("a project and a number are all it needs");
        let row = self.api.ask(&question).await;
        self.learn_why(row).await
    }

    async fn seen(&self, repository: &str, row: Row) -> Result<Seen, TransportError> {
        match row.moved_to_id {
            Some(_) => self.follow(repository, row).await,
            None => Ok(Seen::Issue(Box::new(self.found(row)))),
        }
    }

    pub(super) fn found(&self, row: Row) -> Found {
        row.found(&self.settings, self.options.milestone.as_deref())
    }

    /// Missing and confidential look alike to those who may not see confidential issues.
    pub(super) async fn fate_of(
        &self,
        repository: &str,
        error: &TransportError,
    ) -> Result<Fate, TransportError> {
        if error.status() != Some(404) || repository != self.settings.repository {
            return Ok(Fate::Hidden);
        }
        let project = match self.project().await {
            Ok(project) => project,
            Err(error) if matches!(error.status(), Some(401 | 403 | 404)) => {
                return Ok(Fate::Hidden);
            }
            Err(error) => return Err(error),
        };
        Ok(
            match project.has_issues() && project.standing() >= PLANNER {
                true => Fate::Gone,
                false => Fate::Hidden,
            },
        )
    }

    /// The project whose issues these are, asked for once.
    pub(super) async fn project(&self) -> Result<Project, TransportError> {
        if let Some(known) = self.project.get() {
            return Ok(known.clone());
        }
        let name = self.settings.repository.as_str();
        let question = ProjectByName::builder().project(name).build();
        let question = question.expect("a project is all it needs");
        let project: Project = self.api.ask(&question).await?;
        let _ = self.project.set(project.clone());
        Ok(project)
    }

    /// A refusal says little; the project says whether it is archived or has no issues.
    pub(super) async fn learn_why<T>(
        &self,
        answer: Result<T, TransportError>,
    ) -> Result<T, TransportError> {
        if let Err(error) = &answer
            && matches!(error.status(), Some(403 | 404))
        {
            // Without it the refusal stands as it is.
            let _ = self.project().await;
        }
        answer
    }
}

/// The question with a hundred answers a page.
fn whole(question: &Question, by_keyset: bool) -> With<ProjectIssues<'static>> {
    let mut query = vec![("per_page", "100".to_owned())];
    if by_keyset {
        query.push(("pagination", "keyset".to_owned()));
    }
    With {
        endpoint: question.build().expect("a project is all it needs"),
        query,
        fields: Vec::new(),
    }
}

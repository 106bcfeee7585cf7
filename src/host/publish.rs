//! Looks at the write-back's branch and pull request, and takes the next step.

use std::collections::BTreeSet;

use super::{Host, HostCommit, HostError, Merged, Move, NewCommit, NewRequest};
use crate::publish::{
    Branch, Commit, Proposal, Request, RequestState, Seen, Step, message, next, read_trailer,
    remembered, request_text, rewritten, settled_text,
};

/// How the write-back is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its branch.
    pub branch: String,
    /// The branch it is proposed to.
    pub base: String,
    /// The commit of that branch which the proposal was made from.
    pub at: String,
    /// The title of the pull request, and the first line of the commit.
    pub title: String,
    /// The line of a sign-off: `Name <address>`.
    pub sign_off: Option<String>,
    /// Labels of the pull request.
    pub labels: Vec<String>,
    /// Who is asked to review it.
    pub reviewers: Vec<String>,
    /// Propose again what was closed or taken back.
    pub again: bool,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The pull request, if there is one that is open.
    pub request: Option<u64>,
    /// Where people see it.
    pub url: Option<String>,
    /// What was done, or why nothing was, for people.
    pub said: String,
    /// True if a person has to act before the write-back gets through.
    pub stuck: bool,
}

/// What there is of the branch and its pull request.
///
/// # Errors
/// If the forge does not say.
pub async fn look(host: &dyn Host, order: &Order) -> Result<Seen, HostError> {
    let last = host.requests(&order.branch).await?.into_iter().next();
    let request = last.map(|it| Request {
        number: it.number,
        state: it.state,
        edits: remembered(&it.body),
        text: it.body,
    });
    let Some(tip) = host.tip(&order.branch).await? else {
        return Ok(Seen {
            branch: None,
            request,
        });
    };
    let commits = host.commits(&order.at, &tip).await?;
    let ours = |it: &HostCommit| read_trailer(&it.message, &it.stamp);
    let mut branch = Branch {
        commits: commits
            .iter()
            .map(|it| Commit { edits: ours(it) })
            .collect(),
        tip,
        conflicts: false,
        touched_by_people: BTreeSet::new(),
    };
    // A merge brings nothing of its own; a person who settled conflicts in it is seen by the commit's trailer alone.
    for commit in commits
        .iter()
        .filter(|it| ours(it).is_none() && it.parents.len() == 1)
    {
        branch.touched_by_people.extend(host.files(commit).await?);
    }
    if let Some(open) = request.as_ref().filter(|it| it.state == RequestState::Open) {
        branch.conflicts = host.conflicts(open.number).await?;
    }
    Ok(Seen {
        branch: Some(branch),
        request,
    })
}

/// Takes the next step for a proposal made from `order.at`.
///
/// # Errors
/// [`HostError::Moved`] if somebody pushed meanwhile; then nothing was overwritten, and the next run goes on from there.
pub async fn publish(
    host: &dyn Host,
    order: &Order,
    proposal: &Proposal,
) -> Result<Published, HostError> {
    let seen = look(host, order).await?;
    let step = next(&seen, proposal, order.again);
    let pen = Pen {
        host,
        order,
        proposal,
        text: seen.request.as_ref().map_or("", |it| &it.text),
    };
    match step {
        Step::Nothing(why) => {
            let open = seen.request.filter(|it| it.state == RequestState::Open);
            Ok(said(
                open.map(|it| it.number),
                format!("nothing to publish: {why}"),
                false,
            ))
        }
        Step::Stop(why) => Ok(said(None, format!("{}: {why}", order.branch), true)),
        Step::Close { request } => {
            // The text first: once it is closed, its text alone tells our closing from a person's.
            pen.rewrite(request, settled_text()).await?;
            host.close_request(request).await?;
            Ok(said(
                None,
                format!("pull request {request} is closed: the reports say all of it already"),
                false,
            ))
        }
        Step::Open => pen.tell(None).await,
        Step::Tell { request } => pen.tell(Some(request)).await,
        Step::Build { expected, request } => {
            let how = match &expected {
                None => Move::New,
                Some(tip) => Move::Over(tip),
            };
            pen.commit(&order.at, how).await?;
            pen.tell(request).await
        }
        Step::Join { expected, request } => pen.join(&expected, request).await,
    }
}

struct Pen<'a> {
    host: &'a dyn Host,
    order: &'a Order,
    proposal: &'a Proposal,
    /// What the last pull request says.
    text: &'a str,
}

impl Pen<'_> {
    /// Our part of the text of a pull request.
    async fn rewrite(&self, request: u64, part: &str) -> Result<(), HostError> {
        let text = rewritten(self.text, part);
        match text == self.text {
            true => Ok(()),
            false => self.host.edit_request(request, &text).await,
        }
    }

    async fn commit(&self, parent: &str, how: Move<'_>) -> Result<(), HostError> {
        let digest = self.proposal.digest();
        let message = |stamp: &str| {
            message(
                &self.order.title,
                &digest,
                stamp,
                self.order.sign_off.as_deref(),
            )
        };
        let new = NewCommit {
            branch: &self.order.branch,
            how,
            parent,
            files: &self.proposal.files,
            message: &message,
        };
        match self.host.commit(&new).await {
            Ok(_) => Ok(()),
            // Where the answer was lost, it may be we who moved the branch.
            Err(HostError::Moved(_) | HostError::Unavailable(_)) if self.is_there().await => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// True if the branch ends with the edits that are wanted.
    async fn is_there(&self) -> bool {
        let seen = look(self.host, self.order).await;
        let branch = seen.ok().and_then(|it| it.branch);
        let last = branch.as_ref().and_then(|it| it.commits.last());
        last.is_some_and(|it| it.edits.as_ref() == Some(&self.proposal.digest()))
    }

    /// The default branch goes into a branch that people committed to, and our edits on top.
    async fn join(&self, expected: &str, request: Option<u64>) -> Result<Published, HostError> {
        let branch = &self.order.branch;
        let text = format!("Merge {} into {branch}", self.order.base);
        let parent = match self.host.merge(branch, &self.order.at, &text).await? {
            Merged::Already => expected.to_owned(),
            Merged::Commit(it) if it.parents.first().is_some_and(|it| it == expected) => it.id,
            Merged::Commit(_) => {
                return Err(HostError::Moved(format!(
                    "{branch}: somebody pushed to it meanwhile; the next run goes on from there"
                )));
            }
            Merged::Contradiction => {
                let base = &self.order.base;
                let why = format!(
                    "{branch}: it holds commits of people and contradicts {base}: merge {base} into it by hand, or merge or close its pull request, then run again"
                );
                return Ok(said(request, why, true));
            }
        };
        self.commit(&parent, Move::Forward).await?;
        self.tell(request).await
    }

    /// The branch is right; its pull request says what it holds.
    async fn tell(&self, request: Option<u64>) -> Result<Published, HostError> {
        let body = request_text(self.proposal);
        if let Some(number) = request {
            self.rewrite(number, &body).await?;
            return Ok(said(
                request,
                format!("pull request {number} proposes the write-back anew"),
                false,
            ));
        }
        let new = NewRequest {
            title: &self.order.title,
            body: &body,
            branch: &self.order.branch,
            base: &self.order.base,
            labels: &self.order.labels,
            reviewers: &self.order.reviewers,
        };
        match self.host.open_request(&new).await {
            Ok(it) => Ok(Published {
                request: Some(it.number),
                said: format!("pull request {} proposes the write-back", it.number),
                url: Some(it.url),
                stuck: false,
            }),
            // The branch is there all the same, and a person can open it.
            Err(HostError::Forbidden(why)) => Ok(said(None, why, true)),
            Err(error) => Err(error),
        }
    }
}

fn said(request: Option<u64>, said: String, stuck: bool) -> Published {
    Published {
        request,
        url: None,
        said,
        stuck,
    }
}

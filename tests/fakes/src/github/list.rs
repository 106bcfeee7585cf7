//! The list of issues, of which pull requests are some.

use super::Answer;
use super::access::Caller;
use super::page::{self, Paging};
use super::refuse::{self, Refusal};
use super::state::{GitHub, Issue, Repository};
use crate::http::Request;

const TOO_FAR: &str = "Pagination with the page parameter is not supported for large datasets, please use cursor based pagination (after/before)";

impl GitHub {
    pub(super) fn list_issues(&self, _: &Caller, request: &Request, at: usize) -> Answer {
        let repository = &self.repositories[at];
        if repository.issues_disabled {
            return Err(refuse::with_message(
                410,
                "Issues are disabled for this repo",
            ));
        }
        let filter = Filter::of(request, repository)?;
        let paging = Paging::of(request);
        if paging.after.is_none() && paging.page as u64 > self.last_page {
            return Err(refuse::with_message(422, TOO_FAR));
        }
        let mut found: Vec<(u64, &Issue)> =
            repository.issues.iter().map(|(n, it)| (*n, it)).collect();
        found.retain(|(_, issue)| filter.lets(issue));
        found.sort_by_key(|(number, issue)| (filter.sort_key(issue), *number));
        if filter.descending {
            found.reverse();
        }
        let address = format!("{}/issues", self.lasting_address(repository));
        let name = |(_, issue): &(u64, &Issue)| issue.id.to_string();
        let show = |(number, issue): &(u64, &Issue)| self.show_issue(repository, *number, issue);
        Ok(page::cut_long(request, &address, &found, name, show))
    }
}

struct Filter<'a> {
    state: &'a str,
    /// In the repository's spelling; none for one that it does not have.
    labels: Vec<Option<&'a str>>,
    assignee: Option<&'a str>,
    creator: Option<&'a str>,
    milestone: Option<&'a str>,
    since: Option<i64>,
    sort: &'a str,
    descending: bool,
}

impl<'a> Filter<'a> {
    fn of(request: &'a Request, repository: &'a Repository) -> Result<Self, Refusal> {
        let one_of = |name: &str, allowed: &[&'static str]| {
            let asked = request.param(name).unwrap_or(allowed[0]);
            let found = allowed.iter().find(|it| **it == asked);
            found
                .copied()
                .ok_or_else(|| refuse::invalid("Issue", name, "invalid"))
        };
        let labels = request.param("labels").unwrap_or_default();
        let since = request.param("since").map(str::parse::<jiff::Timestamp>);
        let since = since
            .transpose()
            .map_err(|_| refuse::invalid("Issue", "since", "invalid"))?;
        Ok(Self {
            state: one_of("state", &["open", "closed", "all"])?,
            // A label with a comma in its name cannot be asked for.
            labels: labels
                .split(',')
                .filter(|it| !it.is_empty())
                .map(|it| repository.label(it).map(|it| it.name.as_str()))
                .collect(),
            assignee: request.param("assignee"),
            creator: request.param("creator"),
            milestone: request.param("milestone"),
            since: since.map(jiff::Timestamp::as_second),
            sort: one_of("sort", &["created", "updated", "comments"])?,
            descending: one_of("direction", &["desc", "asc"])? == "desc",
        })
    }

    fn lets(&self, issue: &Issue) -> bool {
        let state = match self.state {
            "open" => !issue.closed,
            "closed" => issue.closed,
            _ => true,
        };
        let labels = self
            .labels
            .iter()
            .all(|wanted| wanted.is_some_and(|wanted| issue.labels.iter().any(|it| it == wanted)));
        let assignee = self.assignee.is_none_or(|it| match it {
            "*" => !issue.assignees.is_empty(),
            "none" => issue.assignees.is_empty(),
            login => issue.assignees.iter().any(|it| it == login),
        });
        let milestone = self.milestone.is_none_or(|it| match it {
            "*" => issue.milestone.is_some(),
            "none" => issue.milestone.is_none(),
            number => issue.milestone.is_some_and(|it| it.to_string() == number),
        });
        let creator = self.creator.is_none_or(|it| issue.author == it);
        let since = self.since.is_none_or(|it| issue.updated >= it);
        state && labels && assignee && milestone && creator && since
    }

    fn sort_key(&self, issue: &Issue) -> i64 {
        match self.sort {
            "updated" => issue.updated,
            "comments" => i64::try_from(issue.comments.len()).unwrap_or(i64::MAX),
            _ => issue.created,
        }
    }
}

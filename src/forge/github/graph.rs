//! Many issues by number in one request, by GraphQL.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::GitHub;
use super::model::{Account, Milestone, label_spelled, lives, state};
use crate::forge::tracker::{Author, Found, Seen};
use crate::forge::transport::{Fault, TransportError};
use crate::issue::{Body, Issue};

/// Issues in one request: their labels and assignees count against the limit of nodes.
const AT_ONCE: usize = 100;

/// What is asked of each issue.
const FIELDS: &str = "fragment issue on Issue { number title body state stateReason(enableDuplicate: true) url \
    author { login __typename } authorAssociation labels(first: 100) { nodes { name } } \
    assignees(first: 20) { nodes { login } } comments { totalCount } milestone { title } }";

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    repository: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    number: u64,
    title: String,
    #[serde(default)]
    body: String,
    state: String,
    #[serde(default)]
    state_reason: Option<String>,
    url: String,
    #[serde(default)]
    author: Option<Actor>,
    #[serde(default)]
    author_association: String,
    labels: Nodes<Name>,
    assignees: Nodes<Account>,
    comments: Count,
    #[serde(default)]
    milestone: Option<Milestone>,
}

#[derive(Deserialize)]
struct Actor {
    login: String,
    #[serde(rename = "__typename")]
    kind: String,
}

#[derive(Deserialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    total_count: u64,
}

/// Reads what it can and returns the numbers that are left: those of which it says nothing but that it
/// has none, and all of them where the server does not answer such questions.
///
/// # Errors
/// If there is no connection.
pub(super) async fn read(
    github: &GitHub,
    repository: &str,
    numbers: Vec<u64>,
    found: &mut Vec<Seen>,
) -> Result<Vec<u64>, TransportError> {
    let mut left = Vec::new();
    for some in numbers.chunks(AT_ONCE) {
        let answer = github.api.query::<Answer>(&query(repository, some)).await;
        let data = match answer {
            Ok(answer) => answer.data,
            Err(error) if is_final(&error) => return Err(error),
            Err(_) => None,
        };
        let mut nodes = data.and_then(|it| it.repository).unwrap_or_default();
        for &number in some {
            let node = nodes.remove(&format!("i{number}"));
            let node = node.and_then(|it| serde_json::from_value::<Node>(it).ok());
            match node {
                Some(node) if node.is(github, repository, number) => {
                    found.push(Seen::Issue(Box::new(node.found(github))))
                }
                _ => left.push(number),
            }
        }
    }
    Ok(left)
}

/// True if asking one by one would fare no better.
fn is_final(error: &TransportError) -> bool {
    matches!(
        error.fault,
        Fault::Unreachable(..) | Fault::Limited { .. } | Fault::Circle | Fault::Redirected { .. }
    )
}

fn query(repository: &str, numbers: &[u64]) -> Value {
    let (owner, name) = repository.split_once('/').unwrap_or_default();
    let mut issues = String::new();
    for number in numbers {
        let _ = write!(issues, "i{number}: issue(number: {number}) {{ ...issue }} ");
    }
    let query = format!(
        "query($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{ {issues}}} }} {FIELDS}"
    );
    json!({ "query": query, "variables": { "owner": owner, "name": name } })
}

impl Node {
    /// False for an issue that lives elsewhere by now: REST says so in so many words.
    fn is(&self, github: &GitHub, repository: &str, number: u64) -> bool {
        let there = lives(&github.settings, &self.url);
        self.number == number && there.eq_ignore_ascii_case(repository)
    }

    fn found(self, github: &GitHub) -> Found {
        let (settings, options) = (&github.settings, &github.options);
        let labels = self.labels.nodes.into_iter();
        let repository = lives(settings, &self.url);
        let author = self.author.as_ref();
        let body = Body::new(self.body);
        // Fields are not asked for: what we wrote last is taken to stand.
        let due = body.marker().and_then(|it| it.due);
        let comments = body.comments_of_people(self.comments.total_count);
        Found {
            author: Author {
                login: author.map(|it| it.login.clone()).unwrap_or_default(),
                id: 0,
                is_bot: author.is_some_and(|it| it.kind == "Bot"),
                association: self.author_association,
            },
            was: None,
            issue: Issue {
                id: settings.id(&repository, self.number),
                title: self.title,
                body,
                state: state(&self.state, self.state_reason.as_deref()),
                labels: labels.map(|it| label_spelled(settings, it.name)).collect(),
                assignees: self
                    .assignees
                    .nodes
                    .into_iter()
                    .map(|it| it.login)
                    .collect(),
                url: Some(self.url),
                file: None,
                due,
                confidential: false,
                discussed: comments > 0
                    || self
                        .milestone
                        .is_some_and(|it| !options.is_our_milestone(&it.title)),
                trusted: false,
            },
        }
    }
}

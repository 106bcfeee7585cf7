//! Issues that became epics. They stay behind, closed, and the REST interface does not tell them from work that was
//! done; GraphQL does.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request};
use serde::Deserialize;
use serde_json::json;

use super::GitLab;
use crate::forge::transport::{Class, TransportError};

const QUERY: &str = "query($path: ID!, $iids: [String!]) { project(fullPath: $path) { \
    workItems(iids: $iids, first: 100) { nodes { iid promotedToEpicUrl } } } }";

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    project: Option<Project>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Project {
    work_items: Nodes,
}

#[derive(Deserialize)]
struct Nodes {
    #[serde(default)]
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    iid: String,
    #[serde(default)]
    promoted_to_epic_url: Option<String>,
}

impl GitLab {
    /// Of these closed issues, at most a hundred, those that became epics, with the addresses of the epics. A server
    /// that knows no epics, and a token that may not ask, say nothing.
    ///
    /// # Errors
    /// If the server is down: then nobody knows, and none of them may be taken for done.
    pub(super) async fn promoted(
        &self,
        repository: &str,
        numbers: &[u64],
    ) -> Result<BTreeMap<u64, String>, TransportError> {
        let asked = match numbers.is_empty() || self.options.as_job {
            true => Ok(None),
            false => self.work_items(repository, numbers).await,
        };
        let asked = match asked {
            Err(error) if matches!(error.status(), Some(400..=499)) => None,
            other => other?,
        };
        let nodes = asked.map(|it| it.nodes).unwrap_or_default();
        let promoted = nodes.into_iter().filter_map(|node| {
            let epic = node.promoted_to_epic_url?;
            Some((node.iid.parse().ok()?, epic))
        });
        Ok(promoted.collect())
    }

    async fn work_items(
        &self,
        repository: &str,
        numbers: &[u64],
    ) -> Result<Option<Nodes>, TransportError> {
        let base = self.api.transport.base().as_str().trim_end_matches('/');
        let url = format!("{}/graphql", base.strip_suffix("/v4").unwrap_or(base));
        let iids: Vec<String> = numbers.iter().map(u64::to_string).collect();
        let body = json!({ "query": QUERY, "variables": { "path": repository, "iids": iids } });
        let request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            // It only reads, although it is posted.
            .extension(Class::Read)
            .body(Bytes::from(body.to_string()));
        let Ok(request) = request else {
            return Ok(None);
        };
        let answer = self.api.transport.send(request).await?;
        let answer: Option<Answer> = serde_json::from_slice(answer.body()).ok();
        let project = answer.and_then(|it| it.data?.project);
        Ok(project.map(|it| it.work_items))
    }
}

/// What is said of an issue that became an epic.
pub(super) fn word(epic: &str) -> String {
    format!(
        "it was promoted to the epic {epic}; open an issue for the action, or link the one that goes on"
    )
}

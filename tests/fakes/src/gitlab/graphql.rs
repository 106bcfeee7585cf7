//! The one question of GraphQL that is asked here: which issues became epics.

use serde_json::{Value, json};

use super::Answer;
use super::refuse;
use super::state::GitLab;
use crate::http::{Reply, Request};

impl GitLab {
    /// Job tokens are none here. A question that is not known is answered as a schema without it would be.
    pub(super) fn graphql(&self, request: &Request) -> Answer {
        let caller = self.caller_of(request, &["graphql"])?;
        let body: Value = serde_json::from_slice(&request.body)
            .map_err(|_| refuse::error(400, "The provided content could not be parsed."))?;
        let query = body["query"].as_str().unwrap_or_default();
        let asked = [
            "project(fullPath: $path)",
            "workItems(iids: $iids, first: 100)",
            "nodes { iid promotedToEpicUrl }",
        ];
        if let Some(missing) = asked.iter().find(|it| !query.contains(*it)) {
            let errors = json!({ "errors": [{ "message": format!("not known here: a question without {missing}") }] });
            return Ok(Reply::json(200, &errors));
        }
        let path = body["variables"]["path"].as_str().unwrap_or_default();
        let project = self.projects.iter().find(|it| it.path == path);
        let Some(project) = project.filter(|it| self.sees(caller.name(), it)) else {
            return Ok(Reply::json(200, &json!({ "data": { "project": null } })));
        };
        let iids = body["variables"]["iids"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let nodes = iids.iter().filter_map(|iid| {
            let number: u64 = iid.as_str()?.parse().ok()?;
            let issue = project.issues.get(&number)?;
            let seen = self.sees_issue(caller.name(), project, issue);
            let group = path.rsplit_once('/').map_or(path, |(group, _)| group);
            let epic = format!("{}/groups/{group}/-/epics/{number}", self.web());
            let epic = issue.promoted.then_some(epic);
            seen.then(|| json!({ "iid": iid, "promotedToEpicUrl": epic }))
        });
        let nodes: Vec<Value> = nodes.take(100).collect();
        let data = json!({ "project": { "workItems": { "nodes": nodes } } });
        Ok(Reply::json(200, &json!({ "data": data })))
    }
}

//! Merge requests: list, open, change.

use serde_json::{Value, json};

use super::edit::limits;
use super::notes::Kind;
use super::page::Row;
use super::quick::carried_out;
use super::refuse;
use super::repository::{commit, diff};
use super::show::time;
use super::state::{Executed, GitLab, MergeRequest};
use super::{Answer, Ask, Place};
use crate::http::Reply;

impl GitLab {
    pub(super) fn below_merge_requests(
        &mut self,
        ask: &Ask<'_>,
        at: usize,
        path: &[&str],
    ) -> Answer {
        let (iid, rest) = match path {
            [] if ask.reads() => return self.list_requests(ask, at),
            [] => return self.open_request(ask, at),
            [iid, rest @ ..] => (iid, rest),
        };
        let iid = iid.parse().ok();
        let iid: Option<u64> = iid.filter(|it| self.projects[at].merge_requests.contains_key(it));
        let place = (at, iid.ok_or_else(|| refuse::not_found(""))?);
        match (ask.request.method.as_str(), rest) {
            ("GET", []) => Ok(Reply::json(200, &self.show_request(place))),
            ("PUT", []) => self.edit_request(ask, place),
            (_, ["notes", rest @ ..]) => self.notes(ask, place, Kind::MergeRequest, rest),
            ("GET", ["diffs"]) => {
                let rows = self.diffs(place);
                let address = self.address(&self.projects[at]);
                self.cut(
                    ask,
                    format!("{address}/merge_requests/{}/diffs", place.1),
                    &rows,
                )
            }
            ("GET", ["changes"]) => {
                let mut shown = self.show_request(place);
                shown["changes"] = self.diffs(place).into_iter().map(|(_, it)| it).collect();
                Ok(Reply::json(200, &shown))
            }
            ("GET", ["commits"]) => self.request_commits(ask, place),
            ("PUT", ["merge"]) => self.merge(ask, place),
            _ => Err(refuse::error(404, "404 Not Found")),
        }
    }

    /// # Panics
    /// If there is no such merge request: whoever calls this has looked.
    pub(super) fn merge_request(&mut self, (at, iid): Place) -> &mut MergeRequest {
        let found = self.projects[at].merge_requests.get_mut(&iid);
        found.unwrap_or_else(|| panic!("!{iid} is gone"))
    }

    fn list_requests(&self, ask: &Ask<'_>, at: usize) -> Answer {
        let params = &ask.params;
        let state = params.one_of("state", &["opened", "closed", "locked", "merged", "all"])?;
        let (source, target) = (params.text("source_branch"), params.text("target_branch"));
        let iids = params.list("iids");
        let project = &self.projects[at];
        let found = project.merge_requests.iter().rev().filter(|(iid, it)| {
            state
                .as_ref()
                .is_none_or(|state| state == "all" || *state == it.state)
                && source.as_ref().is_none_or(|branch| *branch == it.source)
                && target.as_ref().is_none_or(|branch| *branch == it.target)
                && iids
                    .as_ref()
                    .is_none_or(|list| list.contains(&iid.to_string()))
        });
        let rows: Vec<Row> = found
            .map(|(iid, it)| (it.id.to_string(), self.show_request((at, *iid))))
            .collect();
        self.cut(
            ask,
            format!("{}/merge_requests", self.address(project)),
            &rows,
        )
    }

    fn open_request(&mut self, ask: &Ask<'_>, at: usize) -> Answer {
        let name = ask.caller.known()?.to_owned();
        if !self.may_push(Some(&name), &self.projects[at]) {
            return Err(refuse::forbidden());
        }
        let (source, target) = (
            ask.params.needed("source_branch")?,
            ask.params.needed("target_branch")?,
        );
        let title = ask.params.needed("title")?;
        let description = ask.params.text("description");
        limits(Some(&title), description.as_deref())?;
        let store = self.store(at)?;
        for (branch, side) in [(&source, "source"), (&target, "target")] {
            if store.branch(branch).is_none() {
                let why = format!("{} branch \"{branch}\" does not exist", capital(side));
                return Err(refuse::message(400, json!({ "validate_branches": [why] })));
            }
        }
        let requests = &self.projects[at].merge_requests;
        let same =
            |it: &MergeRequest| it.state == "opened" && it.source == source && it.target == target;
        if let Some((iid, _)) = requests.iter().find(|(_, it)| same(it)) {
            let why =
                format!("Another open merge request already exists for this source branch: !{iid}");
            return Err(refuse::message(409, json!([why])));
        }
        let iid = requests.keys().last().map_or(1, |it| it + 1);
        let reviewers = ask.params.list("reviewer_ids").unwrap_or_default();
        let (description, orders) = carried_out(&description.unwrap_or_default());
        let request = MergeRequest {
            id: self.next_id(),
            title,
            description: Some(description).filter(|it| !it.is_empty()),
            author: name.clone(),
            source,
            target,
            state: "opened".into(),
            labels: ask.params.list("labels").unwrap_or_default(),
            reviewers: self.readers(&reviewers, at),
            created: self.now,
            updated: self.now,
            ..MergeRequest::default()
        };
        self.projects[at].merge_requests.insert(iid, request);
        self.obey_on_request(&name, (at, iid), &orders);
        Ok(Reply::json(201, &self.show_request((at, iid))))
    }

    fn edit_request(&mut self, ask: &Ask<'_>, place: Place) -> Answer {
        let name = ask.caller.known()?.to_owned();
        let own = self.merge_request(place).author == name;
        if !own && !self.may_push(Some(&name), &self.projects[place.0]) {
            return Err(refuse::forbidden());
        }
        let event = ask.params.one_of("state_event", &["close", "reopen"])?;
        let (title, description) = (ask.params.text("title"), ask.params.text("description"));
        limits(title.as_deref(), description.as_deref())?;
        let labels = ask.params.list("labels");
        let more = ask.params.list("add_labels").unwrap_or_default();
        let now = self.now;
        let request = self.merge_request(place);
        request.title = title.unwrap_or_else(|| request.title.clone());
        request.labels = labels.unwrap_or_else(|| request.labels.clone());
        request.labels.extend(more);
        request.updated = now;
        match event.as_deref() {
            Some("close") if request.state == "opened" => request.state = "closed".into(),
            Some("reopen") if request.state == "closed" => request.state = "opened".into(),
            _ => {}
        }
        if let Some(text) = description {
            let (text, orders) = carried_out(&text);
            request.description = Some(text).filter(|it| !it.is_empty());
            self.obey_on_request(&name, place, &orders);
        }
        Ok(Reply::json(200, &self.show_request(place)))
    }

    /// The orders that would hurt: they are remembered, and the state changes.
    pub(super) fn obey_on_request(&mut self, name: &str, place: Place, orders: &[Executed]) {
        for order in orders {
            self.executed.push(order.clone());
            match order.name.as_str() {
                "close" => self.merge_request(place).state = "closed".into(),
                "reopen" => self.merge_request(place).state = "opened".into(),
                "title" => self.merge_request(place).title.clone_from(&order.argument),
                "merge" => drop(self.merged(name, place)),
                _ => {}
            }
        }
    }

    pub(super) fn show_request(&self, (at, iid): Place) -> Value {
        let project = &self.projects[at];
        let request = &project.merge_requests[&iid];
        let store = self.store(at).ok();
        let head = store.as_ref().and_then(|it| it.branch(&request.source));
        let sha = match request.state.as_str() {
            "opened" => head
                .map(|it| it.to_string())
                .or_else(|| request.last.clone()),
            _ => request
                .last
                .clone()
                .or_else(|| head.map(|it| it.to_string())),
        };
        let fits = self.fits((at, iid));
        json!({
            "id": request.id, "iid": iid, "project_id": project.id, "title": request.title,
            "description": request.description, "state": request.state, "author": self.show_user(&request.author),
            "source_branch": request.source, "target_branch": request.target,
            "source_project_id": project.id, "target_project_id": project.id, "sha": sha, "labels": request.labels,
            "created_at": time(request.created), "updated_at": time(request.updated), "draft": request.title.starts_with("Draft:"),
            "merge_status": if fits { "can_be_merged" } else { "cannot_be_merged" },
            "detailed_merge_status": if fits { "mergeable" } else { "conflict" }, "has_conflicts": !fits,
            "web_url": format!("{}/{}/-/merge_requests/{iid}", self.web(), project.path),
            "references": { "short": format!("!{iid}"), "full": format!("{}!{iid}", project.path) },
        })
    }

    fn diffs(&self, place: Place) -> Vec<Row> {
        let compared = self.compared(place);
        let files = compared.iter().flat_map(|it| it.files.iter());
        files.map(|it| (it.path.clone(), diff(it))).collect()
    }

    fn request_commits(&self, ask: &Ask<'_>, place: Place) -> Answer {
        let store = self.store(place.0)?;
        let compared = self.compared(place).ok_or_else(|| refuse::not_found(""))?;
        let commits = compared.commits.iter().rev();
        let rows: Vec<Row> = commits
            .map(|it| (it.to_string(), commit(&store, *it)))
            .collect();
        let address = self.address(&self.projects[place.0]);
        self.cut(
            ask,
            format!("{address}/merge_requests/{}/commits", place.1),
            &rows,
        )
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

//! Pull requests: what they have beside an issue.

use git2::Oid;
use serde_json::{Value, json};

use super::access::{Caller, permitted};
use super::git::show_file;
use super::page;
use super::refuse::{self, Refusal};
use super::state::{GitHub, Issue, Level, Pull, Repository, Role};
use super::{Answer, Place};
use crate::git::{Compared, Store, Who};
use crate::http::{Reply, Request};

impl GitHub {
    pub(super) fn below_pulls(
        &mut self,
        caller: &Caller,
        request: &Request,
        at: usize,
        path: &[&str],
    ) -> Answer {
        let level = if request.method == "GET" {
            Level::Read
        } else {
            Level::Write
        };
        if level == Level::Write || self.repositories[at].private {
            permitted(caller, &["pull_requests"], level)?;
        }
        let (method, rest) = match path {
            [] => (request.method.as_str(), None),
            [number, rest @ ..] => {
                let pulls = &self.repositories[at].issues;
                let number: Option<u64> = number.parse().ok();
                let number = number.filter(|it| pulls.get(it).is_some_and(|it| it.pull.is_some()));
                (
                    request.method.as_str(),
                    Some((number.ok_or_else(refuse::not_found)?, rest)),
                )
            }
        };
        match (method, rest) {
            ("GET", None) => self.list_pulls(request, at),
            ("POST", None) => self.open_pull(caller, request, at),
            ("GET", Some((number, []))) => Ok(Reply::json(200, &self.show_pull((at, number)))),
            ("PATCH", Some((number, []))) => self.edit_pull(caller, request, (at, number)),
            ("GET", Some((number, ["files"]))) => self.pull_files(request, (at, number)),
            ("GET", Some((number, ["commits"]))) => self.pull_commits(request, (at, number)),
            ("PUT", Some((number, ["merge"]))) => self.merge_pull(caller, (at, number)),
            ("POST", Some((number, ["requested_reviewers"]))) => {
                self.ask_reviewers(&request.json(), (at, number))
            }
            _ => Err(refuse::not_found()),
        }
    }

    fn list_pulls(&self, request: &Request, at: usize) -> Answer {
        let repository = &self.repositories[at];
        let state = request.param("state").unwrap_or("open");
        if !["open", "closed", "all"].contains(&state) {
            return Err(refuse::invalid("PullRequest", "state", "invalid"));
        }
        // Without an owner before it, a head is no filter at all.
        let head = request.param("head").filter(|it| it.contains(':'));
        let wanted = |issue: &Issue, pull: &Pull| {
            let full = full_head(repository, pull);
            (state == "all" || (state == "closed") == issue.closed)
                && head.is_none_or(|it| it.eq_ignore_ascii_case(&full))
                && request.param("base").is_none_or(|it| it == pull.base)
        };
        let mut rows: Vec<page::Row> = Vec::new();
        for (number, issue) in repository.issues.iter().rev() {
            if issue.pull.as_ref().is_some_and(|it| wanted(issue, it)) {
                rows.push((issue.id.to_string(), self.show_pull((at, *number))));
            }
        }
        if request.param("direction") == Some("asc") {
            rows.reverse();
        }
        let address = format!("{}/pulls", self.lasting_address(repository));
        Ok(page::cut(request, &address, &rows))
    }

    fn open_pull(&mut self, caller: &Caller, request: &Request, at: usize) -> Answer {
        let repository = &self.repositories[at];
        if caller.login() == Some("github-actions[bot]") && repository.no_pulls_by_actions {
            let message = "GitHub Actions is not permitted to create or approve pull requests.";
            return Err(refuse::with_message(403, message));
        }
        let body = request.json();
        let field = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (title, head, base) = (field("title"), field("head"), field("base"));
        for (name, value) in [("head", &head), ("base", &base)] {
            if value.is_empty() {
                return Err(refuse::malformed(&format!("\"{name}\" wasn't supplied.")));
            }
        }
        let head = head
            .strip_prefix(&format!("{}:", repository.owner()))
            .unwrap_or(&head)
            .to_owned();
        let store = self.store(at)?;
        let ends = self.ends(&store, &head, &base)?;
        let pull = Pull {
            head,
            base,
            draft: body["draft"] == true,
            last: Some(ends.1.to_string()),
            ..Pull::default()
        };
        let full = full_head(repository, &pull);
        let same = |it: &Issue| {
            it.pull
                .as_ref()
                .is_some_and(|it| it.head == pull.head && it.base == pull.base)
        };
        if repository.issues.values().any(|it| !it.closed && same(it)) {
            let message = format!("A pull request already exists for {full}.");
            return Err(refuse::errors(vec![
                json!({ "resource": "PullRequest", "code": "custom", "message": message }),
            ]));
        }
        if store.goes_on(ends.1, ends.0) {
            let message = format!("No commits between {} and {}", pull.base, pull.head);
            return Err(refuse::errors(vec![
                json!({ "resource": "PullRequest", "code": "custom", "message": message }),
            ]));
        }
        self.opened_pull(caller, at, title, body["body"].as_str(), pull)
    }

    fn opened_pull(
        &mut self,
        caller: &Caller,
        at: usize,
        title: String,
        body: Option<&str>,
        pull: Pull,
    ) -> Answer {
        if title.trim().is_empty() {
            return Err(refuse::invalid("PullRequest", "title", "missing_field"));
        }
        if title.chars().count() > 256 {
            return Err(refuse::custom(
                "PullRequest",
                "title",
                "title is too long (maximum is 256 characters)",
            ));
        }
        if body.is_some_and(|it| it.chars().count() > super::edit::BODY) {
            return Err(refuse::custom(
                "PullRequest",
                "body",
                "body is too long (maximum is 65536 characters)",
            ));
        }
        let number = self.repositories[at].next_number();
        let issue = Issue {
            id: self.next_id(),
            title,
            body: body.filter(|it| !it.is_empty()).map(str::to_owned),
            author: caller.login().unwrap_or("ghost").to_owned(),
            created: self.now,
            updated: self.now,
            pull: Some(pull),
            ..Issue::default()
        };
        self.repositories[at].issues.insert(number, issue);
        Ok(Reply::json(201, &self.show_pull((at, number))))
    }

    /// Base and head, which must both be there. Forks are told apart by name only: their branches are here too.
    fn ends(&self, store: &Store, head: &str, base: &str) -> Result<(Oid, Oid), Refusal> {
        let side = |name: &str, field: &str| {
            let branch = name.rsplit(':').next().unwrap_or(name);
            let found = store.branch(branch);
            found.ok_or_else(|| refuse::invalid("PullRequest", field, "invalid"))
        };
        Ok((side(base, "base")?, side(head, "head")?))
    }

    fn edit_pull(&mut self, caller: &Caller, request: &Request, place: Place) -> Answer {
        let role = self.role(caller, &self.repositories[place.0]);
        let author = self.issue(place).author.clone();
        if role < Role::Write && caller.login() != Some(author.as_str()) {
            return Err(refuse::not_admin());
        }
        let body = request.json();
        if let Some(state) = body["state"].as_str() {
            self.turn_pull(place, state)?;
        }
        let now = self.now;
        let issue = self.issue(place);
        if let Some(title) = body["title"].as_str() {
            title.clone_into(&mut issue.title);
        }
        if let Some(text) = body.get("body") {
            issue.body = text.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
        }
        if let (Some(base), Some(pull)) = (body["base"].as_str(), issue.pull.as_mut()) {
            base.clone_into(&mut pull.base);
        }
        issue.updated = now;
        Ok(Reply::json(200, &self.show_pull(place)))
    }

    fn turn_pull(&mut self, place: Place, state: &str) -> Result<(), Refusal> {
        if !["open", "closed"].contains(&state) {
            return Err(refuse::invalid("PullRequest", "state", "invalid"));
        }
        let head = self.issue(place).pull.as_ref().map(|it| it.head.clone());
        let store = self.store(place.0)?;
        let there = head.is_some_and(|it| store.branch(&it).is_some());
        let now = self.now;
        let issue = self.issue(place);
        let merged = issue.pull.as_ref().is_some_and(|it| it.merged);
        if state == "open" && issue.closed && (merged || !there) {
            return Err(refuse::custom(
                "PullRequest",
                "state",
                "state cannot be changed. The pull request cannot be reopened.",
            ));
        }
        issue.closed = state == "closed";
        issue.closed_at = issue.closed.then_some(now);
        Ok(())
    }

    fn merge_pull(&mut self, caller: &Caller, place: Place) -> Answer {
        permitted(caller, &["contents"], Level::Write)?;
        if self.role(caller, &self.repositories[place.0]) < Role::Write {
            return Err(refuse::not_found());
        }
        let store = self.store(place.0)?;
        let Some(pull) = self.issue(place).pull.clone() else {
            return Err(refuse::not_found());
        };
        let (base, head) = self.ends(&store, &pull.head, &pull.base)?;
        let who = Who {
            name: caller.login().unwrap_or("ghost"),
            now: self.now,
        };
        let message = format!("Merge pull request #{} from {}", place.1, pull.head);
        let merged = store.merge(base, head, &message, &who).ok().flatten();
        let merged = merged.filter(|_| !self.issue(place).closed);
        let merged =
            merged.ok_or_else(|| refuse::with_message(405, "Pull Request is not mergeable"))?;
        let set = store.set(&format!("refs/heads/{}", pull.base), merged);
        set.map_err(|it| refuse::with_message(409, it.message()))?;
        let now = self.now;
        let issue = self.issue(place);
        issue.closed = true;
        issue.closed_at = Some(now);
        issue.pull = Some(Pull {
            merged: true,
            last: Some(head.to_string()),
            ..pull
        });
        Ok(Reply::json(
            200,
            &json!({ "merged": true, "sha": merged.to_string(), "message": "Pull Request successfully merged" }),
        ))
    }

    fn ask_reviewers(&mut self, body: &Value, place: Place) -> Answer {
        let names = super::edit::names(body, "reviewers")?.unwrap_or_default();
        let repository = &self.repositories[place.0];
        if names.iter().any(|it| !self.assignable(it, repository)) {
            let message = "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.";
            return Err(refuse::with_message(422, message));
        }
        if let Some(pull) = &mut self.issue(place).pull {
            pull.reviewers.extend(names);
        }
        Ok(Reply::json(201, &self.show_pull(place)))
    }

    fn pull_files(&self, request: &Request, place: Place) -> Answer {
        let compared = self.compared(place).ok_or_else(refuse::not_found)?;
        let files = compared.files.iter();
        let rows: Vec<page::Row> = files.map(|it| (it.path.clone(), show_file(it))).collect();
        let address = self.lasting_address(&self.repositories[place.0]);
        Ok(page::cut(
            request,
            &format!("{address}/pulls/{}/files", place.1),
            &rows,
        ))
    }

    fn pull_commits(&self, request: &Request, place: Place) -> Answer {
        let compared = self.compared(place).ok_or_else(refuse::not_found)?;
        let store = self.store(place.0)?;
        let commits = compared.commits.iter().filter_map(|it| store.find(*it));
        let rows: Vec<page::Row> = commits
            .map(|it| (it.id().to_string(), self.commit(place.0, &it)))
            .collect();
        let address = self.lasting_address(&self.repositories[place.0]);
        Ok(page::cut(
            request,
            &format!("{address}/pulls/{}/commits", place.1),
            &rows,
        ))
    }

    fn compared(&self, (at, number): Place) -> Option<Compared> {
        let pull = self.repositories[at].issues[&number].pull.as_ref()?;
        let store = self.store(at).ok()?;
        let head = head_of(&store, &self.repositories[at].issues[&number])?;
        store.compare(store.branch(&pull.base)?, head).ok()
    }

    fn show_pull(&self, (at, number): Place) -> Value {
        let repository = &self.repositories[at];
        let issue = &repository.issues[&number];
        let mut shown = self.show_issue(repository, number, issue);
        let Some(pull) = &issue.pull else {
            return Value::Null;
        };
        let store = self.store(at).ok();
        let head = store.as_ref().and_then(|it| head_of(it, issue));
        let base = store.as_ref().and_then(|it| it.branch(&pull.base));
        let mergeable = store.as_ref().zip(base.zip(head));
        let mergeable = mergeable.map(|(store, (base, head))| store.mergeable(base, head));
        let side = |name: &str, at: Option<Oid>| {
            let owner = name
                .split_once(':')
                .map_or(repository.owner(), |(owner, _)| owner);
            let full_name = format!("{owner}/{}", repository.name());
            let fork = owner != repository.owner();
            let branch = name.rsplit(':').next().unwrap_or(name);
            json!({
                "ref": branch, "label": format!("{owner}:{branch}"), "sha": at.map(|it| it.to_string()),
                "user": self.show_user(owner), "repo": { "full_name": full_name, "fork": fork, "private": repository.private },
            })
        };
        if let Some(fields) = shown.as_object_mut() {
            fields.remove("pull_request");
            fields.remove("sub_issues_summary");
        }
        shown["url"] = json!(format!("{}/pulls/{number}", self.address(repository)));
        shown["head"] = side(&pull.head, head);
        shown["base"] = side(&pull.base, base);
        shown["draft"] = json!(pull.draft);
        shown["merged"] = json!(pull.merged);
        shown["merged_at"] = json!(
            issue
                .closed_at
                .filter(|_| pull.merged)
                .map(super::show::time)
        );
        shown["mergeable"] = json!(mergeable);
        shown["mergeable_state"] = json!(match mergeable {
            Some(true) => "clean",
            Some(false) => "dirty",
            None => "unknown",
        });
        let reviewers: Vec<Value> = pull.reviewers.iter().map(|it| self.show_user(it)).collect();
        shown["requested_reviewers"] = json!(reviewers);
        shown
    }
}

/// Where the branch is, or was when the pull request ended.
fn head_of(store: &Store, issue: &Issue) -> Option<Oid> {
    let pull = issue.pull.as_ref()?;
    let branch = pull.head.rsplit(':').next().unwrap_or(&pull.head);
    let last = || pull.last.as_ref().and_then(|it| Oid::from_str(it).ok());
    match issue.closed {
        true => last().or_else(|| store.branch(branch)),
        false => store.branch(branch).or_else(last),
    }
}

fn full_head(repository: &Repository, pull: &Pull) -> String {
    match pull.head.contains(':') {
        true => pull.head.clone(),
        false => format!("{}:{}", repository.owner(), pull.head),
    }
}

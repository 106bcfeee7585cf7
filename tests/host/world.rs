//! A forge with a repository, its branches, and the people around it: once as GitHub, once as GitLab.

use fake_forge::github::GitHub;
use fake_forge::gitlab::GitLab;
use fake_forge::{Fault, Forge as _, Request, Server};
use followthrough::forge::github::{GitHubHost, Repository};
use followthrough::forge::gitlab::GitLabHost;
use followthrough::forge::transport::{Credential, MachineClock, Manners, Transport};
use followthrough::host::{Host, HostError, Order, Published, publish};
use followthrough::publish::{FileEdit, Proposal};
use serde_json::{Value, json};
use url::Url;

pub(crate) const BRANCH: &str = "followthrough/write-back";

const NAME: &str = "acme/incidents";

pub(crate) struct World {
    forge: Fake,
    folder: tempfile::TempDir,
}

enum Fake {
    GitHub(Server<GitHub>),
    GitLab(Server<GitLab>),
}

/// The same story on every forge.
pub(crate) fn each(story: impl Fn(&World)) {
    for on in [github as fn(&str) -> Fake, gitlab] {
        let folder = tempfile::tempdir().unwrap();
        git2::Repository::init_bare(folder.path()).unwrap();
        let forge = on(folder.path().to_str().unwrap());
        let world = World { forge, folder };
        let first = [("a.md", "# A\n- x\n"), ("b.md", "# B\n- y\n")];
        world.commit("main", &first, "first");
        world.commit("topic", &[("c.md", "# C\n")], "a topic");
        story(&world);
    }
}

fn github(git: &str) -> Fake {
    let rights = json!({ "contents": "write", "pull_requests": "write", "issues": "write" });
    let of = |login: &str, rights: &Value| json!({ "login": login, "repositories": [NAME], "permissions": rights });
    Fake::GitHub(Server::start(GitHub::seeded(json!({
        "users": [{ "login": "acme", "type": "Organization", "members": ["ann"] }],
        "tokens": {
            "ann": { "login": "ann" },
            "job": of("github-actions[bot]", &rights),
            "reading": of("github-actions[bot]", &json!({ "contents": "read" })),
            "other-bot": of("stale[bot]", &rights),
        },
        "repositories": [{
            "full_name": NAME, "git": git, "roles": { "ann": "admin" },
            "issues": { "1": { "title": "A pull request", "author": "ann",
                "pull": { "head": "topic", "base": "main" } } },
        }],
    }))))
}

fn gitlab(git: &str) -> Fake {
    let user = |name: &str| json!({ "username": name, "bot": name.ends_with("bot") });
    Fake::GitLab(Server::start(GitLab::seeded(json!({
        "users": [user("ann"), user("sync-bot"), user("other-bot")],
        "tokens": {
            "ann": { "username": "ann" },
            "job": { "username": "sync-bot" },
            "reading": { "username": "sync-bot", "scopes": ["read_api"] },
            "other-bot": { "username": "other-bot" },
        },
        "projects": [{
            "path": NAME, "git": git, "members": { "ann": 40, "sync-bot": 30, "other-bot": 30 },
            "merge_requests": { "1": { "title": "A merge request", "author": "ann", "source": "topic", "target": "main" } },
        }],
    }))))
}

impl World {
    pub(crate) fn host(&self, token: &str) -> Box<dyn Host> {
        let transport = |api: String| {
            let credential = Some(Credential::bearer(token).unwrap());
            let clock = Box::new(MachineClock::default());
            let api = Url::parse(&api).unwrap();
            Transport::new(api, credential, Manners::default(), clock).unwrap()
        };
        match &self.forge {
            Fake::GitHub(server) => {
                let origin = server.origin();
                let repository = Repository::parse(NAME).unwrap();
                let web = format!("{origin}/{NAME}");
                Box::new(GitHubHost::new(
                    transport(origin.to_owned()),
                    repository,
                    web,
                ))
            }
            Fake::GitLab(server) => {
                let api = format!("{}/api/v4", server.origin());
                Box::new(GitLabHost::new(transport(api), NAME))
            }
        }
    }

    pub(crate) fn is_github(&self) -> bool {
        matches!(self.forge, Fake::GitHub(_))
    }

    /// Author and text of the comments on the first pull request.
    pub(crate) fn said(&self) -> Vec<(String, String)> {
        match &self.forge {
            Fake::GitHub(server) => server.forge(|it| {
                let comments = &it.repository(NAME).issues[&1].comments;
                let said = comments
                    .iter()
                    .map(|it| (it.author.clone(), it.body.clone()));
                said.collect()
            }),
            Fake::GitLab(server) => server.forge(|it| {
                let notes = &it.project(NAME).merge_requests[&1].notes;
                let said = notes.iter().map(|it| (it.author.clone(), it.body.clone()));
                said.collect()
            }),
        }
    }

    /// A person comments on the first pull request.
    pub(crate) fn say(&self, text: &str) {
        let path = self.either("/issues/1/comments", "/merge_requests/1/notes");
        self.ask("POST", path, &json!({ "body": text }));
    }

    /// The last comment stands there once more, as after two runs at once.
    pub(crate) fn double(&self) {
        match &self.forge {
            Fake::GitHub(server) => server.forge(|it| {
                let issue = it.repository(NAME).issues.get_mut(&1).unwrap();
                let mut double = issue.comments.last().unwrap().clone();
                double.id += 1_000;
                issue.comments.push(double);
            }),
            Fake::GitLab(server) => server.forge(|it| {
                let request = it.project(NAME).merge_requests.get_mut(&1).unwrap();
                let mut double = request.notes.last().unwrap().clone();
                double.id += 1_000;
                request.notes.push(double);
            }),
        }
    }

    pub(crate) fn merge(&self, request: u64) {
        let (pulls, requests) = (
            format!("/pulls/{request}/merge"),
            format!("/merge_requests/{request}/merge"),
        );
        self.ask("PUT", self.either(&pulls, &requests), &json!({}));
    }

    pub(crate) fn close(&self, request: u64) {
        let (pulls, requests) = (
            format!("/pulls/{request}"),
            format!("/merge_requests/{request}"),
        );
        match self.is_github() {
            true => self.ask("PATCH", &pulls, &json!({ "state": "closed" })),
            false => self.ask("PUT", &requests, &json!({ "state_event": "close" })),
        };
    }

    /// Title and text of a pull request, as people see them.
    pub(crate) fn text(&self, request: u64) -> String {
        let (pulls, requests) = (
            format!("/pulls/{request}"),
            format!("/merge_requests/{request}"),
        );
        let shown = self.ask("GET", self.either(&pulls, &requests), &Value::Null);
        format!(
            "{} {} {}",
            shown["title"], shown["body"], shown["description"]
        )
    }

    /// The text alone.
    pub(crate) fn body(&self, request: u64) -> String {
        let (pulls, requests) = (
            format!("/pulls/{request}"),
            format!("/merge_requests/{request}"),
        );
        let shown = self.ask("GET", self.either(&pulls, &requests), &Value::Null);
        let text = shown[self.either("body", "description")].as_str();
        text.unwrap_or_default().to_owned()
    }

    /// The labels of a pull request, and who is asked to look at it.
    pub(crate) fn asked(&self, request: u64) -> (Vec<String>, Vec<String>) {
        match &self.forge {
            Fake::GitHub(server) => server.forge(|it| {
                let issue = &it.repository(NAME).issues[&request];
                let pull = issue.pull.as_ref().unwrap();
                (issue.labels.clone(), pull.reviewers.clone())
            }),
            Fake::GitLab(server) => server.forge(|it| {
                let request = &it.project(NAME).merge_requests[&request];
                (request.labels.clone(), request.reviewers.clone())
            }),
        }
    }

    pub(crate) fn protect(&self, branch: &str) {
        match &self.forge {
            Fake::GitHub(it) => {
                it.forge(|it| it.repository(NAME).protected.insert(branch.to_owned()))
            }
            Fake::GitLab(it) => it.forge(|it| it.project(NAME).protected.insert(branch.to_owned())),
        };
    }

    /// Whether the setting forbids workflows to open pull requests.
    pub(crate) fn forbid_pulls(&self, forbidden: bool) {
        if let Fake::GitHub(it) = &self.forge {
            it.forge(|it| it.repository(NAME).no_pulls_by_actions = forbidden);
        }
    }

    fn either<'a>(&self, github: &'a str, gitlab: &'a str) -> &'a str {
        if self.is_github() { github } else { gitlab }
    }

    pub(crate) fn git(&self) -> git2::Repository {
        git2::Repository::open_bare(self.folder.path()).unwrap()
    }

    pub(crate) fn tip(&self, branch: &str) -> Option<String> {
        let id = self.git().refname_to_id(&format!("refs/heads/{branch}"));
        id.ok().map(|it| it.to_string())
    }

    /// A person commits to a branch, which begins at `main` if it is new.
    pub(crate) fn commit(&self, branch: &str, files: &[(&str, &str)], message: &str) {
        let git = self.git();
        let name = format!("refs/heads/{branch}");
        let parent = git
            .refname_to_id(&name)
            .or_else(|_| git.refname_to_id("refs/heads/main"));
        let parent = parent.ok().map(|it| git.find_commit(it).unwrap());
        let tree = parent.as_ref().map(|it| it.tree().unwrap());
        let mut builder = git.treebuilder(tree.as_ref()).unwrap();
        for (path, text) in files {
            builder
                .insert(path, git.blob(text.as_bytes()).unwrap(), 0o100_644)
                .unwrap();
        }
        let tree = git.find_tree(builder.write().unwrap()).unwrap();
        let by = git2::Signature::new("ann", "ann@test", &git2::Time::new(0, 0)).unwrap();
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let id = git
            .commit(None, &by, &by, message, &tree, &parents)
            .unwrap();
        git.reference(&name, id, true, "test").unwrap();
    }

    /// Somebody moves a branch to where another one is.
    pub(crate) fn reset(&self, branch: &str, to: &str) {
        let git = self.git();
        let to = git.refname_to_id(&format!("refs/heads/{to}")).unwrap();
        let name = format!("refs/heads/{branch}");
        git.reference(&name, to, true, "test").unwrap();
    }

    pub(crate) fn file(&self, branch: &str, path: &str) -> String {
        let git = self.git();
        let found = git
            .revparse_single(&format!("refs/heads/{branch}:{path}"))
            .unwrap();
        String::from_utf8(found.peel_to_blob().unwrap().content().to_vec()).unwrap()
    }

    pub(crate) fn message(&self, branch: &str) -> String {
        let git = self.git();
        let found = git
            .revparse_single(&format!("refs/heads/{branch}"))
            .unwrap();
        found
            .peel_to_commit()
            .unwrap()
            .message()
            .unwrap()
            .to_owned()
    }

    /// What the reports should say: `(path, new text)`, against the default branch as it is now.
    pub(crate) fn wanted(&self, files: &[(&str, &str)]) -> Proposal {
        let edit = |(path, new): &(&str, &str)| FileEdit {
            path: (*path).to_owned(),
            old: Some(self.file("main", path).into_bytes()),
            new: Some(new.as_bytes().to_vec()),
            executable: false,
        };
        Proposal {
            files: files.iter().map(edit).collect(),
        }
    }

    pub(crate) fn order(&self) -> Order {
        Order {
            branch: BRANCH.to_owned(),
            base: "main".to_owned(),
            at: self.tip("main").unwrap(),
            title: "Write the state of the issues into the reports".to_owned(),
            sign_off: None,
            labels: vec!["followthrough".to_owned()],
            reviewers: vec!["ann".to_owned()],
            again: false,
        }
    }

    pub(crate) fn publish(&self, files: &[(&str, &str)]) -> Published {
        self.try_publish("job", &self.order(), files).unwrap()
    }

    pub(crate) fn try_publish(
        &self,
        token: &str,
        order: &Order,
        files: &[(&str, &str)],
    ) -> Result<Published, HostError> {
        block_on(publish(
            self.host(token).as_ref(),
            order,
            &self.wanted(files),
        ))
    }

    /// A person asks the forge for something.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let below = self.either("/repos/acme/incidents", "/api/v4/projects/acme%2Fincidents");
        let request = Request::new(method, &format!("{below}{path}"))
            .with_header("user-agent", "test")
            .with_header("authorization", "Bearer ann");
        let request = match body.is_null() {
            true => request,
            false => request.with_json(body),
        };
        let reply = match &self.forge {
            Fake::GitHub(server) => server.forge(|it| it.answer(&request)),
            Fake::GitLab(server) => server.forge(|it| it.answer(&request)),
        };
        let said = reply.value();
        assert!(
            reply.status < 300,
            "{method} {path}: {} {said}",
            reply.status
        );
        said
    }

    /// What goes wrong from now on; nothing more where there is none.
    pub(crate) fn goes_wrong(&self, fault: Option<Fault>) {
        match (&self.forge, fault) {
            (Fake::GitHub(server), Some(fault)) => server.fault(fault),
            (Fake::GitLab(server), Some(fault)) => server.fault(fault),
            (Fake::GitHub(server), None) => server.calm(),
            (Fake::GitLab(server), None) => server.calm(),
        }
    }

    /// A person writes the text of a pull request.
    pub(crate) fn write(&self, request: u64, text: &str) {
        match self.is_github() {
            true => self.ask(
                "PATCH",
                &format!("/pulls/{request}"),
                &json!({ "body": text }),
            ),
            false => self.ask(
                "PUT",
                &format!("/merge_requests/{request}"),
                &json!({ "description": text }),
            ),
        };
    }

    /// How many requests changed something, since the last time this was asked.
    pub(crate) fn writes(&self) -> usize {
        match &self.forge {
            Fake::GitHub(server) => server.take_log().writes(),
            Fake::GitLab(server) => server.take_log().writes(),
        }
    }
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

//! A GitHub with a repository, its branches, and the people around it.

use fake_forge::Server;
use fake_forge::github::GitHub;
use followthrough::forge::github::{GitHubHost, Repository, Rest};
use followthrough::forge::transport::{Credential, MachineClock, Manners, Transport};
use followthrough::host::{HostError, Order, Published, publish};
use followthrough::publish::{FileEdit, Proposal};
use serde_json::{Value, json};
use url::Url;

pub(crate) const BRANCH: &str = "followthrough/write-back";

pub(crate) struct World {
    pub(crate) server: Server<GitHub>,
    folder: tempfile::TempDir,
}

pub(crate) fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    git2::Repository::init_bare(folder.path()).unwrap();
    let rights = json!({ "contents": "write", "pull_requests": "write", "issues": "write" });
    let github = GitHub::seeded(json!({
        "users": [{ "login": "acme", "type": "Organization", "members": ["ann"] }],
        "tokens": {
            "ann": { "login": "ann" },
            "job": { "login": "github-actions[bot]", "repositories": ["acme/incidents"], "permissions": rights },
            "reading": { "login": "github-actions[bot]", "repositories": ["acme/incidents"], "permissions": { "contents": "read" } },
            "other-bot": { "login": "stale[bot]", "repositories": ["acme/incidents"], "permissions": rights },
        },
        "repositories": [{
            "full_name": "acme/incidents", "git": folder.path(), "roles": { "ann": "admin" },
            "issues": { "1": { "title": "A pull request", "author": "ann",
                "pull": { "head": "topic", "base": "main" } } },
        }],
    }));
    let world = World {
        server: Server::start(github),
        folder,
    };
    world.commit(
        "main",
        &[("a.md", "# A\n- x\n"), ("b.md", "# B\n- y\n")],
        "first",
    );
    world.commit("topic", &[("c.md", "# C\n")], "a topic");
    world
}

impl World {
    pub(crate) fn host(&self, token: &str) -> GitHubHost {
        let origin = self.server.origin();
        let credential = Credential::bearer(token).unwrap();
        let transport = Transport::new(
            Url::parse(origin).unwrap(),
            Some(credential),
            Manners::default(),
            Box::new(MachineClock::default()),
        );
        let repository = Repository::parse("acme/incidents").unwrap();
        let rest = Rest::new(transport.unwrap(), repository);
        GitHubHost::new(rest, format!("{origin}/acme/incidents"))
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
        block_on(publish(&self.host(token), order, &self.wanted(files)))
    }

    /// A person asks GitHub for something.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        use fake_forge::{Forge as _, Request};
        let request = Request::new(method, &format!("/repos/acme/incidents{path}"))
            .with_header("user-agent", "test")
            .with_header("authorization", "Bearer ann")
            .with_json(body);
        let reply = self.server.forge(|it| it.answer(&request));
        assert!(
            reply.status < 300,
            "{method} {path}: {} {}",
            reply.status,
            reply.value()
        );
        reply.value()
    }

    /// How many requests changed something, since the last time this was asked.
    pub(crate) fn writes(&self) -> usize {
        self.server.take_log().writes()
    }
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

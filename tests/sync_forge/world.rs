//! The forges that every story is played on, and what only they know how to do.

use fake_forge::Forge;
use fake_forge::github::GitHub;
use fake_forge::gitlab::GitLab;
use followthrough::issue::Draft;
use serde_json::{Value, json};

pub(crate) use crate::every::on_every_forge;

/// The repository whose issues are used.
pub(crate) const HOME: &str = "acme/incidents";

/// Two others, for actions that are sent elsewhere.
pub(crate) const SHOP: &str = "acme/shop";
pub(crate) const ONCALL: &str = "acme/oncall";

/// An issue as the server keeps it.
pub(crate) struct Kept {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) closed: bool,
    pub(crate) labels: Vec<String>,
    /// What people and programs said below it.
    pub(crate) comments: Vec<String>,
}

/// One forge as the stage sees it.
pub(crate) trait World: Forge + Clone + Send + 'static {
    /// What the configuration calls it.
    const KIND: &'static str;
    /// Where its own token is looked for.
    const TOKEN: &'static str;
    /// How the address of comments ends.
    const COMMENTS: &'static str;
    /// What questions a list costs beside its pages: who the authors of issues are.
    const ASIDE: usize;
    /// What it costs to read up to a hundred closed issues by number.
    const CLOSED: usize;
    /// What a run that writes asks beforehand: how long the token lasts.
    const BEFORE: usize;

    /// With one repository and the tokens `bot`, `app`, `ann` and `tim`, all of which may write issues.
    fn seed() -> Value;
    fn seeded(seed: Value) -> Self;
    fn kept(&mut self, repository: &str) -> Vec<Kept>;
    /// Files a closed issue as an earlier run of ours would have; its number and its page.
    fn file_done(&mut self, draft: &Draft, body: &str) -> (u64, String);
    /// Closes the issue whose title begins so, as its owner does.
    fn close(&mut self, title: &str);
    /// Closes all issues but the first so many, as people do when work is done.
    fn close_all_but(&mut self, first: usize);
    fn rename_label(&mut self, to: &str);
    fn show_to_all(&mut self, public: bool);
    /// Takes the label off the issue whose title begins so.
    fn unlabel(&mut self, title: &str);
    /// Writes another text into it.
    fn rewrite(&mut self, title: &str, text: &str);
    /// Opens another one with its title, text and labels.
    fn copy(&mut self, title: &str, author: &str);
    /// Leaves somebody no more rights than everybody has.
    fn demote(&mut self, name: &str);
}

impl World for GitHub {
    const KIND: &'static str = "github";
    const TOKEN: &'static str = "GITHUB_TOKEN";
    const COMMENTS: &'static str = "/comments";
    const ASIDE: usize = 0;
    const CLOSED: usize = 1;
    const BEFORE: usize = 0;

    fn seed() -> Value {
        json!({
            "tokens": {
                "bot": {
                    "login": "github-actions[bot]", "permissions": { "issues": "write" },
                    "repositories": [HOME, SHOP, ONCALL], "limit": 1_000_000,
                },
                "app": { "login": "acme-app[bot]", "permissions": { "issues": "write" }, "repositories": [HOME] },
                "ann": { "login": "ann" },
                "tim": { "login": "tim" },
            },
            "repositories": [
                { "full_name": HOME, "roles": { "ann": "write", "tim": "write" } },
                { "full_name": SHOP },
                { "full_name": ONCALL },
            ],
        })
    }

    fn seeded(seed: Value) -> Self {
        Self::seeded(seed)
    }

    fn kept(&mut self, repository: &str) -> Vec<Kept> {
        let issues = self.repository(repository).issues.values();
        let kept = issues.map(|it| Kept {
            title: it.title.clone(),
            body: it.body.clone().unwrap_or_default(),
            closed: it.closed,
            labels: it.labels.clone(),
            comments: it.comments.iter().map(|it| it.body.clone()).collect(),
        });
        kept.collect()
    }

    fn file_done(&mut self, draft: &Draft, body: &str) -> (u64, String) {
        let seed = json!({
            "title": draft.title, "body": body, "labels": draft.labels, "closed": true, "state_reason": "completed",
            "author": "github-actions[bot]",
        });
        let number = self.file(HOME, seed);
        (number, format!("{}/{HOME}/issues/{number}", self.origin))
    }

    fn close(&mut self, title: &str) {
        let mut issues = self.repository(HOME).issues.values_mut();
        let issue = issues.find(|it| it.title.starts_with(title)).unwrap();
        issue.closed = true;
        issue.state_reason = Some("completed".into());
    }

    fn close_all_but(&mut self, first: usize) {
        let issues = self.repository(HOME).issues.values_mut();
        for issue in issues.skip(first) {
            issue.closed = true;
            issue.state_reason = Some("completed".into());
        }
    }

    fn rename_label(&mut self, to: &str) {
        let repository = self.repository(HOME);
        for label in &mut repository.labels {
            label.name = to.into();
        }
        for issue in repository.issues.values_mut() {
            issue.labels = vec![to.into()];
        }
    }

    fn show_to_all(&mut self, public: bool) {
        self.repository(HOME).private = !public;
    }

    fn unlabel(&mut self, title: &str) {
        titled(self, title).labels.clear();
    }

    fn rewrite(&mut self, title: &str, text: &str) {
        titled(self, title).body = Some(text.into());
    }

    fn copy(&mut self, title: &str, author: &str) {
        let issue = titled(self, title).clone();
        let seed = json!({ "title": issue.title, "body": issue.body, "labels": issue.labels, "author": author });
        self.file(HOME, seed);
    }

    fn demote(&mut self, name: &str) {
        self.repository(HOME).roles.remove(name);
    }
}

fn titled<'a>(forge: &'a mut GitHub, title: &str) -> &'a mut fake_forge::github::Issue {
    let mut issues = forge.repository(HOME).issues.values_mut();
    issues.find(|it| it.title.starts_with(title)).unwrap()
}

/// Without what GitLab itself notes below an issue.
fn notes(issue: &fake_forge::gitlab::Issue) -> impl Iterator<Item = &fake_forge::gitlab::Note> {
    issue.notes.iter().filter(|it| !it.system)
}

impl World for GitLab {
    const KIND: &'static str = "gitlab";
    const TOKEN: &'static str = "GITLAB_TOKEN";
    const COMMENTS: &'static str = "/notes";
    const ASIDE: usize = 1;
    const CLOSED: usize = 2;
    const BEFORE: usize = 1;

    fn seed() -> Value {
        json!({
            "tokens": {
                "bot": { "username": "project_1_bot", "limit": 1_000_000 },
                "app": { "username": "group_1_bot" },
                "ann": { "username": "ann" },
                "tim": { "username": "tim" },
            },
            "projects": [
                {
                    "path": HOME, "visibility": "public",
                    "members": { "project_1_bot": 20, "group_1_bot": 20, "ann": 20, "tim": 40 },
                },
                { "path": SHOP, "visibility": "public", "members": { "project_1_bot": 20 } },
                { "path": ONCALL, "visibility": "public", "members": { "project_1_bot": 20 } },
            ],
        })
    }

    fn seeded(seed: Value) -> Self {
        Self::seeded(seed)
    }

    fn kept(&mut self, repository: &str) -> Vec<Kept> {
        let issues = self.project(repository).issues.values();
        let kept = issues.map(|it| Kept {
            title: it.title.clone(),
            body: it.description.clone().unwrap_or_default(),
            closed: it.closed,
            labels: it.labels.clone(),
            comments: notes(it).map(|it| it.body.clone()).collect(),
        });
        kept.collect()
    }

    fn file_done(&mut self, draft: &Draft, body: &str) -> (u64, String) {
        let seed = json!({
            "title": draft.title, "description": body.trim_end(), "labels": draft.labels, "closed": true,
            "author": "project_1_bot",
        });
        let number = self.file(HOME, seed);
        (number, format!("{}/{HOME}/-/issues/{number}", self.web()))
    }

    fn close(&mut self, title: &str) {
        let mut issues = self.project(HOME).issues.values_mut();
        let issue = issues.find(|it| it.title.starts_with(title)).unwrap();
        issue.closed = true;
    }

    fn close_all_but(&mut self, first: usize) {
        let issues = self.project(HOME).issues.values_mut();
        for issue in issues.skip(first) {
            issue.closed = true;
        }
    }

    fn rename_label(&mut self, to: &str) {
        self.project(HOME).rename_label("followthrough", to);
    }

    fn show_to_all(&mut self, public: bool) {
        use fake_forge::gitlab::Visibility;
        self.project(HOME).visibility = match public {
            true => Visibility::Public,
            false => Visibility::Private,
        };
    }

    fn unlabel(&mut self, title: &str) {
        entitled(self, title).labels.clear();
    }

    fn rewrite(&mut self, title: &str, text: &str) {
        entitled(self, title).description = Some(text.into());
    }

    fn copy(&mut self, title: &str, author: &str) {
        let issue = entitled(self, title).clone();
        let seed = json!({
            "title": issue.title, "description": issue.description, "labels": issue.labels, "author": author,
        });
        self.file(HOME, seed);
    }

    fn demote(&mut self, name: &str) {
        self.project(HOME).members.remove(name);
    }
}

fn entitled<'a>(forge: &'a mut GitLab, title: &str) -> &'a mut fake_forge::gitlab::Issue {
    let mut issues = forge.project(HOME).issues.values_mut();
    issues.find(|it| it.title.starts_with(title)).unwrap()
}

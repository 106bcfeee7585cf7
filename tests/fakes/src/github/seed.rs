//! A seed becomes a GitHub: ids are given, names that appear anywhere get an account.

use serde_json::Value;

use super::state::{Flavour, GitHub, Issue, Label, Repository, User};

impl GitHub {
    /// A GitHub that knows what `seed` says.
    ///
    /// # Panics
    /// If the seed has a field that means nothing, or misses one that is needed.
    #[must_use]
    pub fn seeded(seed: Value) -> Self {
        let seeded = serde_json::from_value::<Self>(seed);
        let mut github = seeded.unwrap_or_else(|error| panic!("the seed: {error}"));
        for login in github.names() {
            github.account(&login);
        }
        for at in 0..github.users.len() {
            let id = github.next_id();
            github.users[at].id = id;
        }
        let mut repositories = std::mem::take(&mut github.repositories);
        for repository in &mut repositories {
            github.settle(repository);
        }
        github.repositories = repositories;
        github
    }

    /// The address of the REST interface.
    #[must_use]
    pub fn api(&self) -> String {
        match self.flavour {
            Flavour::Cloud => self.origin.clone(),
            Flavour::Enterprise => format!("{}/api/v3", self.origin),
        }
    }

    /// # Panics
    /// If there is no such repository.
    pub fn repository(&mut self, full_name: &str) -> &mut Repository {
        let at = self.position(full_name);
        let at = at.unwrap_or_else(|| panic!("no repository {full_name}"));
        &mut self.repositories[at]
    }

    /// Adds an issue as if somebody else had opened it, and returns its number.
    ///
    /// # Panics
    /// If the seed of the issue is wrong, or there is no such repository.
    pub fn file(&mut self, full_name: &str, seed: Value) -> u64 {
        let issue = serde_json::from_value::<Issue>(seed);
        let mut issue = issue.unwrap_or_else(|error| panic!("the issue: {error}"));
        self.account(&issue.author);
        let at = self.position(full_name);
        let at = at.unwrap_or_else(|| panic!("no repository {full_name}"));
        let mut repository = std::mem::take(&mut self.repositories[at]);
        let number = repository.next_number();
        self.settle_issue(&mut issue, &mut repository);
        repository.issues.insert(number, issue);
        self.repositories[at] = repository;
        number
    }

    pub(super) fn position(&self, full_name: &str) -> Option<usize> {
        let mut all = self.repositories.iter();
        all.position(|it| it.full_name.eq_ignore_ascii_case(full_name))
    }

    pub(super) fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    fn account(&mut self, login: &str) {
        if !self.users.iter().any(|it| it.login == login) {
            let bot = login.ends_with("[bot]");
            let id = self.next_id();
            self.users.push(User {
                login: login.to_owned(),
                kind: if bot { "Bot" } else { "User" }.to_owned(),
                id,
                ..User::default()
            });
        }
    }

    fn names(&self) -> Vec<String> {
        let tokens = self.tokens.values().map(|it| it.login.clone());
        let members = self.users.iter().flat_map(|it| it.members.iter().cloned());
        let of_repositories = self.repositories.iter().flat_map(|repository| {
            let issues = repository.issues.values();
            let people = issues.flat_map(|it| {
                let comments = it.comments.iter().map(|it| it.author.clone());
                comments.chain([it.author.clone()])
            });
            let owner = repository.owner().to_owned();
            people
                .chain(repository.roles.keys().cloned())
                .chain([owner])
        });
        tokens.chain(members).chain(of_repositories).collect()
    }

    fn settle(&mut self, repository: &mut Repository) {
        repository.id = self.next_id();
        for label in &mut repository.labels {
            label.id = self.next_id();
        }
        let mut issues = std::mem::take(&mut repository.issues);
        for issue in issues.values_mut() {
            self.settle_issue(issue, repository);
        }
        repository.issues = issues;
    }

    fn settle_issue(&mut self, issue: &mut Issue, repository: &mut Repository) {
        issue.id = self.next_id();
        issue.created = if issue.created == 0 {
            self.now
        } else {
            issue.created
        };
        issue.updated = issue.updated.max(issue.created);
        for label in &issue.labels {
            if repository.label(label).is_none() {
                let id = self.next_id();
                repository.labels.push(Label::new(id, label));
            }
        }
        for comment in &mut issue.comments {
            comment.id = self.next_id();
            comment.created = comment.created.max(issue.created);
            comment.updated = comment.updated.max(comment.created);
        }
    }
}

impl Label {
    pub(super) fn new(id: u64, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            id,
            color: super::state::grey(),
            description: None,
        }
    }
}

impl Repository {
    pub(super) fn owner(&self) -> &str {
        self.full_name.split('/').next().unwrap_or_default()
    }

    pub(super) fn name(&self) -> &str {
        self.full_name.split('/').nth(1).unwrap_or_default()
    }

    /// Labels are one and the same whatever the case of their letters.
    pub(super) fn label(&self, name: &str) -> Option<&Label> {
        let wanted = name.to_lowercase();
        let mut all = self.labels.iter();
        all.find(|it| it.name.to_lowercase() == wanted)
    }

    pub(super) fn next_number(&self) -> u64 {
        let last = self.issues.keys().chain(self.gone.keys()).max();
        last.map_or(1, |it| it + 1)
    }
}

//! A seed becomes a GitLab: ids are given, names that appear anywhere get an account.

use serde_json::Value;

use super::state::{GitLab, Issue, Label, Project, User};

impl GitLab {
    /// A GitLab that knows what `seed` says.
    ///
    /// # Panics
    /// If the seed has a field that means nothing, or misses one that is needed.
    #[must_use]
    pub fn seeded(seed: Value) -> Self {
        let seeded = serde_json::from_value::<Self>(seed);
        let mut gitlab = seeded.unwrap_or_else(|error| panic!("the seed: {error}"));
        for at in 0..gitlab.users.len() {
            gitlab.users[at].id = gitlab.next_id();
        }
        for name in gitlab.names() {
            gitlab.account(&name);
        }
        let mut projects = std::mem::take(&mut gitlab.projects);
        for project in &mut projects {
            gitlab.settle(project);
        }
        gitlab.projects = projects;
        gitlab
    }

    /// The address of the interface.
    #[must_use]
    pub fn api(&self) -> String {
        format!("{}/api/v4", self.web())
    }

    /// The address for people.
    #[must_use]
    pub fn web(&self) -> String {
        format!("{}{}", self.origin, self.below)
    }

    /// # Panics
    /// If there is no such project.
    pub fn project(&mut self, path: &str) -> &mut Project {
        let at = self.position(path);
        let at = at.unwrap_or_else(|| panic!("no project {path}"));
        &mut self.projects[at]
    }

    /// Adds an issue as if somebody else had opened it, and returns its `iid`.
    ///
    /// # Panics
    /// If the seed of the issue is wrong, or there is no such project.
    pub fn file(&mut self, path: &str, seed: Value) -> u64 {
        let issue = serde_json::from_value::<Issue>(seed);
        let mut issue = issue.unwrap_or_else(|error| panic!("the issue: {error}"));
        self.account(&issue.author);
        self.settle_issue(&mut issue);
        let made: Vec<Label> = issue.labels.iter().map(|it| self.label_named(it)).collect();
        let project = self.project(path);
        for label in made {
            if project.label(&label.name).is_none() {
                project.labels.push(label);
            }
        }
        let iid = project.next_iid();
        project.issues.insert(iid, issue);
        iid
    }

    pub(super) fn position(&self, path: &str) -> Option<usize> {
        let mut all = self.projects.iter();
        all.position(|it| it.path.eq_ignore_ascii_case(path))
    }

    pub(super) fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    pub(super) fn label_named(&mut self, name: &str) -> Label {
        Label {
            name: name.to_owned(),
            id: self.next_id(),
            color: super::state::blue(),
            description: None,
        }
    }

    fn account(&mut self, username: &str) {
        if !self.users.iter().any(|it| it.username == username) {
            let id = self.next_id();
            self.users.push(User {
                username: username.to_owned(),
                id,
                bot: username.contains("_bot"),
            });
        }
    }

    fn names(&self) -> Vec<String> {
        let tokens = self.tokens.values().map(|it| it.username.clone());
        let of_projects = self.projects.iter().flat_map(|project| {
            let issues = project.issues.values().map(|it| it.author.clone());
            let requests = project.merge_requests.values().map(|it| it.author.clone());
            let members = project.members.keys().cloned();
            issues.chain(requests).chain(members)
        });
        tokens.chain(of_projects).collect()
    }

    fn settle(&mut self, project: &mut Project) {
        project.id = self.next_id();
        for label in &mut project.labels {
            label.id = self.next_id();
        }
        for issue in project.issues.values_mut() {
            self.settle_issue(issue);
            for name in &issue.labels {
                if !project.labels.iter().any(|it| it.name == *name) {
                    let label = self.label_named(name);
                    project.labels.push(label);
                }
            }
        }
        for request in project.merge_requests.values_mut() {
            request.id = self.next_id();
            request.created = request.created.max(self.now);
            request.updated = request.updated.max(request.created);
        }
        project.last_issue = project.issues.keys().last().copied().unwrap_or(0);
    }

    fn settle_issue(&mut self, issue: &mut Issue) {
        issue.id = self.next_id();
        issue.created = if issue.created == 0 {
            self.now
        } else {
            issue.created
        };
        issue.updated = issue.updated.max(issue.created);
        for note in &mut issue.notes {
            note.id = self.next_id();
            note.created = note.created.max(issue.created);
            note.updated = note.updated.max(note.created);
        }
    }
}

impl Project {
    /// Labels of GitLab mind the case of their letters.
    pub(super) fn label(&self, name: &str) -> Option<&Label> {
        self.labels.iter().find(|it| it.name == name)
    }

    pub(super) fn next_iid(&mut self) -> u64 {
        self.last_issue += 1;
        self.last_issue
    }

    /// The label gets another name everywhere.
    pub fn rename_label(&mut self, old: &str, new: &str) {
        let issues = self.issues.values_mut().flat_map(|it| it.labels.iter_mut());
        let names = self.labels.iter_mut().map(|it| &mut it.name);
        for name in names.chain(issues).filter(|it| *it == old) {
            new.clone_into(name);
        }
    }
}

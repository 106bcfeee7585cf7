//! What is read of GitLab's answers, and how it becomes an issue of ours. Everything that may be missing is
//! optional: a field that a newer or older server spells otherwise must not cost a whole page.

use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use super::labels;
use crate::forge::tracker::{Author, Found, Settings};
use crate::issue::{Body, Issue, State};

/// An issue.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Row {
    /// Its number among all issues of the server.
    #[serde(default)]
    pub(super) id: u64,
    /// Its number in the project.
    pub(super) iid: u64,
    pub(super) title: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    pub(super) state: String,
    #[serde(default)]
    pub(super) labels: Vec<Label>,
    #[serde(default)]
    pub(super) author: Option<Account>,
    #[serde(default)]
    pub(super) assignees: Vec<Account>,
    #[serde(default)]
    pub(super) milestone: Option<Milestone>,
    #[serde(default)]
    pub(super) epic: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) user_notes_count: u64,
    #[serde(default)]
    pub(super) due_date: Option<String>,
    #[serde(default)]
    pub(super) confidential: bool,
    /// The `id` of the issue that goes on elsewhere.
    #[serde(default)]
    pub(super) moved_to_id: Option<u64>,
    pub(super) web_url: String,
    #[serde(default)]
    pub(super) references: Option<References>,
    #[serde(default, rename = "_links")]
    pub(super) links: Option<Links>,
}

/// Whoever has an account; a bot has one too.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Account {
    #[serde(default)]
    pub(super) id: u64,
    pub(super) username: String,
    /// Told of oneself alone.
    #[serde(default)]
    pub(super) is_admin: bool,
}

/// As a list names it, or described.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Label {
    Name(String),
    Whole { name: String },
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Milestone {
    #[serde(default)]
    pub(super) id: u64,
    #[serde(default)]
    pub(super) title: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct References {
    /// `group/project#12`.
    #[serde(default)]
    full: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Links {
    #[serde(default)]
    closed_as_duplicate_of: Option<IgnoredAny>,
}

/// A comment, of a person or of GitLab itself.
#[derive(Debug, Deserialize)]
pub(super) struct Note {
    #[serde(default)]
    pub(super) body: String,
    #[serde(default)]
    pub(super) system: bool,
}

/// Somebody's standing in a project.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Member {
    #[serde(default)]
    pub(super) id: u64,
    #[serde(default)]
    pub(super) access_level: u64,
}

/// What counts of a project.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Project {
    #[serde(default)]
    pub(super) path_with_namespace: String,
    #[serde(default)]
    pub(super) visibility: Option<String>,
    #[serde(default)]
    pub(super) archived: bool,
    #[serde(default)]
    pub(super) issues_enabled: Option<bool>,
    #[serde(default)]
    pub(super) issues_access_level: Option<String>,
    #[serde(default)]
    pub(super) permissions: Option<Permissions>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Permissions {
    #[serde(default)]
    project_access: Option<Access>,
    #[serde(default)]
    group_access: Option<Access>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Access {
    #[serde(default)]
    access_level: u64,
}

/// The token in use.
#[derive(Debug, Deserialize)]
pub(super) struct Token {
    #[serde(default)]
    pub(super) name: Option<String>,
    /// The day on which it ends, if it does.
    #[serde(default)]
    pub(super) expires_at: Option<String>,
}

impl Project {
    pub(super) fn has_issues(&self) -> bool {
        self.issues_enabled != Some(false)
            && self.issues_access_level.as_deref() != Some("disabled")
    }

    /// The caller's standing, 0 if there is none.
    pub(super) fn standing(&self) -> u64 {
        let permissions = self.permissions.as_ref();
        let given = permissions.map(|it| [it.project_access, it.group_access]);
        let levels = given.into_iter().flatten().flatten();
        levels.map(|it| it.access_level).max().unwrap_or(0)
    }
}

impl Row {
    pub(super) fn found(self, settings: &Settings, milestone: Option<&str>) -> Found {
        let theirs = |it: &Milestone| milestone != Some(it.title.as_str());
        let project = self.project(settings);
        let body = Body::new(self.description.unwrap_or_default());
        let discussed = body.comments_of_people(self.user_notes_count) > 0
            || self.epic.is_some()
            || self.milestone.as_ref().is_some_and(theirs);
        let names = self.labels.into_iter().map(|label| match label {
            Label::Name(name) | Label::Whole { name } => name,
        });
        let (reasons, names): (Vec<_>, Vec<_>) = names.partition(|it| labels::is_reason(it));
        let duplicate = self
            .links
            .is_some_and(|it| it.closed_as_duplicate_of.is_some());
        let author = self.author.as_ref();
        Found {
            author: Author {
                login: author.map(|it| it.username.clone()).unwrap_or_default(),
                id: author.map(|it| it.id).unwrap_or_default(),
                ..Author::default()
            },
            was: None,
            issue: Issue {
                id: settings.id(&project, self.iid),
                title: self.title,
                body: match labels::heard(&names) {
                    Some(heard) => body.remembering(heard),
                    None => body,
                },
                state: match (self.state.as_str(), duplicate) {
                    ("closed", true) => State::Duplicate,
                    ("closed", false) => labels::state(&reasons),
                    _ => State::Open,
                },
                labels: names,
                assignees: self.assignees.into_iter().map(|it| it.username).collect(),
                url: Some(self.web_url),
                file: None,
                due: self.due_date.and_then(|day| day.parse().ok()),
                confidential: self.confidential,
                discussed,
                trusted: false,
            },
        }
    }

    /// The project it lives in, as we spell it if it is ours.
    fn project(&self, settings: &Settings) -> String {
        let told = self
            .references
            .as_ref()
            .and_then(|it| it.full.rsplit_once('#'));
        let path = match told {
            Some((path, _)) if !path.is_empty() => path.to_owned(),
            _ => of_page(settings, &self.web_url),
        };
        settings.spelled(&path)
    }
}

/// The project in the address of an issue.
fn of_page(settings: &Settings, page: &str) -> String {
    let below = settings.host.split_once('/').map_or("", |(_, it)| it);
    let url = Url::parse(page).ok();
    let path = url.as_ref().map_or("", Url::path).trim_start_matches('/');
    let path = path.strip_prefix(below).unwrap_or(path);
    let project = path.trim_start_matches('/').split("/-/").next();
    match project {
        Some(project) if project.contains('/') => project.to_owned(),
        _ => settings.repository.clone(),
    }
}

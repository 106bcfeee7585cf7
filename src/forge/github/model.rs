//! What is read of GitHub's answers, and how it becomes an issue of ours. Everything that may be missing is
//! optional: a field that a newer or older server spells otherwise must not cost a whole page.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use url::Url;

use super::{GitHub, Options};
use crate::forge::tracker::{Author, Found, Other, Seen, Settings};
use crate::issue::{Body, Issue, State};

/// An issue, or a pull request, as REST shows it.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    /// Its number among all issues of the server.
    #[serde(default)]
    pub(super) id: u64,
    pub(super) number: u64,
    pub(super) title: String,
    #[serde(default)]
    pub(super) body: Option<String>,
    pub(super) state: String,
    #[serde(default)]
    pub(super) state_reason: Option<String>,
    pub(super) html_url: String,
    #[serde(default)]
    pub(super) user: Option<Account>,
    #[serde(default)]
    pub(super) author_association: Option<String>,
    #[serde(default)]
    pub(super) labels: Vec<Label>,
    #[serde(default)]
    pub(super) assignees: Vec<Account>,
    #[serde(default)]
    pub(super) comments: u64,
    #[serde(default)]
    pub(super) milestone: Option<Milestone>,
    #[serde(default)]
    pub(super) parent_issue_url: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) sub_issues_summary: Option<SubIssues>,
    #[serde(default)]
    pub(super) pull_request: Option<IgnoredAny>,
    #[serde(default, rename = "type")]
    pub(super) kind: Option<Kind>,
    #[serde(default)]
    pub(super) issue_field_values: Vec<FieldShown>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Milestone {
    #[serde(default)]
    pub(super) title: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Kind {
    #[serde(default)]
    pub(super) name: String,
}

/// A value of an organization's field.
#[derive(Debug, Deserialize)]
pub(super) struct FieldShown {
    #[serde(default)]
    pub(super) issue_field_name: String,
    #[serde(default)]
    pub(super) value: Value,
}

/// What counts of a repository.
#[derive(Debug, Deserialize)]
pub(super) struct Repository {
    #[serde(default)]
    pub(super) private: bool,
    #[serde(default)]
    pub(super) permissions: Option<Permissions>,
}

/// What whoever asks may do there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Permissions {
    pub(super) admin: bool,
    pub(super) maintain: bool,
    pub(super) push: bool,
    pub(super) triage: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub(super) login: String,
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
}

/// Older servers name labels, newer ones describe them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Label {
    Name(String),
    Whole { name: String },
}

#[derive(Debug, Deserialize)]
pub(super) struct SubIssues {
    #[serde(default)]
    total: u64,
}

impl Row {
    pub(super) fn seen(self, github: &GitHub) -> Seen {
        let is_pull_request = self.pull_request.is_some();
        let found = self.found(&github.settings, &github.options);
        match is_pull_request {
            true => {
                let why = "it is a pull request, not an issue".to_owned();
                let (id, marker) = (found.issue.id, None);
                Seen::Other(Box::new(Other { id, why, marker }))
            }
            false => Seen::Issue(Box::new(found)),
        }
    }

    pub(super) fn found(self, settings: &Settings, options: &Options) -> Found {
        let body = Body::new(self.body.unwrap_or_default());
        let touched = body.comments_of_people(self.comments) > 0
            || self
                .milestone
                .is_some_and(|it| !options.is_our_milestone(&it.title))
            || (self.parent_issue_url.is_some() && !options.parent)
            || self.sub_issues_summary.is_some_and(|it| it.total > 0);
        let labels = self.labels.into_iter().map(|label| match label {
            Label::Name(name) | Label::Whole { name } => name,
        });
        let user = self.user.as_ref();
        Found {
            author: Author {
                login: user.map(|it| it.login.clone()).unwrap_or_default(),
                id: 0,
                is_bot: user.is_some_and(|it| it.kind.as_deref() == Some("Bot")),
                association: self.author_association.unwrap_or_default(),
            },
            was: None,
            issue: Issue {
                id: settings.id(&lives(settings, &self.html_url), self.number),
                title: self.title,
                body,
                state: state(&self.state, self.state_reason.as_deref()),
                labels: labels.map(|it| label_spelled(settings, it)).collect(),
                assignees: self.assignees.into_iter().map(|it| it.login).collect(),
                url: Some(self.html_url),
                file: None,
                due: options.due_of(&self.issue_field_values),
                confidential: false,
                discussed: touched,
                trusted: false,
            },
        }
    }
}

/// The repository that a page belongs to.
pub(super) fn lives(settings: &Settings, page: &str) -> String {
    let url = Url::parse(page).ok();
    let path = url.map(|url| url.path().trim_start_matches('/').to_owned());
    let mut parts = path.as_deref().unwrap_or_default().splitn(3, '/');
    match (parts.next(), parts.next()) {
        (Some(owner), Some(name)) => settings.spelled(&format!("{owner}/{name}")),
        _ => settings.repository.clone(),
    }
}

/// A label of ours as we spell it: to GitHub it is the same, and comparing must not go on for ever.
pub(super) fn label_spelled(settings: &Settings, name: String) -> String {
    let same = |ours: &&String| ours.to_lowercase() == name.to_lowercase();
    settings.labels.iter().find(same).cloned().unwrap_or(name)
}

/// A reason that is not known says at least that nobody called the work done.
pub(super) fn state(state: &str, reason: Option<&str>) -> State {
    if state.eq_ignore_ascii_case("open") {
        return State::Open;
    }
    match reason.map(str::to_lowercase).as_deref() {
        None | Some("" | "completed") => State::Completed,
        Some("duplicate") => State::Duplicate,
        Some(_) => State::NotPlanned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            host: "github.com".into(),
            repository: "acme/Incidents".into(),
            labels: vec!["Follow-Up".into()],
            authors: vec![],
        }
    }

    #[test]
    fn the_least_that_can_come_is_an_issue() {
        let row = r#"{"number": 7, "title": "t", "state": "closed", "body": null, "labels": ["follow-up", {"name": "x"}],
            "state_reason": "a_later_word", "html_url": "https://github.com/Acme/incidents/issues/7"}"#;
        let row: Row = serde_json::from_str(row).expect("a row");
        let issue = row.found(&settings(), &Options::default()).issue;
        assert_eq!(issue.id.to_string(), "acme/Incidents#7");
        assert_eq!(issue.labels, ["Follow-Up", "x"]);
        assert_eq!((issue.state, issue.discussed), (State::NotPlanned, false));
    }

    #[test]
    fn states() {
        for (name, reason, wanted) in [
            ("open", Some("reopened"), State::Open),
            ("OPEN", None, State::Open),
            ("closed", None, State::Completed),
            ("CLOSED", Some("COMPLETED"), State::Completed),
            ("closed", Some("not_planned"), State::NotPlanned),
            ("closed", Some("duplicate"), State::Duplicate),
        ] {
            assert_eq!(state(name, reason), wanted, "{name} {reason:?}");
        }
    }
}

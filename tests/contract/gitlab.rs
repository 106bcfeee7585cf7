//! GitLab.

use fake_forge::gitlab::{GitLab, Moved};
use fake_forge::{Effect, Fault};
use followthrough::forge::gitlab::{Options, Server, tracker};
use followthrough::forge::transport::Transport;
use followthrough::forge::{ForgeTracker, Settings};
use serde_json::{Value, json};
use url::Url;

use crate::forge::{Kind, crowd, keeps_it, server};

impl Kind for GitLab {
    const HOME: &'static str = "acme/sre/incidents";
    const OPENED: usize = 6;

    fn with(settings: &Value) -> Self {
        let mut seed = json!({
            "tokens": { "t": { "username": "project_1_bot", "limit": 1_000_000 } },
            "projects": [{ "path": Self::HOME, "members": { "project_1_bot": 20 } }, { "path": "acme/secret" }],
        });
        for (name, value) in settings.as_object().unwrap() {
            seed[name] = value.clone();
        }
        Self::seeded(seed)
    }

    fn below(&self) -> String {
        self.web()
    }

    fn at(below: &str) -> (String, Url) {
        let at = Server::at(below).unwrap();
        (at.host, at.api)
    }

    fn tracker(settings: Settings, transport: Transport) -> ForgeTracker {
        tracker(settings, Options::default(), transport)
    }

    fn file(&mut self, issue: Value) {
        self.file(Self::HOME, issue);
    }

    fn count(&mut self) -> usize {
        self.project(Self::HOME).issues.len()
    }

    fn hide(&mut self, number: u64) {
        let away = json!({ "title": "Away", "author": "eve" });
        let iid = self.file("acme/secret", away);
        let issues = &mut self.project(Self::HOME).issues;
        let issue = issues.get_mut(&number).unwrap();
        let project = "acme/secret".into();
        (issue.closed, issue.moved) = (true, Some(Moved { project, iid }));
    }

    fn moods() -> Vec<(&'static str, Fault)> {
        let much = "This endpoint has been requested too many times.";
        vec![
            ("GET", Fault::refusal(502, "Bad Gateway")),
            ("GET", Fault::refusal(429, "Retry later")),
            ("PUT", Fault::refusal(503, "Service Unavailable")),
            ("PUT", Fault::new(Effect::FailAfter { status: 500 })),
            ("PUT", Fault::new(Effect::CloseAfter)),
            ("POST", Fault::refusal(429, much)),
            ("POST", Fault::secondary_limit(429, Some(0))),
        ]
    }

    fn check(&mut self) {
        assert_eq!(self.executed, [], "nothing was taken for an order");
    }
}

#[test]
fn gitlab_com_and_a_gitlab_below_a_path_keep_it() {
    for settings in [json!({}), json!({ "below": "/tools/gitlab" })] {
        keeps_it(&server::<GitLab>(&settings));
    }
}

/// Pages by number end early, and go on by keyset.
#[test]
fn it_is_kept_among_many_issues_that_others_labelled() {
    for (most_offset, keyset) in [(50_000, true), (100, true), (50_000, false)] {
        let server = server::<GitLab>(&json!({ "most_offset": most_offset, "keyset": keyset }));
        crowd(&server, 230);
        keeps_it(&server);
    }
}

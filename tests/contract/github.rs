//! GitHub.

use fake_forge::github::{GitHub, Pull};
use fake_forge::{Effect, Fault};
use followthrough::forge::github::{Options, Server, tracker};
use followthrough::forge::transport::Transport;
use followthrough::forge::{ForgeTracker, Settings};
use serde_json::{Value, json};
use url::Url;

use crate::forge::{Kind, crowd, keeps_it, server};

impl Kind for GitHub {
    const HOME: &'static str = "acme/incidents";
    const OPENED: usize = 3;

    fn with(settings: &Value) -> Self {
        let mut seed = json!({
            "tokens": { "t": { "login": "ann" } },
            "repositories": [{ "full_name": Self::HOME, "roles": { "ann": "write" } }],
        });
        for (name, value) in settings.as_object().unwrap() {
            seed[name] = value.clone();
        }
        Self::seeded(seed)
    }

    fn below(&self) -> String {
        self.api()
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
        self.repository(Self::HOME).issues.len()
    }

    fn hide(&mut self, number: u64) {
        let issues = &mut self.repository(Self::HOME).issues;
        issues.get_mut(&number).unwrap().pull = Some(Pull::default());
    }

    fn moods() -> Vec<(&'static str, Fault)> {
        vec![
            ("GET", Fault::refusal(502, "Bad Gateway")),
            ("GET", Fault::secondary_limit(403, None)),
            ("PATCH", Fault::refusal(503, "Service Unavailable")),
            ("PATCH", Fault::new(Effect::FailAfter { status: 500 })),
            ("PATCH", Fault::new(Effect::CloseAfter)),
            ("POST", Fault::secondary_limit(403, Some(30))),
            ("POST", Fault::secondary_limit(429, Some(1))),
        ]
    }
}

#[test]
fn github_com_enterprise_server_and_changed_line_ends_keep_it() {
    for settings in [
        json!({}),
        json!({ "flavour": "enterprise" }),
        json!({ "crlf": true }),
    ] {
        keeps_it(&server::<GitHub>(&settings));
    }
}

/// Three pages, of which the first alone can be asked for by its number.
#[test]
fn it_is_kept_among_many_issues_that_others_labelled() {
    let server = server::<GitHub>(&json!({ "last_page": 1 }));
    crowd(&server, 230);
    keeps_it(&server);
}

//! A small GitHub, and our tracker on it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use fake_forge::Server;
use fake_forge::github::GitHub;
use followthrough::forge::github;
use followthrough::forge::transport::{Clock, Credential, Manners, Transport};
use followthrough::forge::{ForgeTracker, Settings};
use followthrough::issue::{Draft, Issue, IssueId, IssueName, Key, Listing, Marker, Query, Reach};
use followthrough::tracker::{Tracker, TrackerError, Written};
use serde_json::{Value, json};
use url::Url;

pub(crate) const HOME: &str = "acme/incidents";
pub(crate) const SCOPE: &str = "acme/incidents";
pub(crate) const ISSUES: &str = "/repos/acme/incidents/issues";

/// Sleeps take no time and are remembered, in seconds.
#[derive(Clone, Default)]
pub(crate) struct Slept(Arc<Mutex<Vec<Duration>>>);

impl Slept {
    pub(crate) fn seconds(&self) -> Vec<u64> {
        self.0
            .lock()
            .unwrap()
            .iter()
            .map(Duration::as_secs)
            .collect()
    }
}

#[async_trait]
impl Clock for Slept {
    fn now(&self) -> Duration {
        self.0.lock().unwrap().iter().sum()
    }

    async fn sleep(&self, time: Duration) {
        self.0.lock().unwrap().push(time);
    }
}

pub(crate) struct World {
    pub(crate) server: Server<GitHub>,
    pub(crate) slept: Slept,
    pub(crate) tracker: ForgeTracker,
    runtime: tokio::runtime::Runtime,
}

/// `bot` is a workflow's token, `ann` a maintainer's, `eve` may only read.
pub(crate) fn seed() -> Value {
    json!({
        "tokens": {
            "bot": {
                "login": "github-actions[bot]", "permissions": { "issues": "write" }, "limit": 1000,
                "repositories": [HOME, "acme/platform"],
            },
            "ann": { "login": "ann" },
            "old": { "login": "ann", "expired": true },
            "reader": { "login": "github-actions[bot]", "permissions": { "issues": "read" }, "repositories": [HOME] },
            "eve": { "login": "eve" },
            "app": { "login": "acme-app[bot]", "permissions": { "issues": "write" }, "repositories": [HOME] },
        },
        "repositories": [
            { "full_name": HOME, "roles": { "ann": "maintain", "github-actions[bot]": "write", "acme-app[bot]": "write" } },
            { "full_name": "acme/platform", "roles": { "ann": "maintain", "github-actions[bot]": "write" } },
            { "full_name": "acme/secret", "private": true },
        ],
    })
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(seed(), "bot")
    }

    pub(crate) fn of(seed: Value, token: &str) -> Self {
        let server = Server::start(GitHub::seeded(seed));
        let slept = Slept::default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Self {
            tracker: tracker(&server, token, &slept),
            server,
            slept,
            runtime: runtime.unwrap(),
        }
    }

    /// The same repository by another token: another run.
    pub(crate) fn run_as(&mut self, token: &str) {
        self.tracker = tracker(&self.server, token, &self.slept);
    }

    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    pub(crate) fn create(&self, name: &str) -> Result<Written, TrackerError> {
        let (draft, marker) = draft(name);
        self.wait(self.tracker.create(&draft, &marker))
    }

    pub(crate) fn list(&self, reach: Reach, named: &[IssueId]) -> Result<Listing, TrackerError> {
        let query = Query {
            scope: SCOPE.into(),
            reach,
            named: named.iter().cloned().collect(),
        };
        self.wait(self.tracker.list(&query))
    }

    pub(crate) fn all(&self) -> Listing {
        self.list(Reach::All, &[]).unwrap()
    }

    /// The issue as it is now, read by number.
    pub(crate) fn now(&self, id: &IssueId) -> Issue {
        let listing = self.list(Reach::Named, std::slice::from_ref(id)).unwrap();
        listing.issues.into_iter().next().unwrap()
    }

    /// Files issues of ours behind our back, as an earlier run would have.
    pub(crate) fn earlier(&self, names: std::ops::Range<usize>, closed: bool) {
        self.server.forge(|github| {
            for name in names {
                let (draft, marker) = draft(&format!("action {name}"));
                let seed = json!({
                    "title": draft.title, "body": draft.body(&marker), "author": "github-actions[bot]",
                    "labels": draft.labels, "closed": closed,
                });
                github.file(HOME, seed);
            }
        });
    }

    /// The requests so far, `METHOD path` without what the query says, and forgets them.
    pub(crate) fn asked(&self) -> Vec<String> {
        let lines = self.server.take_log().lines();
        lines
            .iter()
            .map(|it| it.split('?').next().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn issues(&self) -> usize {
        self.server
            .forge(|github| github.repository(HOME).issues.len())
    }
}

fn tracker(server: &Server<GitHub>, token: &str, slept: &Slept) -> ForgeTracker {
    tracker_at(server.origin(), token, slept)
}

pub(crate) fn tracker_at(url: &str, token: &str, slept: &Slept) -> ForgeTracker {
    let at = github::Server::at(url).unwrap();
    let settings = Settings {
        host: at.host,
        repository: HOME.into(),
        labels: vec!["followthrough".into()],
        authors: vec!["trusty".into()],
    };
    let credential = Credential::bearer(token).unwrap();
    let clock = Box::new(slept.clone());
    let api: Url = at.api;
    let transport = Transport::new(api, Some(credential), Manners::default(), clock).unwrap();
    github::tracker(settings, github::Options::default(), transport)
}

pub(crate) fn draft(name: &str) -> (Draft, Marker) {
    let draft = Draft {
        title: format!("Patch {name}"),
        block: format!("> Patch {name}\n\n- Report: a.md\n- Due: 2026-12-01"),
        labels: vec!["followthrough".into()],
        assignees: vec![],
        repository: None,
        due: None,
        parent: None,
    };
    let key = Key::of("key", &[name]);
    let marker = draft.marker(key, SCOPE, "a.md", Key::of("text", &[name]));
    (draft, marker)
}

pub(crate) fn id(world: &World, repository: &str, number: u64) -> IssueId {
    IssueId {
        host: world.tracker.home().host,
        repository: repository.to_owned(),
        name: IssueName::Number(number),
    }
}

pub(crate) fn number(issue: &Issue) -> u64 {
    match issue.id.name {
        IssueName::Number(number) => number,
        IssueName::Key(_) => panic!("no number"),
    }
}

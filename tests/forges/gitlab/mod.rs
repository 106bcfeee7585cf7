//! GitLab alone.

mod orders;
mod reading;
mod writing;

use fake_forge::gitlab::GitLab;
use followthrough::forge::ForgeTracker;
use followthrough::forge::gitlab::{self, Options};
use followthrough::forge::transport::{Credential, Manners, Transport};
use followthrough::issue::{Draft, Marker};
use serde_json::{Value, json};

use crate::world::{Kind, Slept, settings, transport};

pub(crate) type World = crate::world::World<GitLab>;

const HOME: &str = "acme/sre/incidents";
const ISSUES: &str = "/api/v4/projects/acme%2Fsre%2Fincidents/issues";

impl Kind for GitLab {
    const HOME: &'static str = HOME;
    const ISSUES: &'static str = ISSUES;
    const CHANGE: &'static str = "PUT";
    const COMMENTS: &'static str = "/notes";
    const MANY: &'static [&'static str] = &[
        "GET /api/v4/projects/acme%2Fsre%2Fincidents/issues",
        "POST /api/graphql",
    ];
    const ASIDE: &'static [&'static str] =
        &["GET /api/v4/projects/acme%2Fsre%2Fincidents/members/all"];
    const BEFORE: &'static [&'static str] = &["GET /api/v4/personal_access_tokens/self"];

    fn seed() -> Value {
        seed()
    }

    fn seeded(seed: Value) -> Self {
        Self::seeded(seed)
    }

    fn tracker(url: &str, token: &str, slept: &Slept) -> ForgeTracker {
        tracker(url, token, slept, Options::default())
    }

    fn file_ours(&mut self, draft: &Draft, marker: &Marker, closed: bool) {
        let seed = json!({
            "title": draft.title, "description": draft.body(marker).trim_end(), "author": "project_1_bot",
            "labels": draft.labels, "closed": closed,
        });
        self.file(HOME, seed);
    }

    fn count(&mut self) -> usize {
        self.project(HOME).issues.len()
    }

    fn comments(&mut self, number: u64) -> usize {
        self.project(HOME).issues[&number].notes.len()
    }
}

fn tracker(url: &str, token: &str, slept: &Slept, options: Options) -> ForgeTracker {
    let at = gitlab::Server::at(url).unwrap();
    let options = Options {
        today: options.today.or_else(|| "2026-11-21".parse().ok()),
        ..options
    };
    let settings = settings(at.host, HOME);
    gitlab::tracker(settings, options, transport(at.api, token, slept))
}

/// As [`tracker`], by a job's own token.
fn job_tracker(url: &str, token: &str, slept: &Slept, options: Options) -> ForgeTracker {
    let at = gitlab::Server::at(url).unwrap();
    let header = http::HeaderName::from_static("job-token");
    let credential = Credential::header(header, token).unwrap();
    let clock = Box::new(slept.clone());
    let transport = Transport::new(at.api, Some(credential), Manners::default(), clock).unwrap();
    gitlab::tracker(settings(at.host, HOME), options, transport)
}

/// `bot` is the project's own token, `ann` a maintainer's, `guest` a guest's, `eve` a stranger's.
fn seed() -> Value {
    json!({
        "tokens": {
            "bot": { "username": "project_1_bot", "expires_at": "2027-06-01", "limit": 1_000_000 },
            "short": { "username": "project_1_bot", "expires_at": "2026-12-01" },
            "ann": { "username": "ann" },
            "old": { "username": "ann", "expired": true },
            "reader": { "username": "project_1_bot", "scopes": ["read_api"] },
            "guest": { "username": "gus" },
            "eve": { "username": "eve" },
            "job": { "username": "ann", "job": true },
        },
        "projects": [
            {
                "path": HOME, "visibility": "public",
                "members": { "project_1_bot": 20, "ann": 40, "rea": 20, "pla": 15, "gus": 10 },
                "milestones": [{ "id": 7, "title": "Follow-up" }],
            },
            { "path": "acme/sre/platform", "members": { "project_1_bot": 20, "ann": 40 } },
            { "path": "acme/secret" },
        ],
    })
}

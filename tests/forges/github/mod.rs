//! GitHub alone.

mod reading;
mod writing;

use fake_forge::github::GitHub;
use followthrough::forge::ForgeTracker;
use followthrough::forge::github;
use followthrough::issue::{Draft, Marker};
use serde_json::{Value, json};

use crate::world::{Kind, Slept, settings, transport};

pub(crate) type World = crate::world::World<GitHub>;

const HOME: &str = "acme/incidents";
const ISSUES: &str = "/repos/acme/incidents/issues";

impl Kind for GitHub {
    const HOME: &'static str = HOME;
    const ISSUES: &'static str = ISSUES;
    const CHANGE: &'static str = "PATCH";
    const COMMENTS: &'static str = "/comments";
    const MANY: &'static [&'static str] = &["POST /graphql"];
    const ASIDE: &'static [&'static str] = &[];
    const BEFORE: &'static [&'static str] = &[];

    fn seed() -> Value {
        seed()
    }

    fn seeded(seed: Value) -> Self {
        Self::seeded(seed)
    }

    fn tracker(url: &str, token: &str, slept: &Slept) -> ForgeTracker {
        let at = github::Server::at(url).unwrap();
        let options = github::Options::default();
        github::tracker(
            settings(at.host, HOME),
            options,
            transport(at.api, token, slept),
        )
    }

    fn file_ours(&mut self, draft: &Draft, marker: &Marker, closed: bool) {
        let seed = json!({
            "title": draft.title, "body": draft.body(marker), "author": "github-actions[bot]",
            "labels": draft.labels, "closed": closed,
        });
        self.file(HOME, seed);
    }

    fn count(&mut self) -> usize {
        self.repository(HOME).issues.len()
    }

    fn comments(&mut self, number: u64) -> usize {
        self.repository(HOME).issues[&number].comments.len()
    }
}

/// `bot` is a workflow's token, `ann` a maintainer's, `eve` may only read.
fn seed() -> Value {
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

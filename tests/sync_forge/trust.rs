//! Where the token goes on a pull request, and where it does not.

use std::process::Command;

use fake_forge::{Effect, Fault, Server};
use serde_json::json;

use crate::ci::{Checkout, git};
use crate::stage::Stage;
use crate::world::{HOME, SHOP, World, on_every_forge};

on_every_forge!(
    a_server_that_only_a_pull_request_names_gets_nothing,
    a_repository_that_only_a_pull_request_names_is_not_asked,
    a_first_configuration_asks_the_server_of_the_ci_system_alone,
);

/// What a server or a proxy repeats reaches neither the log nor a file.
#[test]
fn a_token_that_is_repeated_is_shown_nowhere() {
    const TOKEN: &str = "ghp_S3cretTokenValue0123456789abcdef";
    const BASED: &str = "Z2hwX1MzY3JldFRva2VuVmFsdWUwMTIzNDU2Nzg5YWJjZGVm";
    let replies = [
        (200, format!("\"Bearer {TOKEN}\"")),
        (
            200,
            format!("[{{\"id\": \"{TOKEN}\", \"number\": \"{TOKEN}\"}}]"),
        ),
        (
            200,
            format!("{{\"errors\": [{{\"message\": \"bad: {TOKEN} {BASED}\"}}]}}"),
        ),
        (403, format!("{{\"message\": \"bad: {TOKEN}\"}}")),
        (422, format!("bad: {}{TOKEN}", "x".repeat(280))),
    ];
    for path in [
        "/graphql",
        "/comments",
        "/issues?",
        "/pulls",
        "/git/",
        "/user",
    ] {
        for (status, body) in &replies {
            let checkout = Checkout::new("");
            let repeats = Fault::new(Effect::Refuse {
                status: *status,
                headers: vec![("content-type".into(), "application/json".into())],
                body: body.clone(),
            });
            let mut repeats = repeats.times(usize::MAX);
            repeats.path = Some(path.to_owned());
            checkout.stage.server.fault(repeats);
            checkout.token(TOKEN);
            let said = checkout.run().text + &checkout.left();
            for secret in ["S3cretToken", &BASED[8..20]] {
                assert!(!said.contains(secret), "{path} {status}: {said}");
            }
        }
    }
}

/// A branch `main`, and another one that changes the configuration.
struct Change<W: World> {
    stage: Stage<W>,
    base: String,
}

impl<W: World> Change<W> {
    fn of(before: impl Fn(&str) -> Option<String>, after: impl Fn(&str) -> String) -> Self {
        let stage = Stage::<W>::with(2);
        let config = stage.read("followthrough.yml");
        let commit = || {
            git(stage.path(), &["add", "--all"]);
            git(stage.path(), &["commit", "--quiet", "--message", "x"]);
            git(stage.path(), &["rev-parse", "HEAD"])
        };
        git(stage.path(), &["init", "--quiet", "-b", "main"]);
        match before(&config) {
            Some(text) => stage.write("followthrough.yml", &text),
            None => std::fs::remove_file(stage.path().join("followthrough.yml")).unwrap(),
        }
        let base = commit();
        git(stage.path(), &["switch", "--quiet", "--create", "topic"]);
        stage.write("followthrough.yml", &after(&config));
        stage.write(
            "postmortems/new.md",
            "# New\n\nDate: 2026-11-02\n\n## Action items\n\n- [ ] Do a thing\n",
        );
        commit();
        Self { stage, base }
    }

    /// What `ci` and `check --base` say where the CI system names `server`.
    fn judged(&self, server: &str) -> String {
        let beside = tempfile::tempdir().unwrap();
        let head = git(self.stage.path(), &["rev-parse", "HEAD"]);
        let event = json!({
            "repository": { "default_branch": "main", "full_name": HOME },
            "pull_request": {
                "number": 7,
                "base": { "sha": self.base, "ref": "main" },
                "head": { "sha": head, "ref": "topic" },
            },
        });
        let payload = beside.path().join("event.json");
        std::fs::write(&payload, event.to_string()).unwrap();
        let mut said = String::new();
        for args in [&["ci"][..], &["check", "--base", "main"]] {
            let mut run: Command = self.stage.command(args);
            match W::KIND {
                "github" => run
                    .env("GITHUB_ACTIONS", "true")
                    .env("GITHUB_EVENT_NAME", "pull_request")
                    .env("GITHUB_EVENT_PATH", &payload)
                    .env("GITHUB_REPOSITORY", HOME)
                    .env("GITHUB_API_URL", server)
                    .env("GITHUB_REF", "refs/pull/7/merge"),
                _ => run
                    .env("GITLAB_CI", "true")
                    .env("CI_PIPELINE_SOURCE", "merge_request_event")
                    .env("CI_PROJECT_PATH", HOME)
                    .env("CI_DEFAULT_BRANCH", "main")
                    .env("CI_API_V4_URL", format!("{server}/api/v4"))
                    .env("CI_MERGE_REQUEST_IID", "7")
                    .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", &self.base),
            };
            let done = run.output().unwrap();
            said += &String::from_utf8_lossy(&[done.stdout, done.stderr].concat());
        }
        said
    }
}

fn a_server_that_only_a_pull_request_names_gets_nothing<W: World>() {
    let other = Server::start(W::seeded(W::seed()));
    let origin = other.origin().to_owned();
    let moved = |config: &str| {
        let url = config.split('"').nth(1).unwrap();
        config.replace(url, &origin)
    };
    let change = Change::<W>::of(|it| Some(it.to_owned()), moved);
    let said = change.judged(change.stage.server.origin());
    assert_eq!(other.take_log().lines(), Vec::<String>::new(), "{said}");
    // The one that the base names is asked.
    assert_ne!(change.stage.server.take_log().lines(), Vec::<String>::new());
    assert!(said.contains("of the base is used"), "{said}");
}

fn a_repository_that_only_a_pull_request_names_is_not_asked<W: World>() {
    let moved = |config: &str| {
        config.replace(
            &format!("repository: {HOME}"),
            &format!("repository: {SHOP}"),
        )
    };
    let change = Change::<W>::of(|it| Some(it.to_owned()), moved);
    let said = change.judged(change.stage.server.origin());
    let lines = change.stage.server.take_log().lines();
    assert!(
        !lines.iter().any(|it| it.contains("shop")),
        "{lines:?}\n{said}"
    );
    assert!(lines.iter().any(|it| it.contains("incidents")), "{lines:?}");
}

fn a_first_configuration_asks_the_server_of_the_ci_system_alone<W: World>() {
    let change = Change::<W>::of(|_| None, str::to_owned);
    let other = Server::start(W::seeded(W::seed()));
    let said = change.judged(other.origin());
    let lines = change.stage.server.take_log().lines();
    assert_eq!(lines, Vec::<String>::new(), "{said}");
    assert!(said.contains("no token is sent there"), "{said}");
    let said = change.judged(change.stage.server.origin());
    let lines = change.stage.server.take_log().lines();
    assert!(lines.iter().any(|it| it.contains("issues")), "{said}");
    assert!(!said.contains("no token is sent there"), "{said}");
}

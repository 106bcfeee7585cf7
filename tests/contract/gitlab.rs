//! GitLab, in fair weather and in foul.

use fake_forge::gitlab::{GitLab, Moved};
use fake_forge::{Effect, Fault, Server};
use followthrough::forge::Settings;
use followthrough::forge::gitlab::{self, Options};
use followthrough::forge::transport::{Credential, Manners, Transport};
use followthrough::issue::{IssueId, IssueName};
use serde_json::{Value, json};

use crate::timeless::Timeless;
use crate::{Subject, keeps_the_contract, run};

const HOME: &str = "acme/sre/incidents";

/// A GitLab with these settings beside a project and a project's own token.
fn server(settings: &Value) -> Server<GitLab> {
    let mut seed = json!({
        "tokens": { "t": { "username": "project_1_bot", "limit": 1_000_000 } },
        "projects": [{ "path": HOME, "members": { "project_1_bot": 20 } }, { "path": "acme/secret" }],
    });
    for (name, value) in settings.as_object().unwrap() {
        seed[name] = value.clone();
    }
    Server::start(GitLab::seeded(seed))
}

fn keeps_it(server: &Server<GitLab>) {
    let below = server.forge(|gitlab| gitlab.web());
    let at = gitlab::Server::at(&below).unwrap();
    let token = Credential::bearer("t").unwrap();
    let clock = Box::new(Timeless::default());
    let transport = Transport::new(at.api, Some(token), Manners::default(), clock).unwrap();
    let settings = Settings {
        host: at.host.clone(),
        repository: HOME.into(),
        labels: vec!["followthrough".into()],
        authors: vec![],
    };
    let tracker = gitlab::tracker(settings, Options::default(), transport);
    run(keeps_the_contract(&Subject {
        tracker: &tracker,
        nowhere: IssueId {
            host: at.host,
            repository: HOME.into(),
            name: IssueName::Number(9999),
        },
        hide: &|issue| {
            let IssueName::Number(number) = issue.id.name else {
                unreachable!("an issue of a forge has a number")
            };
            server.forge(|gitlab| {
                let away = json!({ "title": "Away", "author": "eve" });
                let iid = gitlab.file("acme/secret", away);
                let issues = &mut gitlab.project(HOME).issues;
                let issue = issues.get_mut(&number).unwrap();
                let project = "acme/secret".into();
                (issue.closed, issue.moved) = (true, Some(Moved { project, iid }));
            });
        },
    }));
    server.forge(|gitlab| assert_eq!(gitlab.executed, [], "nothing was taken for an order"));
}

#[test]
fn gitlab_com_keeps_it() {
    keeps_it(&server(&json!({})));
}

#[test]
fn a_gitlab_below_a_path_keeps_it() {
    keeps_it(&server(&json!({ "below": "/tools/gitlab" })));
}

/// Pages by number end early, and go on by keyset.
#[test]
fn it_is_kept_among_many_issues_that_others_labelled() {
    for (most_offset, keyset) in [(50_000, true), (100, true), (50_000, false)] {
        let server = server(&json!({ "most_offset": most_offset, "keyset": keyset }));
        for number in 0..230 {
            let title = format!("Theirs {number}");
            let issue = json!({ "title": title, "author": "ann", "labels": ["followthrough"] });
            server.forge(|gitlab| gitlab.file(HOME, issue));
        }
        keeps_it(&server);
    }
}

#[test]
fn it_is_kept_where_rows_come_in_another_order_or_twice() {
    for effect in [Effect::Reverse, Effect::Repeat] {
        let server = server(&json!({}));
        let always = Fault::new(effect).on("GET", "/issues?").times(usize::MAX);
        server.fault(always);
        keeps_it(&server);
    }
}

/// Of every two requests of a kind the first is refused, and may be sent again.
#[test]
fn it_is_kept_where_the_server_refuses_now_and_then() {
    for (method, refusal) in [
        ("GET", Fault::refusal(502, "Bad Gateway")),
        ("GET", Fault::refusal(429, "Retry later")),
        ("PUT", Fault::refusal(503, "Service Unavailable")),
        ("PUT", Fault::new(Effect::FailAfter { status: 500 })),
        ("PUT", Fault::new(Effect::CloseAfter)),
        (
            "POST",
            Fault::refusal(429, "This endpoint has been requested too many times."),
        ),
        ("POST", Fault::secondary_limit(429, Some(0))),
    ] {
        let server = server(&json!({}));
        for nth in 0..100 {
            server.fault(refusal.clone().on(method, "/issues").after(2 * nth));
        }
        keeps_it(&server);
        assert!(server.log().0.iter().any(|it| it.fault.is_some()));
    }
}

/// What was opened is found although the server never says so.
#[test]
fn it_is_kept_where_no_answer_to_a_create_arrives() {
    for effect in [
        Effect::CloseAfter,
        Effect::FailAfter { status: 502 },
        Effect::Truncate { bytes: 100 },
    ] {
        let server = server(&json!({}));
        let always = Fault::new(effect).on("POST", "/issues$").times(usize::MAX);
        server.fault(always);
        keeps_it(&server);
        let opened = server.forge(|gitlab| gitlab.project(HOME).issues.len());
        assert_eq!(opened, 6, "none of them twice");
    }
}

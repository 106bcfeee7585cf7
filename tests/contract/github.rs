//! GitHub, in fair weather and in foul.

use fake_forge::github::{GitHub, Pull};
use fake_forge::{Effect, Fault, Server};
use followthrough::forge::Settings;
use followthrough::forge::github;
use followthrough::forge::transport::{Credential, Manners, Transport};
use followthrough::issue::{IssueId, IssueName};
use serde_json::{Value, json};

use crate::timeless::Timeless;
use crate::{Subject, keeps_the_contract, run};

const HOME: &str = "acme/incidents";

/// A GitHub with these settings beside a repository and a token that may push.
fn server(settings: &Value) -> Server<GitHub> {
    let mut seed = json!({
        "tokens": { "t": { "login": "ann" } },
        "repositories": [{ "full_name": HOME, "roles": { "ann": "write" } }],
    });
    for (name, value) in settings.as_object().unwrap() {
        seed[name] = value.clone();
    }
    Server::start(GitHub::seeded(seed))
}

fn keeps_it(server: &Server<GitHub>) {
    let below = server.forge(|github| github.api());
    let at = github::Server::at(&below).unwrap();
    let token = Credential::bearer("t").unwrap();
    let clock = Box::new(Timeless::default());
    let transport = Transport::new(at.api, Some(token), Manners::default(), clock).unwrap();
    let settings = Settings {
        host: at.host.clone(),
        repository: HOME.into(),
        labels: vec!["followthrough".into()],
        authors: vec![],
    };
    let tracker = github::tracker(settings, github::Options::default(), transport);
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
            server.forge(|github| {
                let issues = &mut github.repository(HOME).issues;
                issues.get_mut(&number).unwrap().pull = Some(Pull::default());
            });
        },
    }));
}

#[test]
fn github_com_keeps_it() {
    keeps_it(&server(&json!({})));
}

#[test]
fn enterprise_server_keeps_it() {
    keeps_it(&server(&json!({ "flavour": "enterprise" })));
}

#[test]
fn it_is_kept_where_line_ends_come_back_changed() {
    keeps_it(&server(&json!({ "crlf": true })));
}

/// Three pages, of which the first alone can be asked for by its number.
#[test]
fn it_is_kept_among_many_issues_that_others_labelled() {
    let server = server(&json!({ "last_page": 1 }));
    for number in 0..230 {
        let title = format!("Theirs {number}");
        let issue = json!({ "title": title, "author": "ann", "labels": ["followthrough"] });
        server.forge(|github| github.file(HOME, issue));
    }
    keeps_it(&server);
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
        ("GET", Fault::secondary_limit(403, None)),
        ("PATCH", Fault::refusal(503, "Service Unavailable")),
        ("PATCH", Fault::new(Effect::FailAfter { status: 500 })),
        ("PATCH", Fault::new(Effect::CloseAfter)),
        ("POST", Fault::secondary_limit(403, Some(30))),
        ("POST", Fault::secondary_limit(429, Some(1))),
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
        let opened = server.forge(|github| github.repository(HOME).issues.len());
        assert_eq!(opened, 3, "none of them twice");
    }
}

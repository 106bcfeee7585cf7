//! The contract over a forge, in fair weather and in foul: what holds for all of them.

use fake_forge::{Effect, Fault, Forge, Server};
use followthrough::forge::transport::{Credential, Manners, Transport};
use followthrough::forge::{ForgeTracker, Settings};
use followthrough::issue::{IssueId, IssueName};
use serde_json::{Value, json};
use url::Url;

use crate::every::on_every_forge;
use crate::timeless::Timeless;
use crate::{Subject, keeps_the_contract, run};

on_every_forge!(
    it_is_kept_where_rows_come_in_another_order_or_twice,
    it_is_kept_where_the_server_refuses_now_and_then,
    it_is_kept_where_no_answer_to_a_create_arrives,
);

/// One forge, and what only it knows how to do.
pub(crate) trait Kind: Forge {
    /// The repository whose issues are used; the token `t` may write them.
    const HOME: &'static str;
    /// How many issues the contract opens there.
    const OPENED: usize;

    /// With these settings beside what the contract needs.
    fn with(settings: &Value) -> Self;
    /// Below which address its pages are, or its API.
    fn below(&self) -> String;
    /// The host of its pages and the address of its API.
    fn at(below: &str) -> (String, Url);
    fn tracker(settings: Settings, transport: Transport) -> ForgeTracker;
    fn file(&mut self, issue: Value);
    fn count(&mut self) -> usize;
    /// Puts an issue out of sight without deleting it.
    fn hide(&mut self, number: u64);
    /// What it does to requests of a method now and then, which may be sent again.
    fn moods() -> Vec<(&'static str, Fault)>;
    /// What must not have happened.
    fn check(&mut self) {}
}

pub(crate) fn server<K: Kind>(settings: &Value) -> Server<K> {
    Server::start(K::with(settings))
}

pub(crate) fn keeps_it<K: Kind>(server: &Server<K>) {
    let below = server.forge(|forge| forge.below());
    let (host, api) = K::at(&below);
    let token = Credential::bearer("t").unwrap();
    let clock = Box::new(Timeless::default());
    let transport = Transport::new(api, Some(token), Manners::default(), clock).unwrap();
    let settings = Settings {
        host: host.clone(),
        repository: K::HOME.into(),
        labels: vec!["followthrough".into()],
        authors: vec![],
    };
    run(keeps_the_contract(&Subject {
        tracker: &K::tracker(settings, transport),
        nowhere: IssueId {
            host,
            repository: K::HOME.into(),
            name: IssueName::Number(9999),
        },
        hide: &|issue| {
            let IssueName::Number(number) = issue.id.name else {
                unreachable!("an issue of a forge has a number")
            };
            server.forge(|forge| forge.hide(number));
        },
    }));
    server.forge(K::check);
}

/// Files so many issues of others with our label, and no hidden line.
pub(crate) fn crowd<K: Kind>(server: &Server<K>, issues: usize) {
    for number in 0..issues {
        let title = format!("Theirs {number}");
        let issue = json!({ "title": title, "author": "ann", "labels": ["followthrough"] });
        server.forge(|forge| forge.file(issue));
    }
}

fn it_is_kept_where_rows_come_in_another_order_or_twice<K: Kind>() {
    for effect in [Effect::Reverse, Effect::Repeat] {
        let server = server::<K>(&json!({}));
        let always = Fault::new(effect).on("GET", "/issues?").times(usize::MAX);
        server.fault(always);
        keeps_it(&server);
    }
}

/// Of every two requests of a kind the first is refused, and may be sent again.
fn it_is_kept_where_the_server_refuses_now_and_then<K: Kind>() {
    for (method, mood) in K::moods() {
        let server = server::<K>(&json!({}));
        for nth in 0..100 {
            server.fault(mood.clone().on(method, "/issues").after(2 * nth));
        }
        keeps_it(&server);
        assert!(server.log().0.iter().any(|it| it.fault.is_some()));
    }
}

/// What was opened is found although the server never says so.
fn it_is_kept_where_no_answer_to_a_create_arrives<K: Kind>() {
    for effect in [
        Effect::CloseAfter,
        Effect::FailAfter { status: 502 },
        Effect::Truncate { bytes: 100 },
    ] {
        let server = server::<K>(&json!({}));
        let always = Fault::new(effect).on("POST", "/issues$").times(usize::MAX);
        server.fault(always);
        keeps_it(&server);
        let opened = server.forge(Kind::count);
        assert_eq!(opened, K::OPENED, "none of them twice");
    }
}

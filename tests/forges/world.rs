//! A small forge, and our tracker on it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use fake_forge::{Forge, Server};
use followthrough::forge::transport::{Clock, Credential, Manners, Transport};
use followthrough::forge::{ForgeTracker, Settings};
use followthrough::issue::{Draft, Issue, IssueId, IssueName, Key, Listing, Marker, Query, Reach};
use followthrough::tracker::{Tracker, TrackerError, Written};
use serde_json::Value;
use url::Url;

pub(crate) const SCOPE: &str = "acme/incidents";

/// One forge, and what only it knows how to do.
pub(crate) trait Kind: Forge + Sized {
    /// The repository whose issues are used.
    const HOME: &'static str;
    /// Where they are, below the address of the interface.
    const ISSUES: &'static str;
    /// By what method an issue is changed.
    const CHANGE: &'static str;
    /// What is asked to read up to a hundred closed issues by number.
    const MANY: &'static [&'static str];
    /// What is asked beside a list of issues: who their authors are.
    const ASIDE: &'static [&'static str];
    /// How the address of comments ends.
    const COMMENTS: &'static str;
    /// What is asked before the first write.
    const BEFORE: &'static [&'static str];

    fn seed() -> Value;
    fn seeded(seed: Value) -> Self;
    fn tracker(url: &str, token: &str, slept: &Slept) -> ForgeTracker;
    /// Files an issue as an earlier run of ours would have.
    fn file_ours(&mut self, draft: &Draft, marker: &Marker, closed: bool);
    fn count(&mut self) -> usize;
    /// How many comments an issue has.
    fn comments(&mut self, number: u64) -> usize;
}

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

pub(crate) struct World<K: Kind> {
    pub(crate) server: Server<K>,
    pub(crate) slept: Slept,
    pub(crate) tracker: ForgeTracker,
    runtime: tokio::runtime::Runtime,
}

impl<K: Kind> World<K> {
    pub(crate) fn new() -> Self {
        Self::of(K::seed(), "bot")
    }

    pub(crate) fn of(seed: Value, token: &str) -> Self {
        let server = Server::start(K::seeded(seed));
        let slept = Slept::default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Self {
            tracker: K::tracker(server.origin(), token, &slept),
            server,
            slept,
            runtime: runtime.unwrap(),
        }
    }

    /// The same repository by another token: another run.
    pub(crate) fn run_as(&mut self, token: &str) {
        self.tracker = K::tracker(self.server.origin(), token, &self.slept);
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
            ..Query::default()
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
        self.server.forge(|forge| {
            for name in names {
                let (draft, marker) = draft(&format!("action {name}"));
                forge.file_ours(&draft, &marker, closed);
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
        self.server.forge(Kind::count)
    }
}

/// What all trackers here are set up with.
pub(crate) fn settings(host: String, repository: &str) -> Settings {
    Settings {
        host,
        repository: repository.into(),
        labels: vec!["followthrough".into()],
        authors: vec!["trusty".into()],
    }
}

thread_local! {
    static TOLD: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// What people were told of waits in this test.
pub(crate) fn told() -> Vec<String> {
    TOLD.take()
}

pub(crate) fn transport(api: Url, token: &str, slept: &Slept) -> Transport {
    let credential = Credential::bearer(token).unwrap();
    let clock = Box::new(slept.clone());
    let manners = Manners {
        told: |text| TOLD.with_borrow_mut(|it| it.push(text.to_owned())),
        ..Manners::default()
    };
    Transport::new(api, Some(credential), manners, clock).unwrap()
}

pub(crate) fn draft(name: &str) -> (Draft, Marker) {
    let draft = Draft {
        title: format!("Patch {name}"),
        block: format!("> Patch {name}\n\n- Report: a.md\n- Due: 2026-12-01"),
        labels: vec!["followthrough".into()],
        assignees: vec![],
        ..Draft::default()
    };
    let key = Key::of("key", &[name]);
    let marker = draft.marker(key, SCOPE, "a.md", Key::of("text", &[name]));
    (draft, marker)
}

pub(crate) fn id<K: Kind>(world: &World<K>, repository: &str, number: u64) -> IssueId {
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

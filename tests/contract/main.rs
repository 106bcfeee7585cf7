//! The one contract that every tracker keeps, whatever it is made of.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

#[path = "../sync_forge/every.rs"]
mod every;
mod forge;
mod github;
mod gitlab;
mod local;
mod timeless;

use followthrough::issue::{
    Draft, Issue, IssueId, IssuePatch, Key, Listing, Marker, Query, Reach, State, Wrote,
};
use followthrough::tracker::{Tracker, TrackerError};

const SCOPE: &str = "acme/incidents";

/// A tracker under test, and what only its own kind knows how to do.
struct Subject<'a> {
    tracker: &'a dyn Tracker,
    /// The id of an issue that never existed.
    nowhere: IssueId,
    /// Puts an issue out of sight without deleting it.
    hide: &'a dyn Fn(&Issue),
}

/// The contract. Its heart: the second run changes nothing.
async fn keeps_the_contract(subject: &Subject<'_>) {
    assert_eq!(full(subject).await.issues, []);
    let first = created_is_listed(subject, "Patch the pool").await;
    let second = created_is_listed(subject, "a: b # c <!-- x --> @maria #1 🔥").await;
    the_second_run_changes_nothing(subject, &first).await;
    updated_is_listed(subject, &first).await;
    states_go_round(subject, &second).await;
    labels_of_others_stay(subject, &second).await;
    days_come_and_go(subject, &second).await;
    what_is_confidential_stays_so(subject).await;
    comments_leave_the_issue_as_it_is(subject, &second).await;
    scopes_are_apart(subject).await;
    gone_and_hidden_are_told_apart(subject, &first).await;
}

async fn ask(subject: &Subject<'_>, query: Query) -> Listing {
    subject.tracker.list(&query).await.unwrap()
}

async fn full(subject: &Subject<'_>) -> Listing {
    let listing = ask(subject, query(Reach::All, &[])).await;
    assert!(listing.closed_seen);
    listing
}

fn query(reach: Reach, named: &[&IssueId]) -> Query {
    Query {
        scope: SCOPE.into(),
        reach,
        named: named.iter().map(|&id| id.clone()).collect(),
        ..Query::default()
    }
}

async fn listed(subject: &Subject<'_>, id: &IssueId) -> Issue {
    let listing = full(subject).await;
    let mut found = listing.issues.into_iter().filter(|it| it.id == *id);
    let issue = found.next().unwrap();
    assert_eq!(found.next(), None, "each issue is listed once");
    issue
}

fn draft(title: &str, scope: &str) -> (Draft, Marker) {
    let draft = Draft {
        title: title.to_owned(),
        block: format!("> {title}\n\n- Report: docs/a b.md\n- Due: 2026-01-01"),
        labels: vec!["followthrough".into()],
        assignees: vec![],
        ..Draft::default()
    };
    let key = Key::of("key", &[scope, title]);
    let marker = draft.marker(key, scope, "docs/a b.md", Key::of("text", &[title]));
    (draft, marker)
}

async fn create(subject: &Subject<'_>, title: &str, scope: &str) -> Issue {
    let (draft, marker) = draft(title, scope);
    subject.tracker.create(&draft, &marker).await.unwrap().issue
}

async fn update(subject: &Subject<'_>, seen: &Issue, patch: &IssuePatch) -> Issue {
    subject.tracker.update(seen, patch).await.unwrap().issue
}

async fn created_is_listed(subject: &Subject<'_>, title: &str) -> Issue {
    let issue = create(subject, title, SCOPE).await;
    let (draft, marker) = draft(title, SCOPE);
    assert_eq!(listed(subject, &issue.id).await, issue);
    assert_eq!(issue.title, title);
    assert_eq!(issue.state, State::Open);
    assert_eq!(issue.marker(), Some(&marker), "believed and whole");
    assert!(issue.labels.contains(&draft.labels[0]));
    assert!(!issue.place().is_empty());
    assert_eq!(
        subject
            .tracker
            .home()
            .resolve(&issue.id.reference(&subject.tracker.home())),
        Some(issue.id.clone()),
        "a report can name it"
    );
    issue
}

/// What the tracker gives back hashes as what was written: there is nothing to update.
async fn the_second_run_changes_nothing(subject: &Subject<'_>, issue: &Issue) {
    let seen = listed(subject, &issue.id).await;
    let (draft, marker) = draft(&issue.title, SCOPE);
    let wrote = marker.wrote.clone().unwrap();
    assert_eq!(Wrote::of(&seen.title, seen.body.block().unwrap()), wrote);
    let again = IssuePatch {
        title: Some(draft.title.clone()),
        body: Some(seen.body.splice(&marker, Some(&draft.block))),
        state: Some(State::Open),
        add_labels: draft.labels.clone(),
        ..IssuePatch::default()
    };
    assert_eq!(update(subject, &seen, &again).await, seen);
    assert_eq!(listed(subject, &issue.id).await, seen);
}

async fn updated_is_listed(subject: &Subject<'_>, issue: &Issue) {
    let seen = listed(subject, &issue.id).await;
    let (title, block) = ("Patch: both pools", "> Patch both\n\n- Due: 2026-02-02");
    let mut marker = seen.marker().unwrap().clone();
    marker.wrote = Some(Wrote::of(title, block));
    let patch = IssuePatch {
        title: Some(title.into()),
        body: Some(seen.body.splice(&marker, Some(block))),
        ..IssuePatch::default()
    };
    let updated = update(subject, &seen, &patch).await;
    assert_eq!(listed(subject, &issue.id).await, updated);
    assert_eq!(updated.title, title);
    // Line ends are the server's affair.
    let lines = |text: &str| text.replace("\r\n", "\n");
    assert_eq!(updated.body.block().map(lines).as_deref(), Some(block));
    assert_eq!(updated.marker(), Some(&marker));
    assert_eq!((updated.state, &updated.labels), (seen.state, &seen.labels));
}

async fn states_go_round(subject: &Subject<'_>, issue: &Issue) {
    for state in [
        State::Completed,
        State::NotPlanned,
        State::Open,
        State::NotPlanned,
        State::Completed,
        State::Open,
    ] {
        let seen = listed(subject, &issue.id).await;
        let patch = IssuePatch {
            state: Some(state),
            ..IssuePatch::default()
        };
        let updated = update(subject, &seen, &patch).await;
        assert_eq!(updated.state, state);
        assert_eq!(listed(subject, &issue.id).await, updated);
        let open = ask(subject, query(Reach::Open, &[])).await;
        assert!(!open.closed_seen);
        let among = open.issues.iter().any(|it| it.id == issue.id);
        assert_eq!(among, state.is_open(), "only open ones unless asked");
        let named = ask(subject, query(Reach::Open, &[&issue.id])).await;
        assert!(
            named.issues.contains(&updated),
            "named ones whatever their state"
        );
        let alone = ask(subject, query(Reach::Named, &[&issue.id])).await;
        assert_eq!(alone.issues, [updated], "nothing but the named ones");
    }
}

async fn labels_of_others_stay(subject: &Subject<'_>, issue: &Issue) {
    let seen = listed(subject, &issue.id).await;
    let patch = |add: &[&str], off: &[&str]| IssuePatch {
        add_labels: add.iter().map(|&it| it.to_owned()).collect(),
        remove_labels: off.iter().map(|&it| it.to_owned()).collect(),
        ..IssuePatch::default()
    };
    let more = update(subject, &seen, &patch(&["P1", "team: db"], &[])).await;
    let less = update(subject, &more, &patch(&[], &["P1", "none"])).await;
    assert_eq!(listed(subject, &issue.id).await, less);
    assert!(seen.labels.iter().all(|label| less.labels.contains(label)));
    assert!(less.labels.contains(&"team: db".to_owned()));
    assert!(!less.labels.contains(&"P1".to_owned()));
}

/// Where the tracker has a field for it.
async fn days_come_and_go(subject: &Subject<'_>, issue: &Issue) {
    if !subject.tracker.capabilities().due_dates {
        return;
    }
    for day in [Some("2026-12-01"), Some("2027-01-31"), None] {
        let day = day.map(|it| it.parse().unwrap());
        let seen = listed(subject, &issue.id).await;
        let patch = IssuePatch {
            due: Some(day),
            ..IssuePatch::default()
        };
        let updated = update(subject, &seen, &patch).await;
        assert_eq!(updated.due, day);
        assert_eq!(listed(subject, &issue.id).await, updated);
    }
    let (mut draft, marker) = draft("Due on a day", SCOPE);
    draft.due = Some(Some("2026-12-24".parse().unwrap()));
    let issue = subject.tracker.create(&draft, &marker).await.unwrap().issue;
    assert_eq!(Some(issue.due), draft.due);
    assert_eq!(listed(subject, &issue.id).await, issue);
}

/// Where the tracker can see to it.
async fn what_is_confidential_stays_so(subject: &Subject<'_>) {
    if !subject.tracker.capabilities().confidential {
        return;
    }
    let (mut draft, marker) = draft("Rotate the keys", SCOPE);
    draft.confidential = true;
    let issue = subject.tracker.create(&draft, &marker).await.unwrap().issue;
    assert!(issue.confidential && listed(subject, &issue.id).await.confidential);
    let open = create(subject, "Change the locks", SCOPE).await;
    assert!(!open.confidential);
    let patch = IssuePatch {
        confidential: true,
        ..IssuePatch::default()
    };
    let hidden = update(subject, &open, &patch).await;
    assert!(hidden.confidential && listed(subject, &hidden.id).await.confidential);
}

async fn comments_leave_the_issue_as_it_is(subject: &Subject<'_>, issue: &Issue) {
    let before = listed(subject, &issue.id).await;
    subject
        .tracker
        .comment(&issue.id, "Late by 3 days.")
        .await
        .unwrap();
    for (text, there) in [("Late by 3 days.", true), ("Late by 3 days", false)] {
        let found = subject.tracker.has_comment(&issue.id, text).await;
        assert_eq!(found.unwrap(), there, "{text}");
    }
    let after = listed(subject, &issue.id).await;
    assert_eq!(after.body.block(), before.body.block());
    assert_eq!(after.marker(), before.marker());
    assert_eq!((after.title, after.state), (before.title, before.state));
}

async fn scopes_are_apart(subject: &Subject<'_>) {
    let other = create(subject, "Of another set of reports", "acme/other").await;
    assert!(!full(subject).await.issues.contains(&other));
    let named = ask(subject, query(Reach::All, &[&other.id])).await;
    assert!(named.issues.contains(&other));
}

async fn gone_and_hidden_are_told_apart(subject: &Subject<'_>, issue: &Issue) {
    let seen = listed(subject, &issue.id).await;
    (subject.hide)(&seen);
    let listing = ask(subject, query(Reach::All, &[&issue.id, &subject.nowhere])).await;
    assert_eq!(Vec::from_iter(&listing.gone), [&subject.nowhere]);
    assert!(listing.forbidden.contains_key(&issue.id), "{listing:?}");
    assert!(!listing.issues.iter().any(|it| it.id == issue.id));

    let patch = IssuePatch {
        state: Some(State::Completed),
        ..IssuePatch::default()
    };
    let nowhere = Issue {
        id: subject.nowhere.clone(),
        ..seen
    };
    let error = subject.tracker.update(&nowhere, &patch).await.unwrap_err();
    assert!(matches!(error, TrackerError::NotFound(_)), "{error}");
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

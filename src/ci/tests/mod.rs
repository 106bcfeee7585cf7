//! Occasions as CI systems tell them, and what is decided.

use serde_json::{Value, json};

use super::*;
use crate::policy::Policy;

const HEAD: &str = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
const BASE: &str = "f95f852bd8fca8fcc58a9a2d6c842781e32a215e";
const OLD: &str = "380387fbc80638b734a49e1be1c4dfec1c01b33c";

fn variables(pairs: &[(&str, &str)]) -> Variables {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn github(name: &str, reference: &str, payload: &Value) -> Occasion {
    let variables = variables(&[
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", name),
        ("GITHUB_REF", reference),
        ("GITHUB_REPOSITORY", "octo-org/octo-repo"),
        ("GITHUB_SHA", HEAD),
        ("GITHUB_RUN_ATTEMPT", "1"),
    ]);
    Occasion::read(&variables, Some(&payload.to_string())).expect(name)
}

fn gitlab(more: &[(&str, &str)]) -> Occasion {
    let mut all = variables(&[
        ("GITLAB_CI", "true"),
        ("CI_PROJECT_PATH", "acme/incidents"),
        ("CI_DEFAULT_BRANCH", "main"),
        ("CI_COMMIT_SHA", HEAD),
    ]);
    all.extend(variables(more));
    Occasion::read(&all, None).unwrap()
}

/// As GitHub sends it, cut to what anybody could be tempted to read.
fn pull_request(action: &str, head_repository: Value, branch: &str) -> Value {
    json!({
        "action": action,
        "number": 2,
        "pull_request": {
            "number": 2,
            "state": "open",
            "title": "::error::Update the README with new information.",
            "user": {"login": "Codertocat", "type": "User"},
            "head": {"label": "Codertocat:changes", "ref": branch, "sha": HEAD, "repo": head_repository},
            "base": {"label": "Codertocat:main", "ref": "main", "sha": BASE, "repo": {"id": 186853002, "fork": false}},
            "merged": false,
            "author_association": "OWNER",
        },
        "repository": {"id": 186853002, "full_name": "octo-org/octo-repo", "default_branch": "main"},
        "sender": {"login": "Codertocat"},
    })
}

fn own() -> Value {
    json!({"id": 186853002, "fork": false})
}

fn repository() -> Value {
    json!({"repository": {"id": 186853002, "default_branch": "main"}, "schedule": "23 6 * * *"})
}

fn workflow_run(event: &str) -> Value {
    json!({"action": "completed", "repository": {"default_branch": "main"}, "workflow_run": {
        "id": 1589141559, "event": event, "head_branch": "changes", "head_sha": OLD, "pull_requests": [],
        "head_repository": {"full_name": "mallory/octo-repo", "owner": {"login": "mallory"}},
    }})
}

/// A decision in a line: work, trigger, what it is compared with, the pull request, and whether errors fail it.
fn seen(occasion: &Occasion) -> String {
    let decision = decide(occasion, &orders(Mode::Auto), &at_the_tip());
    let mut line = format!("{} {}", decision.work.as_str(), decision.trigger.as_str());
    if let Some(base) = decision.against.and_then(|it| it.base) {
        line += match base.as_str() {
            BASE => " base",
            OLD => " old",
            other => panic!("{other}"),
        };
    }
    if let Some(number) = decision.pull_request {
        line += &format!(" #{number}");
    }
    line + if decision.fails { " fails" } else { " shows" }
}

fn orders(mode: Mode) -> Orders {
    Orders {
        mode,
        allow_ref: false,
        fail_on: Policy::default().fail_on,
        write_back_branch: "followthrough/write-back".to_owned(),
    }
}

fn at_the_tip() -> Checkout {
    Checkout {
        head: Some(HEAD.to_owned()),
        tip: Tip::At(HEAD.to_owned()),
    }
}

#[test]
fn every_event_of_github_has_its_work() {
    let queue = json!({"action": "checks_requested", "merge_group": {
        "head_sha": HEAD, "base_sha": OLD, "base_ref": "refs/heads/main",
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64"},
        "repository": {"default_branch": "main"}});
    let mut issue = repository();
    issue["issue"] = json!({"number": 7, "title": "x"});
    let main = "refs/heads/main";
    for (name, reference, payload, expected) in [
        (
            "merge_group",
            "refs/heads/gh-readonly-queue/main/pr-104",
            queue,
            "plan pull-request old fails",
        ),
        ("push", main, repository(), "sync push shows"),
        ("push", "refs/heads/topic", repository(), "plan push shows"),
        ("push", "refs/tags/v1", repository(), "plan push shows"),
        ("schedule", main, repository(), "sync schedule fails"),
        ("workflow_dispatch", main, repository(), "sync manual fails"),
        ("issues", main, issue, "sync push shows"),
        (
            "workflow_run",
            main,
            workflow_run("pull_request"),
            "comment pull-request fails",
        ),
        (
            "workflow_run",
            main,
            workflow_run("push"),
            "sync manual fails",
        ),
    ] {
        assert_eq!(
            seen(&github(name, reference, &payload)),
            expected,
            "{name} {reference} {payload}"
        );
    }
}

#[test]
fn every_pull_request_of_github_has_its_work() {
    let ours = "followthrough/write-back";
    let fork = || json!({"id": 9, "fork": true});
    for (name, action, repository, branch, expected) in [
        (
            "pull_request",
            "opened",
            own(),
            "x",
            "plan pull-request base #2 fails",
        ),
        (
            "pull_request",
            "synchronize",
            own(),
            "x",
            "plan pull-request base #2 fails",
        ),
        (
            "pull_request",
            "opened",
            fork(),
            "main",
            "plan pull-request base #2 fails",
        ),
        // Our own proposal; then a fork that only calls its branch so, and one that is gone.
        (
            "pull_request",
            "opened",
            own(),
            ours,
            "plan pull-request base #2 shows",
        ),
        (
            "pull_request",
            "opened",
            fork(),
            ours,
            "plan pull-request base #2 fails",
        ),
        (
            "pull_request",
            "opened",
            Value::Null,
            ours,
            "plan pull-request base #2 fails",
        ),
        (
            "pull_request_target",
            "opened",
            own(),
            "x",
            "refuse pull-request fails",
        ),
    ] {
        let payload = pull_request(action, repository, branch);
        assert_eq!(
            seen(&github(name, "refs/pull/2/merge", &payload)),
            expected,
            "{name} {payload}"
        );
    }
}

#[test]
fn every_source_of_gitlab_has_its_work() {
    let request = |more: &[(&str, &str)]| {
        let mut all = vec![
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ("CI_MERGE_REQUEST_IID", "12"),
            ("CI_MERGE_REQUEST_PROJECT_ID", "5"),
            ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "5"),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "topic"),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", OLD),
        ];
        all.extend_from_slice(more);
        gitlab(&all)
    };
    let ours = (
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
        "followthrough/write-back",
    );
    let elsewhere = ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "6");
    let merged = ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", BASE);
    let train = ("CI_MERGE_REQUEST_EVENT_TYPE", "merge_train");
    let at =
        |source, branch| gitlab(&[("CI_PIPELINE_SOURCE", source), ("CI_COMMIT_BRANCH", branch)]);
    for (occasion, expected) in [
        (request(&[]), "plan pull-request old #12 fails"),
        (request(&[merged]), "plan pull-request base #12 fails"),
        (request(&[ours]), "plan pull-request old #12 shows"),
        (
            request(&[ours, elsewhere]),
            "plan pull-request old #12 fails",
        ),
        (request(&[train, merged]), "plan pull-request base fails"),
        (at("push", "main"), "sync push shows"),
        (at("push", "topic"), "plan push shows"),
        (at("schedule", "main"), "sync schedule fails"),
        (at("web", "main"), "sync manual fails"),
        (at("ondemand_dast_scan", "main"), "sync manual fails"),
    ] {
        assert_eq!(seen(&occasion), expected, "{occasion:?}");
    }
}

#[test]
fn a_sync_happens_at_the_tip_of_the_default_branch_or_by_order() {
    let push = github("push", "refs/heads/main", &repository());
    let later = Occasion {
        attempt: 2,
        ..push.clone()
    };
    let unknown = || Tip::Unknown("no token".to_owned());
    let moved = || Tip::At(OLD.to_owned());
    let here = || Tip::At(HEAD.to_owned());
    for (occasion, mode, allow_ref, tip, work) in [
        (&push, Mode::Auto, false, here(), Work::Sync),
        (&push, Mode::Auto, false, unknown(), Work::Sync),
        (&push, Mode::Auto, false, moved(), Work::Plan),
        (&later, Mode::Auto, false, here(), Work::Sync),
        (&later, Mode::Auto, false, unknown(), Work::Plan),
        (&push, Mode::Sync, false, moved(), Work::Plan),
        (&push, Mode::Sync, true, moved(), Work::Sync),
        (&push, Mode::Check, true, here(), Work::Check),
        (&push, Mode::Plan, true, here(), Work::Plan),
        (&push, Mode::Comment, true, here(), Work::Refuse),
    ] {
        let orders = Orders {
            allow_ref,
            ..orders(mode)
        };
        let checkout = Checkout {
            head: Some(HEAD.to_owned()),
            tip,
        };
        let decision = decide(occasion, &orders, &checkout);
        assert_eq!(decision.work, work, "{mode:?} {allow_ref} {checkout:?}");
        assert!(decision.because.len() > 1, "{decision:?}");
    }
}

#[test]
fn the_reports_of_another_repository_are_synced_at_the_tip_of_its_own_default_branch() {
    let own = || github("schedule", "refs/heads/main", &repository());
    let other = |branch: Option<&str>, default: Option<&str>| Occasion {
        default_branch: default.map(str::to_owned),
        ..own().elsewhere("octo-org/search".to_owned(), branch.map(str::to_owned))
    };
    for (occasion, work, reason) in [
        (
            other(Some("trunk"), Some("trunk")),
            Work::Sync,
            "the run belongs to octo-org/octo-repo, and the reports to octo-org/search",
        ),
        (
            other(Some("main"), Some("trunk")),
            Work::Plan,
            "the run is for main, and only trunk is synced",
        ),
        (other(None, Some("main")), Work::Plan, "for no branch"),
        (
            other(Some("main"), None),
            Work::Plan,
            "the token cannot see octo-org/search",
        ),
    ] {
        let decision = decide(&occasion, &orders(Mode::Sync), &at_the_tip());
        assert_eq!(decision.work, work, "{decision:?}");
        let said = decision.because.join("\n");
        assert!(said.contains(reason), "{said}");
    }
}

#[test]
fn nowhere_it_plans_and_syncs_only_by_order() {
    let occasion = Occasion::read(&Variables::new(), None).unwrap();
    let nothing = Checkout {
        head: None,
        tip: Tip::Unknown(String::new()),
    };
    for (mode, work) in [(Mode::Auto, Work::Plan), (Mode::Sync, Work::Sync)] {
        assert_eq!(decide(&occasion, &orders(mode), &nothing).work, work);
    }
}

#[test]
fn a_payload_that_is_none_is_refused_where_it_is_needed() {
    let mut pull_request = variables(&[
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "pull_request"),
    ]);
    for payload in [
        None,
        Some(""),
        Some("{}"),
        Some("[1]"),
        Some("{\"pull_request\": {\"number\": \"2\"}}"),
    ] {
        let error = Occasion::read(&pull_request, payload).unwrap_err();
        assert!(error.to_string().contains("GITHUB_EVENT_PATH"), "{error}");
    }
    pull_request.insert("GITHUB_EVENT_NAME".to_owned(), "push".to_owned());
    assert_eq!(
        Occasion::read(&pull_request, None).unwrap().event,
        Event::Push
    );
}

#[test]
fn a_commit_is_forty_digits_or_none() {
    let mut payload = pull_request("opened", own(), "x");
    let hostile = "--upload-pack=touch /tmp/x; 0000000000000000000000";
    payload["pull_request"]["base"]["sha"] = json!(hostile);
    assert_eq!(
        seen(&github("pull_request", "", &payload)),
        "plan pull-request #2 fails"
    );
    let train = gitlab(&[
        ("CI_PIPELINE_SOURCE", "merge_request_event"),
        ("CI_MERGE_REQUEST_EVENT_TYPE", "merge_train"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", hostile),
    ]);
    assert_eq!(train.event, Event::Queue { base: None });
}

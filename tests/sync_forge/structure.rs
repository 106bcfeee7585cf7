//! What an organization may have set up, each by itself: sub-issues, types, date fields, milestones. Where one is
//! missing, issues are opened all the same, and a person is told once.

use fake_forge::github::{Flavour, GitHub, Issue};
use fake_forge::{Effect, Fault};
use serde_json::json;

use crate::stage::Stage;
use crate::world::HOME;

const ALL: &str = "type: Task, due-field: due date, milestone: Follow-ups, parent: report, ";

fn stage(actions: usize, keys: &str) -> Stage<GitHub> {
    let stage = Stage::<GitHub>::with(actions);
    let config = stage.read("followthrough.yml");
    let config = config.replace("pace: 0s", &format!("{keys}pace: 0s"));
    stage.write("followthrough.yml", &config);
    stage
}

/// An organization that has all of it.
fn endowed(actions: usize, keys: &str) -> Stage<GitHub> {
    let stage = stage(actions, keys);
    stage.server.forge(|github| {
        let repository = github.repository(HOME);
        repository.types = vec!["Bug".into(), "Task".into()];
        let milestone = json!({ "number": 3, "title": "Follow-ups" });
        repository.milestones = vec![serde_json::from_value(milestone).unwrap()];
        let fields = json!([
            { "id": 7, "name": "Effort", "data_type": "number" },
            { "id": 9, "name": "Due date", "data_type": "date" },
        ]);
        github
            .fields
            .insert("acme".into(), serde_json::from_value(fields).unwrap());
    });
    stage
}

/// The issues of actions, and those of reports.
fn kept(stage: &Stage<GitHub>) -> (Vec<Issue>, Vec<Issue>) {
    let all: Vec<Issue> = stage
        .server
        .forge(|github| github.repository(HOME).issues.values().cloned().collect());
    all.into_iter()
        .partition(|it| it.body.as_ref().unwrap().contains("<!-- followthrough:v1 "))
}

#[test]
fn new_issues_get_what_the_organization_has() {
    let stage = endowed(3, ALL);
    let said = stage.fine(&["sync"]);
    assert!(!said.contains("warning"), "{said}");
    let (issues, parents) = kept(&stage);
    assert_eq!((issues.len(), parents.len()), (3, 1));
    for issue in &issues {
        assert_eq!(
            (issue.kind.as_deref(), issue.milestone),
            (Some("Task"), Some(3))
        );
        assert_eq!(
            issue.values[&9], "2026-12-27",
            "eight weeks after the incident"
        );
    }
    let parent = &parents[0];
    assert_eq!(parent.title, "Outage 0");
    assert_eq!(
        parent.sub_issues,
        issues.iter().map(|it| it.id).collect::<Vec<_>>()
    );
    let log = stage.server.take_log();
    assert_eq!(
        log.writes(),
        3 + 1 + 3,
        "each issue, the one of the report, and each put below it"
    );

    // Nothing more to do, nobody's orphan, and no report names it.
    stage.fine(&["sync"]);
    let log = stage.server.take_log();
    assert_eq!((log.reads(), log.writes()), (2, 0), "{:?}", log.lines());
    let said = stage.fine(&["check"]);
    assert!(!said.contains("orphan"), "{said}");

    // A later action goes below the same one, closed or not, and takes its date along when that changes.
    stage.server.forge(|github| {
        let issues = github.repository(HOME).issues.values_mut();
        issues
            .filter(|it| !it.sub_issues.is_empty())
            .for_each(|it| it.closed = true);
    });
    let report = stage.read("postmortems/000.md")
        + "- [ ] Test the failover of the mail relay (due: 2026-12-01)\n";
    stage.write("postmortems/000.md", &report);
    stage.fine(&["sync"]);
    let later = stage
        .read("postmortems/000.md")
        .replace("2026-12-01", "2026-12-03");
    stage.write("postmortems/000.md", &later);
    stage.fine(&["sync"]);
    let (issues, parents) = kept(&stage);
    assert_eq!(
        (issues.len(), parents.len(), parents[0].sub_issues.len()),
        (4, 1, 4)
    );
    assert_eq!(issues[3].values[&9], "2026-12-03");
}

#[test]
fn what_is_missing_is_a_note_and_never_a_failure() {
    let bare = stage(3, ALL);
    let enterprise = stage(3, ALL);
    enterprise
        .server
        .forge(|github| github.flavour = Flavour::Enterprise);
    let config = enterprise.read("followthrough.yml");
    let below = format!("{}/api/v3", enterprise.server.origin());
    enterprise.write(
        "followthrough.yml",
        &config.replace(enterprise.server.origin(), &below),
    );
    for (stage, notes, all) in [(bare, 3, 4), (enterprise, 4, 3)] {
        let said = stage.fine(&["sync"]);
        assert_eq!(
            said.matches("warning: ").count(),
            notes,
            "each once: {said}"
        );
        assert!(said.contains("has no milestone \"Follow-ups\""), "{said}");
        assert!(said.contains("3 issues opened"), "{said}");
        let (issues, parents) = kept(&stage);
        assert_eq!(issues.len() + parents.len(), all);
        stage.fine(&["sync"]);
        assert_eq!(stage.server.take_log().writes(), 0);
    }
}

/// The issue of a report is opened once, whatever becomes of the answer.
#[test]
fn a_report_has_one_issue_after_a_lost_answer() {
    for effect in [Effect::CloseAfter, Effect::FailAfter { status: 502 }] {
        let stage = endowed(3, "parent: report, ");
        // The first issue, and then the one of its report.
        let fault = Fault::new(effect).on("POST", "/issues$").after(1);
        stage.server.fault(fault);
        stage.fine(&["sync"]);
        let (issues, parents) = kept(&stage);
        assert_eq!(
            (issues.len(), parents.len(), parents[0].sub_issues.len()),
            (3, 1, 3)
        );
    }
}

/// Two syncs at once open the issue of a report once; or the later one is closed before anything stands below it.
#[test]
fn two_syncs_at_once_end_with_one_issue_for_a_report() {
    for _ in 0..3 {
        let stage = endowed(6, "parent: report, ");
        let report = stage.read("postmortems/000.md");
        let other = stage.beside(HOME, &report);
        let mut second = stage.command(&["sync"]);
        let second = second.current_dir(other.path()).spawn().unwrap();
        let first = stage.start(&["sync"]);
        for child in [first, second] {
            let output = child.wait_with_output().unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stdout)
            );
        }
        let (issues, parents) = kept(&stage);
        let open: Vec<&Issue> = parents.iter().filter(|it| !it.closed).collect();
        assert_eq!(open.len(), 1, "of {}", parents.len());
        let below = parents
            .iter()
            .filter(|it| it.closed && !it.sub_issues.is_empty());
        assert_eq!(below.count(), 0);
        let alive = issues.iter().filter(|it| !it.closed).count();
        assert_eq!(alive, 6);
        assert!(open[0].sub_issues.len() >= 6);
    }
}

/// Two syncs at once open issues twice; the double is closed although it stands below its report's issue.
#[test]
fn a_double_is_closed_and_names_the_issue_in_use() {
    let stage = endowed(2, ALL);
    stage
        .server
        .fault(Fault::new(Effect::CommitTwice).on("POST", "/issues$"));
    stage.fine(&["sync"]);
    stage.fine(&["sync"]);
    let (issues, _) = kept(&stage);
    let closed: Vec<&Issue> = issues.iter().filter(|it| it.closed).collect();
    assert_eq!((issues.len(), closed.len()), (3, 1));
    assert_eq!(closed[0].state_reason.as_deref(), Some("duplicate"));
    let keep = issues
        .iter()
        .find(|it| !it.closed && it.title == closed[0].title);
    assert_eq!(closed[0].duplicate_of, Some(keep.unwrap().id));
}

#[test]
fn owners_are_assigned_once_unless_the_configuration_says_more() {
    for (keys, later) in [("", 0), ("assign: always, ", 1), ("assign: never, ", 0)] {
        let stage = stage(0, keys);
        let config = stage.read("followthrough.yml") + "people: { Ann: ann }\n";
        stage.write("followthrough.yml", &config);
        let report = "# Outage\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Patch the pool (owner: Ann)\n";
        stage.write("postmortems/a.md", report);
        stage.fine(&["sync"]);
        let assigned = || kept(&stage).0[0].assignees.clone();
        let first = assigned();
        assert_eq!(first.is_empty(), keys.contains("never"), "{keys}");
        // Somebody else takes it.
        stage.server.forge(|github| {
            let issue = github.repository(HOME).issues.get_mut(&1).unwrap();
            issue.assignees = vec!["tim".into()];
        });
        stage.fine(&["sync"]);
        assert_eq!(stage.server.take_log().writes(), later, "{keys}");
        assert_eq!(assigned().len(), 1 + later, "nobody is taken off: {keys}");
        stage.fine(&["sync"]);
        assert_eq!(stage.server.take_log().writes(), 0, "{keys}");
    }
}

#[test]
fn what_a_tracker_does_not_have_is_refused() {
    let stage = Stage::<GitHub>::with(1);
    for (kind, key) in [
        ("gitlab", "type: Task"),
        ("local", "milestone: Later"),
        ("gitlab", "parent: report"),
    ] {
        let config = format!("scope: s\ntracker: {{ kind: {kind}, repository: {HOME}, {key} }}\n");
        stage.write("followthrough.yml", &config);
        let output = stage.run(&["plan"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        let says = format!(
            "tracker.{}: a tracker of the kind `{kind}` does not have this",
            key.split(':').next().unwrap()
        );
        assert!(said.contains(&says), "{said}");
    }
}

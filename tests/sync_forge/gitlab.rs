//! What only GitLab has: due dates, confidential issues, tokens of jobs, addresses below a path.

use fake_forge::gitlab::GitLab;
use fake_forge::{Effect, Fault};
use serde_json::json;

use crate::stage::Stage;
use crate::world::{HOME, World};

const REPORT: &str = "postmortems/000.md";

/// A report with one action that is due on a day.
fn due(day: &str) -> String {
    format!("# Outage\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Patch the pool (due {day})\n")
}

fn days(stage: &Stage<GitLab>) -> Vec<Option<String>> {
    stage.server.forge(|gitlab| {
        let issues = gitlab.project(HOME).issues.values();
        issues.map(|it| it.due_date.clone()).collect()
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_due_date_follows_the_report_until_somebody_changes_it() {
    let stage = Stage::<GitLab>::with(0);
    stage.write(REPORT, &due("2026-12-01"));
    stage.fine(&["sync"]);
    assert_eq!(days(&stage), [Some("2026-12-01".into())]);
    let later = stage.read(REPORT).replace("2026-12-01", "2026-12-15");
    stage.write(REPORT, &later);
    let said = stage.fine(&["plan"]);
    assert!(said.contains("move the due date"), "{said}");
    stage.fine(&["sync"]);
    assert_eq!(
        stage.server.take_log().writes(),
        1,
        "text and date in one request"
    );
    assert_eq!(days(&stage), [Some("2026-12-15".into())]);
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);

    let theirs = |day: Option<&str>| {
        let day = day.map(str::to_owned);
        stage.server.forge(|gitlab| {
            gitlab.project(HOME).issues.get_mut(&1).unwrap().due_date = day;
        });
    };
    for day in [Some("2027-02-01"), None] {
        theirs(day);
        stage.fine(&["sync"]);
        assert_eq!(
            stage.server.take_log().writes(),
            0,
            "what a person set stays"
        );
        let said = text(&stage.run(&["check"]).stdout);
        assert!(said.contains("state-conflict"), "{said}");
        assert!(said.contains("the report says due 2026-12-15"), "{said}");
        assert!(said.contains(day.unwrap_or("without a due date")), "{said}");
    }
    // Somebody gives way, and the dates are ours again.
    theirs(Some("2026-12-15"));
    stage.fine(&["sync"]);
    stage.write(
        REPORT,
        &stage.read(REPORT).replace("2026-12-15", "2026-12-20"),
    );
    stage.fine(&["sync"]);
    assert_eq!(days(&stage), [Some("2026-12-20".into())]);
}

#[test]
fn a_due_date_that_is_gone_from_the_report_is_taken_away() {
    let stage = Stage::<GitLab>::with(0);
    let config = stage.read("followthrough.yml") + "policy: { due: [] }\n";
    stage.write("followthrough.yml", &config);
    stage.write(REPORT, &due("2026-12-01"));
    stage.fine(&["sync"]);
    let none = stage.read(REPORT).replace(" (due 2026-12-01)", "");
    stage.write(REPORT, &none);
    stage.fine(&["sync"]);
    assert_eq!(days(&stage), [None]);
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);
}

#[test]
fn confidential_reports_have_confidential_issues_and_public_ones_do_not() {
    let stage = Stage::<GitLab>::with(2);
    let secret = "---\nconfidential: true\n---\n# Break-in\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Rotate the keys of the vault\n";
    stage.write("postmortems/secret.md", secret);
    let printed = stage.fine(&["sync"]);
    assert!(!printed.contains("vault"), "{printed}");
    assert_eq!(stage.open().len(), 3);
    let all_hidden = || {
        stage.server.forge(|gitlab| {
            let issues = gitlab.project(HOME).issues.values();
            let hidden = issues.map(|it| it.confidential == (it.title.contains("vault")));
            hidden.collect::<Vec<_>>()
        })
    };
    assert_eq!(all_hidden(), [true, true, true]);
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);

    // A report that becomes confidential takes its issues along.
    let later = format!("---\nconfidential: true\n---\n{}", stage.read(REPORT));
    stage.write(REPORT, &later);
    stage.fine(&["sync"]);
    let hidden = stage.server.forge(|gitlab| {
        gitlab
            .project(HOME)
            .issues
            .values()
            .all(|it| it.confidential)
    });
    assert!(hidden);
}

#[test]
fn the_configuration_can_make_all_of_them_confidential() {
    let stage = Stage::<GitLab>::with(2);
    let config = stage.read("followthrough.yml");
    let config = config.replace(
        "pace: 0s",
        "pace: 0s, confidential: true, milestone: Follow-up",
    );
    stage.write("followthrough.yml", &config);
    stage.server.forge(|gitlab| {
        let milestone = json!({ "id": 7, "title": "Follow-up" });
        gitlab.project(HOME).milestones = vec![serde_json::from_value(milestone).unwrap()];
    });
    stage.fine(&["sync"]);
    let as_wanted = stage.server.forge(|gitlab| {
        let issues = gitlab.project(HOME).issues.values();
        issues
            .map(|it| (it.confidential, it.milestone))
            .collect::<Vec<_>>()
    });
    assert_eq!(as_wanted, [(true, Some(7)); 2]);
    stage.write(
        "followthrough.yml",
        &config.replace("kind: gitlab", "kind: github"),
    );
    let said = text(&stage.run(&["plan"]).stderr);
    assert!(
        said.contains("tracker.confidential: GitHub has no confidential issues"),
        "{said}"
    );
}

#[test]
fn a_jobs_token_reads_and_says_what_a_sync_needs() {
    let mut seed = GitLab::seed();
    seed["tokens"]["job"] = json!({ "username": "ann", "job": true });
    let stage = Stage::<GitLab>::of(seed, 1);
    let run = |args: &[&str]| {
        let mut command = stage.command(args);
        command
            .env_remove("GITLAB_TOKEN")
            .env("CI_JOB_TOKEN", "job");
        command.output().unwrap()
    };
    let output = run(&["sync"]);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("CI_JOB_TOKEN may read issues and never write them"),
        "{said}"
    );
    assert!(
        said.contains("project access token with the scope `api`"),
        "{said}"
    );
    assert_eq!(stage.server.take_log().0.len(), 0);
    stage.fine(&["sync"]);
    let output = run(&["status"]);
    let said = text(&output.stdout);
    assert!(output.status.success() && said.contains("#1"), "{said}");
}

#[test]
fn the_token_of_its_own_name_goes_first() {
    let stage = Stage::<GitLab>::with(1);
    let mut command = stage.command(&["sync"]);
    command
        .env("FOLLOWTHROUGH_TOKEN", "ann")
        .env("CI_JOB_TOKEN", "job");
    assert!(command.output().unwrap().status.success());
    let author = stage
        .server
        .forge(|gitlab| gitlab.project(HOME).issues[&1].author.clone());
    assert_eq!(author, "ann");
}

#[test]
fn a_token_that_ends_soon_is_said_by_the_sync() {
    let stage = Stage::<GitLab>::with(1);
    stage.server.forge(|gitlab| {
        let token = gitlab.tokens.get_mut("bot").unwrap();
        token.expires_at = Some("2026-12-10".into());
    });
    let said = stage.fine(&["sync"]);
    assert!(
        said.contains("ends on 2026-12-10: rotate it before that day"),
        "{said}"
    );
    let said = stage.fine(&["sync"]);
    assert!(!said.contains("2026-12-10"), "nothing was written: {said}");
}

/// Pages below a path, the project by its number.
#[test]
fn references_lead_to_a_gitlab_below_a_path() {
    let mut seed = GitLab::seed();
    seed["below"] = json!("/tools/gitlab");
    let stage = Stage::<GitLab>::of(seed, 3);
    let number = stage.server.forge(|gitlab| gitlab.project(HOME).id);
    let config = stage.read("followthrough.yml");
    let config = config
        .replace(
            stage.server.origin(),
            &format!("{}/tools/gitlab", stage.server.origin()),
        )
        .replace(
            &format!("repository: {HOME}"),
            &format!("repository: \"{number}\""),
        );
    stage.write("followthrough.yml", &config);
    let said = stage.fine(&["sync"]);
    assert!(said.contains("3 issues opened"), "{said}");
    let report = stage.read(REPORT);
    assert_eq!(
        report
            .matches("/tools/gitlab/acme/incidents/-/issues/")
            .count(),
        3,
        "{report}"
    );
    let said = stage.fine(&["sync"]);
    assert!(said.contains("Nothing to do"), "{said}");

    // An issue of somebody's, linked by hand in each way there is.
    let page = format!("{}/tools/gitlab/{HOME}/-", stage.server.origin());
    for link in [
        format!("{page}/issues/4"),
        format!("{page}/work_items/4"),
        format!("{HOME}#4"),
    ] {
        let theirs = json!({ "title": "Order a relay", "author": "ann" });
        stage.server.forge(|gitlab| {
            if !gitlab.project(HOME).issues.contains_key(&4) {
                gitlab.file(HOME, theirs);
            }
        });
        let linked = format!("{report}- [ ] Order a spare relay: {link}\n");
        stage.write(REPORT, &linked);
        stage.fine(&["sync"]);
        assert_eq!(stage.server.take_log().writes(), 0, "{link}");
        let after = stage.read(REPORT);
        assert!(after.ends_with(" (open)\n"), "{link}: {after}");
    }
}

/// A list of closed issues does not tell one that became an epic from work that was done.
#[test]
fn an_issue_that_became_an_epic_is_never_done() {
    let stage = Stage::<GitLab>::with(3);
    stage.fine(&["sync"]);
    stage.server.forge(|gitlab| {
        let project = gitlab.project(HOME);
        for (number, promoted) in [(1, false), (2, true)] {
            let issue = project.issues.get_mut(&number).unwrap();
            (issue.closed, issue.promoted) = (true, promoted);
        }
    });
    // Something new, so that closed issues are listed too.
    let report = stage.read(REPORT) + "- [ ] Test the failover of the mail relay\n";
    stage.write(REPORT, &report);
    let _ = stage.server.take_log();
    let output = stage.run(&["sync"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("it was promoted to the epic"), "{said}");
    let asked = stage.server.take_log().lines();
    let graphs = asked.iter().filter(|it| it.contains("/graphql")).count();
    assert_eq!(
        graphs, 2,
        "what is closed by number, and what the list shows: {asked:?}"
    );
    let after = stage.read(REPORT);
    let words = |word: &str| after.matches(&format!(", {word})")).count();
    assert_eq!((words("done"), words("open")), (1, 3), "{after}");
    assert!(after.contains("- [ ] Replace"), "{after}");

    // Its reference gets lost: nothing is opened in its place.
    let lost = after.lines().map(|line| match line.split_once(" ([#2]") {
        Some((line, _)) => line,
        None => line,
    });
    let lost = lost.collect::<Vec<_>>().join("\n") + "\n";
    stage.write(REPORT, &lost);
    stage.run(&["sync"]);
    let issues = stage
        .server
        .forge(|gitlab| gitlab.project(HOME).issues.len());
    assert_eq!(issues, 4);
}

/// A person's part may hold a line that GitLab would carry out if the text were sent again. The state changes all
/// the same, and a tick acts once.
#[test]
fn a_tick_acts_once_beside_somebodys_order() {
    for (code, label) in [("````\n/close\n````", true), ("```\n/close\n```", false)] {
        let stage = Stage::<GitLab>::with(1);
        let config = stage.read("followthrough.yml") + "write_back: refs\n";
        stage.write("followthrough.yml", &config);
        stage.fine(&["sync"]);
        let description = |more: &str| {
            stage.server.forge(|gitlab| {
                let issue = gitlab.project(HOME).issues.get_mut(&1).unwrap();
                let text = issue.description.clone().unwrap() + more;
                issue.description = Some(text.clone());
                text
            })
        };
        let before = description(&format!("\n\n{code}"));
        let ticked = stage.read(REPORT).replacen("[ ]", "[x]", 1);
        stage.write(REPORT, &ticked);
        let said = stage.fine(&["sync"]);
        assert!(said.contains("closed #1"), "{said}");
        assert_eq!(stage.server.take_log().writes(), 1);
        let issue = || {
            stage
                .server
                .forge(|gitlab| gitlab.project(HOME).issues[&1].clone())
        };
        let closed = issue();
        let remembered = closed
            .labels
            .contains(&"followthrough-heard::done".to_owned());
        assert_eq!(
            (closed.closed, remembered),
            (true, label),
            "{:?}",
            closed.labels
        );
        assert_eq!(closed.description.as_deref() == Some(&before), label);
        assert_eq!(stage.server.forge(|gitlab| gitlab.executed.clone()), []);

        // Somebody reopens it, and it stays so.
        stage
            .server
            .forge(|gitlab| gitlab.project(HOME).issues.get_mut(&1).unwrap().closed = false);
        for _ in 0..2 {
            stage.fine(&["sync"]);
            assert_eq!(stage.server.take_log().writes(), 0);
        }
        assert!(!issue().closed);

        // A text that can be sent again remembers it itself.
        stage.server.forge(|gitlab| {
            let issue = gitlab.project(HOME).issues.get_mut(&1).unwrap();
            let text = issue.description.clone().unwrap();
            issue.description = Some(text.replace("/close", "close it"));
        });
        stage.write(REPORT, &ticked.replace("[x] Patch", "[x] Patch and test"));
        stage.fine(&["sync"]);
        assert!(!issue().closed, "it was heard");
        assert!(
            !issue().labels.iter().any(|it| it.contains("heard")),
            "{:?}",
            issue().labels
        );
        assert!(issue().description.unwrap().contains("heard=done"));
    }
}

/// What else is to change needs the text: it is said which line is in the way.
#[test]
fn a_text_with_somebodys_order_stays_and_says_so() {
    let stage = Stage::<GitLab>::with(1);
    stage.fine(&["sync"]);
    stage.server.forge(|gitlab| {
        let issue = gitlab.project(HOME).issues.get_mut(&1).unwrap();
        issue.description = Some(issue.description.clone().unwrap() + "\n\n/close");
    });
    let report = stage.read(REPORT);
    stage.write(REPORT, &report.replace("[ ] Patch", "[x] Patch and test"));
    let said = stage.fine(&["sync"]);
    assert!(said.contains("closed #1"), "{said}");
    assert!(
        !stage
            .server
            .forge(|gitlab| gitlab.project(HOME).issues[&1].title.contains("and test"))
    );
    assert_eq!(stage.server.forge(|gitlab| gitlab.executed.clone()), []);
}

/// Somebody takes the label off another issue while the pages are read, and no report names an issue.
#[test]
fn a_row_that_moved_to_a_page_read_before_is_not_missed() {
    let stage = Stage::<GitLab>::with(250);
    let before = stage.read("postmortems/001.md");
    stage.fine(&["sync", "--allow-bulk"]);
    stage.write("postmortems/001.md", &before);
    let fault = Fault::new(Effect::Shift).on("GET", "page=2");
    stage.server.fault(fault.times(2));
    stage.fine(&["sync", "--allow-bulk"]);
    assert_eq!(stage.server.forge(|it| it.kept(HOME).len()), 250);
}

/// Without its hidden line nobody knows its report; that it is confidential, GitLab says.
#[test]
fn a_confidential_issue_that_lost_its_hidden_line_is_asked_about_without_its_title() {
    let stage = Stage::<GitLab>::with(1);
    let before = stage.read("postmortems/000.md");
    stage.fine(&["sync"]);
    stage.write("postmortems/000.md", &before);
    stage.server.forge(|gitlab| {
        let issue = gitlab.project(HOME).issues.values_mut().next().unwrap();
        issue.description = Some("Taken out.".into());
        issue.title += " for Ada";
        issue.confidential = true;
    });
    let output = stage.run(&["check"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("it may be #1 "), "{said}");
    assert!(!said.contains("Ada"), "{said}");
}

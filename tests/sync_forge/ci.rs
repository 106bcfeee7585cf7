//! Runs of `ci` on the default branch: what they publish, and what they tell.

use std::path::Path;
use std::process::Command;

use fake_forge::github::GitHub;
use fake_forge::{Effect, Fault};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::Stage;
use crate::world::{HOME, World};

/// Where the write-back is proposed.
const BRANCH: &str = "followthrough/write-back";

/// A checkout of the default branch, and the repository on the forge.
pub(crate) struct Checkout {
    pub(crate) stage: Stage<GitHub>,
    /// The repository of the forge, and what a job leaves behind.
    beside: TempDir,
}

/// What a run came to.
pub(crate) struct Told {
    exit: Option<i32>,
    /// The log and the summary.
    pub(crate) text: String,
    summary: String,
}

impl Checkout {
    pub(crate) fn new(settings: &str) -> Self {
        let beside = tempfile::tempdir().unwrap();
        let bare = beside.path().join("origin.git");
        git(beside.path(), &["init", "--quiet", "--bare", "origin.git"]);
        let mut seed = GitHub::seed();
        seed["repositories"][0]["git"] = json!(bare);
        seed["tokens"]["bot"]["permissions"] =
            json!({ "issues": "write", "contents": "write", "pull_requests": "write" });
        let stage = Stage::<GitHub>::of(seed, 3);
        let config = stage.read("followthrough.yml") + settings;
        stage.write("followthrough.yml", &config);
        git(stage.path(), &["init", "--quiet", "-b", "main"]);
        git(stage.path(), &["add", "--all"]);
        git(stage.path(), &["commit", "--quiet", "--message", "x"]);
        let bare = bare.display().to_string();
        git(stage.path(), &["push", "--quiet", &bare, "main"]);
        Self { stage, beside }
    }

    /// The token of all runs from here on.
    pub(crate) fn token(&self, token: &str) {
        self.stage.server.forge(|it: &mut GitHub| {
            let own = it.tokens.remove("bot").unwrap();
            it.tokens.insert(token.to_owned(), own);
        });
        std::fs::write(self.beside.path().join("token"), token).unwrap();
    }

    /// All that runs left beside the repository.
    pub(crate) fn left(&self) -> String {
        let mut text = String::new();
        let mut folders = vec![self.beside.path().join("followthrough")];
        while let Some(folder) = folders.pop() {
            for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match file.path() {
                    path if path.is_dir() => folders.push(path),
                    path => text += &std::fs::read_to_string(path).unwrap_or_default(),
                }
            }
        }
        text
    }

    pub(crate) fn run(&self) -> Told {
        self.run_on("push", "refs/heads/main", json!({}))
    }

    /// A run for an event of this name, with what it tells beside the repository.
    fn run_on(&self, name: &str, reference: &str, mut event: Value) -> Told {
        let at = |name: &str| self.beside.path().join(name);
        event["repository"] = json!({ "default_branch": "main", "full_name": HOME });
        std::fs::write(at("event.json"), event.to_string()).unwrap();
        let _ = std::fs::remove_file(at("summary"));
        let mut ci = self.stage.command(&["ci"]);
        if let Ok(token) = std::fs::read_to_string(at("token")) {
            ci.env("GITHUB_TOKEN", token);
        }
        ci.env("GITHUB_ACTIONS", "true")
            .env("GITHUB_EVENT_NAME", name)
            .env("GITHUB_EVENT_PATH", at("event.json"))
            .env("GITHUB_REPOSITORY", HOME)
            .env("GITHUB_API_URL", self.stage.server.origin())
            .env("GITHUB_REF", reference)
            .env("GITHUB_SHA", git(self.stage.path(), &["rev-parse", "HEAD"]))
            .env("GITHUB_STEP_SUMMARY", at("summary"))
            .env("RUNNER_TEMP", self.beside.path());
        let done = ci.output().unwrap();
        let summary = std::fs::read_to_string(at("summary")).unwrap_or_default();
        let log = [&done.stdout[..], &done.stderr].concat();
        Told {
            exit: done.status.code(),
            text: format!("{}\n{summary}", String::from_utf8_lossy(&log)),
            summary,
        }
    }

    /// The state of each pull request.
    fn pulls(&self) -> Vec<bool> {
        let open = |it: &mut GitHub| {
            let issues = it.repository(HOME).issues.values();
            let pulls = issues.filter(|it| it.pull.is_some());
            pulls.map(|it| !it.closed).collect()
        };
        self.stage.server.forge(open)
    }

    /// The first report as it is proposed.
    fn proposed(&self) -> String {
        let file = format!("{BRANCH}:postmortems/000.md");
        git(&self.beside.path().join("origin.git"), &["show", &file])
    }
}

pub(crate) fn git(folder: &Path, args: &[&str]) -> String {
    let name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    let mut git = Command::new("git");
    git.current_dir(folder).args(name).args(args);
    let done = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(done.status.success(), "{args:?}: {done:?}");
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// A job is run again in the same checkout: the reports hold by then what the first run wrote.
#[test]
fn a_write_back_that_was_not_published_is_published_by_the_next_run() {
    for path in ["/git/trees", "/git/refs", "/pulls"] {
        let checkout = Checkout::new("");
        let down = Fault::new(Effect::Refuse {
            status: 502,
            headers: Vec::new(),
            body: String::new(),
        });
        checkout.stage.server.fault(down.on("POST", path));
        let first = checkout.run();
        assert_eq!(first.exit, Some(4), "{path}: {}", first.text);
        let second = checkout.run();
        assert_eq!(second.exit, Some(0), "{path}: {}", second.text);
        assert_eq!(checkout.pulls(), [true], "{path}: {}", second.text);
        assert!(checkout.proposed().contains(", open)"), "{path}");
    }
}

#[test]
fn a_second_run_in_one_checkout_leaves_the_pull_request_open() {
    let checkout = Checkout::new("");
    for _ in 0..2 {
        let told = checkout.run();
        assert_eq!(told.exit, Some(0), "{}", told.text);
        assert_eq!(checkout.pulls(), [true], "{}", told.text);
    }
    // And so does one in a fresh checkout.
    git(checkout.stage.path(), &["checkout", "--quiet", "."]);
    let told = checkout.run();
    assert!(told.text.contains("proposes it already"), "{}", told.text);
}

#[test]
fn what_the_guard_holds_is_not_told_as_done() {
    let checkout = Checkout::new("guard: { creates: 1 }\n");
    let told = checkout.run();
    assert_eq!(told.exit, Some(6), "{}", told.text);
    let summary = told.summary;
    assert!(
        summary.contains("This run changed no issue; 3 changes are held."),
        "{summary}"
    );
    assert!(summary.contains("holds 3 times create"), "{summary}");
    assert!(!summary.contains("| done |"), "{summary}");
}

/// What a pull request moves is told once: as a finding, or, where the rule is off, as a change.
#[test]
fn what_moves_is_told_once() {
    let action = |owner: &str, due: &str| {
        format!(
            "# The pool\n\nDate: 2026-11-01\n\n## Action items\n\n- [ ] Drain the pool (owner: {owner}) (due: {due})\n"
        )
    };
    for (settings, finding) in [
        ("", true),
        (
            "policy: { rules: { due-moved: off, reassigned: off } }\n",
            false,
        ),
    ] {
        let checkout = Checkout::new(settings);
        let commit = |text: &str| {
            checkout.stage.write("postmortems/pool.md", text);
            git(checkout.stage.path(), &["add", "--all"]);
            git(
                checkout.stage.path(),
                &["commit", "--quiet", "--message", "x"],
            );
            git(checkout.stage.path(), &["rev-parse", "HEAD"])
        };
        let base = commit(&action("maria", "2026-12-05"));
        git(
            checkout.stage.path(),
            &["switch", "--quiet", "--create", "topic"],
        );
        let head = commit(&action("jo", "2026-12-24"));
        let event = json!({ "pull_request": {
            "number": 7,
            "base": { "sha": base, "ref": "main" },
            "head": { "sha": head, "ref": "topic" },
        } });
        let told = checkout.run_on("pull_request", "refs/pull/7/merge", event);
        let count = |text: &str| told.summary.matches(text).count();
        let once = (count("2026-12-05"), count("maria"));
        assert_eq!(once, (1, 1), "{}", told.summary);
        assert_eq!(
            told.summary.contains("due-moved"),
            finding,
            "{}",
            told.summary
        );
    }
}

/// The write-back waits to be merged, and somebody divides the report on the default branch meanwhile.
#[test]
fn a_report_that_is_split_before_the_write_back_is_merged_opens_nothing_twice() {
    let checkout = Checkout::new("");
    assert_eq!(checkout.run().exit, Some(0));
    let folder = checkout.stage.path();
    git(folder, &["checkout", "--quiet", "."]);
    let report = checkout.stage.read("postmortems/000.md");
    let moved = report.lines().find(|it| it.contains("Replace")).unwrap();
    let rest = report.replace(&format!("{moved}\n"), "");
    checkout.stage.write("postmortems/000.md", &rest);
    let other = format!("# The queue\n\nDate: 2026-11-01\n\n## Action items\n\n{moved}\n");
    checkout.stage.write("postmortems/queue.md", &other);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "Split"]);
    let bare = checkout.beside.path().join("origin.git");
    git(folder, &["push", "--quiet", bare.to_str().unwrap(), "main"]);
    let told = checkout.run();
    let issues = |it: &mut GitHub| {
        let all = it.repository(HOME).issues.values();
        all.filter(|it| it.pull.is_none()).count()
    };
    assert_eq!(checkout.stage.server.forge(issues), 3, "{}", told.text);
}

//! Confidential reports: whatever is run, in whatever format, nothing of them is said but how many there are;
//! unless somebody asks.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test makes the files it looks at, and fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Each stands only in a confidential report, in its path or in its issue.
const WORDS: [&str; 12] = [
    "breach",
    "Breach",
    "vault",
    "Mallory",
    "2026-02-03",
    "hushed",
    "Hushed",
    "torn",
    "Torn",
    "mojibake",
    "INC-SECRET",
    "whistle",
];

/// By its front matter, and overdue; its action reads almost like one of the report that is not.
const BREACH: &str = "---\nid: INC-SECRET\nconfidential: true\n---\n# Breach of the shop\n\nDate: 2026-02-03\n\n## Action items\n\n- [ ] Rotate all keys of the database and of the vault, and tell the owners (owner: Mallory)\n- [ ] Blow the whistle\n";
/// By its path.
const HUSHED: &str = "# Hushed up\n\nDate: 2026-02-03\n\n## Action items\n\n- [ ] Tell nobody about the hushed call\n";
/// With front matter that no parser takes.
const BROKEN: &str = "---\ntitle: \"Torn\nconfidential: yes\n---\n# Torn\n\n## Action items\n\n- [ ] Mend what is torn apart\n";
/// In the middle of a merge.
const CONFLICT: &str = "---\nconfidential: true\n---\n# Torn\n\n<<<<<<< HEAD\n- [ ] Mend the torn page\n=======\n- [ ] Burn the torn page\n>>>>>>> topic\n";
const PUBLIC: &str = "# The pool ran dry\n\nDate: 2026-03-01\n\n## Action items\n\n- [ ] Rotate all keys of the database and of the shop, and tell the owners\n- [ ] Watch the pool\n";
const CONFIG: &str = "confidential: [\"postmortems/hushed/**\"]\npolicy: { rules: { near-duplicate: warning, vague: warning, no-due: warning } }\n";

struct Repository {
    folder: TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        repository.write("followthrough.yml", CONFIG.as_bytes());
        repository.write("postmortems/breach-2026-02-03.md", BREACH.as_bytes());
        repository.write("postmortems/hushed/call.md", HUSHED.as_bytes());
        repository.write("postmortems/torn-front.md", BROKEN.as_bytes());
        repository.write("postmortems/torn-merge.md", CONFLICT.as_bytes());
        repository.write(
            "postmortems/mojibake.md",
            b"---\nconfidential: true\n---\n# Moji\xff\xfebake\n",
        );
        repository.write("postmortems/pool.md", PUBLIC.as_bytes());
        repository.git(&["init", "-q"]);
        repository.commit();
        repository
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("incidents")
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("HOME", self.folder.path());
        command
    }

    fn git(&self, args: &[&str]) {
        let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        let main = ["-c", "init.defaultBranch=main"];
        let done = self.command("git").args(who).args(main).args(args).status();
        assert!(done.unwrap().success(), "git {args:?}");
    }

    fn hash(&self, name: &str) -> String {
        let found = self
            .command("git")
            .args(["rev-parse", name])
            .output()
            .unwrap();
        String::from_utf8(found.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", "now"]);
    }

    /// Everything that a run says, however it ends.
    fn ended(&self, args: &[&str]) -> String {
        let (said, code) = self.said_by(args, &[]);
        assert_ne!(code, Some(101), "{args:?}: {said}");
        said
    }

    fn said_by(&self, args: &[&str], variables: &[(&str, &Path)]) -> (String, Option<i32>) {
        let mut command = self.command(env!("CARGO_BIN_EXE_followthrough"));
        command.args(args).args(["--today", "2026-11-21"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let mut said = String::from_utf8(output.stdout).unwrap();
        said += std::str::from_utf8(&output.stderr).unwrap();
        (said, output.status.code())
    }

    /// Everything that a run says, and what it leaves in the files named `said-*`.
    fn run(&self, args: &[&str], variables: &[(&str, &Path)]) -> String {
        let (mut said, code) = self.said_by(args, variables);
        assert_ne!(code, Some(2), "{args:?}: {said}");
        assert_ne!(code, Some(101), "{args:?}: {said}");
        for file in self.said() {
            said += &fs::read_to_string(&file).unwrap();
            fs::remove_file(file).unwrap();
        }
        said
    }

    fn said(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("said")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => found.push(path),
                }
            }
        }
        found
    }

    /// `ci` as GitHub Actions runs it, with everything it leaves for other steps.
    fn ci(&self) -> String {
        self.ci_on("push", "{}")
    }

    fn ci_on(&self, name: &str, payload: &str) -> String {
        let said = self.folder.path().join("said");
        fs::create_dir_all(&said).unwrap();
        let [summary, outputs, event] =
            ["summary.md", "outputs", "event.json"].map(|name| said.join(name));
        fs::write(&event, payload).unwrap();
        let text = Path::new;
        let variables = [
            ("GITHUB_ACTIONS", text("true")),
            ("GITHUB_EVENT_NAME", text(name)),
            ("GITHUB_EVENT_PATH", &event),
            ("GITHUB_REPOSITORY", text("acme/incidents")),
            ("GITHUB_REF", text("refs/heads/topic")),
            ("GITHUB_STEP_SUMMARY", &summary),
            ("GITHUB_OUTPUT", &outputs),
            ("RUNNER_TEMP", &said),
        ];
        self.run(&["ci", "--mode", "plan"], &variables)
    }
}

/// What is said of the confidential reports beside how many they are.
fn leaks(said: &str) -> Vec<&'static str> {
    let leaked = WORDS.into_iter().filter(|word| said.contains(word));
    leaked.collect()
}

const FORMATS: [&str; 7] = [
    "text", "json", "sarif", "junit", "github", "gitlab", "markdown",
];

fn says_nothing(repository: &Repository, args: &[&str]) -> String {
    let said = repository.run(args, &[]);
    assert_eq!(leaks(&said), [""; 0], "{args:?} says\n{said}");
    // A sync that has nothing left to do says so, and no more.
    let counts = said.contains("onfidential") || said.contains("Nothing to do");
    assert!(counts, "{args:?} does not count them:\n{said}");
    said
}

fn every_command(repository: &Repository) {
    for format in FORMATS {
        let said = says_nothing(repository, &["check", "-v", "--format", format]);
        assert!(said.contains("Watch the pool"), "{format}: {said}");
    }
    for command in ["plan", "status", "parse"] {
        for format in ["text", "json"] {
            says_nothing(repository, &[command, "-v", "--format", format]);
        }
    }
    says_nothing(repository, &["status", "--all"]);
    let joined = tempfile::tempdir().unwrap();
    let file = joined.path().join("status.json");
    let file = file.to_str().unwrap();
    repository.ended(&["status", "--format", "json", "--output", file]);
    for format in ["text", "json"] {
        says_nothing(repository, &["merge", file, "--all", "--format", format]);
    }
    let said = repository.ci();
    assert_eq!(leaks(&said), [""; 0], "ci says\n{said}");
    assert!(said.contains("confidential"), "{said}");
}

#[test]
fn no_command_and_no_format_says_more_than_how_many() {
    let repository = Repository::new();
    every_command(&repository);
    says_nothing(&repository, &["sync", "-v"]);
    every_command(&repository);
    says_nothing(&repository, &["sync", "--format", "json"]);
    repository.commit();
    // On a pull request that takes the mark away, renames one and deletes another.
    repository.git(&["switch", "-qc", "topic"]);
    let open = BREACH.replace("confidential: true\n", "") + "- [ ] Blow another whistle\n";
    repository.write("postmortems/breach-2026-02-03.md", open.as_bytes());
    repository.git(&[
        "mv",
        "postmortems/hushed/call.md",
        "postmortems/hushed/other.md",
    ]);
    fs::remove_file(repository.path().join("postmortems/torn-front.md")).unwrap();
    repository.commit();
    let payload = format!(
        "{{\"pull_request\": {{\"number\": 7, \"base\": {{\"sha\": \"{}\", \"ref\": \"main\"}}, \"head\": {{\"ref\": \"topic\"}}}}}}",
        repository.hash("main")
    );
    let said = repository.ci_on("pull_request", &payload);
    assert_eq!(leaks(&said), [""; 0], "ci says\n{said}");
    assert!(said.contains("confidential"), "{said}");
    for format in FORMATS {
        says_nothing(
            &repository,
            &["check", "-v", "--base", "main", "--format", format],
        );
    }
}

#[test]
fn what_is_held_failed_or_gone_says_no_more() {
    let repository = Repository::new();
    repository.run(&["sync", "-q"], &[]);
    // Reworded beyond recognition: nothing is opened until somebody decides.
    let path = "postmortems/hushed/call.md";
    let text = fs::read_to_string(repository.path().join(path)).unwrap();
    let (head, _) = text.split_once("- [ ]").unwrap();
    let reworded = format!("{head}- [ ] Tell somebody of the hushed up calls\n");
    repository.write(path, reworded.as_bytes());
    // And a reference of it copied into a report that is not confidential.
    let breach = repository.path().join("postmortems/breach-2026-02-03.md");
    let breach = fs::read_to_string(breach).unwrap();
    let (_, reference) = breach.split_once("Blow the whistle ").unwrap();
    let pool = format!("{PUBLIC}- [ ] Drain the pool {reference}");
    repository.write("postmortems/pool.md", pool.as_bytes());
    every_command(&repository);
    fs::remove_file(repository.path().join(path)).unwrap();
    every_command(&repository);
}

/// The handles of the issues that a report names.
fn handles(repository: &Repository, path: &str) -> Vec<String> {
    let text = fs::read_to_string(repository.path().join(path)).unwrap();
    let named = text.split("(ft-").skip(1);
    let key = |it: &str| format!("ft-{}", it.split(',').next().unwrap());
    named.map(key).collect()
}

const BREACH_PATH: &str = "postmortems/breach-2026-02-03.md";

/// Every command that is about one action, on one of a confidential report.
#[test]
fn whoever_decides_one_action_says_it_to_nobody() {
    let repository = Repository::new();
    repository.run(&["sync", "-q"], &[]);
    let named = handles(&repository, BREACH_PATH);
    let [keys, whistle] = [named[0].as_str(), named[1].as_str()];
    let later = ["--until", "2026-12-31", "--reason", "Mallory is away"];
    let earlier = ["--until", "2026-12-01", "--reason", "torn"];
    let line = format!("{BREACH_PATH}:12");
    let hushed = format!("postmortems/hushed/call.md:{}", 7);
    let runs: [Vec<&str>; 16] = [
        [&["waive", keys], &later[..]].concat(),
        [&["waive", keys], &earlier[..]].concat(),
        vec!["status", "-v"],
        vec!["check", "-v"],
        vec!["close", whistle, "--reason", "Mallory blew it"],
        vec!["close", whistle, "--reason", "Mallory blew it"],
        [&["waive", whistle], &later[..]].concat(),
        vec!["reopen", whistle, "--reason", "torn"],
        vec!["reopen", whistle],
        vec!["link", &line, whistle],
        vec!["link", &hushed, whistle],
        vec!["unlink", whistle],
        vec!["link", &line, whistle],
        vec!["sync", "-v"],
        vec!["adopt"],
        vec!["sync", "--commit"],
    ];
    for args in runs {
        // What is refused is refused without a word too much.
        let said = repository.ended(&args);
        assert_eq!(leaks(&said), [""; 0], "{args:?} says\n{said}");
    }
    let open = repository.ended(&["close", whistle, "--show-confidential"]);
    assert!(open.contains("Blow the whistle"), "{open}");
    let open = repository.ended(&["link", &line, whistle, "--show-confidential"]);
    assert!(open.contains("Blow the whistle"), "{open}");
}

/// Nothing but the issue knows then that its report was confidential.
#[test]
fn a_report_that_is_gone_stays_confidential() {
    let repository = Repository::new();
    repository.run(&["sync", "-q"], &[]);
    let whistle = &handles(&repository, BREACH_PATH)[1];
    fs::remove_file(repository.path().join(BREACH_PATH)).unwrap();
    for format in FORMATS {
        let said = says_nothing(&repository, &["check", "-v", "--format", format]);
        assert!(said.contains("Watch the pool"), "{format}: {said}");
    }
    for args in [
        &["status", "-v", "--all"][..],
        &["plan", "-v"],
        &["sync", "-v"],
        &["close", whistle],
    ] {
        let said = repository.ended(args);
        assert_eq!(leaks(&said), [""; 0], "{args:?} says\n{said}");
    }
    let said = repository.run(&["check", "-v", "--show-confidential"], &[]);
    assert!(
        said.contains("Rotate all keys of the database and of the vault"),
        "{said}"
    );
}

/// A report that took the place of a confidential one: what its reworded action may have been is not said.
#[test]
fn what_a_public_action_may_have_been_is_not_said() {
    const REWORDED: &str = "Rotate every key of the database and of the safe, and let owners know";
    let repository = Repository::new();
    let more = format!("{BREACH}- [ ] Tell the press\n- [ ] Tell the board\n");
    repository.write(BREACH_PATH, more.as_bytes());
    repository.run(&["sync", "-q"], &[]);
    fs::remove_file(repository.path().join(BREACH_PATH)).unwrap();
    let moved = format!(
        "# The shop\n\n## Action items\n\n- [ ] Tell the press\n- [ ] Tell the board\n- [ ] {REWORDED}\n"
    );
    repository.write("postmortems/shop.md", moved.as_bytes());
    for args in [&["check", "-v"][..], &["plan", "-v"], &["sync", "-v"]] {
        let said = repository.ended(args);
        assert_eq!(leaks(&said), [""; 0], "{args:?} says\n{said}");
    }
    let said = repository.ended(&["check", "-v"]);
    let held = "it may be the reworded";
    assert!(
        said.contains(held) && said.contains("a confidential action"),
        "{said}"
    );
}

/// Marked after its issues were opened, or no longer: the issues learn it with the next sync.
#[test]
fn a_mark_that_comes_later_holds_at_once() {
    let repository = Repository::new();
    let open = BREACH.replace("confidential: true\n", "");
    repository.write(BREACH_PATH, open.as_bytes());
    repository.run(&["sync", "-q"], &[]);
    let whistle = &handles(&repository, BREACH_PATH)[1];
    let said = repository.ended(&["close", whistle]);
    assert!(said.contains("Blow the whistle"), "{said}");
    let text = fs::read_to_string(repository.path().join(BREACH_PATH)).unwrap();
    let closed = text.replacen("---\n", "---\nconfidential: true\n", 1);
    repository.write(BREACH_PATH, closed.as_bytes());
    let said = repository.ended(&["reopen", whistle]);
    assert_eq!(leaks(&said), [""; 0], "{said}");
    // Nor under another name, which no sync has seen yet.
    for (path, text) in [
        ("postmortems/2026.md", &closed),
        ("postmortems/hushed/2026.md", &text),
    ] {
        fs::remove_file(repository.path().join(BREACH_PATH)).unwrap();
        repository.write(path, text.as_bytes());
        for command in ["close", "reopen"] {
            let said = repository.ended(&[command, whistle]);
            assert!(said.contains("a confidential action"), "{path}: {said}");
        }
        fs::remove_file(repository.path().join(path)).unwrap();
        repository.write(BREACH_PATH, closed.as_bytes());
    }
    repository.run(&["sync", "-q"], &[]);
    let files = fs::read_dir(repository.path().join(".followthrough/issues")).unwrap();
    let marked = files.filter(|it| {
        let text = fs::read_to_string(it.as_ref().unwrap().path()).unwrap();
        text.contains("Blow the whistle") && text.contains(" confidential=yes ")
    });
    let marked: Vec<_> = marked.collect();
    assert_eq!(marked.len(), 1, "{marked:?}");
    let said = repository.ended(&["sync"]);
    assert!(said.contains("Nothing else to do"), "{said}");
}

#[test]
fn whoever_asks_is_told() {
    let repository = Repository::new();
    for args in [
        &["check", "-v", "--show-confidential"][..],
        &["plan", "--show-confidential"],
        &["status", "--show-confidential"],
        &["parse", "--show-confidential"],
        &["parse", "postmortems/breach-2026-02-03.md"],
        &["explain", "postmortems/breach-2026-02-03.md"],
    ] {
        let said = repository.run(args, &[]);
        assert!(said.contains("Blow the whistle"), "{args:?}: {said}");
    }
    let said = repository.run(&["check", "-v", "--show-confidential"], &[]);
    assert!(said.contains("torn-merge.md:6"), "{said}");
    assert!(!said.contains("onfidential"), "{said}");
}

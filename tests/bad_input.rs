//! Files nobody should write and places nobody can write to: said with the path, and everything else goes on.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test lays out files as people do"
)]

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const GOOD: &str = "# Outage\n\nDate: 2026-11-02\n\n## Action items\n\n- [ ] Patch the pool\n";

/// Who owns nothing here. Root may read and write everything, which would prove nothing.
const NOBODY: u32 = 65_534;

/// A folder with a good report, and the program that works in it.
struct Stage {
    folder: TempDir,
    is_root: bool,
}

/// How a run ended and what it printed.
struct Run {
    code: Option<i32>,
    said: String,
}

impl Run {
    #[track_caller]
    fn ends(&self, code: i32, says: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.said);
        for words in says {
            assert!(self.said.contains(words), "{words:?} in:\n{}", self.said);
        }
    }
}

impl Stage {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("postmortems")).unwrap();
        let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        let stage = Self { folder, is_root };
        stage.put("postmortems/good.md", GOOD);
        stage
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), bytes).unwrap();
    }

    fn run(&self, command: &str) -> Run {
        run(
            Command::new(env!("CARGO_BIN_EXE_followthrough")),
            self.folder.path(),
            command,
        )
    }

    /// Runs as somebody whom modes of files bind.
    fn run_as_nobody(&self, command: &str) -> Run {
        let binary = env!("CARGO_BIN_EXE_followthrough");
        if !self.is_root {
            return self.run(command);
        }
        // The build may lie where only root gets in.
        let place = tempfile::tempdir().unwrap();
        fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
        let copy = place.path().join("followthrough");
        fs::copy(binary, &copy).unwrap();
        let mut command_of_nobody = Command::new(copy);
        command_of_nobody.uid(NOBODY).gid(NOBODY);
        run(command_of_nobody, self.folder.path(), command)
    }

    /// Gives everything to whoever runs as nobody.
    fn give_away(&self) {
        if self.is_root {
            for path in self.all() {
                chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
    }

    fn mode(&self, path: &str, mode: u32) {
        fs::set_permissions(self.at(path), Permissions::from_mode(mode)).unwrap();
    }

    /// The folder, and all folders and files below it.
    fn all(&self) -> Vec<PathBuf> {
        let mut found = vec![self.folder.path().to_owned()];
        let mut at = 0;
        while let Some(path) = found.get(at) {
            let below = fs::read_dir(path).into_iter().flatten();
            let below: Vec<PathBuf> = below.map(|it| it.unwrap().path()).collect();
            found.extend(below);
            at += 1;
        }
        found
    }

    /// Every file with its bytes, as root sees them.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = self.all().into_iter().filter(|path| path.is_file());
        let bytes = files.filter_map(|path| fs::read(&path).ok().map(|it| (path, it)));
        bytes
            .filter(|(path, _)| !path.ends_with(".followthrough/lock"))
            .collect()
    }
}

fn run(mut command: Command, folder: &Path, arguments: &str) -> Run {
    let arguments = arguments.split(' ');
    let output = command
        .args(arguments)
        .args(["--today", "2026-11-21"])
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run {
        code: output.status.code(),
        said: text(&output.stdout) + &text(&output.stderr),
    }
}

#[test]
fn a_report_of_twenty_megabytes_on_one_line() {
    let stage = Stage::new();
    let start = GOOD.strip_suffix("Patch the pool\n").unwrap();
    let long = start.to_owned() + &"word ".repeat(4_000_000);
    stage.put("postmortems/long.md", &long);
    stage
        .run("sync")
        .ends(0, &["Patch the pool", "1 issue opened"]);
    assert!(fs::read_to_string(stage.at("postmortems/long.md")).unwrap() == long);
    stage
        .run("check")
        .ends(0, &["no-actions", "postmortems/long.md:1"]);
}

#[test]
fn a_report_of_a_hundred_thousand_items() {
    let stage = Stage::new();
    let items = (0..100_000).map(|n| format!("- [ ] Replace disk number {n} of the array\n"));
    let start = GOOD.strip_suffix("- [ ] Patch the pool\n").unwrap();
    stage.put(
        "postmortems/many.md",
        start.to_owned() + &items.collect::<String>(),
    );
    let before = stage.files();
    stage
        .run("sync")
        .ends(6, &["opens 100001 issues at once", "--allow-bulk"]);
    assert!(stage.files() == before);
}

#[test]
fn links_and_folders_that_are_called_like_reports() {
    let stage = Stage::new();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.md");
    fs::write(&secret, GOOD).unwrap();
    symlink("two.md", stage.at("postmortems/one.md")).unwrap();
    symlink("one.md", stage.at("postmortems/two.md")).unwrap();
    symlink(&secret, stage.at("postmortems/secret.md")).unwrap();
    symlink("..", stage.at("postmortems/up")).unwrap();
    stage.put("postmortems/x.md/inner.md", GOOD.replace("pool", "queue"));
    let told = [
        "postmortems/one.md: a symbolic link that leads nowhere",
        "postmortems/two.md: a symbolic link that leads nowhere",
        "postmortems/secret.md: a symbolic link that leads out of the repository",
        "postmortems/up: a symbolic link",
    ];
    stage.run("plan").ends(4, &told);
    let sync = stage.run("sync");
    sync.ends(4, &told);
    sync.ends(4, &["Patch the pool", "Patch the queue", "2 issues opened"]);
    assert_eq!(fs::read_to_string(secret).unwrap(), GOOD);
    stage
        .run("check")
        .ends(3, &["unreadable", "postmortems/secret.md"]);
}

#[test]
fn a_report_that_may_not_be_read() {
    let stage = Stage::new();
    stage.put("postmortems/closed.md", GOOD.replace("pool", "queue"));
    stage.put("postmortems/shut/a.md", GOOD.replace("pool", "cache"));
    stage.run("sync").ends(0, &["3 issues opened"]);
    stage.give_away();
    let before = stage.files();
    stage.mode("postmortems/closed.md", 0o000);
    stage.mode("postmortems/shut", 0o000);
    let told = [
        "postmortems/closed.md: permission denied",
        "postmortems/shut: ",
    ];
    stage.run_as_nobody("plan").ends(4, &told);
    stage.run_as_nobody("sync").ends(4, &told);
    // Not seen is not gone: none of their issues is an orphan.
    let check = stage.run_as_nobody("check");
    check.ends(
        3,
        &["unreadable", "postmortems/closed.md", "postmortems/shut"],
    );
    assert!(!check.said.contains("orphan"), "{}", check.said);
    stage.mode("postmortems/shut", 0o755);
    stage.mode("postmortems/closed.md", 0o644);
    assert!(stage.files() == before);
    stage.run_as_nobody("sync").ends(0, &["Nothing to do"]);
}

#[test]
fn a_tree_that_cannot_be_written() {
    let stage = Stage::new();
    stage.run("sync").ends(0, &["1 issue opened"]);
    stage.put("postmortems/new.md", GOOD.replace("pool", "queue"));
    let ticked = fs::read_to_string(stage.at("postmortems/good.md")).unwrap();
    stage.put("postmortems/good.md", ticked.replace("[ ]", "[x]"));
    stage.give_away();
    let before = stage.files();
    let folders: Vec<PathBuf> = stage.all().into_iter().filter(|it| it.is_dir()).collect();
    let modes = |mode| {
        for folder in &folders {
            fs::set_permissions(folder, Permissions::from_mode(mode)).unwrap();
        }
    };
    modes(0o555);
    stage
        .run_as_nobody("plan")
        .ends(0, &["+ open   Patch the queue"]);
    stage
        .run_as_nobody("sync")
        .ends(4, &[".followthrough/issues"]);
    assert!(stage.files() == before);
    modes(0o755);
    stage
        .run_as_nobody("sync")
        .ends(0, &["opened", "closed", "2 reports written back"]);
}

#[test]
fn a_yaml_bomb() {
    let stage = Stage::new();
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, now) in ('a'..'j').zip('b'..='j') {
        let names = format!("*{before}, ").repeat(9);
        bomb += &format!("{now}: &{now} [{names}]\n");
    }
    stage.put(
        "postmortems/bomb.md",
        format!("---\n{bomb}---\n{}", GOOD.replace("pool", "queue")),
    );
    stage
        .run("sync")
        .ends(0, &["Patch the pool", "Patch the queue"]);
    stage
        .run("check")
        .ends(3, &["unreadable", "postmortems/bomb.md:", "front matter"]);
    stage.put("followthrough.yml", format!("{bomb}reports: *j\n"));
    stage.run("plan").ends(2, &["followthrough.yml:"]);
    stage.put("followthrough.yml", "reports: [\n  - x\n");
    stage.run("plan").ends(2, &["followthrough.yml:2", "YAML"]);
}

#[test]
fn a_configuration_that_is_no_file_of_the_repository() {
    let stage = Stage::new();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "hunter2\n").unwrap();
    symlink(&secret, stage.at("followthrough.yml")).unwrap();
    let run = stage.run("plan");
    run.ends(2, &["followthrough.yml", "leads out of the repository"]);
    assert!(!run.said.contains("hunter2"), "{}", run.said);

    fs::remove_file(stage.at("followthrough.yml")).unwrap();
    let pipe = Command::new("mkfifo")
        .arg(stage.at("followthrough.yml"))
        .status();
    assert!(pipe.unwrap().success());
    stage.run("plan").ends(2, &["followthrough.yml", "pipe"]);

    fs::remove_file(stage.at("followthrough.yml")).unwrap();
    stage.put("settings.yml", "reports: [postmortems]\n");
    symlink("settings.yml", stage.at("followthrough.yml")).unwrap();
    stage.run("config check").ends(0, &["is valid"]);
}

#[test]
fn a_template_nested_without_end() {
    let stage = Stage::new();
    let path = ".followthrough/templates/issue.md.hbs";
    let told = [
        ".followthrough/templates/issue.md.hbs:1: ",
        "nested too deeply",
    ];
    let blocks = "{{#if title}}".repeat(2000) + &"{{/if}}".repeat(2000);
    let chain = "{{#if a}}".to_owned() + &"{{else if b}}".repeat(2000) + "{{/if}}";
    let brackets = format!("{{{{{}a{}}}}}", "lookup (".repeat(2000), ")".repeat(2000));
    for template in [blocks, chain, brackets] {
        stage.put(path, template);
        stage.run("plan").ends(2, &told);
    }
    stage.put(
        path,
        "{{title}} {{#if due}}{{due}}{{else}}-{{/if}}\n".repeat(200),
    );
    stage.run("plan").ends(0, &["Patch the pool"]);
}

#[test]
fn a_pipe_is_read_where_a_file_is_named() {
    let stage = Stage::new();
    let program = env!("CARGO_BIN_EXE_followthrough");
    let sh = |command: &str| {
        let mut shell = Command::new("sh");
        shell.env("FT", program).args(["-c", command]);
        shell.current_dir(stage.folder.path()).output().unwrap()
    };
    let piped = sh(
        "\"$FT\" parse /dev/stdin < postmortems/good.md; cat postmortems/good.md | \"$FT\" parse /dev/stdin",
    );
    let said = String::from_utf8(piped.stdout).unwrap();
    assert_eq!(
        said.matches("/dev/stdin:7: Patch the pool (task)").count(),
        2,
        "{said}"
    );
    let piped = sh("cat postmortems/good.md | \"$FT\" explain /dev/stdin");
    let said = String::from_utf8(piped.stdout).unwrap();
    assert!(
        said.contains("Patch the pool") && piped.status.success(),
        "{said}"
    );
    let piped = sh("\"$FT\" parse --format json --output - postmortems/good.md");
    assert!(
        String::from_utf8(piped.stdout)
            .unwrap()
            .contains("Patch the pool")
    );
    assert!(!stage.at("-").exists());
    stage
        .run("check --output json=-")
        .ends(2, &["--output -", "--format"]);
}

#[test]
fn folders_where_files_should_be() {
    for (path, command) in [
        (".followthrough/waivers.yml", "check"),
        (".followthrough/templates/issue.md.hbs", "plan"),
    ] {
        let stage = Stage::new();
        fs::create_dir_all(stage.at(path)).unwrap();
        stage.run(command).ends(2, &[path, "is a folder"]);
    }
}

#[test]
fn an_event_that_cannot_be_read_is_an_annotation() {
    let stage = Stage::new();
    fs::write(stage.at("event.json"), b"\xff").unwrap();
    for (payload, why) in [
        ("nowhere.json", "does not exist"),
        ("postmortems", "is a folder"),
        ("event.json", "not UTF-8"),
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_followthrough"));
        program
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_EVENT_NAME", "push")
            .env("GITHUB_EVENT_PATH", payload);
        let run = run(program, stage.folder.path(), "ci");
        let begins = "::error title=followthrough::the event's payload";
        run.ends(2, &[begins, why, "run the job again"]);
    }
}

//! A check in every format, over reports that mean no good: what comes out is what GitHub, GitLab and test
//! reports read, and reads as what was found. `.ci/run` shows it to validators of others.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test makes the files it looks at, and fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const FORMATS: [&str; 7] = [
    "text", "json", "sarif", "junit", "github", "gitlab", "markdown",
];

/// What a report may call an action.
const HOSTILE: [&str; 10] = [
    "::error file=a.md,line=1::forged",
    "50%0A::set-output name=x::y",
    "Close `</failure></testcase>` & ]]> \"'",
    "a | b `c` [d](https://evil.test) {0} <img src=x>",
    "\u{202e}detrevni \u{200f}\u{2066}",
    "bell\u{7} escape \u{1b}[31m null\u{b}\u{fffe}\u{ffff}",
    "##[error]forged",
    "@everyone fixes #1 \\",
    "Read ![x](y) <!-- followthrough:end -->",
    "通知 Größe 👩‍🚒",
];

struct Repository(TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    /// One report for each hostile title, at a path that is hostile too.
    fn hostile() -> Self {
        let repository = Self::new(&[]);
        let folder = repository.path().join("postmortems");
        fs::create_dir(&folder).unwrap();
        for (at, title) in HOSTILE.iter().enumerate() {
            let name = title.replace('/', "-").replace('\u{b}', "\n");
            let text =
                format!("# {title}\n\nDate: 2026-01-31\n\n## Action items\n\n- [ ] {title}\n");
            fs::write(folder.join(format!("{at} {name}.md")), text).unwrap();
        }
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_followthrough"));
        command.current_dir(self.path()).args(args);
        if !args.contains(&"--today") {
            command.args(["--today", "2026-11-21"]);
        }
        command.output().unwrap()
    }

    fn check(&self, format: &str) -> String {
        let output = self.run(&["check", "--format", format]);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, format: &str) -> Value {
        serde_json::from_str(&self.check(format)).unwrap()
    }

    fn edit(&self, path: &str, change: impl FnOnce(String) -> String) {
        let path = self.path().join(path);
        fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
    }

    /// Rule and fingerprint of every SARIF result.
    fn alerts(&self) -> BTreeSet<(String, String)> {
        let log = self.json("sarif");
        let results = log["runs"][0]["results"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let alert = |it: &Value| {
            let prints = &it["partialFingerprints"];
            assert_eq!(
                prints["primaryLocationLineHash"],
                prints["followthrough/v1"]
            );
            (text(&it["ruleId"]), text(&prints["followthrough/v1"]))
        };
        results.iter().map(alert).collect()
    }
}

/// An annotation as the runner of GitHub Actions reads it out of a log: `::name key=value,…::data`, with
/// the escapes taken back, `%` last.
#[derive(Debug, PartialEq)]
struct Annotation {
    name: String,
    properties: BTreeMap<String, String>,
    message: String,
}

fn annotations(log: &str) -> Vec<Annotation> {
    log.lines()
        .map(|line| {
            // What begins so is read as nothing else, an old `##[command]` in it included.
            let rest = line.strip_prefix("::").expect(line);
            let (head, data) = rest.split_once("::").expect(line);
            let (name, properties) = head.split_once(' ').expect(line);
            let properties = properties.split(',').map(|it| {
                let (key, value) = it.split_once('=').expect(line);
                let value = value.replace("%3A", ":").replace("%2C", ",");
                (key.to_owned(), unescaped(&value))
            });
            Annotation {
                name: name.to_owned(),
                properties: properties.collect(),
                message: unescaped(data),
            }
        })
        .collect()
}

fn unescaped(text: &str) -> String {
    text.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%25", "%")
}

#[test]
fn the_format_never_changes_the_exit_code() {
    let late = "# Pool\n\nDate: 2026-01-31\n\n## Action items\n\n- [ ] Patch it\n";
    let fine = "# Pool\n\nDate: 2026-11-20\n\n## Action items\n\n- [ ] Patch it\n";
    for (report, code) in [(late, 3), (fine, 0)] {
        let repository = Repository::new(&[("postmortems/pool.md", report)]);
        for format in FORMATS {
            let printed = repository.run(&["check", "--format", format]);
            assert_eq!(printed.status.code(), Some(code), "{format}");
            let beside = format!("{format}=beside");
            let written = repository.run(&["check", "--output", &beside]);
            assert_eq!(written.status.code(), Some(code), "{format} beside");
            let file = fs::read(repository.path().join("beside")).unwrap();
            assert_eq!(file, printed.stdout, "{format} printed and written");
        }
    }
}

#[test]
fn hostile_reports_are_annotated_and_nothing_else() {
    let repository = Repository::hostile();
    let found = repository.json("json");
    let found = found["findings"].as_array().unwrap();
    let read = annotations(&repository.check("github"));
    for level in ["error", "warning"] {
        let of = |it: &&Value| it["severity"] == level;
        let wanted: Vec<&Value> = found.iter().filter(of).collect();
        let shown: Vec<&Annotation> = read.iter().filter(|it| it.name == level).collect();
        assert_eq!(shown.len(), wanted.len().min(10), "{level}");
        for (annotation, finding) in shown.iter().zip(wanted) {
            let path = finding["path"].as_str().unwrap();
            // Sequences for a terminal reach no log, and no annotation of a file that is called so.
            if !path.contains('\u{1b}') {
                assert_eq!(annotation.properties["file"], path);
            }
            assert_eq!(annotation.properties["line"], finding["line"].to_string());
            let rule = format!("followthrough: {}", finding["rule"].as_str().unwrap());
            assert_eq!(annotation.properties["title"], rule);
            assert_eq!(annotation.properties.len(), 3);
            assert!(!annotation.message.chars().any(char::is_control));
        }
    }
    let rest = read.iter().find(|it| it.name == "notice").unwrap();
    let errors = found.iter().filter(|it| it["severity"] == "error").count();
    let warnings = found.len() - errors;
    assert!(
        errors == HOSTILE.len() && warnings > 10,
        "{errors} {warnings}"
    );
    let left = format!("not shown here: {} more warnings;", warnings - 10);
    assert!(rest.message.starts_with(&left), "{rest:?}");
}

#[test]
fn every_format_names_every_file_as_it_is_called() {
    let repository = Repository::hostile();
    let found = repository.json("json");
    let found = found["findings"].as_array().unwrap();
    let paths = |of: &dyn Fn(&Value) -> String, list: &[Value]| -> Vec<String> {
        list.iter().map(of).collect()
    };
    let wanted = paths(&|it| it["path"].as_str().unwrap().to_owned(), found);
    let quality = repository.json("gitlab");
    let quality = quality.as_array().unwrap();
    let path = |it: &Value| it["location"]["path"].as_str().unwrap().to_owned();
    assert_eq!(paths(&path, quality), wanted);
    let prints: BTreeSet<&str> = quality
        .iter()
        .map(|it| it["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(
        prints.len(),
        found.len(),
        "one fingerprint for each finding"
    );
    let log = repository.json("sarif");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let uri = |it: &Value| {
        let uri = &it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().unwrap();
        assert!(
            uri.bytes().all(|it| it.is_ascii_graphic()) && !uri.contains(':'),
            "{uri}"
        );
        let decoded = percent_encoding::percent_decode_str(uri).decode_utf8();
        decoded.unwrap().into_owned()
    };
    assert_eq!(paths(&uri, results), wanted);
}

#[test]
fn nothing_is_more_than_text() {
    let repository = Repository::hostile();
    for format in ["sarif", "junit", "github", "markdown", "text"] {
        let out = repository.check(format);
        let bad = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                || (format == "junit" && matches!(c, '\u{fffe}' | '\u{ffff}'))
        };
        let kept: Vec<char> = out.chars().filter(|it| bad(*it)).collect();
        // Annotations name files as they are called, or GitHub finds none.
        let most = if format == "github" { 30 } else { 0 };
        assert!(kept.len() <= most, "{format}: {kept:?}");
    }
    let page = repository.check("markdown");
    for line in page.lines().filter(|it| it.starts_with("| ")) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 5, "{line}");
    }
    let page = page.replace("\\<", "").replace("\\]", "");
    for active in ["<img", "<!--", "@everyone", "](https://evil", "#1 "] {
        assert!(!page.contains(active), "{active}: {page}");
    }
    let junit = repository.check("junit");
    assert_eq!(junit.matches("<testcase ").count(), HOSTILE.len());
    assert_eq!(junit.matches("<failure ").count(), HOSTILE.len());
    assert_eq!(junit.matches("</failure>").count(), HOSTILE.len());
    let log = repository.check("sarif");
    assert!(!log.contains("[d](https") && !log.contains(" {0}"), "{log}");
}

#[test]
fn no_log_is_read_for_commands() {
    let text = format!("{POOL}- [ ] ##[error]forged\n- [ ] ::error::forged\n");
    let repository = Repository::new(&[
        ("followthrough.yml", "reports: [\"*.md\"]\n"),
        ("::error file=a::b.md", &text),
        ("##[error]c.md", &text),
        ("a\n::error::d.md", &text),
    ]);
    fs::write(repository.path().join("e\n::error::f.md"), b"\xff\xfe").unwrap();
    for args in [
        &["parse"][..],
        &["plan", "-v"],
        &["sync", "-v"],
        &["status", "-v"],
        &["check", "-v"],
        &["check", "--format", "markdown"],
        &["explain", "##[error]c.md"],
        &["explain", "##[error]c.md:9"],
    ] {
        let output = repository.run(args);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("forged"), "{args:?}: {said}");
        for line in said.lines() {
            let command = line.trim_start().starts_with("::") || line.contains("##[");
            assert!(!command, "{args:?}: {line}");
        }
    }
}

const POOL: &str =
    "# Pool\n\nDate: 2026-01-31\n\n## Action items\n\n- [ ] Patch the pool\n- [ ] Watch it\n";

#[test]
fn an_action_that_moves_or_is_reworded_is_the_same_alert() {
    let repository = Repository::new(&[("postmortems/pool.md", POOL)]);
    let untracked = |it: &(String, String)| it.0 == "untracked";
    let first = repository.alerts();
    assert_eq!(first.iter().filter(|it| untracked(it)).count(), 2);
    repository.run(&["sync"]);
    // Its issue is opened: the same alerts, but for the one that this mends.
    let opened = repository.alerts();
    assert_eq!(
        opened,
        first.into_iter().filter(|it| !untracked(it)).collect()
    );
    repository.edit("postmortems/pool.md", |text| {
        text.replace("Date:", "Intro.\n\nDate:")
    });
    assert_eq!(repository.alerts(), opened, "another line");
    repository.edit("postmortems/pool.md", |text| {
        let (head, items) = text.split_once("## Action items\n\n").unwrap();
        let lines: Vec<&str> = items.lines().rev().collect();
        format!("{head}## Follow-ups\n\n{}\n", lines.join("\n"))
    });
    assert_eq!(repository.alerts(), opened, "another section and order");
    repository.edit("postmortems/pool.md", |text| {
        text.replace("Patch the pool", "Give every service a limit of its own")
    });
    assert_eq!(repository.alerts(), opened, "other words");
    repository.run(&["sync"]);
    assert_eq!(repository.alerts(), opened, "other words, and a sync");
}

#[test]
fn different_findings_are_different_alerts() {
    let twice = "# Pool\n\n## Action items\n\n- [ ] Patch it\n- [ ] Patch it\n";
    let empty = "# Nothing\n\nDate: 2026-01-31\n\nNothing was done.\n";
    let repository = Repository::new(&[
        ("postmortems/a.md", twice),
        ("postmortems/b.md", twice),
        ("postmortems/c.md", empty),
        ("postmortems/d.md", empty),
    ]);
    let found = repository.json("json");
    assert_eq!(
        repository.alerts().len(),
        found["findings"].as_array().unwrap().len()
    );
}

#[test]
fn more_than_github_keeps_is_cut_and_said() {
    let items: String = (0..5_100)
        .map(|at| format!("- [ ] Mend part {at}\n"))
        .collect();
    let report = format!("# Pool\n\nDate: 2026-01-31\n\n## Action items\n\n{items}");
    let repository = Repository::new(&[
        (
            "followthrough.yml",
            "policy: { rules: { no-owner: off, untracked: off, near-duplicate: off } }\n",
        ),
        ("postmortems/pool.md", &report),
    ]);
    let output = repository.run(&["check", "--format", "sarif"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("note: 100 findings left out of sarif"),
        "{said}"
    );
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 5_000);
    let told = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(told.contains("100 findings"), "{told}");
}

#[test]
fn what_the_guide_shows_works() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outputs.md");
    let guide = fs::read_to_string(guide).unwrap();
    let repository = Repository::new(&[("postmortems/pool.md", POOL)]);
    let (mut commands, mut files) = (0, BTreeSet::new());
    for line in guide.lines().filter(|it| !it.starts_with('`')) {
        let Some(at) = line.find("followthrough check -") else {
            continue;
        };
        let command = line[at..].replace("\"$GITHUB_STEP_SUMMARY\"", "summary.md");
        let args: Vec<&str> = command.split_whitespace().skip(1).collect();
        assert_eq!(repository.run(&args).status.code(), Some(3), "{command}");
        commands += 1;
        for file in args.iter().filter_map(|it| it.split_once('=')) {
            let written = fs::metadata(repository.path().join(file.1)).unwrap();
            assert!(written.len() > 100, "{command}");
            files.insert(file.1.to_owned());
        }
    }
    assert!(commands >= 4, "{commands} commands in the guide");
    // What is handed on is what was written.
    for name in ["sarif_file: ", "codequality: ", "junit: "] {
        let (_, rest) = guide.split_once(name).expect(name);
        let file = rest.split([',', '\n']).next().unwrap();
        assert!(files.contains(file), "{name}{file}: {files:?}");
    }
    let row = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    let listed: Vec<String> = guide.lines().filter_map(row).collect();
    assert_eq!(listed, FORMATS);
}

/// What GitLab and test reports make of a waiver: no problem, and a skipped case; and of what is in order.
#[test]
fn what_a_waiver_allows_is_no_open_problem() {
    let repository = Repository::new(&[("postmortems/pool.md", POOL)]);
    repository.run(&["sync"]);
    let before = repository.alerts();
    let found = repository.json("json");
    let finding = &found["findings"][0];
    assert_eq!(finding["rule"], "overdue");
    let handle = finding["handle"].as_str().unwrap();
    let until = ["--until", "2026-12-31", "--reason", "The vendor is late"];
    repository.run(&[&["waive", handle][..], &until].concat());
    let after = repository.alerts();
    let gone: Vec<_> = before.difference(&after).map(|it| it.0.as_str()).collect();
    assert_eq!(
        (gone.as_slice(), after.is_subset(&before)),
        (&["overdue"][..], true)
    );
    let quality = repository.json("gitlab");
    assert_eq!(quality.as_array().unwrap().len(), after.len());
    assert_eq!(repository.check("junit").matches("<skipped ").count(), 1);
    // The waiver ends, and it is the same alert again.
    let late = repository.run(&["check", "--format", "gitlab", "--today", "2027-01-01"]);
    let late = String::from_utf8(late.stdout).unwrap();
    let fingerprint = finding["fingerprint"].as_str().unwrap();
    assert!(late.contains(fingerprint), "{late}");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_a_device_is_fed() {
    let repository = Repository::new(&[
        ("postmortems/pool.md", POOL),
        ("kept/old.json", "older and longer than nothing"),
    ]);
    std::os::unix::fs::symlink("kept/old.json", repository.path().join("link.json")).unwrap();
    let output = repository.run(&[
        "check",
        "-q",
        "--output",
        "json=link.json",
        "--output",
        "sarif=/dev/null",
    ]);
    assert_eq!(output.status.code(), Some(3));
    let link = repository.path().join("link.json");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let kept = fs::read_to_string(repository.path().join("kept/old.json")).unwrap();
    serde_json::from_str::<Value>(&kept).unwrap();
}

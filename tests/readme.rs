//! What the README shows is what happens.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads what it compares, and fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The fenced blocks of this language, in their order.
fn blocks(language: &str) -> Vec<String> {
    let text = readme();
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

fn followthrough(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_followthrough"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// A copy of the example reports.
fn examples() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        std::fs::create_dir_all(copy.path().join(&folder)).unwrap();
        for entry in std::fs::read_dir(root().join("examples").join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(name);
            } else {
                std::fs::copy(entry.path(), copy.path().join(name)).unwrap();
            }
        }
    }
    copy
}

#[test]
fn a_sync_writes_what_is_shown() {
    let [before, after] = &blocks("markdown")[..] else {
        panic!("one report, before and after")
    };
    let copy = examples();
    let file = copy
        .path()
        .join("postmortems/2026-03-02-checkout-latency.md");
    let shown_in = |block: &str, text: &str| {
        for line in block.lines() {
            assert!(text.contains(&format!("{line}\n")), "{line:?} in\n{text}");
        }
    };
    shown_in(before, &std::fs::read_to_string(&file).unwrap());
    let sync = followthrough(copy.path(), &["sync"]);
    assert!(sync.status.success(), "{sync:?}");
    shown_in(after, &std::fs::read_to_string(&file).unwrap());
}

/// Whatever day it is, the examples hold an action that is overdue.
#[test]
fn the_check_of_the_examples_fails() {
    let copy = examples();
    for today in ["2026-11-21", "2031-01-01"] {
        let check = followthrough(copy.path(), &["check", "--today", today]);
        assert_eq!(check.status.code(), Some(3), "{check:?}");
    }
}

#[test]
fn every_command_is_in_the_table() {
    let help = followthrough(&root(), &["--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    let commands = help.split("Commands:").nth(1).unwrap();
    let commands = commands.split("\n\n").next().unwrap();
    let text = readme();
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    for command in commands
        .lines()
        .filter_map(|it| it.split_whitespace().next())
    {
        let named = |row: &&&str| {
            let first = row.trim_matches('|').split('|').next().unwrap();
            first.contains(&format!("`{command}")) // `config` has three of its own
        };
        assert!(
            command == "help" || rows.iter().any(|row| named(&row)),
            "{command}"
        );
    }
}

#[test]
fn it_is_short_and_its_links_lead_somewhere() {
    let text = readme();
    assert!(text.lines().count() <= 150);
    for link in text.split("](").skip(1) {
        let target = link.split(')').next().unwrap();
        assert!(root().join(target).exists(), "{target}");
    }
}

/// docs/templates.md has every name that a template may speak of.
#[test]
fn the_page_of_templates_lists_every_name() {
    let page = std::fs::read_to_string(root().join("docs/templates.md")).unwrap();
    for template in followthrough::render::TEMPLATES {
        let part = page.split("\n## ").find(|it| it.contains(template));
        let part = part.unwrap_or_else(|| panic!("{template} is not there"));
        let names = followthrough::render::names(template);
        assert!(!names.is_empty());
        for name in names {
            assert!(part.contains(&format!("`{name}`")), "{template}: {name}");
        }
    }
}

/// What docs/identity.md claims has the story or test that it names.
#[test]
fn every_claim_about_identity_is_told_somewhere() {
    let text = std::fs::read_to_string(root().join("docs/identity.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut claims = 0;
    for row in rows {
        let told = row.trim_end_matches(" |").rsplit('|').next().unwrap();
        for name in told.split('`').skip(1).step_by(2) {
            let exists = |path: String| root().join(path).exists();
            let known =
                exists(format!("tests/cmd/{name}")) || name.contains('/') && exists(name.into());
            assert!(known, "{name}");
            claims += 1;
        }
    }
    assert!(claims >= 15);
}

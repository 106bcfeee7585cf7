//! Who may import whom, and what the pure half may not know. ARCHITECTURE.md shows the same table.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the source it judges, and fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// For each module of `src`, the modules it imports and may import. Data runs one way: no module may
/// be reached from one that it imports.
const ALLOWED: [(&str, &str); 24] = [
    ("text", ""),
    ("action", "text"),
    ("issue", "action"),
    ("policy", "action"),
    ("escape", ""),
    ("ci", "escape policy"),
    ("publish", ""),
    ("read", "text action"),
    ("ledger", "text action issue policy"),
    ("judge", "action issue ledger policy"),
    ("plan", "action issue ledger"),
    ("writeback", "text action issue ledger policy escape"),
    ("render", "escape issue ledger"),
    (
        "output",
        "action ci escape issue judge ledger plan policy render tracker read text",
    ),
    ("tracker", "issue plan"),
    ("disk", ""),
    ("config", "policy read text"),
    ("host", "publish"),
    ("forge", "action host issue plan publish tracker"),
    ("local", "disk issue tracker text"),
    ("worktree", "disk text"),
    ("cli", "*"),
    ("lib", ""),
    ("main", "cli"),
];

/// Modules without input or output, clock or environment. They import each other and, for what became
/// of a plan, `tracker`: the promise of a tracker, not one that does anything.
const PURE: [&str; 14] = [
    "ci",
    "publish",
    "text",
    "action",
    "issue",
    "policy",
    "escape",
    "read",
    "ledger",
    "judge",
    "plan",
    "writeback",
    "render",
    "output",
];

/// Parts of the standard library that the pure half may not name.
const WORLD: [&str; 7] = ["fs", "env", "net", "process", "time", "thread", "os"];

/// Crates that the pure half may not name.
const EFFECTS: [&str; 11] = [
    "tokio",
    "reqwest",
    "octocrab",
    "git2",
    "dunce",
    "tempfile",
    "ignore",
    "clap",
    "anstream",
    "indicatif",
    "terminal_size",
];

/// Names that say nothing of what is inside.
const DRAWERS: [&str; 7] = [
    "utils", "util", "common", "helpers", "types", "misc", "manager",
];

/// The files that may change an issue: what carries out a plan, what hands it on to the repository it is
/// meant for, and what a person orders by name.
const WRITERS: [&str; 4] = [
    "tracker/apply.rs",
    "tracker/router.rs",
    "cli/close.rs",
    "cli/link.rs",
];

/// Lines that a file may have.
const MOST_LINES: usize = 500;

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                let name = name.replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(found.len() > 100, "the sources were not found");
    found
}

fn module(file: &str) -> &str {
    let first = file.split('/').next().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The code of a file without comments and without its own tests, which stand last.
fn code(source: &str) -> String {
    let tests = source
        .find("#[cfg(test)]\nmod ")
        .filter(|at| source[*at..].trim_end().ends_with(['}', ';']))
        .unwrap_or(source.len());
    let lines = source[..tests]
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The first names of all paths that begin with `root::`, in groups and groups of groups too; `*`
/// where everything is named at once.
fn names_below(code: &str, root: &str) -> BTreeSet<String> {
    let start = format!("{root}::");
    code.match_indices(&start)
        .filter(|(at, _)| !code[..*at].ends_with(is_name))
        .flat_map(|(at, _)| heads(&code[at + start.len()..]))
        .collect()
}

/// The first name of a path, or of each path of a group.
fn heads(tree: &str) -> Vec<String> {
    let tree = tree.trim_start();
    let Some(group) = tree.strip_prefix('{') else {
        let end = tree.find(|c| !is_name(c)).unwrap_or(tree.len());
        return vec![match tree.starts_with('*') {
            true => "*".to_owned(),
            false => tree[..end].to_owned(),
        }];
    };
    let (mut depth, mut from, mut found) = (1, 0, Vec::new());
    for (at, c) in group.char_indices() {
        depth = match c {
            '{' => depth + 1,
            '}' => depth - 1,
            _ => depth,
        };
        if depth == 0 || (depth == 1 && c == ',') {
            if !group[from..at].trim().is_empty() {
                found.extend(heads(&group[from..at]));
            }
            from = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The other modules of this crate that a file names.
fn imports(file: &str, source: &str) -> BTreeSet<String> {
    let code = code(source);
    let mut found = names_below(&code, "crate");
    found.extend(names_below(&code, "followthrough"));
    // `super` of a module's own file is the crate itself.
    if file == format!("{}/mod.rs", module(file)) || !file.contains('/') {
        found.extend(names_below(&code, "super"));
    }
    found.remove(module(file));
    found
}

fn list(names: &str) -> BTreeSet<String> {
    names.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn the_imports_of_every_spelling_are_seen() {
    let seen = |code: &str| imports("text/x.rs", code).into_iter().collect::<Vec<_>>();
    assert_eq!(seen("use crate::ledger::join;"), ["ledger"]);
    assert_eq!(
        seen("use crate::{\n    disk,\n    ledger::{Ledger, join},\n    text::{Span},\n};"),
        ["disk", "ledger"]
    );
    assert_eq!(seen("pub use crate :: *;\nuse crate::*;"), ["*"]);
    assert_eq!(seen("let it = crate::cli::run();"), ["cli"]);
    assert_eq!(seen("// crate::cli\nlet a = 1; // crate::disk"), [""; 0]);
    let tests = "fn a() {}\n#[cfg(test)]\nmod tests {\n    use crate::cli;\n}\n";
    assert_eq!(seen(tests), [""; 0]);
    let early = "#[cfg(test)]\nuse std::fmt;\nuse crate::cli;\n";
    assert_eq!(seen(early), ["cli"]);
    let own = imports("text/mod.rs", "use super::ledger;");
    assert_eq!(own.into_iter().collect::<Vec<_>>(), ["ledger"]);
    assert!(names_below("use std::{fmt, fs::File};", "std").contains("fs"));
    assert!(!names_below("use nonstd::fs;", "std").contains("fs"));
}

#[test]
fn modules_import_what_they_may_and_the_table_allows_no_more() {
    let allowed: BTreeMap<&str, &str> = ALLOWED.into();
    let mut imported: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        let own = module(&file);
        let may = allowed
            .get(own)
            .unwrap_or_else(|| panic!("{file}: say in ALLOWED what the module `{own}` may import"));
        let names = imports(&file, &source);
        let not = names
            .iter()
            .filter(|it| *may != "*" && !list(may).contains(*it));
        wrong.extend(not.map(|it| format!("{file} imports {it}")));
        imported.entry(own.to_owned()).or_default().extend(names);
    }
    for (own, may) in ALLOWED {
        let used = imported.get(own).cloned().unwrap_or_default();
        let unused = list(may).into_iter().filter(|it| it != "*");
        let unused = unused.filter(|it| !used.contains(it));
        wrong.extend(unused.map(|it| format!("{own} may import {it} and does not")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_module_is_reached_from_one_that_it_imports() {
    let mut left: BTreeMap<&str, BTreeSet<String>> = ALLOWED
        .into_iter()
        .filter(|(_, may)| *may != "*")
        .map(|(name, may)| (name, list(may)))
        .collect();
    while !left.is_empty() {
        let names: Vec<&str> = left.keys().copied().collect();
        let free = names
            .iter()
            .find(|name| left[*name].iter().all(|it| !left.contains_key(it.as_str())));
        let free = *free.unwrap_or_else(|| panic!("a ring among {names:?}"));
        left.remove(free);
    }
}

#[test]
fn the_pure_half_knows_no_world() {
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        if !PURE.contains(&module(&file)) {
            continue;
        }
        let code = code(&source);
        let std = names_below(&code, "std");
        let world = WORLD.into_iter().filter(|it| std.contains(*it));
        wrong.extend(world.map(|it| format!("{file} names std::{it}")));
        let effects = EFFECTS
            .into_iter()
            .filter(|it| !names_below(&code, it).is_empty());
        wrong.extend(effects.map(|it| format!("{file} names {it}")));
        if code.contains("::now(") || code.contains("async ") {
            wrong.push(format!("{file} asks the clock, or waits"));
        }
        let effectful = imports(&file, &source);
        let effectful = effectful
            .iter()
            .filter(|it| !PURE.contains(&it.as_str()) && *it != "tracker");
        wrong.extend(effectful.map(|it| format!("{file} imports {it}, which is not pure")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn few_may_change_an_issue() {
    let mut found = BTreeSet::new();
    for (file, source) in sources() {
        let code = code(&source);
        let asks = ["create", "update", "comment"]
            .iter()
            .any(|it| code.contains(&format!("tracker.{it}(")));
        found.extend(asks.then_some(file));
    }
    assert_eq!(found, WRITERS.map(str::to_owned).into());
}

#[test]
fn files_are_small_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        let lines = source.lines().count();
        if lines > MOST_LINES {
            wrong.push(format!("{file} has {lines} lines"));
        }
        if !source.starts_with("//!") {
            wrong.push(format!("{file} does not say what it is"));
        }
        if source.contains("super::super") {
            wrong.push(format!("{file} goes around its parent"));
        }
        let names = file.split('/').map(|part| part.trim_end_matches(".rs"));
        if names.into_iter().any(|name| DRAWERS.contains(&name)) {
            wrong.push(format!("{file} is a drawer"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn architecture() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    std::fs::read_to_string(file).unwrap()
}

/// The part of a document below a heading.
fn below<'a>(text: &'a str, heading: &str) -> &'a str {
    let rest = text.split(&format!("## {heading}\n")).nth(1);
    rest.unwrap().split("\n## ").next().unwrap()
}

#[test]
fn every_dependency_has_its_reason() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = std::fs::read_to_string(file).unwrap();
    let (_, list) = manifest.split_once("[dependencies]\n").unwrap();
    let list = list.split("\n[").next().unwrap();
    let wanted: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once(" = ")?;
            let renamed = rest.split_once("package = \"");
            Some(renamed.map_or(name, |(_, package)| package.split('"').next().unwrap()))
        })
        .collect();
    let text = architecture();
    let rows = below(&text, "Dependencies").lines().skip(3);
    let names = rows
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split(','));
    let shown: BTreeSet<&str> = names
        .filter_map(|it| it.split_whitespace().next())
        .collect();
    assert_eq!(shown, wanted);
}

/// The code map: `| module | what | may import |`.
#[test]
fn the_code_map_says_the_same() {
    let text = architecture();
    let map = below(&text, "Code map");
    let mut shown = BTreeMap::new();
    for row in map.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let imports = match cells[2] {
            "everything" => "*",
            names => names,
        };
        shown.insert(cells[0].trim_matches('`').to_owned(), list(imports));
    }
    let crate_roots = ["lib", "main"];
    let wanted = ALLOWED
        .into_iter()
        .filter(|(name, _)| !crate_roots.contains(name));
    let wanted: BTreeMap<_, _> = wanted
        .map(|(name, may)| (name.to_owned(), list(may)))
        .collect();
    assert_eq!(shown, wanted);
}

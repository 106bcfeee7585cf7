//! Who may import whom, and what the pure half may not know.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the source it judges, and fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// For each module of `src`, the modules it may import. Data runs one way: no module may be reached
/// from one that it imports.
const ALLOWED: [(&str, &str); 21] = [
    ("text", ""),
    ("action", "text"),
    ("issue", "action"),
    ("policy", "action"),
    ("escape", ""),
    ("read", "text action"),
    ("ledger", "text action issue policy"),
    ("judge", "action issue ledger policy"),
    ("plan", "action issue ledger"),
    ("writeback", "text action issue ledger policy escape"),
    ("render", "escape issue ledger"),
    ("tracker", "issue plan"),
    (
        "output",
        "action escape issue judge ledger plan policy tracker text read",
    ),
    ("disk", ""),
    ("config", "disk policy text"),
    ("local", "disk issue tracker text"),
    ("worktree", "disk text"),
    ("cli", "*"),
    ("lib", ""),
    ("main", "cli"),
    ("bin", ""),
];

/// Modules without input or output, clock or environment.
const PURE: [&str; 11] = [
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
];

/// What the pure half may not name.
const IMPURE: [&str; 9] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "tokio",
    "git2",
    "Timestamp::now",
    "Zoned::now",
];

/// Names that say nothing of what is inside.
const DRAWERS: [&str; 6] = ["utils", "util", "common", "helpers", "types", "misc"];

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
                found.insert(name.to_owned(), std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(found.len() > 100);
    found
}

fn module(file: &str) -> &str {
    let first = file.split('/').next().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The code of a file up to its tests, without comments.
fn code(source: &str) -> String {
    let body = source.split("#[cfg(test)]").next().unwrap();
    let lines = body
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of this crate that the code names after `crate::`, in groups too.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let names = group.split('}').next().unwrap().split(',');
            found.extend(names.map(|name| name.trim().split("::").next().unwrap().to_owned()));
        } else {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
        }
    }
    found
}

#[test]
fn modules_import_only_what_they_may() {
    let allowed: BTreeMap<&str, &str> = ALLOWED.into();
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        let own = module(&file);
        let may = allowed
            .get(own)
            .unwrap_or_else(|| panic!("{file}: say in ALLOWED what the module `{own}` may import"));
        for import in imports(&code(&source)) {
            let fine = *may == "*" || import == own || may.split(' ').any(|it| it == import);
            if !fine {
                wrong.push(format!("{file} imports crate::{import}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_module_is_reached_from_one_that_it_imports() {
    let mut left: BTreeMap<&str, Vec<&str>> = ALLOWED
        .into_iter()
        .map(|(name, may)| {
            (
                name,
                may.split(' ')
                    .filter(|it| !it.is_empty() && *it != "*")
                    .collect(),
            )
        })
        .collect();
    while !left.is_empty() {
        let names: Vec<&str> = left.keys().copied().collect();
        let free = names
            .iter()
            .find(|name| left[*name].iter().all(|it| !left.contains_key(it)));
        let free = *free.unwrap_or_else(|| panic!("a ring among {names:?}"));
        left.remove(free);
    }
}

#[test]
fn the_pure_half_knows_no_world() {
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        if PURE.contains(&module(&file)) {
            let code = code(&source);
            let named = IMPURE.iter().filter(|name| code.contains(*name));
            wrong.extend(named.map(|name| format!("{file} names {name}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_small_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        let lines = source.lines().count();
        if lines > 500 {
            wrong.push(format!("{file} has {lines} lines"));
        }
        if !source.starts_with("//!") {
            wrong.push(format!("{file} does not say what it is"));
        }
        if code(&source).contains("super::super") {
            wrong.push(format!("{file} goes around its parent"));
        }
        let path = PathBuf::from(&file);
        let parts: Vec<&str> = path.iter().map(|it| it.to_str().unwrap()).collect();
        if parts
            .iter()
            .any(|part| DRAWERS.contains(&part.trim_end_matches(".rs")))
        {
            wrong.push(format!("{file} is a drawer"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

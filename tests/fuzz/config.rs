//! Any bytes as a configuration are settings, or problems that say where.

use followthrough::config::{Config, ConfigError};

use crate::material::{file, files};
use crate::{Fault, fuzz};

/// Pieces of YAML that make trouble.
const WORDS: &[&str] = &[
    "tracker:\n",
    "  kind: local\n",
    "policy: {",
    "}",
    "[",
    "]",
    "*a",
    "&a ",
    "&a [*a, *a]\n",
    "<<: *a\n",
    "? ",
    ": ",
    "- ",
    "|\n",
    ">-\n",
    "'",
    "\"",
    "\t",
    "\u{feff}",
    "%YAML 1.2\n",
    "---\n",
    "...\n",
    "# ",
    "!!binary ",
    "!t ",
    "~\n",
    "reports: [\"**/*.md\"]\n",
    "policy:\n  due:\n    - {within: 7d}\n",
    "within: 99999999999d\n",
    "due: [{within: 1w}]\n",
    "timezone: Mars/Olympus\n",
    "people: {a: b, a: c}\n",
    "projects:\n  - name: a\n",
    "since: 2026-02-30\n",
    "reading: 2\n",
    "{{{{{{{{{{{{{{{{",
    "[[[[[[[[[[[[[[[[",
    "\r\n",
    "\u{0}",
    "é",
    "1e400",
    "-0",
    "0x1f",
    "off\n",
    "actions: {track: auto}\n",
    "vocabulary: {task-headings: [x]}\n",
    "warn: 7d\n",
    "rules: {overdue: error}\n",
    "scope: a b\n",
    "  ",
    "\n",
];

#[test]
fn config_of_any_bytes() {
    let corpus = files("fuzz/corpus/configs", &[".yml"]);
    let mut seeds = corpus.clone();
    seeds.extend(files("cmd", &["followthrough.yml"]));
    seeds.push(include_str!("../../followthrough.example.yml").to_owned());
    let corpus = corpus.into_iter().map(String::into_bytes).collect();
    fuzz("config", corpus, file(seeds, WORDS), |bytes| total(bytes));
}

fn total(bytes: &[u8]) -> Result<(), Fault> {
    let read = || Config::from_bytes("followthrough.yml", bytes.to_owned());
    let lines = bytes.split(|byte| *byte == b'\n').count();
    let error = match read() {
        Ok(config) => {
            let again = read().map_err(|error| error.to_string())?;
            return match format!("{config:?}") == format!("{again:?}") {
                true => Ok(()),
                false => Err("a second reading differs".into()),
            };
        }
        Err(error) => error,
    };
    let said = error.to_string();
    if !said.contains("followthrough.yml") {
        return Err(format!("the message does not name the file: {said}"));
    }
    match error {
        ConfigError::Invalid { problems, .. } if problems.is_empty() => {
            Err("no problem is named".into())
        }
        ConfigError::NotUtf8 { line, .. } if line > lines => Err(format!("line {line} of {lines}")),
        _ => Ok(()),
    }
}

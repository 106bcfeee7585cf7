//! What is wrong with a configuration file, where, and what was probably meant.

use std::fmt;

use serde::de::{DeserializeOwned, Error};

use super::file::File;
use crate::policy::nearest;

/// One thing that is wrong with the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong and what is accepted, on one line.
    pub message: String,
}

impl fmt::Display for Problem {
    /// `7:3: message`, to be put behind the name of the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// Marks what we say ourselves: the parser puts the path of keys in front of it.
const OURS: char = '\u{1}';

/// An error in our own words, raised while the file is parsed so that it gets a place.
pub(super) fn own_words<E: Error>(message: &str) -> E {
    E::custom(format_args!("{OURS}{message}"))
}

/// More than this is no list that anyone works through.
const MOST: usize = 20;

/// Reads the file, or says all that is wrong with it as far as can be told.
///
/// The parser stops at the first error. So that a person does not have to run the check once for
/// each, the lines of that error are blanked and the rest is tried again.
pub(super) fn parse(text: &str) -> Result<File, Vec<Problem>> {
    if let Some(problem) = too_deep(text) {
        return Err(vec![problem]);
    }
    let mut rest = text.to_owned();
    let mut problems: Vec<Problem> = Vec::new();
    while problems.len() < MOST {
        let error = match serde_yaml::from_str::<Option<File>>(&rest) {
            Ok(file) if problems.is_empty() => return Ok(file.unwrap_or_default()),
            Ok(_) => break,
            Err(error) => error,
        };
        let (mut problem, class) = explain(&error);
        if let Class::Duplicate(key) = &class {
            problem.line = second(&rest, &problem, key).unwrap_or(problem.line);
        }
        let line = problem.line;
        match class {
            // What is missing may have been blanked, and broken YAML may have been broken by it.
            Class::Syntax | Class::Missing if !problems.is_empty() => {}
            _ => problems.push(problem),
        }
        if class == Class::Syntax {
            break;
        }
        match without_block(&rest, line) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    Err(problems)
}

/// More brackets left open than any configuration has. The parser has a limit of its own, but takes
/// time that grows with the square of the depth before it gets there.
const DEEPEST: usize = 1000;

fn too_deep(text: &str) -> Option<Problem> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        depth = match byte {
            b'[' | b'{' => depth + 1,
            b']' | b'}' => depth.saturating_sub(1),
            _ => continue,
        };
        if depth > DEEPEST {
            let (before, line) = (&text[..at], text[..at].rsplit('\n').next());
            return Some(Problem {
                line: before.matches('\n').count() + 1,
                column: line.map_or(0, |line| line.chars().count()) + 1,
                message: "nested too deeply".to_owned(),
            });
        }
    }
    None
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Class {
    /// Not YAML, or more of it than is read.
    Syntax,
    /// A key that has to be there.
    Missing,
    /// A key that stands twice; the parser only says in which mapping.
    Duplicate(String),
    /// A key or value that is wrong.
    Content,
}

fn explain(error: &serde_yaml::Error) -> (Problem, Class) {
    let (line, column) = error
        .location()
        .map_or((1, 1), |place| (place.line(), place.column()));
    let full = error.to_string();
    let place = format!(" at line {line} column {column}");
    let said = full.strip_suffix(&place).unwrap_or(&full);
    let (message, class) = in_words(said);
    let message = message
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    let problem = Problem {
        line,
        column,
        message,
    };
    (problem, class)
}

/// Says in words for people what serde and the YAML parser say.
fn in_words(said: &str) -> (String, Class) {
    if let Some((_, ours)) = said.split_once(OURS) {
        return (ours.to_owned(), Class::Content);
    }
    if let Some(at) = said.find("unknown field `") {
        return (unknown_key(&said[at..]), Class::Content);
    }
    if let Some(at) = said.find("duplicate field `") {
        let key = ticked(&said[at..]).next().unwrap_or_default();
        return (duplicate_key(key), Class::Duplicate(key.to_owned()));
    }
    if let Some(at) = said.find("missing field `") {
        let key = ticked(&said[at..]).next().unwrap_or_default();
        return (format!("the key `{key}` is missing here"), Class::Missing);
    }
    if let Some(at) = said.find("invalid type: ") {
        let said = said[at + "invalid type: ".len()..]
            .replace("unit value", "nothing")
            .replace("expected a sequence", "expected a list")
            .replace("expected field identifier", "expected a key")
            .replacen("map,", "a mapping,", 1)
            .replacen("sequence,", "a list,", 1);
        return (format!("wrong value: {said}"), Class::Content);
    }
    let said = match said {
        "repetition limit exceeded" => "too many repetitions of one anchor".to_owned(),
        "recursion limit exceeded" => "nested too deeply".to_owned(),
        other => other.to_owned(),
    };
    (
        format!("this cannot be read as YAML: {said}"),
        Class::Syntax,
    )
}

/// The complaint about a key that stands twice in one mapping.
pub(super) fn duplicate_key(key: &str) -> String {
    format!("the key `{key}` stands here a second time; keep one of them")
}

fn unknown_key(said: &str) -> String {
    let mut words = ticked(said);
    let key = words.next().unwrap_or_default();
    let known: Vec<&str> = words.collect();
    match nearest(key, known.iter().copied()) {
        Some(meant) => format!("unknown key `{key}`; did you mean `{meant}`?"),
        None if known.is_empty() => format!("unknown key `{key}`; no key is known here"),
        None => format!("unknown key `{key}`; known here: {}", known.join(", ")),
    }
}

/// What stands between backticks.
fn ticked(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The line on which `key` stands for the second time in the block mapping that `at` points to;
/// nothing for a mapping in braces.
fn second(text: &str, at: &Problem, key: &str) -> Option<usize> {
    let stands = |line: &str| {
        let rest = line.get(at.column - 1..)?.strip_prefix(key)?;
        let alone = line[..at.column - 1].chars().all(|c| c == ' ' || c == '-');
        (alone && rest.trim_start().starts_with(':')).then_some(())
    };
    text.lines()
        .enumerate()
        .skip(at.line - 1)
        .filter(|(_, line)| stands(line).is_some())
        .nth(1)
        .map(|(index, _)| index + 1)
}

/// `text` without `line` and the deeper lines below it, all other lines where they were; nothing if
/// that is blank already.
fn without_block(text: &str, line: usize) -> Option<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.get(line - 1).filter(|it| !it.trim().is_empty())?;
    let deeper = lines[line..]
        .iter()
        .take_while(|it| it.trim().is_empty() || indent(it) > indent(first))
        .count();
    let kept = |at: usize| at + 1 < line || at >= line + deeper;
    let lines = lines.iter().enumerate();
    Some(
        lines
            .map(|(at, line)| if kept(at) { line } else { "" })
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

/// A file of another kind, or the first thing that is wrong with it.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    match too_deep(text) {
        Some(problem) => Err(problem),
        None => serde_yaml::from_str(text).map_err(|error| explain(&error).0),
    }
}

/// The file as a plain tree, which remembers what was left out.
pub(super) fn untyped(text: &str) -> Result<serde_yaml::Value, Vec<Problem>> {
    serde_yaml::from_str(text).map_err(|error| vec![explain(&error).0])
}

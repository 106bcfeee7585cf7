//! What changed between two states of a folder, line by line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::files::Files;

/// New and removed files by name, changed ones with the lines that differ.
pub(crate) fn between(old: &Files, new: &Files) -> String {
    let mut out = String::new();
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for path in paths {
        match (old.get(path), new.get(path)) {
            (None, Some(_)) => out += &format!("new {path}\n"),
            (Some(_), None) => out += &format!("gone {path}\n"),
            (Some(old), Some(new)) if old != new => {
                out += &format!("{path}\n{}", lines(old, new));
            }
            _ => {}
        }
    }
    if out.is_empty() {
        out.push_str("no byte\n");
    }
    out
}

fn lines(old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let common = common(&old, &new);
    let (mut out, mut i, mut j) = (String::new(), 0, 0);
    while i < old.len() || j < new.len() {
        let same = i < old.len() && j < new.len() && old[i] == new[j];
        if same {
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            let _ = writeln!(out, "-{}", shown(old[i]));
            i += 1;
        } else {
            let _ = writeln!(out, "+{}", shown(new[j]));
            j += 1;
        }
    }
    out
}

/// How many lines the ends of both from there on have in common at most.
fn common(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            table[i][j] = match old[i] == new[j] {
                true => table[i + 1][j + 1] + 1,
                false => table[i + 1][j].max(table[i][j + 1]),
            };
        }
    }
    table
}

/// A line with what cannot be seen spelled out; a missing line end at the end of a file too.
fn shown(line: &str) -> String {
    let (text, end) = match line.strip_suffix('\n') {
        Some(text) => (text, ""),
        None => (line, " (no line end)"),
    };
    let spell = |c: char| match c {
        '\u{a0}' | '\u{feff}' | '\u{fffd}' => c.escape_unicode().to_string(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(spell).collect::<String>() + end
}

//! `.followthrough/waivers.yml`: reads it, and adds to its text what `waive` decided.

use std::ops::Range;

use jiff::civil::Date;
use serde::Deserialize;

use super::Problem;
use super::name::{Handle, Words};
use super::problem;
use super::scalar::Text;
use super::yaml::flow;
use crate::policy::Waiver;

/// One entry as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {action: ft-7k3q, until: 2026-12-31, reason: \"…\"}")]
struct Entry {
    action: Text<Handle>,
    until: Text<Date>,
    reason: Text<Words>,
    by: Option<Text<Words>>,
}

/// What a new file begins with.
const HEAD: &str = "# Permissions to be late; `followthrough waive` adds one.\n";

/// The waivers of a file's text, in its order.
///
/// # Errors
/// The first thing that is wrong with it; then none of its waivers counts.
pub fn waivers(text: &str) -> Result<Vec<Waiver>, Problem> {
    let entries: Vec<Entry> = problem::read::<Option<_>>(text)?.unwrap_or_default();
    let lines = dashes(text);
    let waivers = entries.into_iter().enumerate().map(|(at, it)| Waiver {
        action: it.action.0.0,
        until: it.until.0,
        reason: it.reason.0.0,
        by: it.by.map(|by| by.0.0),
        line: lines.get(at).map_or(1, |(line, _)| *line),
    });
    Ok(waivers.collect())
}

/// The text with this waiver, in the place of the action's last one, else at its end, everything else as it
/// stands; none if the file is written in a way that cannot be added to.
#[must_use]
pub fn waive(text: &str, waiver: &Waiver) -> Option<String> {
    renewed(text, waiver).or_else(|| added(text, waiver))
}

/// In the place of the action's last waiver, with what people remarked on it; none without one.
fn renewed(text: &str, waiver: &Waiver) -> Option<String> {
    let mut wanted = waivers(text).ok()?;
    let at = wanted.iter().rposition(|it| it.action == waiver.action)?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let starts = dashes(text);
    let (first, indent) = *starts.get(at)?;
    let next = starts.get(at + 1).map_or(lines.len(), |(line, _)| line - 1);
    let is_remark = |line: &&&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let behind = lines[first - 1..next].iter().rev();
    let last = next - behind.take_while(is_remark).count();
    let crlf = lines[first - 1].ends_with("\r\n");
    let new = remarked(
        entry(waiver, indent, crlf),
        &remarks(&lines, first - 1..last),
        indent,
    );
    let new = lines[..first - 1].concat() + &new + &lines[last..].concat();
    wanted[at] = waiver.clone();
    let bare = |it: &Waiver| Waiver {
        line: 0,
        ..it.clone()
    };
    let found = waivers(&new).ok()?;
    let same = found.iter().map(bare).eq(wanted.iter().map(bare));
    same.then_some(new)
}

/// What people remarked on these lines (from 0), from its `#` on, each with the key of its line. A `#` begins a remark
/// if nothing changes without it.
fn remarks<'a>(lines: &[&'a str], among: Range<usize>) -> Vec<(&'a str, &'a str)> {
    let known = waivers(&lines.concat()).ok();
    let remark = |at: usize| {
        let line = lines[at].trim_end();
        let is_remark = |cut: &usize| {
            let without = [&lines[..at].concat(), &line[..*cut], "\n"].concat();
            waivers(&(without + &lines[at + 1..].concat())).ok() == known
        };
        let cut = line
            .match_indices('#')
            .map(|(cut, _)| cut)
            .find(is_remark)?;
        let key = line.trim_start_matches([' ', '-']).split(':').next()?;
        Some((key, &line[cut..]))
    };
    among.filter_map(remark).collect()
}

/// The text of an entry with remarks behind the lines they belong to; those of no line stand above it.
fn remarked(entry: String, remarks: &[(&str, &str)], indent: usize) -> String {
    remarks.iter().fold(entry, |text, (key, remark)| {
        let own = |line: &&str| {
            let line = line.trim_start_matches([' ', '-']);
            line.strip_prefix(key).is_some_and(|it| it.starts_with(':'))
        };
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        match text.lines().find(own) {
            Some(line) => text.replacen(line, &format!("{line} {remark}"), 1),
            None => format!("{}{remark}{end}{text}", " ".repeat(indent)),
        }
    })
}

/// One entry as it is written, behind so many blanks.
fn entry(waiver: &Waiver, indent: usize, crlf: bool) -> String {
    let blank = " ".repeat(indent);
    let quoted = |text: &str| flow(&text.into());
    let mut entry = format!(
        "{blank}- action: {}\n{blank}  until: {}\n{blank}  reason: {}\n",
        quoted(&waiver.action),
        waiver.until,
        quoted(&waiver.reason),
    );
    if let Some(by) = &waiver.by {
        entry += &format!("{blank}  by: {}\n", quoted(by));
    }
    match crlf {
        true => entry.replace('\n', "\r\n"),
        false => entry,
    }
}

fn added(text: &str, waiver: &Waiver) -> Option<String> {
    let mut wanted = waivers(text).ok()?;
    let crlf = text
        .lines()
        .next()
        .is_some_and(|first| text[first.len()..].starts_with("\r\n"));
    let indent = dashes(text).first().map_or(0, |(_, indent)| *indent);
    let gap = match (text.is_empty() || text.ends_with('\n'), crlf) {
        (true, _) => "",
        (false, true) => "\r\n",
        (false, false) => "\n",
    };
    let head = if text.is_empty() { HEAD } else { "" };
    let new = format!("{head}{text}{gap}{}", entry(waiver, indent, crlf));
    let found = waivers(&new).ok()?;
    wanted.push(Waiver {
        line: found.last()?.line,
        ..waiver.clone()
    });
    (found == wanted).then_some(new)
}

/// Line, from 1, and indentation of each entry of the list.
fn dashes(text: &str) -> Vec<(usize, usize)> {
    let dash = |line: &str| {
        let bare = line.trim_start_matches(' ');
        let is = bare == "-" || bare.starts_with("- ");
        is.then(|| line.len() - bare.len())
    };
    let lines = text.lines().enumerate();
    let found: Vec<_> = lines
        .filter_map(|(at, line)| Some((at + 1, dash(line)?)))
        .collect();
    let outermost = found.iter().map(|(_, indent)| *indent).min();
    found
        .into_iter()
        .filter(|(_, indent)| Some(*indent) == outermost)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiver(action: &str) -> Waiver {
        Waiver {
            action: action.to_owned(),
            until: "2026-12-31".parse().unwrap(),
            reason: "the vendor: \"late\" #1 — naïve".to_owned(),
            by: Some("Ada".to_owned()),
            line: 0,
        }
    }

    #[test]
    fn what_stands_there_stays_byte_for_byte() {
        for text in [
            "",
            "# only a comment",
            "# why\n- action: ft-7k3q   # the pool\n  until: 2026-11-30\n  reason: x\n",
            "  - {action: \"#42\", until: 2026-11-30, reason: x}\n  # last words\n",
            "- action: ft-7k3q\r\n  until: 2026-11-30\r\n  reason: x\r\n",
            "---\n- action: ft-7k3q\n  until: 2026-11-30\n  reason: x",
        ] {
            let new = waive(text, &waiver("#43")).expect(text);
            assert!(new.contains(text), "{new}");
            let again = waive(&new, &waiver("ft-zzzz")).unwrap();
            assert!(again.starts_with(&new));
            let found = waivers(&again).unwrap();
            assert_eq!(found.last().unwrap().action, "ft-zzzz");
            let line = again.lines().nth(found.last().unwrap().line - 1).unwrap();
            assert!(line.contains("- action: ft-zzzz"), "{line}");
        }
    }

    #[test]
    fn a_waiver_takes_the_place_of_the_one_before() {
        let other = "# all of them\n- action: ft-zzzz\n  until: 2026-11-30\n  reason: y\n";
        let old = "- action: ft-7k3q\n  until: 2026-11-30\n  reason: x\n\n# last words\n";
        let new = waive(&format!("{other}{old}"), &waiver("ft-7k3q")).unwrap();
        assert!(
            new.starts_with(other) && new.ends_with("\n\n# last words\n"),
            "{new}"
        );
        assert!(!new.contains("reason: x"), "{new}");
        assert_eq!(waivers(&new).unwrap().len(), 2);
    }

    #[test]
    fn what_people_remarked_stays_with_the_new_waiver() {
        let remarked = "- action: \"#7\" # the pool\n  # asked in May\n  until: 2026-11-30\n  reason: a#b # c\n";
        let new = waive(remarked, &waiver("#7")).unwrap();
        let lines: Vec<&str> = new.lines().collect();
        assert_eq!(lines[0], "# asked in May");
        assert_eq!(lines[1], "- action: \"#7\" # the pool");
        assert_eq!(lines[2], "  until: 2026-12-31");
        assert!(lines[3].ends_with("\" # c"), "{new}");
        assert_eq!(waivers(&new).unwrap().len(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_added_to_is_left() {
        for text in [
            "[]",
            "[{action: ft-7k3q, until: 2026-11-30, reason: x}]\n",
            "a: b\n",
            "- x\n",
        ] {
            assert_eq!(waive(text, &waiver("#42")), None, "{text}");
        }
    }

    #[test]
    fn mistakes_have_a_place() {
        for (text, line, says) in [
            (
                "- action: #42\n  until: 2026-12-31\n  reason: x\n",
                1,
                "in quotes",
            ),
            ("- action: \"#42\"\n  reason: x\n", 1, "`until` is missing"),
            (
                "- action: \"#42\"\n  until: 2026-12-31\n",
                1,
                "`reason` is missing",
            ),
            (
                "\n- action: \"#42\"\n  until: soon\n  reason: x\n",
                3,
                "a day such as",
            ),
            (
                "- action: \"#42\"\n  untill: x\n",
                2,
                "did you mean `until`",
            ),
        ] {
            let problem = waivers(text).unwrap_err();
            assert_eq!(problem.line, line, "{problem}");
            assert!(problem.message.contains(says), "{problem}");
        }
    }
}

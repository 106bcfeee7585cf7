//! `.followthrough/waivers.yml`: reads it, and adds to its text what `waive` decided.

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

/// The text with one more waiver at its end, everything else as it stands; none if the file is
/// written in a way that cannot be added to.
#[must_use]
pub fn waive(text: &str, waiver: &Waiver) -> Option<String> {
    let mut wanted = waivers(text).ok()?;
    let crlf = text
        .lines()
        .next()
        .is_some_and(|first| text[first.len()..].starts_with("\r\n"));
    let indent = dashes(text).first().map_or(0, |(_, indent)| *indent);
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
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let added = format!("{gap}{entry}");
    let head = if text.is_empty() { HEAD } else { "" };
    let added = if crlf {
        added.replace('\n', "\r\n")
    } else {
        added
    };
    let new = format!("{head}{text}{added}");
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
            let new = waive(text, &waiver("#42")).expect(text);
            assert!(new.contains(text), "{new}");
            let again = waive(&new, &waiver("ft-7k3q")).unwrap();
            assert!(again.starts_with(&new));
            let found = waivers(&again).unwrap();
            assert_eq!(found.last().unwrap().action, "ft-7k3q");
            let line = again.lines().nth(found.last().unwrap().line - 1).unwrap();
            assert!(line.contains("- action: ft-7k3q"), "{line}");
        }
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

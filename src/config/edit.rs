//! Adds to the text of a configuration file what a command decided; comments, order and style stay.
//!
//! Lines are edited, not the tree: the parser knows no comments. So what comes out is read again, and
//! refused unless it says exactly what it should.

use jiff::civil::Date;
use serde_yaml::{Mapping, Value};

use super::problem::untyped;
use super::yaml::flow;

/// The text with `paths` (a folder's ends in `/`) among the reports that are tracked in spite of their
/// age; none if the file is written in a way that is not understood.
#[must_use]
pub fn adopt_reports(text: &str, paths: &[String]) -> Option<String> {
    let mut new = text.to_owned();
    let mut wanted = untyped(text).ok()?;
    for path in paths {
        let pattern = match path.strip_suffix('/') {
            Some(folder) => format!("{}/**", globset::escape(folder)),
            None => globset::escape(path),
        };
        let pattern = Value::from(pattern);
        let item = flow(&pattern);
        new = append(&new, "actions", "adopt", &item)
            .or_else(|| insert(&new, "actions", "adopt", &format!("[{item}]")))?;
        let list = section(&mut wanted, "actions")?;
        let list = list
            .entry("adopt".into())
            .or_insert(Value::Sequence(vec![]));
        list.as_sequence_mut()?.push(pattern);
    }
    (untyped(&new).ok()? == wanted).then_some(new)
}

/// The text with `date` as the day from which on old debts fall due one by one; none if there is such a
/// day already, or the file is written in a way that is not understood.
#[must_use]
pub fn adopt_from(text: &str, date: Date) -> Option<String> {
    let mut wanted = untyped(text).ok()?;
    let day = Mapping::from_iter([(Value::from("date"), Value::from(date.to_string()))]);
    let before = section(&mut wanted, "policy")?.insert("adopted".into(), day.into());
    let new = insert(text, "policy", "adopted", &format!("{{ date: {date} }}"))?;
    (before.is_none() && untyped(&new).ok()? == wanted).then_some(new)
}

fn section<'a>(file: &'a mut Value, name: &str) -> Option<&'a mut Mapping> {
    if file.is_null() {
        *file = Mapping::new().into();
    }
    let entry = file.as_mapping_mut()?.entry(name.into());
    let section = entry.or_insert(Mapping::new().into());
    section.as_mapping_mut()
}

/// The text with `key: value` in the section `section`, which is made if there is none; none if the
/// section is written in a way that is not understood.
fn insert(text: &str, section: &str, key: &str, value: &str) -> Option<String> {
    let Some(head) = head(text, section) else {
        let gap = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        return Some(format!("{text}{gap}{section}:\n  {key}: {value}\n"));
    };
    let line = &text[head.start..head.end];
    if let Some(open) = line.find('{') {
        let close = head.start + line.rfind('}')?;
        let empty = text[head.start + open + 1..close].trim().is_empty();
        let before = text[..close].trim_end();
        let comma = if empty { "" } else { "," };
        return Some(format!("{before}{comma} {key}: {value} {}", &text[close..]));
    }
    let body = body(text, head.end)?;
    let entry = format!("{}{key}: {value}\n", body.indent);
    let before = &text[..body.end];
    let gap = if before.ends_with('\n') { "" } else { "\n" };
    Some(format!("{before}{gap}{entry}{}", &text[body.end..]))
}

/// The text with one more item in the list `section.key`; none if there is no such list.
fn append(text: &str, section: &str, key: &str, item: &str) -> Option<String> {
    let head = head(text, section)?;
    let body = body(text, head.end).map_or(head.end, |body| body.end);
    let name = format!("{key}:");
    let at = head.start + text[head.start..body].find(&name)? + name.len();
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let rest = text[at..line_end].trim_start();
    if rest.starts_with('[') {
        let close = at + text[at..line_end].find(']')?;
        let empty = text[at..close].trim_end().ends_with('[');
        let comma = if empty { "" } else { ", " };
        return Some(format!("{}{comma}{item}{}", &text[..close], &text[close..]));
    }
    let mut end = (line_end + 1).min(text.len());
    let mut dash = None;
    for line in text[end..].split_inclusive('\n') {
        let Some(blank) = line.find("- ").filter(|at| line[..*at].trim().is_empty()) else {
            break;
        };
        dash = Some(&line[..blank]);
        end += line.len();
    }
    let gap = if text[..end].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    Some(format!(
        "{}{gap}{}- {item}\n{}",
        &text[..end],
        dash?,
        &text[end..]
    ))
}

struct Lines<'a> {
    indent: &'a str,
    /// Behind the last line that says something.
    end: usize,
}

/// The line that opens the section, without its ending.
fn head(text: &str, section: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if content
            .strip_prefix(section)
            .is_some_and(|rest| rest.starts_with(':'))
        {
            return Some(start..start + content.len());
        }
        start += line.len();
    }
    None
}

/// The indented lines of the section whose first line ends at `head`.
fn body(text: &str, head: usize) -> Option<Lines<'_>> {
    let mut at = head + text[head..].find('\n')? + 1;
    let mut found: Option<Lines<'_>> = None;
    for line in text[at..].split_inclusive('\n') {
        let indent = &line[..line.len() - line.trim_start().len()];
        let says = !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if says && indent.is_empty() {
            break;
        }
        at += line.len();
        if says {
            let indent = found.as_ref().map_or(indent, |found| found.indent);
            found = Some(Lines { indent, end: at });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_put_into_its_section() {
        for (text, expected) in [
            ("", "actions:\n  k: v\n"),
            ("# top\nreading: 1", "# top\nreading: 1\nactions:\n  k: v\n"),
            (
                "actions: { track: all }  # all\nreading: 1\n",
                "actions: { track: all, k: v }  # all\nreading: 1\n",
            ),
            ("actions: {}\n", "actions: { k: v }\n"),
            (
                "actions:\n    track: all # x\n    # more\n\nreading: 1\n",
                "actions:\n    track: all # x\n    k: v\n    # more\n\nreading: 1\n",
            ),
            ("actions:\n  track: all", "actions:\n  track: all\n  k: v\n"),
        ] {
            assert_eq!(insert(text, "actions", "k", "v").as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_item_is_put_behind_the_others() {
        for (text, expected) in [
            (
                "actions:\n  adopt: [a]\n",
                Some("actions:\n  adopt: [a, b]\n"),
            ),
            (
                "actions: { adopt: [] }\n",
                Some("actions: { adopt: [b] }\n"),
            ),
            (
                "actions:\n  adopt:\n  - a # x\n  track: all\n",
                Some("actions:\n  adopt:\n  - a # x\n  - b\n  track: all\n"),
            ),
            (
                "actions:\n  adopt:\n    - a",
                Some("actions:\n  adopt:\n    - a\n    - b\n"),
            ),
            ("actions:\n  track: all\n", None),
        ] {
            assert_eq!(append(text, "actions", "adopt", "b").as_deref(), expected);
        }
    }
}

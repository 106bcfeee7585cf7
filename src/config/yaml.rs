//! YAML as a person would write it: blocks for sections, one line for what is in them.

use std::fmt::Write;

use serde_yaml::Value;

/// `value` on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(text) => scalar(text),
        Value::Sequence(list) => {
            let items: Vec<String> = list.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(map) => {
            let entry = |(key, value)| format!("{}: {}", flow(key), flow(value));
            let entries: Vec<String> = map.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Tagged(tagged) => flow(&tagged.value),
    }
}

/// `key: value`, each line indented by `indent` blanks; `note` stands behind the first line. Lists
/// have a line for each entry.
pub(super) fn entry(out: &mut String, indent: usize, key: &str, value: &Value, note: &str) {
    let (blank, key) = (" ".repeat(indent), scalar(key));
    let note = if note.is_empty() {
        String::new()
    } else {
        format!("  # {note}")
    };
    let written = match value {
        Value::Sequence(list) if !list.is_empty() => {
            let _ = writeln!(out, "{blank}{key}:{note}");
            for item in list {
                let _ = writeln!(out, "{blank}  - {}", flow(item));
            }
            return;
        }
        other => flow(other),
    };
    let _ = writeln!(out, "{blank}{key}: {written}{note}");
}

/// A word without quotes where every reader of YAML takes it for itself, else in quotes. JSON
/// strings are YAML strings.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./%+".contains(c);
    let worded = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    let number = ["0x", "0o", "0b", ".inf", ".nan"]
        .iter()
        .any(|it| text.to_ascii_lowercase().starts_with(it));
    let other_type = number
        || ["true", "false", "null", "yes", "no", "on", "y", "n"]
            .iter()
            .any(|it| text.eq_ignore_ascii_case(it))
        || text.parse::<f64>().is_ok();
    match worded && text.chars().all(plain) && !other_type {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let list = [
            "a",
            "a b",
            "a: b",
            "# a",
            "null",
            "No",
            "12",
            "1e3",
            "0x1f",
            ".5",
            "*",
            "a/**",
            "- a",
            "\"",
            "'",
            "\u{1b}[31m",
            "ä",
            "",
            " ",
            "2026-11-21",
            "7d",
            "30%",
            "@a",
            "{",
            "!a",
            "~",
            "off",
            ".inf",
            ".nan",
            "nan",
            "=",
            "a#b",
            "a\nb",
            "?",
            "|",
            ">",
            "1_000",
        ];
        let value = Value::from(list.map(Value::from).to_vec());
        let read: Value = serde_yaml::from_str(&flow(&value)).unwrap();
        assert_eq!(read, value);
        let mut text = String::new();
        entry(&mut text, 2, "a: b", &value, "note");
        let read: Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(read["a: b"], value);
    }
}

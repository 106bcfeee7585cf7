//! The documentation of the configuration, made from the types that read it: JSON schema, reference
//! page and example file.

use std::fmt::Write;

use schemars::generate::SchemaSettings;
use serde_json::Value as Json;
use serde_yaml::{Mapping, Value};

use super::file::File;
use super::yaml;
use crate::policy::Rule;

/// The JSON schema of the configuration file, for editors and other tools.
#[must_use]
pub fn schema() -> Json {
    let settings = SchemaSettings::draft2020_12().with(|it| it.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<File>();
    schema.insert("title".to_owned(), "followthrough.yml".into());
    schema.into()
}

/// An example file that holds every key with its default; keys that have none, and those whose
/// default is empty, stand commented out (`#key: …`, without a blank) with a possible value.
#[must_use]
pub fn example() -> String {
    let mut out = String::from(
        "# Every key of followthrough.yml with its default. All of them may be left out.\n",
    );
    example_section(&mut out, 0, &schema(), &defaults(), false);
    out
}

/// The reference page (`docs/config.md`).
#[must_use]
pub fn reference() -> String {
    let schema = schema();
    let mut out = format!(
        "<!-- Made from src/config/file.rs; after a change there, run the tests with SNAPSHOTS=overwrite. -->\n\
         # Configuration\n\n{}\n\n\
         Unknown keys, misspelt words and values that cannot be meant are refused with file, line and column. \
         `followthrough config show` prints the settings in effect and where each comes from, `followthrough config schema` the \
         [JSON schema](schema/config.json), and [followthrough.example.yml](../followthrough.example.yml) holds every key.\n",
        text(&schema, "description")
    );
    reference_section(&mut out, "", &schema, &defaults());
    out
}

/// The defaults, in the order of the file.
fn defaults() -> Mapping {
    let value = serde_yaml::to_value(File::default()).unwrap_or_default();
    value.as_mapping().cloned().unwrap_or_default()
}

fn example_section(out: &mut String, indent: usize, schema: &Json, map: &Mapping, filled: bool) {
    for (key, default) in map {
        let key = key.as_str().unwrap_or_default();
        let about = &schema["properties"][key];
        let blank = " ".repeat(indent);
        if indent == 0 {
            out.push('\n');
        }
        for line in wrapped(&text(about, "description"), 96 - indent) {
            let _ = writeln!(out, "{blank}# {line}");
        }
        let sample = sample(about);
        match default {
            Value::Mapping(inner) if !inner.is_empty() => {
                let _ = writeln!(out, "{blank}{key}:");
                example_section(out, indent + 2, about, inner, filled);
                continue;
            }
            _ if filled && sample.is_some() => {}
            Value::Null => {}
            default => yaml::entry(out, indent, key, default, ""),
        }
        if let Some(sample) = sample {
            let mark = if filled { "" } else { "#" };
            let _ = writeln!(out, "{blank}{mark}{key}: {}", yaml::flow(&sample));
        }
    }
}

fn reference_section(out: &mut String, above: &str, schema: &Json, map: &Mapping) {
    for (key, default) in map {
        let key = key.as_str().unwrap_or_default();
        let about = &schema["properties"][key];
        let path = format!("{above}{key}");
        let level = if above.is_empty() { "##" } else { "###" };
        let _ = write!(
            out,
            "\n{level} `{path}`\n\n{}\n",
            text(about, "description")
        );
        match default {
            Value::Mapping(inner) if !inner.is_empty() => {
                reference_section(out, &format!("{path}."), about, inner);
            }
            default => {
                out.push('\n');
                facts(out, about, default);
                match path.as_str() {
                    "policy.rules" => rules(out),
                    _ => parts(out, about),
                }
            }
        }
    }
}

fn facts(out: &mut String, about: &Json, default: &Value) {
    let accepts = text(about, "x-accepts");
    let each = text(&about["items"], "x-accepts");
    match (accepts.is_empty(), each.is_empty()) {
        (false, _) => drop(writeln!(out, "- Accepts {accepts}")),
        (true, false) => drop(writeln!(out, "- Accepts a list, each {each}")),
        (true, true) => {}
    }
    match default {
        Value::Null => out.push_str("- Default: not set\n"),
        Value::Sequence(list) if !list.is_empty() => {
            out.push_str("- Default:\n\n  ```yaml\n");
            for item in list {
                let _ = writeln!(out, "  - {}", yaml::flow(item));
            }
            out.push_str("  ```\n");
        }
        default => drop(writeln!(out, "- Default: `{}`", yaml::flow(default))),
    }
    if let Some(sample) = sample(about) {
        let _ = writeln!(out, "- Example: `{}`", yaml::flow(&sample));
    }
}

/// The keys of a mapping that has no default, or of the entries of a list.
fn parts(out: &mut String, about: &Json) {
    let choices = about["anyOf"].as_array().into_iter().flatten();
    let keys = [about, &about["items"]]
        .into_iter()
        .chain(choices)
        .find_map(|it| it["properties"].as_object());
    let Some(keys) = keys else {
        return;
    };
    out.push_str("\nKeys:\n\n");
    for (key, about) in keys {
        let accepts = match text(about, "x-accepts") {
            accepts if accepts.is_empty() => String::new(),
            accepts => format!(" Accepts {accepts}."),
        };
        let default = match &about["default"] {
            Json::String(default) => format!(" Default: `{default}`."),
            _ => String::new(),
        };
        let description = text(about, "description");
        let _ = writeln!(out, "- `{key}`: {description}{accepts}{default}");
    }
}

fn rules(out: &mut String) {
    out.push_str("\n| rule | default | finds |\n|---|---|---|\n");
    for rule in Rule::ALL {
        let severity = rule.default_severity();
        let _ = writeln!(out, "| `{rule}` | {severity} | {} |", rule.help());
    }
}

fn sample(about: &Json) -> Option<Value> {
    serde_yaml::to_value(about["examples"].get(0)?).ok()
}

fn text(about: &Json, key: &str) -> String {
    let text = about[key].as_str().unwrap_or_default();
    let paragraphs = text.split("\n\n").map(|it| it.replace('\n', " "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always a line");
        if last.is_empty() {
            last.push_str(word);
        } else if last.chars().count() + word.chars().count() < width {
            let _ = write!(last, " {word}");
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use snapbox::{assert_data_eq, file};

    fn parse(text: &str) -> Config {
        Config::from_bytes("followthrough.yml", text.as_bytes().to_vec())
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    fn filled() -> String {
        let mut out = String::new();
        example_section(&mut out, 0, &schema(), &defaults(), true);
        out
    }

    #[test]
    fn the_documentation_is_current() {
        let schema = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
        assert_data_eq!(schema, file!["../../docs/schema/config.json"].raw());
        assert_data_eq!(reference(), file!["../../docs/config.md"].raw());
        assert_data_eq!(example(), file!["../../followthrough.example.yml"].raw());
    }

    #[test]
    fn the_example_says_the_real_defaults() {
        let config = parse(&example());
        assert_eq!(config.file, File::default());
        assert_eq!(config.policy, crate::policy::Policy::default());
    }

    #[test]
    fn the_example_holds_every_key_and_every_sample_is_accepted() {
        fn keys(schema: &Json, found: &mut Vec<String>) {
            for (key, about) in schema["properties"].as_object().into_iter().flatten() {
                found.push(key.clone());
                if !about["description"].as_str().unwrap_or("").contains("rule") {
                    keys(about, found);
                }
            }
        }
        let (mut all, text) = (Vec::new(), example());
        keys(&schema(), &mut all);
        assert!(all.len() > 40, "{all:?}");
        for key in all {
            assert!(text.contains(&format!("{key}:")), "{key}");
        }
        let config = parse(&filled());
        assert_eq!(config.projects[0].project.as_deref(), Some("payments"));
        assert!(config.policy.adopted.is_some());
    }

    #[test]
    fn the_schema_agrees_with_the_reader() {
        let schema = schema();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let json = |text: &str| serde_yaml::from_str::<Json>(text).expect(text);
        for text in [example(), filled()] {
            let errors: Vec<String> = validator
                .iter_errors(&json(&text))
                .map(|error| format!("{error} at {}", error.instance_path()))
                .collect();
            assert_eq!(errors, Vec::<String>::new());
        }
        for text in [
            "trakcer: {}",
            "policy: {warn: soon}",
            "policy: {rules: {overdu: error}}",
            "policy: {rules: {overdue: {severity: high}}}",
            "tracker: {kind: jira}",
            "reading: 3",
        ] {
            assert!(!validator.is_valid(&json(text)), "{text}");
            assert!(Config::from_bytes("a.yml", text.into()).is_err(), "{text}");
        }
    }
}

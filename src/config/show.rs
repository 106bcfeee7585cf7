//! The configuration that is in effect, with the origin of each value.

use serde_yaml::{Mapping, Value};

use super::{Config, yaml};
use crate::policy::Rule;

/// The effective configuration as YAML that could be used as the file; a comment behind each value
/// says whether it comes from the file or is the default.
#[must_use]
pub fn show(config: &Config) -> String {
    let mut out = match (&config.path, &config.project) {
        (Some(path), Some(project)) => format!("# project {project} of {path}\n"),
        (Some(path), None) => format!("# {path}\n"),
        (None, _) => "# there is no configuration file: everything is default\n".to_owned(),
    };
    section(&mut out, 0, &effective(config), &config.given);
    out
}

fn effective(config: &Config) -> Mapping {
    // Serializing plain structs with string keys has no way to fail.
    let value = serde_yaml::to_value(&config.file).unwrap_or_default();
    let mut map = value.as_mapping().cloned().unwrap_or_default();
    let rules = Rule::ALL.iter().map(|rule| {
        let severity = Value::from(config.policy.severity(*rule).as_str());
        let given = config.given.get("policy").and_then(|it| it.get("rules"));
        let given = given.and_then(|it| it.get(rule.id()));
        let told = given.and_then(Value::as_mapping).cloned().map(|mut told| {
            told.insert("severity".into(), severity.clone());
            Value::Mapping(told)
        });
        (Value::from(rule.id()), told.unwrap_or(severity))
    });
    if let Some(policy) = map.get_mut("policy") {
        policy["rules"] = Value::Mapping(rules.collect());
    }
    if let Some(scope) = &config.scope {
        map.insert("scope".into(), scope.as_str().into());
    }
    // What a project leaves out it inherits, which its defaults here would hide.
    match config.given.get("projects") {
        Some(projects) => map.insert("projects".into(), projects.clone()),
        None => map.remove("projects"),
    };
    map
}

fn section(out: &mut String, indent: usize, map: &Mapping, given: &Value) {
    for (key, value) in map {
        let name = key.as_str().unwrap_or_default();
        let given = given.get(key).filter(|it| !it.is_null());
        match value {
            Value::Mapping(inner) if !inner.is_empty() => {
                out.push_str(&format!("{}{}:\n", " ".repeat(indent), yaml::flow(key)));
                section(out, indent + 2, inner, given.unwrap_or(&Value::Null));
            }
            _ => {
                let origin = if given.is_some() { "file" } else { "default" };
                yaml::entry(out, indent, name, value, origin);
            }
        }
    }
}

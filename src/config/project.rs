//! Several sets of reports in one repository: what each inherits and what it has of its own.

use serde_yaml::{Mapping, Value};

use super::file::File;
use super::{Config, Problem, problem};

/// The settings of every project of `file`.
///
/// They are laid over the top level as they are written, so that only what a project really says
/// wins, and read like a file of their own.
pub(super) fn resolve(file: &File, given: &Value) -> Result<Vec<Config>, Vec<Problem>> {
    let written = given.get("projects").and_then(Value::as_sequence);
    let top = file.scope.as_ref().map(|it| it.0.0.as_str());
    file.projects
        .iter()
        .zip(written.into_iter().flatten())
        .map(|(entry, written)| {
            let merged = laid_over(given, written);
            let text = serde_yaml::to_string(&merged).map_err(|_| Vec::new())?;
            let mut config = Config::resolve(problem::parse(&text)?, merged);
            let name = &entry.name.0.0;
            let own = entry.scope.as_ref().map(|it| it.0.0.clone());
            config.scope = own.or_else(|| top.map(|top| scope(top, name)));
            config.project = Some(name.clone());
            Ok(config)
        })
        .collect()
}

/// The scope of a project that names none.
pub(super) fn scope(top: &str, project: &str) -> String {
    format!("{top}:{project}")
}

fn laid_over(top: &Value, project: &Value) -> Value {
    let mut merged = top.as_mapping().cloned().unwrap_or_default();
    merged.remove("projects");
    for (key, value) in project.as_mapping().into_iter().flatten() {
        match key.as_str() {
            Some("name") => {}
            Some("policy") => {
                let below = merged.remove(key).unwrap_or(Value::Null);
                merged.insert(key.clone(), deep(below, value));
            }
            _ => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Mapping(merged)
}

/// Mappings key by key; anything else, lists too, as a whole.
fn deep(below: Value, above: &Value) -> Value {
    let Value::Mapping(above) = above else {
        return above.clone();
    };
    let mut merged: Mapping = below.as_mapping().cloned().unwrap_or_default();
    for (key, value) in above {
        let below = merged.remove(key).unwrap_or(Value::Null);
        merged.insert(key.clone(), deep(below, value));
    }
    Value::Mapping(merged)
}

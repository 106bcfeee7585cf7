//! The schemas in docs/schema are those of the documents the commands print, and the documents keep them.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads what it compares, and fails by panicking"
)]

use std::path::Path;
use std::process::Command;

use followthrough::output::explain::ExplainDocument;
use followthrough::output::parse::Document;
use followthrough::output::{CheckDocument, PlanDocument, StatusDocument, SyncDocument};
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

fn file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{name}.json"))
}

/// Compares the schema of a document with its file; `SNAPSHOTS=overwrite` renews the file.
fn current<T: JsonSchema>(name: &str) {
    let mut schema = serde_json::to_string_pretty(&schema_for!(T)).unwrap();
    schema.push('\n');
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(schema, snapbox::Data::read_from(&file(name), None).raw());
}

#[test]
fn the_schemas_are_current() {
    current::<Document>("parse");
    current::<PlanDocument>("plan");
    current::<SyncDocument>("sync");
    current::<CheckDocument>("check");
    current::<StatusDocument>("status");
    current::<ExplainDocument>("explain");
}

/// What a command prints on a copy of the examples.
fn printed(folder: &Path, command: &str) -> Value {
    let run = Command::new(env!("CARGO_BIN_EXE_followthrough"))
        .args([command, "--format", "json", "--today", "2026-11-21"])
        .current_dir(folder)
        .output()
        .unwrap();
    serde_json::from_slice(&run.stdout).unwrap()
}

#[test]
fn the_documents_keep_their_schemas() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let copied = Command::new("cp")
        .arg("-R")
        .arg(format!("{}/.", examples.display()))
        .arg(folder.path())
        .status()
        .unwrap();
    assert!(copied.success());
    for command in ["parse", "plan", "sync", "plan", "check", "status"] {
        let schema: Value = serde_json::from_slice(&std::fs::read(file(command)).unwrap()).unwrap();
        let document = printed(folder.path(), command);
        let problems: Vec<String> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{command}: {problems:#?}");
    }
}

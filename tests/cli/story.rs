//! A story: what is done, what is seen, what is left.

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::assert::Action;
use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

use super::files;
use super::stage::Stage;

/// Carries out the story and compares what is printed and what is left with what it says.
pub(crate) fn tell(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cmd")
        .join(name);
    let mut stage = Stage::new(&files::read(&folder.join("in")));
    let page = folder.join("story.md");
    let told = fs::read_to_string(&page).unwrap().replace("\r\n", "\n");
    let happened = carry_out(&told, &mut stage);
    let mut compare = Compare::default();
    compare.with(&page, happened.into_bytes());
    compare.all(&folder.join("out"), &stage.files());
    assert!(compare.failed.is_empty(), "{}", compare.failed.join("\n"));
}

/// The page with what was printed by each of its commands.
fn carry_out(told: &str, stage: &mut Stage) -> String {
    let mut page = String::new();
    let mut console = false;
    for line in told.lines() {
        let fence = line.starts_with("```");
        let command = line.strip_prefix("$ ").filter(|_| console && !fence);
        if !console || fence || command.is_some() {
            page += line;
            page.push('\n');
        }
        if let Some(command) = command {
            let printed = stage.run(command);
            page += &printed;
            if !printed.is_empty() && !printed.ends_with('\n') {
                page += "\n(no line end)\n";
            }
        }
        console = if fence { line == "```console" } else { console };
    }
    page
}

/// Compares with files, or replaces them, as `SNAPSHOTS` says.
struct Compare {
    assert: Assert,
    failed: Vec<String>,
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            assert: Assert::new().action_env("SNAPSHOTS"),
            failed: Vec::new(),
        }
    }
}

impl Compare {
    fn with(&mut self, expected: &Path, actual: Vec<u8>) {
        let (format, actual) = match String::from_utf8(actual) {
            Ok(text) => (DataFormat::Text, Data::text(text)),
            Err(error) => (DataFormat::Binary, Data::binary(error.into_bytes())),
        };
        let written = Data::read_from(expected, Some(format)).raw();
        let name = expected.display();
        if let Err(error) = self.assert.try_eq(Some(&name), actual.raw(), written) {
            self.failed.push(error.to_string());
        }
    }

    fn all(&mut self, folder: &Path, actual: &files::Files) {
        for (path, bytes) in actual {
            self.with(&folder.join(path), bytes.clone());
        }
        for path in files::read(folder).into_keys() {
            if !actual.contains_key(&path) {
                self.surplus(folder.join(path));
            }
        }
    }

    fn surplus(&mut self, file: PathBuf) {
        if self.assert.selected_action() == Action::Overwrite {
            fs::remove_file(file).unwrap();
        } else {
            let text = format!("{} is not there when the story ends", file.display());
            self.failed.push(text);
        }
    }
}

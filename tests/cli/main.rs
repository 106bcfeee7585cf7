//! The command line, told as stories: each folder of `tests/cmd` is one.
//!
//! `story.md` says what people do and what they see, `in/` is what they start with, `out/` what they end
//! with, byte for byte. Lines of a `console` block that begin with `$` are carried out (see `stage.rs` for
//! what there is besides `followthrough`); what stands below them is what was printed: standard error
//! with `! ` before it, and `? 3` for an exit code that is not 0. `{Title}` in a command stands for the
//! handle of the issue with that title, `{file of Title}` for its file. Unless a story says otherwise it
//! is 21 November 2026.
//!
//! `SNAPSHOTS=overwrite cargo test --test cli` writes down what happens now; read the difference.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "stories edit files as people do, behind the back of the tool"
)]

mod changes;
mod files;
mod stage;
mod story;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One test for each story.
macro_rules! stories {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            story::tell(stringify!($name));
        })*

        const TOLD: &[&str] = &[$(stringify!($name)),*];
    };
}

stories! {
    first_sync_and_second
    tick_a_box
}

#[test]
fn every_story_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let written: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let told: BTreeSet<String> = TOLD.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(written, told, "name every folder in `stories!`");
}

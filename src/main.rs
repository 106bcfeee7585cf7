//! The command line of followthrough.

use std::io::Write;
use std::process::ExitCode;

use followthrough::output::parse::{Identity, document};
use followthrough::policy::Track;
use followthrough::read::{Vocabulary, read};
use followthrough::text::Source;

/// Understands `parse --format json FILE...` and nothing else yet.
fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(4).collect();
    let words = Vocabulary::default();
    let mut reports = Vec::new();
    for file in files {
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(&file);
        let loaded = opened.and_then(|mut it| std::io::Read::read_to_end(&mut it, &mut bytes));
        if loaded.is_err() {
            return ExitCode::from(1);
        }
        if let Ok(source) = Source::new(file, bytes) {
            reports.push(read(&source, &words));
        }
    }
    let identified = reports.iter().map(|report| {
        let id = report
            .front
            .id
            .clone()
            .unwrap_or_else(|| report.path.clone());
        let actions = report
            .actions
            .iter()
            .map(|it| (it.bare.clone(), None))
            .collect();
        (report, Identity { id, actions })
    });
    let document = document(identified, Track::Auto);
    let json = serde_json::to_string(&document).unwrap_or_default();
    match writeln!(std::io::stdout(), "{json}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(1),
    }
}

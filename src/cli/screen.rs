//! Where output goes: a terminal, a pipe, a file.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::Global;
use super::exit::Failure;
use crate::disk::{self, DiskError};
use crate::output::Look;

/// Narrower than this a table cannot be read, so it is not cut any further.
const NARROWEST: usize = 40;

/// Collects what a command prints, and shows it when the command has ended.
pub(super) struct Screen {
    out: String,
    file: Option<PathBuf>,
    quiet: bool,
}

impl Screen {
    pub(super) fn new(global: &Global) -> Self {
        Self {
            out: String::new(),
            file: global.output.clone(),
            quiet: global.quiet,
        }
    }

    /// What the output can show.
    pub(super) fn look(&self) -> Look {
        let stdout = io::stdout();
        if self.file.is_some() || !stdout.is_terminal() {
            return Look::PIPE;
        }
        let width = terminal_size::terminal_size_of(&stdout).map(|(width, _)| width.0.into());
        Look {
            width: width.map(|width: usize| width.max(NARROWEST)),
            links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        }
    }

    /// Text for people; dropped with `--quiet`.
    pub(super) fn text(&mut self, text: &str) {
        if !self.quiet {
            self.out.push_str(text);
        }
    }

    /// Text that was asked for by name: a configuration, a schema.
    pub(super) fn product(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A document for programs.
    pub(super) fn json(&mut self, document: &impl Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(document).map_err(|error| {
            Failure::unforeseen(format!("the output could not be written as JSON: {error}"))
        })?;
        self.out.push_str(&json);
        self.out.push('\n');
        Ok(())
    }

    /// A word beside the output; never in the way of a pipe.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(anstream::stderr(), "note: {text}");
        }
    }

    /// What went wrong.
    pub(super) fn error(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "error: {text}");
    }

    /// Shows what was collected. A reader that has gone away is no error.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        let out = std::mem::take(&mut self.out);
        if let Some(file) = &self.file {
            return write_file(
                file,
                anstream::adapter::strip_str(&out).to_string().as_bytes(),
            );
        }
        let mut stdout = anstream::stdout().lock();
        match stdout
            .write_all(out.as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::unforeseen(
                format!("the output could not be written: {error}"),
            )),
            _ => Ok(()),
        }
    }
}

/// Replaces the file, or makes it.
pub(super) fn write_file(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = match disk::read(file, u64::MAX) {
        Ok(old) => disk::replace(file, &old, bytes),
        Err(DiskError::Missing) => disk::create(file, bytes),
        // A pipe or a device takes what comes; there is nothing to keep whole.
        Err(DiskError::NotAFile(_)) if !file.is_dir() => {
            let opened = std::fs::OpenOptions::new().write(true).open(file);
            opened
                .and_then(|mut device| device.write_all(bytes))
                .map_err(DiskError::Io)
        }
        Err(error) => Err(error),
    };
    written.map_err(|error| Failure::usage(format!("--output {}: {error}", file.display())))
}

//! Where output goes: a terminal, a pipe, a file.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{CheckFormat, Format, Global, Output};
use super::exit::Failure;
use crate::disk::{self, DiskError};
use crate::escape::terminal_text;
use crate::output::Look;

/// Narrower than this a table cannot be read, so it is not cut any further.
const NARROWEST: usize = 40;

/// Collects what a command prints, and shows it when the command has ended.
pub(super) struct Screen {
    out: String,
    file: Option<PathBuf>,
    /// Files that are written beside, each in a format of its own.
    beside: Vec<Beside>,
    quiet: bool,
}

struct Beside {
    format: CheckFormat,
    file: PathBuf,
    out: String,
}

impl Screen {
    /// Files are named from the folder that `-C` names. `formats` are those that the command can write.
    ///
    /// # Errors
    /// A file is named that nothing could be written to, so that nobody waits for the run to learn it.
    pub(super) fn new(global: &Global, formats: &[CheckFormat]) -> Result<Self, Failure> {
        let mut screen = Self {
            out: String::new(),
            file: None,
            beside: Vec::new(),
            quiet: global.quiet,
        };
        let folder = global.dir.clone().unwrap_or_default();
        for Output { format, file } in &global.output {
            let wrong = |why: &str| Failure::usage(format!("--output {}: {why}", file.display()));
            if file.as_os_str() == "-" {
                if format.is_some() {
                    return Err(wrong(
                        "what is printed has the format that `--format` names; use that",
                    ));
                }
                // Where it goes anyway.
                continue;
            }
            let path = folder.join(file);
            let twice = screen.files().any(|it| *it == path);
            match format {
                _ if file.as_os_str().is_empty() => {
                    return Err(Failure::usage("--output: no file is named"));
                }
                _ if twice => return Err(wrong("named twice; a file holds one format")),
                None if screen.file.is_some() => {
                    return Err(wrong(
                        "what is printed goes to one file; name the format of the others: `--output json=FILE`",
                    ));
                }
                None => screen.file = Some(path),
                Some(format) if formats.contains(format) => screen.beside.push(Beside {
                    format: *format,
                    file: path,
                    out: String::new(),
                }),
                Some(format) => {
                    let name = format.name();
                    return Err(wrong(&match formats {
                        [] => format!("this command writes no {name}, only what it prints"),
                        _ => format!("this command writes no {name}; `followthrough check` does"),
                    }));
                }
            }
        }
        Ok(screen)
    }

    fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let beside = self.beside.iter().map(|it| &it.file);
        self.file.iter().chain(beside)
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

    /// A document in the format that was asked for, and in those of the files beside it.
    pub(super) fn show(
        &mut self,
        format: Format,
        document: &impl Serialize,
        text: impl Fn(Look) -> String,
    ) -> Result<(), Failure> {
        match format {
            Format::Json => self.product(&json(document)?),
            Format::Text => self.text(&text(self.look())),
        }
        self.show_beside(|format| match format {
            CheckFormat::Json => json(document),
            _ => Ok(text(Look::PIPE)),
        })
    }

    /// What the files hold that are written beside what is printed.
    pub(super) fn show_beside(
        &mut self,
        render: impl Fn(CheckFormat) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        for beside in &mut self.beside {
            beside.out.push_str(&render(beside.format)?);
        }
        Ok(())
    }

    /// A word beside the output; never in the way of a pipe.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            note(text);
        }
    }

    /// What went wrong.
    pub(super) fn error(&self, text: &str) {
        error(text);
    }

    /// Shows what was collected, and writes the files; gives what could not be written. Of a run that
    /// stopped early (`stopped`) a file with nothing in it says nothing and is not written.
    pub(super) fn finish(&mut self, stopped: bool) -> Vec<Failure> {
        let out = std::mem::take(&mut self.out);
        let mut files: Vec<(PathBuf, String)> = std::mem::take(&mut self.beside)
            .into_iter()
            .map(|it| (it.file, it.out))
            .collect();
        let printed = match self.file.take() {
            Some(file) => {
                files.push((file, out));
                Ok(())
            }
            None => print(&out),
        };
        let files = files
            .into_iter()
            .filter(|(_, text)| !stopped || !text.is_empty());
        let written = files.map(|(file, text)| {
            let plain = anstream::adapter::strip_str(&text).to_string();
            write_file(&file, plain.as_bytes())
        });
        // One that fails keeps none of the others back.
        let written: Vec<Result<(), Failure>> = written.chain([printed]).collect();
        written.into_iter().filter_map(Result::err).collect()
    }
}

/// A word beside the output, which must be heard.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "note: {}", harmless(text));
}

/// What went wrong, beside the output.
pub(super) fn error(text: &str) {
    let _ = writeln!(anstream::stderr(), "error: {}", harmless(text));
}

/// A message may name a file or a scope that a stranger chose: no line of it orders anything of a terminal or a log.
fn harmless(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(terminal_text).collect();
    lines.join("\n")
}

fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let printed = stdout.write_all(text.as_bytes());
    match printed.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::unforeseen(
            format!("the output could not be written: {error}"),
        )),
        _ => Ok(()),
    }
}

/// A document for programs, as text.
pub(super) fn json(document: &impl Serialize) -> Result<String, Failure> {
    let json = serde_json::to_string_pretty(document).map_err(|error| {
        Failure::unforeseen(format!("the output could not be written as JSON: {error}"))
    })?;
    Ok(json + "\n")
}

/// Replaces the file, or makes it.
pub(super) fn write_file(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|it| !it.is_dir()) {
        return Err(Failure::usage(format!(
            "--output {}: there is no folder {}; make it first, or name another",
            file.display(),
            folder.display()
        )));
    }
    let written = match disk::read(file, u64::MAX) {
        Ok(old) => disk::replace(file, &old, bytes),
        Err(DiskError::Missing) => disk::create(file, bytes),
        // What a link leads to is replaced, not the link.
        Err(DiskError::NotAFile(_)) if file.is_file() => {
            let whole = dunce::canonicalize(file).map_err(DiskError::Io);
            return whole
                .map_err(|error| Failure::usage(format!("--output {}: {error}", file.display())))
                .and_then(|whole| write_file(&whole, bytes));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_message_is_an_order() {
        let said = harmless("a\n::error::forged\n\u{1b}[31mb");
        assert_eq!(said, "a\n:\u{200b}:error::forged\n\u{fffd}[31mb");
    }
}

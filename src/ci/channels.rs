//! What GitHub Actions takes from a step, within its limits: log, annotations, outputs, summary.

use crate::escape::{command_property, command_text};

/// GitHub keeps so many annotations of one level and drops the rest without a word.
const ANNOTATIONS: usize = 10;

/// GitHub takes 1 MiB from a step; some room is left for what other tools of the step add.
const SUMMARY_BYTES: usize = 900 << 10;

/// Something to show at a line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How bad it is.
    pub level: Level,
    /// The file; none for the run as a whole.
    pub path: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// A few words.
    pub title: String,
    /// The whole message.
    pub message: String,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It fails the run.
    Error,
    /// It does not.
    Warning,
    /// It is only told.
    Notice,
}

impl Level {
    fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// Text for people in which nothing is a command, whatever it holds: GitHub is told to look away until it hears `token`,
/// which must be new and unguessable.
#[must_use]
pub fn guarded(text: &str, token: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!(
            "::stop-commands::{token}\n{}\n::{token}::\n",
            text.trim_end_matches('\n')
        ),
    }
}

/// The annotations of a run: as many of each level as GitHub keeps, in the order given, and one line about the rest,
/// with what is counted anyway (`unlisted`) and `rest` to say where all of it stands.
#[must_use]
pub fn annotations(notes: &[Note], unlisted: &[String], rest: &str) -> String {
    let mut out = String::new();
    let mut counted = Vec::new();
    for level in [Level::Error, Level::Warning, Level::Notice] {
        // One notice is kept for what is left out.
        let most = ANNOTATIONS - usize::from(level == Level::Notice);
        let of_level: Vec<&Note> = notes.iter().filter(|it| it.level == level).collect();
        match of_level.len().saturating_sub(most) {
            0 => {}
            1 => counted.push(format!("1 more {}", level.command())),
            more => counted.push(format!("{more} more {}s", level.command())),
        }
        out.extend(of_level.into_iter().take(most).map(command));
    }
    counted.extend(unlisted.iter().cloned());
    if !counted.is_empty() {
        out.push_str(&command(&Note {
            level: Level::Notice,
            path: None,
            line: None,
            title: "followthrough".to_owned(),
            message: format!("not shown here: {}; {rest}", counted.join(", ")),
        }));
    }
    out
}

fn command(note: &Note) -> String {
    let mut properties = Vec::new();
    if let Some(path) = &note.path {
        properties.push(format!("file={}", command_property(path)));
        properties.extend(note.line.map(|line| format!("line={line}")));
    }
    properties.push(format!("title={}", command_property(&note.title)));
    format!(
        "::{} {}::{}\n",
        note.level.command(),
        properties.join(","),
        command_text(&note.message)
    )
}

/// What is appended to the file of outputs; `token` must be new and unguessable. A value that holds the token all the
/// same is left out.
#[must_use]
pub fn outputs(values: &[(&str, String)], token: &str) -> String {
    let fits = values.iter().filter(|(_, value)| !value.contains(token));
    fits.map(|(name, value)| format!("{name}<<{token}\n{value}\n{token}\n"))
        .collect()
}

/// What is appended to the summary of the job: cut at the end of a line, so that no row of a table is torn.
#[must_use]
pub fn summary(text: &str) -> String {
    if text.len() < SUMMARY_BYTES {
        return format!("{}\n", text.trim_end());
    }
    let most = (0..=SUMMARY_BYTES)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let end = text[..most].rfind('\n').unwrap_or(0);
    format!(
        "{}\n\nThe rest is too long for a summary; the reports of this run hold all of it.\n",
        &text[..end]
    )
}

/// Text that Markdown shows as it stands.
#[must_use]
pub fn verbatim(text: &str) -> String {
    let longest = text.split(|it| it != '~').map(str::len).max().unwrap_or(0);
    let fence = "~".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(level: Level, path: &str, message: &str) -> Note {
        Note {
            level,
            path: Some(path.to_owned()),
            line: Some(3),
            title: "overdue".to_owned(),
            message: message.to_owned(),
        }
    }

    /// What GitHub would take for commands, as its runner reads a log.
    fn commands(log: &str) -> Vec<&str> {
        let mut stopped = None;
        let mut found = Vec::new();
        for line in log.lines() {
            let line = line.trim_start();
            match stopped {
                Some(token) if line == format!("::{token}::") => stopped = None,
                None if line.starts_with("::stop-commands::") => {
                    stopped = line.strip_prefix("::stop-commands::")
                }
                None if line.starts_with("::") || line.contains("##[") => found.push(line),
                _ => {}
            }
        }
        found
    }

    #[test]
    fn a_log_holds_no_command_but_ours() {
        let hostile = "x\n::error::forged\n  ::set-env name=PATH::/tmp\n##[group]x\n::stop-commands::t\n::t::\n";
        assert!(!commands(hostile).is_empty());
        assert_eq!(commands(&guarded(hostile, "b3a1")), [""; 0]);
        let hostile = note(Level::Error, "a,line=9::b\n.md", hostile);
        let notes = annotations(&[hostile], &[], "");
        assert_eq!(commands(&notes).len(), 1, "{notes}");
        assert!(
            notes.starts_with("::error file=a%2Cline=9%3A%3Ab%0A.md,line=3,title=overdue::x%0A"),
            "{notes}"
        );
    }

    #[test]
    fn the_worst_come_first_and_the_rest_is_counted() {
        let mut notes = vec![note(Level::Warning, "w.md", "w"); 12];
        notes.extend(vec![note(Level::Error, "e.md", "e"); 11]);
        let base = ["2 findings that the base has already".to_owned()];
        let out = annotations(&notes, &base, "see the summary");
        let of = |start: &str| out.lines().filter(|it| it.starts_with(start)).count();
        assert_eq!(
            (of("::error"), of("::warning"), of("::notice")),
            (10, 10, 1)
        );
        assert!(
            out.ends_with("::not shown here: 1 more error, 2 more warnings, 2 findings that the base has already; see the summary\n"),
            "{out}"
        );
    }

    #[test]
    fn no_value_becomes_another_output() {
        let forged = "1\nt0k3n\nevil=1";
        let file = outputs(
            &[
                ("opened", "2".to_owned()),
                ("title", forged.to_owned()),
                ("x", "a\nb=c".to_owned()),
            ],
            "t0k3n",
        );
        assert_eq!(file, "opened<<t0k3n\n2\nt0k3n\nx<<t0k3n\na\nb=c\nt0k3n\n");
    }

    #[test]
    fn nothing_ends_the_fence_before_its_time() {
        assert_eq!(verbatim("a\n"), "~~~text\na\n~~~\n");
        let out = verbatim("~~~~\n<b>");
        assert_eq!(out, "~~~~~text\n~~~~\n<b>\n~~~~~\n");
    }

    #[test]
    fn a_summary_ends_with_a_whole_row() {
        let row = "| é | overdue |\n";
        let cut = summary(&row.repeat(80_000));
        assert!(cut.len() < SUMMARY_BYTES + 200);
        let rows = cut.split("\n\nThe rest").next().unwrap();
        assert!(rows.lines().all(|it| format!("{it}\n") == row));
        assert_eq!(summary("a\n\n"), "a\n");
    }
}

//! The folder in which a story happens, and what people can do there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::changes;
use super::files::{self, Files};

/// The day on which stories happen.
const TODAY: &str = "2026-11-21";

/// A folder of its own for one story.
pub(crate) struct Stage {
    root: PathBuf,
    /// As it was before the last command.
    before: Files,
    _dir: TempDir,
}

impl Stage {
    /// A folder with these files. It has a name of its own, since the name of a folder without git is
    /// what its issues belong to.
    pub(crate) fn new(files: &Files) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dunce::canonicalize(dir.path()).unwrap().join("incidents");
        fs::create_dir(&root).unwrap();
        files::write(&root, files);
        Self {
            root,
            before: files.clone(),
            _dir: dir,
        }
    }

    /// All files as they are now.
    pub(crate) fn files(&self) -> Files {
        files::read(&self.root)
    }

    /// Carries out a command line and says what was printed.
    pub(crate) fn run(&mut self, line: &str) -> String {
        let words = self.words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (&program, args) = words.split_first().expect("a command");
        if program == "changes" {
            return changes::between(&self.before, &self.files());
        }
        self.before = self.files();
        match (program, args) {
            ("followthrough", args) => self.followthrough(args),
            ("git", args) => self.git(args),
            ("replace", [file, old, new]) => self.replace(file, old, new),
            ("replace-all", [file, old, new]) => self.edit(file, |text| text.replace(old, new)),
            ("remove-line", [file, part]) => self.remove_line(file, part),
            ("append", [file, text]) => self.edit(file, |old| old + text),
            ("write", [file, text]) => self.write(file, text),
            ("cat", [file]) => fs::read_to_string(self.root.join(file)).unwrap(),
            ("mv", [old, new]) => self.moved(old, new),
            ("cp", [old, new]) => done(fs::copy(self.root.join(old), self.root.join(new))),
            ("rm", [file]) => done(fs::remove_file(self.root.join(file))),
            _ => panic!("`{line}`: no such command"),
        }
    }

    fn followthrough(&self, args: &[&str]) -> String {
        let mut command = self.command(env!("CARGO_BIN_EXE_followthrough"));
        command.args(args);
        if !args.contains(&"--today") {
            command.args(["--today", TODAY]);
        }
        self.printed(&mut command)
    }

    /// Git with neither the user's settings nor the time of day.
    fn git(&self, args: &[&str]) -> String {
        let mut command = self.command("git");
        command.args(["-c", "init.defaultBranch=main", "-c", "user.name=Ada"]);
        command
            .args(["-c", "user.email=ada@example.com"])
            .args(args);
        for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
            command.env(name, format!("{TODAY}T12:00:00Z"));
        }
        let printed = self.printed(&mut command);
        match args[0] {
            "status" => printed,
            // What git says differs between its versions; how it ends does not.
            _ => printed
                .split_inclusive('\n')
                .filter(|line| line.starts_with("? "))
                .collect(),
        }
    }

    /// A command in this folder that sees nothing of the environment the tests run in.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env_clear();
        for name in ["PATH", "SYSTEMROOT", "LLVM_PROFILE_FILE"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command
            .env("HOME", self.root.parent().unwrap())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", self.root.parent().unwrap());
        command
    }

    fn printed(&self, command: &mut Command) -> String {
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("UTF-8");
            text.replace(self.root.to_str().unwrap(), "[ROOT]")
        };
        let mut printed = text(output.stdout);
        for line in text(output.stderr).lines() {
            printed += format!("! {line}").trim_end();
            printed.push('\n');
        }
        match output.status.code() {
            Some(0) => {}
            Some(code) => printed += &format!("? {code}\n"),
            None => printed += "? killed\n",
        }
        printed
    }

    fn edit(&self, file: &str, change: impl FnOnce(String) -> String) -> String {
        let path = self.root.join(file);
        let old = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        done(fs::write(path, change(old)))
    }

    fn replace(&self, file: &str, old: &str, new: &str) -> String {
        self.edit(file, |text| {
            assert_eq!(text.matches(old).count(), 1, "{old:?} in {file}:\n{text}");
            text.replace(old, new)
        })
    }

    fn remove_line(&self, file: &str, part: &str) -> String {
        self.edit(file, |text| {
            let lines = text.split_inclusive('\n');
            let kept: String = lines.filter(|line| !line.contains(part)).collect();
            assert_ne!(kept, text, "{part:?} in {file}");
            kept
        })
    }

    fn write(&self, file: &str, text: &str) -> String {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        done(fs::write(path, text))
    }

    fn moved(&self, old: &str, new: &str) -> String {
        let new = self.root.join(new);
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        done(fs::rename(self.root.join(old), new))
    }

    /// The words of a command line: `"…"` is one word, in it `\n`, `\r`, `\t`, `\"` and `\\` are
    /// understood, and `{Title}` names an issue everywhere.
    fn words(&self, line: &str) -> Vec<String> {
        let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                ' ' if !quoted => words.extend(word.take()),
                '"' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                '\\' => word.get_or_insert_default().push(match chars.next() {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some(c) => c,
                    None => '\\',
                }),
                '{' => {
                    let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    word.get_or_insert_default().push_str(&self.named(&name));
                }
                c => word.get_or_insert_default().push(c),
            }
        }
        assert!(!quoted, "`{line}`: a quote is not closed");
        words.extend(word);
        words
    }

    /// The handle, or the file, of the issue with a title.
    fn named(&self, name: &str) -> String {
        let title = name.strip_prefix("file of ").unwrap_or(name);
        let line = format!("title: \"{}\"", title.replace('"', "\\\""));
        let is = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().any(|it| it == line);
        let files = self.files();
        let mut found = files
            .iter()
            .filter(|(path, bytes)| path.starts_with(".followthrough/issues/") && is(bytes))
            .map(|(path, _)| path.as_str());
        let path = found
            .next()
            .unwrap_or_else(|| panic!("no issue is called {title}"));
        assert_eq!(found.next(), None, "two issues are called {title}");
        match title == name {
            true => format!("ft-{}", key(path)),
            false => path.to_owned(),
        }
    }
}

fn key(path: &str) -> &str {
    Path::new(path).file_stem().unwrap().to_str().unwrap()
}

/// What is done without a word.
fn done<T>(result: std::io::Result<T>) -> String {
    result.map(|_| String::new()).unwrap()
}

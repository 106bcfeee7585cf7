//! Reports in a folder, a forge for their issues, and the program between them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use fake_forge::Server;
use followthrough::issue::{Body, Key};
use serde_json::Value;
use tempfile::TempDir;

use crate::world::{HOME, World};

const DAY: &str = "2026-11-21";

pub(crate) struct Stage<W: World> {
    pub(crate) server: Server<W>,
    folder: TempDir,
}

impl<W: World> Stage<W> {
    /// A report with as many actions, and nothing in the tracker.
    pub(crate) fn with(actions: usize) -> Self {
        Self::of(W::seed(), actions)
    }

    /// The same on a server that was seeded otherwise.
    pub(crate) fn of(seed: Value, actions: usize) -> Self {
        let stage = Self {
            server: Server::start(W::seeded(seed)),
            folder: tempfile::tempdir().unwrap(),
        };
        let config = format!(
            "scope: {HOME}\ntracker: {{ kind: {}, repository: {HOME}, url: \"{}\", pace: 0s }}\n",
            W::KIND,
            stage.server.origin()
        );
        stage.write("followthrough.yml", &config);
        for (at, some) in (0..actions).collect::<Vec<_>>().chunks(100).enumerate() {
            let items = some.iter().map(|n| format!("- [ ] {}\n", action(*n)));
            let items: String = items.collect();
            let text = format!("# Outage {at}\n\nDate: 2026-11-01\n\n## Action items\n\n{items}");
            stage.write(&format!("postmortems/{at:03}.md"), &text);
        }
        stage
    }

    /// Another repository of reports with the same tracker.
    pub(crate) fn beside(&self, scope: &str, report: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let config = self.read("followthrough.yml");
        let config = config.replacen(&format!("scope: {HOME}"), &format!("scope: {scope}"), 1);
        std::fs::create_dir(folder.path().join("postmortems")).unwrap();
        std::fs::write(folder.path().join("followthrough.yml"), config).unwrap();
        std::fs::write(folder.path().join("postmortems/000.md"), report).unwrap();
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap()
    }

    /// The program with nothing of the environment but a token.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        self.on(DAY, args)
    }

    /// The same on another day.
    pub(crate) fn on(&self, day: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_followthrough"));
        command.args(args).args(["--today", day]);
        command.current_dir(self.folder.path()).env_clear();
        command.env(W::TOKEN, "bot").env("NO_PROXY", "127.0.0.1");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub(crate) fn start(&self, args: &[&str]) -> Child {
        self.start_on(DAY, args)
    }

    pub(crate) fn start_on(&self, day: &str, args: &[&str]) -> Child {
        self.on(day, args).spawn().unwrap()
    }

    /// A run that ends well, with what it printed; the requests before it are forgotten.
    pub(crate) fn fine(&self, args: &[&str]) -> String {
        self.fine_on(DAY, args)
    }

    pub(crate) fn fine_on(&self, day: &str, args: &[&str]) -> String {
        let _ = self.server.take_log();
        let output = self.on(day, args).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let printed = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{printed}");
        printed
    }

    /// How many open issues each action has.
    pub(crate) fn open(&self) -> BTreeMap<Key, usize> {
        let mut found = BTreeMap::new();
        let kept = self.server.forge(|forge| forge.kept(HOME));
        for issue in kept.into_iter().filter(|it| !it.closed) {
            let body = Body::new(issue.body);
            let key = body.marker().map(|marker| marker.key.clone());
            *found.entry(key.expect("a marker")).or_default() += 1;
        }
        found
    }
}

/// Actions that are not like each other.
pub(crate) fn action(number: usize) -> String {
    let words = [
        "Patch", "Replace", "Alert on", "Document", "Rehearse", "Retire", "Split",
    ];
    let things = [
        "pool",
        "queue",
        "cache",
        "gateway",
        "index",
        "certificate",
        "backup",
        "cron",
    ];
    let token = Key::of("test", &[&number.to_string()]);
    format!(
        "{} the {} {token}",
        words[number % words.len()],
        things[number % things.len()]
    )
}

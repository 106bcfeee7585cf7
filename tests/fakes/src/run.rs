//! The process: one server, told by its arguments what to play.

use std::io::Write;
use std::process::ExitCode;

use serde_json::Value;

use crate::github::GitHub;
use crate::gitlab::GitLab;
use crate::server::{Forge, Server};

const USAGE: &str = "usage: fake-forge github|gitlab [--port N] [--seed FILE] [--origin URL]

Serves on the loopback until it is killed, and prints its address first. Port 0, the default, takes a free one.
--seed   JSON: users, tokens, repositories or projects
--origin what addresses in answers begin with, if a proxy stands before it
GET or DELETE /_log: the requests so far; POST /_fault: a fault to come; DELETE /_fault: no more faults.
";

struct Wanted {
    kind: String,
    port: u16,
    seed: Value,
    origin: Option<String>,
}

/// Runs until killed.
pub fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    let wanted = match read(arguments) {
        Ok(wanted) => wanted,
        Err(why) => {
            let _ = write!(std::io::stderr(), "{why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match wanted.kind.as_str() {
        "github" => serve(GitHub::seeded(wanted.seed), wanted.port, wanted.origin),
        "gitlab" => serve(GitLab::seeded(wanted.seed), wanted.port, wanted.origin),
        kind => {
            let _ = write!(std::io::stderr(), "no such forge: {kind}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn serve(forge: impl Forge, port: u16, origin: Option<String>) {
    let server = Server::on(port, origin, forge);
    let _ = writeln!(std::io::stdout(), "{}", server.origin());
    let _ = std::io::stdout().flush();
    server.wait();
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        kind: arguments.next().ok_or("which forge?")?,
        port: 0,
        seed: serde_json::json!({}),
        origin: None,
    };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(format!("{name} needs a value"))?;
        match name.as_str() {
            "--port" => wanted.port = value.parse().map_err(|_| format!("no port: {value}"))?,
            "--seed" => wanted.seed = seed(&value)?,
            "--origin" => wanted.origin = Some(value),
            _ => return Err(format!("no such argument: {name}")),
        }
    }
    Ok(wanted)
}

#[expect(clippy::disallowed_methods, reason = "a test server reads its seed")]
fn seed(file: &str) -> Result<Value, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))
}

//! What the CI system gives: variables, the event, files to append to, a token. The environment enters here.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use crate::ci::{Occasion, System, Variables};
use crate::cli::exit::Failure;
use crate::cli::forge::{credential, transport};
use crate::cli::gitlab;
use crate::disk;
use crate::forge::github::{GitHubHost, Repository};
use crate::forge::gitlab::GitLabHost;
use crate::host::Host;
use crate::worktree::Remote;

/// Payloads are a few hundred kilobytes; a push of many commits is more.
const MOST_PAYLOAD: u64 = 32 << 20;

/// Variables that may be looked at.
const PREFIXES: [&str; 5] = ["GITHUB_", "GITLAB_", "CI_", "RUNNER_", "FOLLOWTHROUGH_"];

/// Variables that hold secrets: they are read by name where they are needed, and nowhere else.
const SECRETS: [&str; 3] = ["TOKEN", "PASSWORD", "SECRET"];

/// What the CI system gives.
pub(super) struct Scene {
    variables: Variables,
    /// The event's payload, or why it cannot be read.
    payload: Result<Option<String>, String>,
}

impl Scene {
    pub(super) fn read() -> Self {
        let named = |name: &str| PREFIXES.iter().any(|it| name.starts_with(it));
        let secret = |name: &str| SECRETS.iter().any(|it| name.contains(it));
        let variables: Variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| named(name) && !secret(name))
            .collect();
        let payload = get(&variables, "GITHUB_EVENT_PATH");
        let payload = payload.map(|path| payload_at(Path::new(path))).transpose();
        Self { variables, payload }
    }

    pub(super) fn occasion(&self) -> Result<Occasion, Failure> {
        let payload = match &self.payload {
            Err(why) if self.is_github() => return Err(Failure::usage(why.clone())),
            Ok(Some(it)) => Some(it.as_str()),
            _ => None,
        };
        Occasion::read(&self.variables, payload).map_err(|error| Failure::usage(error.to_string()))
    }

    /// True if the log is read for commands.
    pub(super) fn is_github(&self) -> bool {
        get(&self.variables, "GITHUB_ACTIONS") == Some("true")
    }

    /// The forge that runs this, if there is a token for it.
    pub(super) fn host(
        &self,
        occasion: &Occasion,
        told: fn(&str),
    ) -> Result<Option<Box<dyn Host>>, Failure> {
        match (occasion.system, &occasion.repository) {
            (System::GitHub, Some(name)) => self.github(name, told),
            (System::GitLab, Some(name)) => self.gitlab(name, told),
            _ => Ok(None),
        }
    }

    /// A job's own token can neither write notes nor commit: it is as good as none.
    fn gitlab(&self, name: &str, told: fn(&str)) -> Result<Option<Box<dyn Host>>, Failure> {
        let token = gitlab::token(false)?.filter(|it| !it.as_job);
        let Some(token) = token else {
            return Ok(None);
        };
        let wrong = || Failure::usage("CI_API_V4_URL is no address; it is set by the runner");
        let api = get(&self.variables, "CI_API_V4_URL").unwrap_or("https://gitlab.com/api/v4");
        let api = Url::parse(api).map_err(|_| wrong())?;
        let transport = transport(api, Some(token.credential), Duration::ZERO, told)?;
        Ok(Some(Box::new(GitLabHost::new(transport, name))))
    }

    fn github(&self, name: &str, told: fn(&str)) -> Result<Option<Box<dyn Host>>, Failure> {
        let Some(credential) = credential(false)? else {
            return Ok(None);
        };
        let wrong =
            |name: &str| Failure::usage(format!("{name} is no address; it is set by the runner"));
        let api = get(&self.variables, "GITHUB_API_URL").unwrap_or("https://api.github.com");
        let api = Url::parse(api).map_err(|_| wrong("GITHUB_API_URL"))?;
        let repository = Repository::parse(name).ok_or_else(|| wrong("GITHUB_REPOSITORY"))?;
        let transport = transport(api, Some(credential), Duration::ZERO, told)?;
        let web = format!("{}/{name}", self.server());
        let host = GitHubHost::new(transport, repository, web);
        Ok(Some(Box::new(host)))
    }

    /// The repository that is checked out, if it is another one of this GitHub than the run's own. On a pull request it may
    /// be the fork's, and the run is about the pull request all the same.
    pub(super) fn another(&self, occasion: &Occasion, remote: Option<Remote>) -> Option<String> {
        let own = occasion.repository.as_deref()?;
        let server = Url::parse(self.server()).ok()?;
        let host = match server.port() {
            Some(port) => format!("{}:{port}", server.host_str()?),
            None => server.host_str()?.to_owned(),
        };
        let remote = remote.filter(|it| it.host == host && !it.name.eq_ignore_ascii_case(own))?;
        let counts = occasion.system == System::GitHub && occasion.may_sync();
        counts.then_some(remote.name)
    }

    fn server(&self) -> &str {
        let server = get(&self.variables, "GITHUB_SERVER_URL")
            .or_else(|| get(&self.variables, "CI_SERVER_URL"));
        server.unwrap_or("https://github.com").trim_end_matches('/')
    }

    /// What paths of files are appended to, so that people see the line.
    pub(super) fn files(&self, occasion: &Occasion, commit: Option<&str>) -> Option<String> {
        let (name, commit) = (occasion.repository.as_deref()?, commit?);
        let server = self.server();
        match occasion.system {
            System::GitHub => Some(format!("{server}/{name}/blob/{commit}/")),
            System::GitLab => Some(format!("{server}/{name}/-/blob/{commit}/")),
            System::Neither => None,
        }
    }

    /// A folder of this run.
    pub(super) fn temporary(&self) -> Option<PathBuf> {
        get(&self.variables, "RUNNER_TEMP").map(|it| Path::new(it).join("followthrough"))
    }

    /// Appends to a file that the runner named.
    pub(super) fn append(&self, name: &str, text: &str) -> Result<(), Failure> {
        let Some(path) = get(&self.variables, name) else {
            return Ok(());
        };
        let opened = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(path);
        let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| {
            Failure::unforeseen(format!("{name} ({path}) cannot be written: {error}"))
        })
    }
}

/// A word that nobody can have guessed when they wrote what it guards: 128 bits keyed by the system's randomness.
pub(super) fn fresh_token() -> String {
    let half = || RandomState::new().hash_one(0u8);
    format!("followthrough-{:016x}{:016x}", half(), half())
}

fn get<'a>(variables: &'a Variables, name: &str) -> Option<&'a str> {
    variables
        .get(name)
        .map(String::as_str)
        .filter(|it| !it.is_empty())
}

fn payload_at(path: &Path) -> Result<String, String> {
    let wrong = |why: String| {
        format!(
            "the event's payload {} (GITHUB_EVENT_PATH) cannot be read: {why}; the runner writes it, so run the job again",
            path.display()
        )
    };
    let bytes = disk::read(path, MOST_PAYLOAD).map_err(|error| wrong(error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8".to_owned()))
}

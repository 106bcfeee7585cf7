//! The issues of a project on GitLab, opened from the configuration, the environment and the remote.

use std::time::Duration;

use super::desk::{Desk, block_on};
use super::exit::Failure;
use super::forge::{routed, transport, variable};
use crate::config::Config;
use crate::forge::Settings;
use crate::forge::gitlab::{self, Options, Server};
use crate::forge::transport::{Credential, Transport};
use crate::tracker::Tracker;
use crate::worktree::Remote;

/// Where a token is looked for, the first that is set.
const TOKENS: [&str; 2] = ["FOLLOWTHROUGH_TOKEN", "GITLAB_TOKEN"];

/// The token that every job has, which reads only.
const JOB: &str = "CI_JOB_TOKEN";

/// The pause between two new issues: gitlab.com lets 200 be opened in a minute.
const PACE: Duration = Duration::from_millis(300);

/// A token, and whether it is a job's own.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) credential: Credential,
    pub(super) as_job: bool,
}

pub(super) fn tracker(desk: &Desk, set: &Config, write: bool) -> Result<Box<dyn Tracker>, Failure> {
    let remote = desk.tree.remote();
    let server = server(set, remote.as_ref())?;
    let is_asked = desk.distrusts(set)?.is_none();
    let token = match is_asked {
        true => token(write)?,
        false => None,
    };
    let as_job = token.as_ref().is_some_and(|it| it.as_job);
    let usual = match server.host.as_str() {
        "gitlab.com" => PACE,
        _ => Duration::ZERO,
    };
    let pace = set.tracker.pace.unwrap_or(usual);
    let credential = token.map(|it| it.credential);
    let transport = transport(server.api.clone(), credential, pace, desk.told)?;
    let asked = is_asked.then_some(&transport);
    let repository = repository(set, remote.as_ref(), &server, asked)?;
    routed(set, repository, |repository| {
        let settings = Settings {
            host: server.host.clone(),
            repository,
            labels: set.tracker.labels.clone(),
            authors: set.tracker.authors.clone(),
        };
        let options = Options {
            milestone: set.tracker.milestone.clone(),
            as_job,
            today: Some(desk.today),
        };
        Ok(gitlab::tracker(settings, options, transport.clone()))
    })
}

/// As configured, else as the CI system says, else where the repository itself is.
pub(super) fn server(set: &Config, remote: Option<&Remote>) -> Result<Server, Failure> {
    let own = remote.filter(|_| set.tracker.repository.is_none());
    let url = set.tracker.url.clone();
    let url = url
        .or_else(|| variable("CI_API_V4_URL"))
        .or_else(|| variable("CI_SERVER_URL"))
        .or_else(|| own.map(|remote| format!("https://{}", remote.host)))
        .unwrap_or_else(|| "https://gitlab.com".to_owned());
    Server::at(&url).map_err(|error| Failure::usage(format!("tracker.url: {error}")))
}

/// The path of the project. Where the configuration has its number, the server is asked: references name it
/// by its path. One that is not to be asked gets no question.
fn repository(
    set: &Config,
    remote: Option<&Remote>,
    server: &Server,
    transport: Option<&Transport>,
) -> Result<String, Failure> {
    let name = named(set, remote, server)?;
    match (name.parse::<u64>(), transport) {
        (Ok(id), Some(transport)) => Ok(block_on(gitlab::path_of(transport, id))??),
        _ => Ok(name),
    }
}

/// Refuses a configuration by which nobody knows whose issues are meant. No server is asked.
pub(super) fn examine(set: &Config, remote: Option<&Remote>) -> Result<(), Failure> {
    let server = server(set, remote)?;
    named(set, remote, &server).map(|_| ())
}

/// The path or the number of the project.
fn named(set: &Config, remote: Option<&Remote>, server: &Server) -> Result<String, Failure> {
    let own = remote.map(|remote| server.project(&remote.name).to_owned());
    set.tracker.repository.clone().or(own).ok_or_else(|| {
        Failure::usage(
            "tracker: the repository has no remote on a forge, so nobody knows whose issues are meant; set \
             `tracker: { kind: gitlab, repository: group/project }` in followthrough.yml",
        )
    })
}

/// The token, which must be there to write and must be more than a job's; to read public issues none is needed.
pub(super) fn token(write: bool) -> Result<Option<Token>, Failure> {
    let bad = |name: &str| {
        let name = name.to_owned();
        move |error| Failure::usage(format!("{name}: {error}"))
    };
    let set = |name: &'static str| variable(name).map(|token| (name, token));
    if let Some((name, token)) = TOKENS.into_iter().find_map(set) {
        let credential = Credential::bearer(&token).map_err(bad(name))?;
        let as_job = false;
        return Ok(Some(Token { credential, as_job }));
    }
    let job = variable(JOB);
    if write {
        let begun = match job {
            Some(_) => "CI_JOB_TOKEN may read issues and never write them",
            None => "no token",
        };
        return Err(Failure::usage(format!(
            "{begun}: set FOLLOWTHROUGH_TOKEN or GITLAB_TOKEN to {}; in GitLab under Settings, Access tokens, and for \
             jobs as a masked and protected CI/CD variable",
            gitlab::WANTED
        )));
    }
    let Some(job) = job else { return Ok(None) };
    let header = http::HeaderName::from_static("job-token");
    let credential = Credential::header(header, &job).map_err(bad(JOB))?;
    let as_job = true;
    Ok(Some(Token { credential, as_job }))
}

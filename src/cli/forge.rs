//! Trackers on the network, opened from the configuration, the environment and the remote.

use std::time::Duration;

use url::Url;

use super::desk::Desk;
use super::exit::Failure;
use super::gitlab;
use crate::config::{Config, ParentOf, TrackerKind};
use crate::forge::github::{self, Server};
use crate::forge::transport::{Credential, MachineClock, Manners, Transport};
use crate::forge::{ForgeTracker, Settings};
use crate::render::Place;
use crate::tracker::{Router, Tracker};
use crate::worktree::Remote;

/// Where tokens of any forge are looked for: no other program gets to see them.
pub(super) const SECRETS: [&str; 4] = [
    "FOLLOWTHROUGH_TOKEN",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "GITLAB_TOKEN",
];

/// Where a token for GitHub is looked for, the first that is set.
const TOKENS: [&str; 3] = ["FOLLOWTHROUGH_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"];

/// The pause that github.com's own clients keep between two new issues.
const PACE: Duration = Duration::from_secs(3);

/// The issues of the repositories on GitHub that the configuration names, over one connection.
pub(super) fn github(desk: &Desk, set: &Config, write: bool) -> Result<Box<dyn Tracker>, Failure> {
    let (server, repository) = on_github(set, desk.tree.remote().as_ref())?;
    let credential = match desk.distrusts(set)? {
        None => credential(write)?,
        Some(_) => None,
    };
    let cloud = server.host == "github.com" || server.host.ends_with(".ghe.com");
    let usual = if cloud { PACE } else { Duration::ZERO };
    let pace = set.tracker.pace.unwrap_or(usual);
    let transport = transport(server.api, credential, pace, desk.told)?;
    let options = github::Options {
        issue_type: set.tracker.issue_type.clone(),
        due_field: set.tracker.due_field.clone(),
        milestone: set.tracker.milestone.clone(),
        parent: set.tracker.parent == ParentOf::Report,
    };
    routed(set, repository, |repository| {
        let settings = Settings {
            host: server.host.clone(),
            repository,
            labels: set.tracker.labels.clone(),
            authors: set.tracker.authors.clone(),
        };
        Ok(github::tracker(
            settings,
            options.clone(),
            transport.clone(),
        ))
    })
}

/// The server and the repository whose issues are meant, where every one that is named can be one of GitHub.
fn on_github(set: &Config, remote: Option<&Remote>) -> Result<(Server, String), Failure> {
    if set.tracker.confidential {
        return Err(Failure::usage(
            "tracker.confidential: GitHub has no confidential issues; use a private repository, or take the key out of \
             followthrough.yml",
        ));
    }
    let server = server(set, remote)?;
    let home = repository(set, remote)?;
    let routes = set.tracker.routes.iter().map(|it| &it.repository);
    for name in routes.chain([&home]) {
        owner_and_name(name)?;
    }
    Ok((server, home))
}

/// Refuses what every command refuses before it asks the tracker of `set` anything.
pub(super) fn examine(desk: &Desk, set: &Config) -> Result<(), Failure> {
    needed(set)?;
    let remote = desk.tree.remote();
    match set.tracker.kind {
        TrackerKind::Local => {}
        TrackerKind::Github => {
            on_github(set, remote.as_ref())?;
        }
        TrackerKind::Gitlab => gitlab::examine(set, remote.as_ref())?,
    }
    set.scope_or(remote.as_ref().map(|it| it.name.as_str()))?;
    Ok(())
}

/// Refuses what the tracker of `set` does not have, before anything is done without it.
pub(super) fn needed(set: &Config) -> Result<(), Failure> {
    let tracker = &set.tracker;
    let on_github = [
        ("type", tracker.issue_type.is_some()),
        ("due-field", tracker.due_field.is_some()),
        ("parent", tracker.parent != ParentOf::None),
    ];
    let on_a_forge = [
        ("routes", !tracker.routes.is_empty()),
        ("milestone", tracker.milestone.is_some()),
    ];
    let lacks: &[&[(&str, bool)]] = match tracker.kind {
        TrackerKind::Local => &[&on_a_forge, &on_github],
        TrackerKind::Gitlab => &[&on_github],
        TrackerKind::Github => &[],
    };
    let lacking = lacks.iter().copied().flatten().find(|(_, is_set)| *is_set);
    lacking.map_or(Ok(()), |(key, _)| {
        Err(Failure::usage(format!(
            "tracker.{key}: a tracker of the kind `{}` does not have this; take it out of followthrough.yml, or set \
             tracker.kind to one that has it",
            tracker.kind.as_str()
        )))
    })
}

/// The tracker of `home`, with those of the repositories that the routes lead to; `tracker` opens one.
pub(super) fn routed(
    set: &Config,
    home: String,
    tracker: impl Fn(String) -> Result<ForgeTracker, Failure>,
) -> Result<Box<dyn Tracker>, Failure> {
    let opened =
        |repository| -> Result<Box<dyn Tracker>, Failure> { Ok(Box::new(tracker(repository)?)) };
    let home = opened(home)?;
    let routes = set.tracker.routes.iter().map(|it| it.repository.clone());
    let others: Vec<_> = routes.map(opened).collect::<Result<_, _>>()?;
    Ok(match others.is_empty() {
        true => home,
        false => Box::new(Router::new(home, others)),
    })
}

/// A connection that waits in earnest.
pub(super) fn transport(
    api: Url,
    credential: Option<Credential>,
    pace: Duration,
    told: fn(&str),
) -> Result<Transport, Failure> {
    let manners = Manners {
        pace,
        told,
        ..Manners::default()
    };
    let clock = Box::new(MachineClock::default());
    let transport = Transport::new(api, credential, manners, clock);
    transport.map_err(|error| Failure::unforeseen(error.to_string()))
}

/// Where the issues of a set are read, and whether their forge shows the reports too.
pub(super) fn place(desk: &Desk, set: &Config) -> Result<Place, Failure> {
    let remote = desk.tree.remote();
    let (host, blob, name) = match set.tracker.kind {
        TrackerKind::Local => return Ok(Place::Files),
        TrackerKind::Github => {
            let name = remote.as_ref().map(|it| it.name.clone());
            (server(set, remote.as_ref())?.host, "blob", name)
        }
        TrackerKind::Gitlab => {
            let server = gitlab::server(set, remote.as_ref())?;
            let name = remote.as_ref();
            let name = name.map(|it| server.project(&it.name).to_owned());
            (server.host, "-/blob", name)
        }
    };
    let machine = host.split('/').next().unwrap_or_default();
    let same = remote.is_some_and(|remote| remote.host == machine);
    let scheme = match set.tracker.url.as_deref() {
        Some(url) if url.starts_with("http://") => "http",
        _ => "https",
    };
    let pages = name.filter(|_| same);
    let pages = pages.map(|name| format!("{scheme}://{host}/{name}/{blob}/HEAD/"));
    Ok(Place::Forge { pages })
}

/// As configured, else as the CI system says, else where the repository itself is.
pub(super) fn server(set: &Config, remote: Option<&Remote>) -> Result<Server, Failure> {
    let own = remote.filter(|_| set.tracker.repository.is_none());
    let url = set.tracker.url.clone();
    let url = url
        .or_else(|| variable("GITHUB_API_URL"))
        .or_else(|| own.map(|remote| format!("https://{}", remote.host)))
        .unwrap_or_else(|| "https://github.com".to_owned());
    Server::at(&url).map_err(|error| Failure::usage(format!("tracker.url: {error}")))
}

fn repository(set: &Config, remote: Option<&Remote>) -> Result<String, Failure> {
    let own = remote.map(|remote| remote.name.clone());
    set.tracker.repository.clone().or(own).ok_or_else(|| {
        Failure::usage(
            "tracker: the repository has no remote on a forge, so nobody knows whose issues are meant; set \
             `tracker: { kind: github, repository: owner/name }` in followthrough.yml",
        )
    })
}

fn owner_and_name(name: &str) -> Result<(), Failure> {
    match name.matches('/').count() {
        1 => Ok(()),
        _ => Err(Failure::usage(format!(
            "tracker: {name} is no repository of GitHub; write owner/name under tracker.repository and tracker.routes"
        ))),
    }
}

/// The token, which must be there to write; to read public issues none is needed.
pub(super) fn credential(write: bool) -> Result<Option<Credential>, Failure> {
    let set = |name: &'static str| variable(name).map(|token| (name, token));
    let Some((name, token)) = TOKENS.into_iter().find_map(set) else {
        return match write {
            false => Ok(None),
            true => Err(Failure::usage(
                "no token: set FOLLOWTHROUGH_TOKEN, GITHUB_TOKEN or GH_TOKEN to one that may write issues; in a \
                 workflow: `env: { GITHUB_TOKEN: ${{ github.token }} }`",
            )),
        };
    };
    let credential = Credential::bearer(&token);
    Ok(Some(credential.map_err(|error| {
        Failure::usage(format!("{name}: {error}"))
    })?))
}

/// Why the tracker of a set of reports is not to be asked, if it is not: there is no token for it. What a
/// forge lets strangers see is too little to rely on: so many requests an hour for all that share an address.
pub(super) fn not_to_be_asked(set: &Config) -> Result<Option<String>, Failure> {
    let (known, name) = match set.tracker.kind {
        TrackerKind::Local => return Ok(None),
        TrackerKind::Github => (credential(false)?.is_some(), "GITHUB_TOKEN"),
        TrackerKind::Gitlab => (gitlab::token(false)?.is_some(), "GITLAB_TOKEN"),
    };
    let why =
        || format!("no token is set; set {name} or FOLLOWTHROUGH_TOKEN to judge by the issues");
    Ok((!known).then(why))
}

/// A variable that is set and says something.
#[expect(clippy::disallowed_methods, reason = "the environment enters here")]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
}

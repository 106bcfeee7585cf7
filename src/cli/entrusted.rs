//! Where a token may go: on a pull request never to a server, repository or route that only the pull request names.

use std::collections::BTreeSet;

use url::Url;

use super::desk::Desk;
use super::exit::Failure;
use super::forge::{self, variable};
use super::gitlab;
use crate::config::{Config, TrackerKind};

/// Whose word on trackers counts.
#[derive(Debug, Clone, Default)]
pub(super) enum Entrusted {
    /// The configuration is that of whoever runs this.
    #[default]
    Any,
    /// It comes with a pull request, whose base has none: only the servers that the CI system itself names.
    Named,
    /// It comes with a pull request, and its base has one: all but the sets of these projects, which the base lacks.
    AllBut(BTreeSet<Option<String>>),
}

impl Desk {
    /// From here on the trackers are those of `base`, the configuration that a change began on. Where it had none, only
    /// servers are asked that the CI system names; elsewhere than in CI whoever runs this has the last word.
    pub(super) fn entrust(&mut self, base: Option<&Config>) {
        self.entrusted = match base {
            Some(base) => Entrusted::AllBut(self.config.take_trackers(base)),
            None if in_ci() => Entrusted::Named,
            None => Entrusted::Any,
        };
    }

    /// Why the tracker of `set` gets no token and is not asked, if that is so.
    pub(super) fn distrusts(&self, set: &Config) -> Result<Option<String>, Failure> {
        let url = match set.tracker.kind {
            TrackerKind::Local => return Ok(None),
            TrackerKind::Github => forge::server(set, self.tree.remote().as_ref())?.api,
            TrackerKind::Gitlab => gitlab::server(set, self.tree.remote().as_ref())?.api,
        };
        let unknown = match &self.entrusted {
            Entrusted::Any => false,
            Entrusted::Named => !named(set.tracker.kind).any(|it| it.origin() == url.origin()),
            Entrusted::AllBut(sets) => sets.contains(&set.project),
        };
        Ok(unknown.then(|| {
            let host = url.host_str().unwrap_or("its server");
            format!(
                "that its issues are on {host} is what this pull request says, so no token is sent there; it is asked once \
                 this is merged"
            )
        }))
    }
}

/// Where the variables of a CI system say that its forge is.
const GITHUB: [&str; 2] = ["GITHUB_API_URL", "GITHUB_SERVER_URL"];
const GITLAB: [&str; 2] = ["CI_API_V4_URL", "CI_SERVER_URL"];

fn in_ci() -> bool {
    let mut all = GITHUB.into_iter().chain(GITLAB).chain(["CI"]);
    all.any(|it| variable(it).is_some())
}

fn named(kind: TrackerKind) -> impl Iterator<Item = Url> {
    let github = |url: String| Some(crate::forge::github::Server::at(&url).ok()?.api);
    let gitlab = |url: String| Some(crate::forge::gitlab::Server::at(&url).ok()?.api);
    let names = match kind {
        TrackerKind::Gitlab => GITLAB,
        _ => GITHUB,
    };
    names
        .into_iter()
        .filter_map(variable)
        .filter_map(move |url| match kind {
            TrackerKind::Gitlab => gitlab(url),
            _ => github(url),
        })
}

//! Which repository the issue of an action is opened in, if it is not the usual one.

use super::file::RouteEntry;
use super::{Reports, Tracker, settings};
use crate::policy::same_level;

/// A repository for the actions that match all of its conditions.
#[derive(Debug, Clone)]
pub struct Route {
    service: Option<String>,
    priority: Option<String>,
    path: Option<Reports>,
    /// `owner/name`.
    pub repository: String,
}

impl Tracker {
    /// Where an issue is opened for an action of this priority in the report at `path`, which names
    /// these services; none: in the usual repository.
    #[must_use]
    pub fn route(&self, path: &str, services: &[String], priority: Option<&str>) -> Option<&str> {
        let fits = |route: &&Route| {
            let service = |wanted: &String| services.iter().any(|it| same_level(it, wanted));
            let urgent = |wanted: &String| priority.is_some_and(|it| same_level(it, wanted));
            route.service.as_ref().is_none_or(service)
                && route.priority.as_ref().is_none_or(urgent)
                && route.path.as_ref().is_none_or(|set| set.contains(path))
        };
        let route = self.routes.iter().find(fits)?;
        Some(route.repository.as_str())
    }
}

impl From<&RouteEntry> for Route {
    fn from(entry: &RouteEntry) -> Self {
        Self {
            service: entry.service.as_ref().map(|it| it.0.0.clone()),
            priority: entry.priority.as_ref().map(|it| it.0.0.clone()),
            path: entry
                .path
                .as_ref()
                .map(|it| settings::set(std::slice::from_ref(it))),
            repository: entry.repository.0.0.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn the_first_route_that_matches_in_every_respect_counts() {
        let text = r#"
tracker:
  kind: github
  routes:
    - { service: check-out, priority: P0, repository: acme/oncall }
    - { service: checkout, repository: acme/shop }
    - { path: "postmortems/db/**", repository: acme/databases }
"#;
        let config = Config::from_bytes("followthrough.yml", text.into()).expect("valid");
        let route = |path, service: &str, priority| {
            config.tracker.route(path, &[service.to_owned()], priority)
        };
        assert_eq!(route("a.md", "Checkout", Some("p-0")), Some("acme/oncall"));
        assert_eq!(route("a.md", "Checkout", None), Some("acme/shop"));
        assert_eq!(
            route("postmortems/db/a.md", "x", None),
            Some("acme/databases")
        );
        assert_eq!(route("a.md", "x", Some("P0")), None);
    }
}

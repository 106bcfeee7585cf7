//! What a configuration may say, and what is refused.

mod mistakes;

use super::*;
use crate::policy::{Rule, Severity, Track, Trigger};
use std::path::Path;

const NAME: &str = "followthrough.yml";

fn parse(text: &str) -> Config {
    Config::from_bytes(NAME, text.into()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn refused(text: &str) -> String {
    match Config::from_bytes(NAME, text.into()) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_file_without_content_is_all_defaults() {
    for text in [
        "",
        "\n",
        "# nothing\n",
        "---\n",
        "{}",
        "\u{feff}",
        "\u{feff}reading: 1\r\n",
        "tracker:\n  # kind: github\npeople:\nguard: ~\n",
    ] {
        let config = parse(text);
        assert_eq!(config.file, file::File::default(), "{text:?}");
        assert_eq!(config.policy, Policy::default());
    }
}

#[test]
fn the_design_s_own_example() {
    let config = parse(
        r#"
reading: 1
scope: acme/incidents
reports: ["postmortems/**", "docs/incidents/**", "**/postmortem*.md"]
tracker: { kind: github, repository: acme/incidents, url: "http://127.0.0.1:4102/", pace: 0s }
actions: { track: auto, since: 2026-08-01, adopt: ["postmortems/old.md"] }
write_back: refs
policy:
  adopted: { date: 2026-11-21, spread: 26w }
  due: [ {priority: P0, within: 7d}, {severity: SEV1, within: 14d}, {priority: P1, within: 28d}, {within: 56d} ]
  warn: 7d
  timezone: Europe/Berlin
  fail-on: [pull-request, schedule, manual]
  rules: { overdue: error, due-soon: warning, no-owner: {severity: off}, vague: off }
people: { "Maria S.": maria }
projects: []
"#,
    );
    assert_eq!(config.scope.as_deref(), Some("acme/incidents"));
    assert_eq!(config.tracker.kind, TrackerKind::Github);
    assert_eq!(config.tracker.url.as_deref(), Some("http://127.0.0.1:4102"));
    assert_eq!(config.tracker.pace, Some(std::time::Duration::ZERO));
    assert_eq!(config.actions.track, Track::Auto);
    assert!(config.actions.adopt.contains("postmortems/old.md"));
    assert_eq!(config.write_back, WriteBack::Refs);
    assert_eq!(config.policy.due, Policy::default().due);
    assert_eq!(config.policy.timezone.iana_name(), Some("Europe/Berlin"));
    assert_eq!(config.policy.severity(Rule::NoOwner), Severity::Off);
    assert_eq!(config.people["Maria S."], "maria");
    assert!(!config.policy.fail_on.contains(&Trigger::Push));
    assert!(config.is_report("a/postmortem-1.md"));
    assert!(!config.is_report("incidents/a.md"));
}

#[test]
fn the_scope_of_local_issues_travels_with_the_reports() {
    assert_eq!(
        Config::default().scope_or(Some("acme/shop")).unwrap(),
        "local"
    );
    assert_eq!(Config::default().scope_or(None).unwrap(), "local");
    let forge = parse("tracker: {kind: github}");
    assert_eq!(forge.scope_or(Some("acme/shop")).unwrap(), "acme/shop");
    assert!(forge.scope_or(None).is_err());
    let same = parse("tracker: {kind: github, repository: Acme/Shop}");
    assert_eq!(same.scope_or(Some("acme/shop")).unwrap(), "acme/shop");
    let other = parse("tracker: {kind: github, repository: acme/todo}");
    let error = other.scope_or(Some("acme/shop")).unwrap_err().to_string();
    assert!(error.contains("add a line such as `scope:"), "{error}");
    let named = parse("scope: s\ntracker: {kind: github, repository: acme/todo}");
    assert_eq!(named.scope_or(None).unwrap(), "s");
}

#[test]
fn projects_inherit_what_they_do_not_say() {
    let config = parse(
        "tracker: {kind: github, repository: a/b, labels: [x]}\n\
         policy: {warn: 3d, rules: {vague: error, overdue: {severity: warning}}}\n\
         projects:\n\
         - {name: pay, reports: [\"pay/**\"], policy: {rules: {overdue: error}}}\n\
         - name: web\n  scope: web-set\n  reports: [\"**/*.md\"]\n  tracker: {kind: local}\n",
    );
    let [pay, web] = config.projects.as_slice() else {
        panic!("two projects")
    };
    assert_eq!(pay.policy.warn.count(), 3);
    assert_eq!(pay.policy.severity(Rule::Vague), Severity::Error);
    assert_eq!(pay.policy.severity(Rule::Overdue), Severity::Error);
    assert_eq!(pay.tracker.labels, ["x"]);
    assert_eq!(pay.scope_or(Some("A/b")).unwrap(), "A/b:pay");
    assert_eq!(pay.path.as_deref(), Some(NAME));
    assert_eq!(web.tracker.kind, TrackerKind::Local);
    assert_eq!(web.tracker.repository, None);
    assert_eq!(web.policy.severity(Rule::Overdue), Severity::Warning);
    assert_eq!(web.scope_or(None).unwrap(), "web-set");
    let owner = |path: &str| config.set_of(path).and_then(|set| set.project.clone());
    assert_eq!(owner("pay/a.md").as_deref(), Some("pay"));
    assert_eq!(owner("a/b.md").as_deref(), Some("web"));
    assert_eq!(owner("postmortems/a.txt"), None);
    assert_eq!(config.sets().count(), 2);
    assert_eq!(Config::default().sets().count(), 1);
}

#[test]
fn show_says_where_each_value_comes_from() {
    let config = parse("scope: acme/x\npolicy:\n  warn: 3d\n  rules: {overdue: warning}\n");
    let text = show(&config);
    for line in [
        "# followthrough.yml",
        "scope: acme/x  # file",
        "  warn: 3d  # file",
        "    overdue: warning  # file",
        "    due-soon: warning  # default",
        "  timezone: UTC  # default",
        "  due:  # default",
        "    - {priority: P0, within: 7d}",
        "  pace: null  # default",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    let again = parse(&text);
    for rule in Rule::ALL {
        assert_eq!(again.policy.severity(*rule), config.policy.severity(*rule));
    }
    assert_eq!(again.scope, config.scope);
    assert!(show(&Config::default()).starts_with("# there is no configuration file"));
    parse(&show(&parse(
        "projects: [{name: a, reports: [\"x: #/**\"]}]",
    )));
}

#[test]
fn the_file_is_found_at_the_root_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    #[expect(clippy::disallowed_methods, reason = "a test writes its own files")]
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    assert_eq!(Config::load(root, None).unwrap().path, None);
    let explicit = root.join("other.yml");
    let error = Config::load(root, Some(&explicit)).unwrap_err();
    assert!(matches!(error, ConfigError::Missing { .. }), "{error}");
    write("followthrough.yaml", "reading: 1");
    let error = Config::load(root, None).unwrap_err().to_string();
    assert_eq!(
        error,
        "followthrough.yaml: the configuration is only read from followthrough.yml; rename this file"
    );
    write(NAME, "scope: here");
    let config = Config::load(root, None).unwrap();
    assert_eq!(
        (config.scope.as_deref(), config.path.as_deref()),
        (Some("here"), Some(NAME))
    );
    write("other.yml", "scope: there");
    let config = Config::load(root, Some(&explicit)).unwrap();
    assert_eq!(config.scope.as_deref(), Some("there"));
    let error = Config::load(root, Some(Path::new("/"))).unwrap_err();
    assert!(matches!(error, ConfigError::Unreadable { .. }), "{error}");
}

//! What each rule finds, and what to do about it.

use std::fmt::Write as _;

use super::look::{DIM, STRONG, paint};
use crate::policy::{Policy, Rule, RuleOption, Severity};

/// A rule for whoever met a finding of it; its weight as `policy` has it.
#[must_use]
pub fn rule_text(rule: Rule, policy: &Policy) -> String {
    let mut out = format!("{}: {}\n\n", paint(STRONG, rule.id()), rule.help());
    let (here, usual) = (policy.severity(rule), rule.default_severity());
    let default = match here == usual {
        true => String::new(),
        false => format!(" By default: {usual}."),
    };
    let _ = writeln!(out, "{here}: {}.{default}", meaning(here));
    for option in rule.options() {
        let RuleOption {
            name,
            help,
            default,
            ..
        } = option;
        let _ = writeln!(out, "{name}: {help}. Default: {default}");
    }
    let example = indented(rule.example());
    let _ = writeln!(out, "\nWrite, for example:\n\n{example}\n");
    let _ = writeln!(out, "To silence {}.", rule.silence());
    let setting = indented(&setting(rule));
    let _ = writeln!(out, "{}, in followthrough.yml:\n\n{setting}", purpose(rule));
    out
}

/// All rules, a line each.
#[must_use]
pub fn rules_text(policy: &Policy) -> String {
    let widest = Rule::ALL
        .iter()
        .map(|rule| rule.id().len())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for rule in Rule::ALL {
        let severity = policy.severity(*rule);
        let name = paint(STRONG, &format!("{:widest$}", rule.id()));
        let _ = writeln!(out, "{name}  {:7}  {}", severity.as_str(), rule.help());
    }
    let more = "`followthrough check --explain RULE` says what to do, and what it can be told.";
    let _ = writeln!(out, "\n{}", paint(DIM, more));
    out
}

/// The page about all rules (`docs/rules.md`).
#[must_use]
pub fn rules_page() -> String {
    let mut out = String::from(
        "<!-- Made from src/policy/rule.rs and manual.rs; after a change there, run the tests with SNAPSHOTS=overwrite. -->\n\
         # Rules\n\n\
         What `followthrough check` finds. An error fails the check, on the runs that `policy.fail-on` names; a warning\n\
         and a notice are shown. `followthrough check --explain RULE` says the same of one rule, with its weight in your\n\
         configuration.\n\n\
         | rule | default | finds |\n|---|---|---|\n",
    );
    for rule in Rule::ALL {
        let severity = rule.default_severity();
        let _ = writeln!(
            out,
            "| [`{rule}`](#{rule}) | {severity} | {} |",
            rule.help()
        );
    }
    for rule in Rule::ALL {
        let _ = write!(
            out,
            "\n## {rule}\n\nFinds {}. By default: {}.\n",
            rule.help(),
            rule.default_severity()
        );
        for option in rule.options() {
            let _ = write!(
                out,
                "\n- `{}`: {}. Default: `{}`.\n",
                option.name, option.help, option.default
            );
        }
        let _ = write!(
            out,
            "\nWrite, for example:\n\n````\n{}\n````\n",
            rule.example()
        );
        let _ = write!(
            out,
            "\nTo silence {}.\n\n{}:\n\n```yaml\n{}\n```\n",
            rule.silence(),
            purpose(*rule),
            setting(*rule)
        );
    }
    out
}

/// What a setting is for.
fn purpose(rule: Rule) -> &'static str {
    match (rule.default_severity(), rule.options()) {
        (Severity::Off, _) => "To apply it",
        (_, []) => "To silence the rule",
        _ => "To tell it more",
    }
}

/// How the configuration weighs the rule otherwise, or tells it something.
fn setting(rule: Rule) -> String {
    let weight = match (rule.default_severity(), rule.options()) {
        (Severity::Off, _) => Severity::Warning,
        (_, []) => Severity::Off,
        (usual, _) => usual,
    };
    if rule.options().is_empty() {
        return format!("policy:\n  rules:\n    {rule}: {weight}");
    }
    let mut text = format!("policy:\n  rules:\n    {rule}:\n      severity: {weight}");
    for option in rule.options() {
        let _ = write!(text, "\n      {}: {}", option.name, option.example);
    }
    text
}

fn meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Off => "it is not applied",
        Severity::Notice => "it is shown, and never counted",
        Severity::Warning => "it is shown, and the check passes",
        Severity::Error => "the check fails",
    }
}

fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| match line {
        "" => String::new(),
        line => format!("    {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use snapbox::{assert_data_eq, file};

    #[test]
    fn the_page_is_current() {
        assert_data_eq!(rules_page(), file!["../../docs/rules.md"].raw());
    }
}

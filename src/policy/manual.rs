//! What a person is told of each rule: what to write so that it finds nothing, and what it can be told.

use super::Rule;

/// An option of a rule in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleOption {
    /// Its key.
    pub name: &'static str,
    /// One sentence on what it does.
    pub help: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// A value that makes sense, in YAML.
    pub example: &'static str,
}

/// How one finding of a rule is silenced, without silencing the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    /// The action may be late for a while.
    Waive,
    /// The action is not followed up.
    NoTrack,
    /// The report is not followed up.
    Report,
    /// Only by setting it right.
    Never,
}

impl Rule {
    /// The options that it has beside its severity.
    #[must_use]
    pub fn options(self) -> &'static [RuleOption] {
        match self {
            Self::MissingSection => &[
                RuleOption {
                    name: "required-sections",
                    help: "headings that every report must have, with something below them; `A | B` is either",
                    default: "[]",
                    example: r#"["Impact", "Root cause | Cause"]"#,
                },
                RuleOption {
                    name: "required-fields",
                    help: "facts that every report must state, in its text or in its front matter",
                    default: "[]",
                    example: "[severity, start, end]",
                },
            ],
            Self::Vague => &[RuleOption {
                name: "phrases",
                help: "what an action begins with that does not say what done would look like, beside the built-in ones",
                default: "[]",
                example: r#"["keep an eye on"]"#,
            }],
            Self::NearDuplicate => &[RuleOption {
                name: "alike",
                help: "from how much likeness on two actions count as the same",
                default: "90%",
                example: "95%",
            }],
            _ => &[],
        }
    }

    /// The rule that has an option of this name.
    #[must_use]
    pub fn with_option(name: &str) -> Option<Self> {
        let has = |rule: &Self| rule.options().iter().any(|it| it.name == name);
        Self::ALL.iter().copied().find(has)
    }

    /// What to write so that it finds nothing: lines of a report, of a shell, or of the configuration.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Overdue => "- [x] Alert on lock waits of the orders table (due: 2026-04-15)",
            Self::DueSoon => "- [ ] Alert on lock waits of the orders table (due: 2026-06-15)",
            Self::NoOwner => "- [ ] Alert on lock waits of the orders table (owner: @priya)",
            Self::NoDue => "- [ ] Alert on lock waits of the orders table (due: 2026-04-15)",
            Self::Undated => "---\nstart: 2026-03-01\nend: 2026-03-02\n---",
            Self::NoActions => {
                "## Action items\n\n- [ ] Alert on lock waits of the orders table (owner: @priya)"
            }
            Self::Untracked => "followthrough sync",
            Self::Vague => "- [ ] Alert when a query waits longer than 5 s for a lock",
            Self::NearDuplicate => "- [ ] Alert on lock waits of the orders table (see #42)",
            Self::Unpaired => "followthrough link postmortems/2026-03-01-locks.md:12 #42",
            Self::CopiedReference => "- [ ] Alert on lock waits of the orders table (see #42)",
            Self::StateConflict => "followthrough reopen #42",
            Self::IssueGone => "- [ ] Alert on lock waits of the orders table",
            Self::Orphan => {
                "followthrough close #42 --as not-planned --reason \"the table is gone\""
            }
            Self::DuplicateIssue => {
                "followthrough close #43 --as not-planned --reason \"#42 goes on\""
            }
            Self::RemovedAction => {
                "- [ ] ~~Alert on lock waits of the orders table~~ (the table is gone)"
            }
            Self::DueMoved => "- [ ] Alert on lock waits of the orders table (due: 2026-06-15)",
            Self::Reassigned => "- [ ] Alert on lock waits of the orders table (owner: @tim) (P1)",
            Self::DroppedWithoutReason => {
                "followthrough close #42 --as not-planned --reason \"the table is gone\""
            }
            Self::WaiverExpired => {
                "followthrough waive #42 --until 2026-07-31 --reason \"the vendor is late\""
            }
            Self::WaiverUnused => "# .followthrough/waivers.yml: without the entry",
            Self::MissingSection => {
                "---\nseverity: SEV2\n---\n\n## Root cause\n\nA lock was held for an hour."
            }
            Self::Unreadable => "followthrough explain postmortems/2026-03-01-locks.md",
        }
    }

    /// How a single finding is silenced where it is meant so; the rule goes on for everything else.
    #[must_use]
    pub fn silence(self) -> &'static str {
        match self.silenced_by() {
            Silence::Waive => {
                "one action for a while: `followthrough waive HANDLE --until YYYY-MM-DD --reason …`"
            }
            Silence::NoTrack => "one action: write `[no-track]` on it, and it is not followed up",
            Silence::Report => "one report: write `followthrough: false` into its front matter",
            Silence::Never => "one finding: set it right; there is no other way",
        }
    }

    fn silenced_by(self) -> Silence {
        match self {
            Self::Overdue | Self::DueSoon | Self::WaiverExpired | Self::DroppedWithoutReason => {
                Silence::Waive
            }
            Self::NoOwner
            | Self::NoDue
            | Self::Untracked
            | Self::Vague
            | Self::NearDuplicate
            | Self::Unpaired
            | Self::CopiedReference => Silence::NoTrack,
            Self::Undated | Self::NoActions | Self::MissingSection => Silence::Report,
            Self::StateConflict
            | Self::IssueGone
            | Self::Orphan
            | Self::DuplicateIssue
            | Self::RemovedAction
            | Self::DueMoved
            | Self::Reassigned
            | Self::WaiverUnused
            | Self::Unreadable => Silence::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_belongs_to_one_rule() {
        let mut names = std::collections::BTreeSet::new();
        for rule in Rule::ALL {
            for option in rule.options() {
                assert!(names.insert(option.name), "{}", option.name);
                assert_eq!(Rule::with_option(option.name), Some(*rule));
            }
            assert!(!rule.example().is_empty(), "{rule}");
        }
        assert_eq!(Rule::with_option("severity"), None);
    }
}

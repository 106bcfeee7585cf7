//! The rules that `check` judges by, and how bad it is when one is broken.

use std::fmt;
use std::str::FromStr;

use super::nearest;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The rule is not applied.
    Off,
    /// Shown, and never counted.
    Notice,
    /// Shown, but the check passes.
    Warning,
    /// The check fails.
    Error,
}

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Notice, Self::Warning, Self::Error];

    /// The word for it in the configuration and in outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the configuration says of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// How much a finding of this rule weighs.
    pub severity: Severity,
}

impl From<Severity> for Setting {
    fn from(severity: Severity) -> Self {
        Self { severity }
    }
}

/// No rule goes by this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule `{name}`{}", .meant.map(|rule| format!("; did you mean `{rule}`?")).unwrap_or_default())]
pub struct UnknownRule {
    /// The name as given.
    pub name: String,
    /// The rule that is named almost so.
    pub meant: Option<Rule>,
}

/// Declares the rules once: variant, id, default severity, help. The doc comment of a variant says
/// why its default is what it is.
macro_rules! rules {
    ($($(#[$why:meta])* $rule:ident = $id:literal, $severity:ident, $help:literal;)*) => {
        /// A rule, by what it finds.
        ///
        /// Three things decide the default: what breaks the promise itself, or what this tool does
        /// not dare to touch until a person decides, is an error; what a person should see but
        /// may well be meant so is a warning; what most teams never wrote down is off, because a
        /// gate that is red on its first day gets switched off.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$why])* $rule,)*
        }

        impl Rule {
            /// Every rule, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)*];

            /// Its name in the configuration and in every output. Names are never reused.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$rule => $id,)* }
            }

            /// One line on what it finds.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self { $(Self::$rule => $help,)* }
            }

            /// How much it weighs where the configuration does not say.
            #[must_use]
            pub fn default_severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)* }
            }
        }
    };
}

rules! {
    /// The promise itself; everything else only serves it.
    Overdue = "overdue", Error, "an open action whose due date has passed";
    /// Nothing is late yet: a hint to whoever can still be in time.
    DueSoon = "due-soon", Warning, "an open action that is due within policy.warn";
    /// Most reports name no owner. Worth saying, no reason to stop a build.
    NoOwner = "no-owner", Warning, "an action that nobody is responsible for";
    /// The policy gives a date to what has none, so nothing goes unwatched.
    NoDue = "no-due", Off, "an action whose report states no due date";
    /// The policy's date counts instead, which may be another than the one that people agreed on.
    UnclearDue = "unclear-due", Warning, "an action whose stated due date is not understood, so the policy's counts";
    /// Without a date limits count from the adoption, if there was one (`adopt`), which is a guess that one line in the report mends.
    Undated = "undated", Warning, "a report without any date: its due dates count from the adoption, or without `adopt` never come";
    /// Some incidents need none; a person should have thought about it.
    NoActions = "no-actions", Warning, "a report in which no action was found, nor that there is none";
    /// Normal on a pull request, where the issue is opened after the merge.
    Untracked = "untracked", Warning, "an action that should have an issue and has none yet";
    /// Wording is a matter of taste, and of language.
    Vague = "vague", Off, "an action that does not say what done would look like";
    /// Two reports may well promise the same work for two incidents.
    NearDuplicate = "near-duplicate", Warning, "an action that reads almost like another open one";
    /// Nothing is opened until someone decides, so the action would be lost in silence.
    Unpaired = "unpaired", Error, "an action and an issue that may be the same: settle it with `link` or `sync --new`";
    /// A copied line would show the state of an issue that is another action's.
    CopiedReference = "copied-reference", Error, "a reference copied from another action; its status is not believed";
    /// Both sides are kept as they are, so nothing is lost meanwhile.
    StateConflict = "state-conflict", Warning, "the report and the issue say different things, and neither may overrule the other";
    /// Whether the work was done can no longer be known.
    IssueGone = "issue-gone", Error, "a report names an issue that was deleted or moved out of reach";
    /// Reported once for each report; the issue itself goes on.
    Orphan = "orphan", Warning, "an open issue whose action no longer stands in any report";
    /// Work would be done twice, or one half closed unseen.
    DuplicateIssue = "duplicate-issue", Error, "two issues for one action, or an issue with our key by an untrusted author";
    /// May be an honest edit, and the pull request is where people look at it.
    RemovedAction = "removed-action", Warning, "a pull request that removes an open action";
    /// As with removals: seen in review, decided by people.
    DueMoved = "due-moved", Warning, "a pull request that moves the due date of an open action";
    /// Handing work on is everyday business; reviewers see it, and it never counts.
    Reassigned = "reassigned", Notice, "a pull request that changes the owner or the priority of an open action";
    /// Dropping work is fine; the reason is what the next incident's readers look for.
    DroppedWithoutReason = "dropped-without-reason", Warning, "an action that was given up without a reason";
    /// The permission to be late has ended.
    WaiverExpired = "waiver-expired", Error, "a waiver whose day has passed while its action is open";
    /// Harmless, but a file of stale permissions is read by nobody.
    WaiverUnused = "waiver-unused", Warning, "a waiver for an action that needs none";
    /// Finds something only where sections are asked for.
    MissingSection = "missing-section", Warning, "a section or a fact that the policy asks for and a report lacks, each by itself";
    /// What cannot be read cannot be watched.
    Unreadable = "unreadable", Error, "a report, or its front matter, that cannot be read";
}

impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(name: &str) -> Result<Self, UnknownRule> {
        let find = |name: &str| Self::ALL.iter().copied().find(|rule| rule.id() == name);
        find(name).ok_or_else(|| UnknownRule {
            name: name.to_owned(),
            meant: nearest(name, Self::ALL.iter().map(|rule| rule.id())).and_then(find),
        })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        for rule in Rule::ALL {
            assert_eq!(rule.id().parse(), Ok(*rule));
            assert!(!rule.help().ends_with('.'), "{rule}");
        }
        assert_eq!(Rule::ALL.len(), 24);
    }

    #[test]
    fn a_misspelt_rule_is_answered_with_the_nearest() {
        let error = "over-due".parse::<Rule>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown rule `over-due`; did you mean `overdue`?"
        );
        let error = "xyzzy".parse::<Rule>().unwrap_err();
        assert_eq!(error.to_string(), "unknown rule `xyzzy`");
    }
}

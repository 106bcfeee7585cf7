//! `followthrough.yml` as it is written. The doc comments of this file are the reference
//! (`docs/config.md`), the JSON schema and the comments of `followthrough.example.yml`.

use std::time::Duration;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::entries::{Entries, listed};
use super::name::{
    Address, Branch, Folder, Label, Login, OptionalLabel, ProjectName, Repository, Scope, Signer,
    Title, Words,
};
use super::reports;
use super::rules::Rules;
use super::scalar::{Glob, Percent, Text, Zone};
use super::{Assign, ParentOf, TrackerKind};
use crate::policy::{
    Adoption, Days, Policy, Stage, Track, Trigger, WRITE_BACK_BRANCH, WRITE_BACK_TITLE, WriteBack,
};
use crate::read::Edition;

/// The settings of `followthrough`, in `followthrough.yml` at the root of the repository.
///
/// Every key may be left out, and so may the file.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping of settings")]
pub(super) struct File {
    /// The edition of the reader. A newer program recognizes more only under a newer edition, so
    /// that an update never changes by itself what is tracked. `followthrough plan --reading 2` shows what
    /// the second edition, which reads HTML tables too, would change.
    pub(super) reading: Text<Edition>,
    /// The name of this set of reports in the tracker, part of every issue's marker. Only issues
    /// of this scope are touched. Without it: the repository as its remote names it, or `local`
    /// for the embedded tracker, whose issues travel with the reports wherever they are cloned.
    /// It must be set where the tracker's repository is another one, or where several
    /// configurations share a tracker.
    #[schemars(example = "acme/incidents")]
    pub(super) scope: Option<Text<Scope>>,
    /// Which files are reports: patterns for paths from the root, in upper or lower case alike. `*`
    /// stays within a folder, `**` does not, a pattern without any sign is a file or a folder with all
    /// that is in it, and a pattern that begins with `!` leaves files
    /// out again, in whatever order the patterns stand. Of these, files are read that end in .md,
    /// .markdown, .qmd, .mdx, .html.md.erb, .txt or .rst or have no ending; hidden files and
    /// `.followthrough/` never are.
    #[serde(deserialize_with = "listed")]
    pub(super) reports: Vec<Text<Glob>>,
    /// Where the issues are.
    #[serde(deserialize_with = "section")]
    pub(super) tracker: Tracker,
    /// Which actions get an issue.
    #[serde(deserialize_with = "section")]
    pub(super) actions: Actions,
    /// What is written behind an action: `status` keeps the reference and the status true, `refs`
    /// writes the reference once and never the status (for reports that are signed off; the check
    /// then needs the tracker), `off` writes nothing.
    #[serde(rename = "write_back")]
    pub(super) write_back: Text<WriteBack>,
    /// When actions are due and what a check finds.
    #[serde(deserialize_with = "section")]
    pub(super) policy: PolicySection,
    /// The account of each person, by the name that stands in reports.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"{"Maria S.": "maria"}"#))]
    pub(super) people: Entries<Words, Text<Login>>,
    /// How much a sync may change at once. What goes beyond is held back until it is allowed.
    #[serde(deserialize_with = "section")]
    pub(super) guard: Guard,
    /// How the write-back is committed and proposed.
    #[serde(deserialize_with = "section")]
    pub(super) publish: Publish,
    /// Words of your own that the reader knows beside the built-in ones. Case does not count.
    #[serde(deserialize_with = "section")]
    pub(super) vocabulary: Vocabulary,
    /// The folder of your own templates for issues, reminders and comments (docs/templates.md); a
    /// template that is not there has its built-in text.
    pub(super) templates: Text<Folder>,
    /// Reports that never go where anybody can read them (on GitLab as confidential issues) and that
    /// outputs show as a count only: patterns as under `reports`. A report can say so itself in its
    /// front matter: `confidential: true`.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"["postmortems/security/**"]"#))]
    pub(super) confidential: Vec<Text<Glob>>,
    /// Several sets of reports in one repository. Each has what the top level has, except for what
    /// it sets itself: `reports` and `tracker` as a whole, `policy` key by key. A report belongs to
    /// the first project that matches it. Where there are projects, only their reports count.
    #[serde(deserialize_with = "listed")]
    #[schemars(example = example(r#"[{"name": "payments", "reports": ["payments/postmortems/**"]}]"#))]
    pub(super) projects: Vec<ProjectEntry>,
}

/// Where the issues are.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {kind: github}")]
pub(super) struct Tracker {
    /// `local` keeps the issues as files in the repository, under `.followthrough/issues`.
    pub(super) kind: Text<TrackerKind>,
    /// The repository whose issues are used; of a project on GitLab the number will do. Without it: the
    /// reports' own.
    #[schemars(example = "acme/incidents")]
    pub(super) repository: Option<Text<Repository>>,
    /// The address of a forge of your own, such as GitHub Enterprise Server or a self-managed
    /// GitLab. Without it: what the CI system says, else github.com or gitlab.com.
    #[schemars(example = "https://git.example.com")]
    pub(super) url: Option<Text<Address>>,
    /// The labels of every issue that is opened. By the first one the issues are found again.
    #[serde(deserialize_with = "listed")]
    pub(super) labels: Vec<Text<Label>>,
    /// The label of an issue whose action is late and has no waiver; it goes when that is over. `off`:
    /// none. The embedded tracker has none either, so that its files depend on no day.
    pub(super) overdue_label: Text<OptionalLabel>,
    /// Accounts whose issues are trusted to be ours, beside members, the current user and, on
    /// GitHub, bots.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"["contractor"]"#))]
    pub(super) authors: Vec<Text<Login>>,
    /// Every issue is opened so that only members can read it, which only GitLab can. Without it: those of
    /// confidential reports.
    pub(super) confidential: bool,
    /// The title of the milestone that new issues get.
    #[schemars(example = "Follow-up")]
    pub(super) milestone: Option<Text<Words>>,
    /// The pause between two new issues. Without it: 3s on github.com, whose limits ask for it, and
    /// elsewhere what the forge is known to ask for.
    #[schemars(example = "3s")]
    pub(super) pace: Option<Text<Duration>>,
    /// Other repositories of the same forge for the issues of some actions: the first entry that
    /// matches says where an issue is opened, and without one it is the repository above. An issue
    /// stays where it was opened. A repository that still holds issues of yours stays in the list,
    /// behind the entry that took its place, or they are only found where a report names them.
    #[serde(deserialize_with = "listed")]
    #[schemars(example = example(r#"[{"service": "checkout", "repository": "acme/shop"}]"#))]
    pub(super) routes: Vec<RouteEntry>,
    /// When the owner that `people` knows is assigned: `opening` when an issue is opened and never
    /// again, `always` also later where they are missing (nobody is ever taken off), or `never`.
    pub(super) assign: Text<Assign>,
    /// The type of new issues, as the organization names it. GitHub only.
    #[serde(rename = "type")]
    #[schemars(example = &"Task")]
    pub(super) issue_type: Option<Text<Words>>,
    /// The name of the organization's field for dates that holds the due date. GitHub only.
    #[schemars(example = "Due date")]
    pub(super) due_field: Option<Text<Words>>,
    /// `report` puts new issues below one for their report; `none` leaves them by themselves.
    /// GitHub only.
    pub(super) parent: Text<ParentOf>,
}

/// Whose issues are opened in another repository.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {service: checkout, repository: acme/shop}")]
pub(super) struct RouteEntry {
    /// A service that the report names; case and punctuation do not count. Without it: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<Text<Words>>,
    /// The action's priority, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) priority: Option<Text<Words>>,
    /// The report's path, a pattern as under `reports`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<Text<Glob>>,
    /// Where the issue is opened.
    pub(super) repository: Text<Repository>,
}

/// Which actions get an issue.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {track: auto}")]
pub(super) struct Actions {
    /// `auto` takes the tasks and, where a report lists none, its measures; `tasks` takes tasks
    /// only, `all` takes both.
    pub(super) track: Text<Track>,
    /// Reports of older incidents are shown but not tracked, except for actions that have an issue
    /// already. Without it: all are tracked.
    #[schemars(example = "2026-08-01")]
    pub(super) since: Option<Text<Date>>,
    /// Reports that are tracked although they are older than `since`: patterns as under `reports`.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"["postmortems/2025-11-02-pool.md"]"#))]
    pub(super) adopt: Vec<Text<Glob>>,
}

/// When actions are due and what a check finds.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping of policies")]
pub(super) struct PolicySection {
    /// The first day of this policy. What older reports owe falls due one by one over the time after
    /// it; being late with a date that had passed before is no more than a warning until that time is over.
    #[schemars(example = example(r#"{"date": "2026-11-21", "spread": "26w"}"#))]
    pub(super) adopted: Option<Adopted>,
    /// How long an action may take that states no date, counted from the end of the incident, else
    /// its start, else the report's date. The first entry that matches counts.
    #[serde(deserialize_with = "listed")]
    pub(super) due: Vec<LimitEntry>,
    /// How long before its due date an action counts as due soon.
    pub(super) warn: Text<Days>,
    /// Where a day begins and ends.
    pub(super) timezone: Text<Zone>,
    /// The runs that an error fails. On the others, findings are only shown.
    pub(super) fail_on: Vec<Text<Trigger>>,
    /// How much the findings of each rule weigh: off, notice (shown, never counted), warning or
    /// error; or `{severity: …}` with the options of the rule, which [rules.md](rules.md) tells.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"{"vague": "warning"}"#))]
    pub(super) rules: Rules,
    /// When an open issue gets a comment that reminds of its due date, and names its owner where
    /// `people` has an account: `due-7d`, `due`, `due+14d`. Each of them once for each issue and due
    /// date; one that is more than a week late is left out, so that turning this on makes no noise.
    /// The embedded tracker has nobody to notify, so there it has no effect.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"["due-7d", "due", "due+14d"]"#))]
    pub(super) nudge: Vec<Text<Stage>>,
}

/// The first day of a policy.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {date: 2026-11-21, spread: 26w}")]
pub(super) struct Adopted {
    /// The day.
    pub(super) date: Text<Date>,
    /// How long after it older debts fall due.
    #[serde(default = "spread")]
    pub(super) spread: Text<Days>,
}

/// How long an action may take.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {priority: P1, within: 28d}")]
pub(super) struct LimitEntry {
    /// The action's priority as reports write it; case and punctuation do not count. Without it:
    /// any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) priority: Option<Text<Words>>,
    /// The incident's severity, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) severity: Option<Text<Words>>,
    /// The time it may take.
    pub(super) within: Text<Days>,
}

/// How much a sync may change at once.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {creates: 50, share: 30%}")]
pub(super) struct Guard {
    /// How many issues it may open.
    pub(super) creates: Text<u32>,
    /// Which share of at least ten tracked issues it may close, reopen or rename.
    pub(super) share: Text<Percent>,
}

/// How the write-back is committed and proposed.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {branch: followthrough/write-back}")]
pub(super) struct Publish {
    /// Its branch, which belongs to this program.
    pub(super) branch: Text<Branch>,
    /// The title of its pull request, and the first line of its commit.
    pub(super) title: Text<Title>,
    /// Who signs its commit off. Without it, nobody does.
    #[schemars(example = "Reports <reports@example.com>")]
    pub(super) sign_off: Option<Text<Signer>>,
    /// Labels of its pull request.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"["automation"]"#))]
    pub(super) labels: Vec<Text<Label>>,
    /// Accounts that are asked to review it.
    #[serde(deserialize_with = "section")]
    #[schemars(example = example(r#"["maria"]"#))]
    pub(super) reviewers: Vec<Text<Login>>,
}

/// Words of your own.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping of headings, columns and status words")]
pub(super) struct Vocabulary {
    /// Headings, as they stand above the actions.
    #[serde(deserialize_with = "section")]
    pub(super) headings: Headings,
    /// Names of table columns.
    #[serde(deserialize_with = "section")]
    pub(super) columns: Columns,
    /// Words for the status of an action.
    #[serde(deserialize_with = "section")]
    pub(super) status: Status,
}

/// Declares a section that holds lists of words only.
macro_rules! word_lists {
    ($($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
            #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
            #[serde(expecting = "a mapping of lists of words")]
            pub(super) struct $name {
                $(
                    $(#[$about])*
                    #[serde(deserialize_with = "section")]
                    pub(super) $field: Vec<Text<Words>>,
                )*
            }
        )*
    };
}

word_lists! {
    /// Headings, as they stand above the actions.
    Headings {
        /// Above concrete work.
        #[schemars(example = example(r#"["Was wir jetzt tun"]"#))]
        tasks,
        /// Above general improvements.
        #[schemars(example = example(r#"["Verbesserungen"]"#))]
        measures,
        /// Above what holds no action, whatever it looks like.
        #[schemars(example = example(r#"["Done during the incident"]"#))]
        ignored,
    }

    /// Names of table columns.
    Columns {
        /// The action itself.
        #[schemars(example = example(r#"["Maßnahme"]"#))]
        action,
        /// Who is responsible.
        #[schemars(example = example(r#"["Verantwortlich"]"#))]
        owner,
        /// The day it is due.
        #[schemars(example = example(r#"["Frist"]"#))]
        due,
        /// How urgent it is.
        #[schemars(example = example(r#"["Dringlichkeit"]"#))]
        priority,
        /// How far it is.
        #[schemars(example = example(r#"["Stand"]"#))]
        status,
        /// The issue that stands for it.
        #[schemars(example = example(r#"["Vorgang"]"#))]
        issue,
    }

    /// Words for the status of an action.
    Status {
        /// Not finished.
        #[schemars(example = example(r#"["offen"]"#))]
        open,
        /// Finished.
        #[schemars(example = example(r#"["erledigt"]"#))]
        done,
        /// Will not be done.
        #[schemars(example = example(r#"["verworfen"]"#))]
        dropped,
    }
}

/// One of several sets of reports.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[serde(expecting = "a mapping such as {name: payments, reports: [\"payments/**\"]}")]
pub(super) struct ProjectEntry {
    /// What the project is called.
    pub(super) name: Text<ProjectName>,
    /// Its reports.
    #[serde(deserialize_with = "listed")]
    pub(super) reports: Vec<Text<Glob>>,
    /// Its scope. Without it: the scope of the top level, a colon and the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<Text<Scope>>,
    /// Its tracker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tracker: Option<Tracker>,
    /// Where its policy differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) policy: Option<PolicySection>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            reading: Text(Edition::First),
            scope: None,
            reports: reports::DEFAULT.map(|it| Text(Glob(it.to_owned()))).into(),
            tracker: Tracker::default(),
            actions: Actions::default(),
            write_back: Text(WriteBack::default()),
            policy: PolicySection::default(),
            people: Entries::default(),
            guard: Guard::default(),
            publish: Publish::default(),
            vocabulary: Vocabulary::default(),
            templates: Text(Folder(".followthrough/templates".to_owned())),
            confidential: Vec::new(),
            projects: Vec::new(),
        }
    }
}

impl Default for Tracker {
    fn default() -> Self {
        Self {
            kind: Text(TrackerKind::Local),
            repository: None,
            url: None,
            labels: vec![Text(Label("followthrough".to_owned()))],
            overdue_label: Text(OptionalLabel(Some("overdue".to_owned()))),
            authors: Vec::new(),
            confidential: false,
            milestone: None,
            pace: None,
            routes: Vec::new(),
            assign: Text(Assign::Opening),
            issue_type: None,
            due_field: None,
            parent: Text(ParentOf::None),
        }
    }
}

impl Default for PolicySection {
    /// What the policy itself takes for granted, so that there is one place for it.
    fn default() -> Self {
        let policy = Policy::default();
        let words = |level: Option<String>| level.map(|level| Text(Words(level)));
        let limit = |limit: crate::policy::Limit| LimitEntry {
            priority: words(limit.priority),
            severity: words(limit.severity),
            within: Text(limit.within),
        };
        Self {
            adopted: None,
            due: policy.due.into_iter().map(limit).collect(),
            warn: Text(policy.warn),
            timezone: Text(Zone::of(policy.timezone)),
            fail_on: policy.fail_on.into_iter().map(Text).collect(),
            rules: Rules::default(),
            nudge: policy.nudge.into_iter().map(Text).collect(),
        }
    }
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            creates: Text(50),
            share: Text(Percent(30)),
        }
    }
}

impl Default for Publish {
    fn default() -> Self {
        Self {
            branch: Text(Branch(WRITE_BACK_BRANCH.to_owned())),
            title: Text(Title(WRITE_BACK_TITLE.to_owned())),
            sign_off: None,
            labels: Vec::new(),
            reviewers: Vec::new(),
        }
    }
}

impl Default for Text<Track> {
    fn default() -> Self {
        Self(Track::default())
    }
}

fn spread() -> Text<Days> {
    Text(Adoption::SPREAD)
}

/// A value of which only the key is left, its content commented out, has its default.
fn section<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A value for an example, in JSON because a doc comment has no room for more.
fn example(json: &str) -> serde_json::Value {
    serde_json::from_str(json).expect("examples are JSON")
}

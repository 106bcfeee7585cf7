//! What may stand on the command line.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::ci::CiArgs;
use crate::ledger::{Decisions, Ledger};
use crate::policy::{Trigger, nearest};
use crate::read::Edition;

/// Makes sure that what a postmortem promises gets done.
///
/// Reads the incident reports of a repository, keeps one tracker issue for each corrective action,
/// writes its status back into the report, and fails the build when promised work is overdue.
#[derive(Debug, Parser)]
#[command(name = "followthrough", version, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// Work as if started in this folder.
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub(super) dir: Option<PathBuf>,
    /// Read the configuration from this file instead of followthrough.yml.
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) config: Option<PathBuf>,
    /// Judge as if it were this day.
    #[arg(long, value_name = "YYYY-MM-DD", global = true, value_parser = day)]
    pub(super) today: Option<Date>,
    /// Write the output to this file. As FORMAT=FILE, any number of times: in that format, beside what is
    /// printed.
    #[arg(long, value_name = "[FORMAT=]FILE", global = true, value_parser = PathBufValueParser::new().try_map(Output::parse))]
    pub(super) output: Vec<Output>,
    /// Print errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print more: every warning, every action.
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what is read from reports, without any tracker.
    Parse(ParseArgs),
    /// Show why each line of a report was taken as an action or not.
    Explain(ExplainArgs),
    /// Show what `sync` would change; changes nothing.
    Plan(PlanArgs),
    /// Open and update issues, and write their status into the reports.
    Sync(SyncArgs),
    /// Fail if promised work is overdue.
    Check(CheckArgs),
    /// Show how every action stands, the most urgent first.
    Status(StatusArgs),
    /// Join what `status --format json` says of many repositories.
    Merge(MergeArgs),
    /// Close the issue of an action.
    Close(CloseArgs),
    /// Reopen the issue of an action.
    Reopen(ReopenArgs),
    /// Settle that an action and an issue belong together.
    Link(LinkArgs),
    /// Take an action and its issue apart.
    Unlink(UnlinkArgs),
    /// Take up old reports: without PATH, so that their debts fall due one by one from today on.
    Adopt(AdoptArgs),
    /// Allow an action to be late until a day, for a reason that stands under review.
    Waive(WaiveArgs),
    /// In CI: decide by the event what to do, do it, and tell it in every way the CI system has.
    Ci(Box<CiArgs>),
    /// Show, check or describe the configuration.
    Config(ConfigArgs),
}

impl Command {
    /// In which formats it can write.
    pub(super) fn formats(&self) -> &'static [CheckFormat] {
        match self {
            Self::Check(_) => CheckFormat::value_variants(),
            Self::Parse(_)
            | Self::Explain(_)
            | Self::Plan(_)
            | Self::Sync(_)
            | Self::Status(_)
            | Self::Merge(_) => &[CheckFormat::Text, CheckFormat::Json],
            _ => &[],
        }
    }
}

/// How a command prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; see docs/schema.
    Json,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum CheckFormat {
    /// For people.
    #[default]
    Text,
    /// For programs; see docs/schema.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for the test reports of CI systems.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// Markdown, for a comment or the summary of a job.
    Markdown,
}

impl CheckFormat {
    /// What `--format` and `--output` call it.
    pub(super) fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or(String::new(), |it| it.get_name().to_owned())
    }
}

impl From<Format> for CheckFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Json => Self::Json,
        }
    }
}

/// A file that output goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    /// None for what would be printed.
    pub(super) format: Option<CheckFormat>,
    pub(super) file: PathBuf,
}

impl Output {
    /// `sarif=results.sarif`. A file whose own name begins so is reached by `./`.
    fn parse(given: PathBuf) -> Result<Self, String> {
        let named = given.to_str().and_then(|it| it.split_once('='));
        let named = named.filter(|(name, _)| !name.contains(['/', '\\', '.']));
        let format = named.map(|(name, _)| format_named(name)).transpose()?;
        let file = named.map_or_else(|| given.clone(), |(_, file)| PathBuf::from(file));
        Ok(Self { format, file })
    }
}

fn format_named(name: &str) -> Result<CheckFormat, String> {
    CheckFormat::from_str(name, false).map_err(|_| {
        let values = CheckFormat::value_variants().iter();
        let known = values.filter_map(ValueEnum::to_possible_value);
        let known: Vec<String> = known.map(|it| it.get_name().to_owned()).collect();
        let meant = nearest(name, known.iter().map(String::as_str));
        let meant = meant.map_or(String::new(), |it| format!("; did you mean `{it}`?"));
        let all = known.join(", ");
        format!(
            "`{name}` is no format{meant} (there are {all}; a file of that name is `./{name}=…`)"
        )
    })
}

/// Which reports a command looks at.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// Look only at these reports, or at the reports in these folders.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// What is shown of confidential reports.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct Disclosure {
    /// Show what is in confidential reports too, not only how much.
    #[arg(long)]
    pub(super) show_confidential: bool,
}

impl Disclosure {
    /// The ledger as it may be shown; what is done goes by the ledger as it is.
    pub(super) fn of(self, ledger: &Ledger) -> Cow<'_, Ledger> {
        match self.show_confidential {
            true => Cow::Owned(ledger.clone().disclosed()),
            false => Cow::Borrowed(ledger),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ParseArgs {
    /// Files to read, inside the repository or not; without any, all its reports.
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The report, inside the repository or not; with a line, only that line, and more of it.
    #[arg(value_name = "FILE[:LINE]")]
    pub(super) target: String,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Exit with 5 if anything would change.
    #[arg(long)]
    pub(super) exit_code: bool,
    /// Plan as if `sync --allow-bulk` followed.
    #[arg(long)]
    pub(super) allow_bulk: bool,
    /// Plan by this edition of the reader, and show what it would track besides or no longer.
    #[arg(long, value_name = "EDITION", value_parser = edition)]
    pub(super) reading: Option<Edition>,
    #[command(flatten)]
    pub(super) decisions: DecisionArgs,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

impl PlanArgs {
    /// The sync that carries the plan out.
    pub(super) fn command(&self) -> String {
        let flags = [
            (self.decisions.new, " --new"),
            (self.decisions.refile, " --refile"),
            (self.allow_bulk, " --allow-bulk"),
        ];
        let flags = flags.iter().filter(|(given, _)| *given);
        let flags: String = flags.map(|(_, flag)| *flag).collect();
        format!("followthrough sync{flags}")
    }
}

fn edition(text: &str) -> Result<Edition, String> {
    let found = text.parse().ok().and_then(Edition::numbered);
    found.ok_or_else(|| format!("the editions of the reader are {}", Edition::known()))
}

/// What a person decides for the whole run.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct DecisionArgs {
    /// Open issues for actions that may be reworded ones (finding `unpaired`).
    #[arg(long)]
    new: bool,
    /// Open issues for open actions that name one of another tracker, such as the one used before.
    #[arg(long)]
    refile: bool,
}

impl From<DecisionArgs> for Decisions {
    fn from(args: DecisionArgs) -> Self {
        Self {
            unpaired_are_new: args.new,
            refile: args.refile,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct SyncArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Change as much at once as the reports ask for.
    #[arg(long)]
    pub(super) allow_bulk: bool,
    /// Commit what was written, and nothing else. Where commits are signed (commit.gpgsign) or a commit hook is set up,
    /// it is refused: sync without it, and commit yourself.
    #[arg(long)]
    pub(super) commit: bool,
    /// Commit it, and push the branch by your own git.
    #[arg(long)]
    pub(super) push: bool,
    #[command(flatten)]
    pub(super) decisions: DecisionArgs,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// How to print; the exit code is the same.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: CheckFormat,
    /// Judge as a pull request that began on this branch, tag or commit (`origin/main`, `HEAD^1`): only
    /// what is new fails, and the configuration of the base counts.
    #[arg(long, value_name = "REF")]
    pub(super) base: Option<String>,
    /// Say what a rule finds, what to do about it and what it can be told; without RULE, list them all.
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "", conflicts_with = "base")]
    pub(super) explain: Option<String>,
    /// What the check runs for; `policy.fail-on` says on which of them an error fails it.
    #[arg(long, value_enum)]
    pub(super) on: Option<On>,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

/// What a check runs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum On {
    /// A pull request; the default with `--base`.
    PullRequest,
    /// A push to a branch.
    Push,
    /// A timetable.
    Schedule,
    /// A person; the default.
    Manual,
}

impl CheckArgs {
    /// What the check runs for.
    pub(super) fn trigger(&self) -> Trigger {
        match self.on {
            Some(On::PullRequest) => Trigger::PullRequest,
            Some(On::Push) => Trigger::Push,
            Some(On::Schedule) => Trigger::Schedule,
            Some(On::Manual) => Trigger::Manual,
            None if self.base.is_some() => Trigger::PullRequest,
            None => Trigger::Manual,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Show settled actions and those that are not tracked too.
    #[arg(long)]
    pub(super) all: bool,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// A status of one repository, as JSON.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Show settled actions and those that are not tracked too.
    #[arg(long)]
    pub(super) all: bool,
}

/// How an issue is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Ending {
    /// The work is done.
    #[default]
    Completed,
    /// The work is given up.
    NotPlanned,
}

#[derive(Debug, Args)]
pub(super) struct CloseArgs {
    /// The action, by its issue's reference as `status` shows it.
    #[arg(value_name = "HANDLE")]
    pub(super) handle: String,
    /// How it ended.
    #[arg(long = "as", value_enum, default_value_t)]
    pub(super) ending: Ending,
    /// Why, for whoever reads the issue later.
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

#[derive(Debug, Args)]
pub(super) struct ReopenArgs {
    /// The action, by its issue's reference as `status` shows it.
    #[arg(value_name = "HANDLE")]
    pub(super) handle: String,
    /// Why, for whoever reads the issue later.
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

#[derive(Debug, Args)]
pub(super) struct LinkArgs {
    /// The action, by its report and line.
    #[arg(value_name = "FILE:LINE")]
    pub(super) place: String,
    /// The issue, by its reference as `status` shows it.
    #[arg(value_name = "HANDLE")]
    pub(super) handle: String,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

#[derive(Debug, Args)]
pub(super) struct UnlinkArgs {
    /// The issue, by its reference as `status` shows it.
    #[arg(value_name = "HANDLE")]
    pub(super) handle: String,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

#[derive(Debug, Args)]
pub(super) struct AdoptArgs {
    /// Track these reports, or the reports in these folders, although they are older than `actions.since`.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct WaiveArgs {
    /// The action, by its issue's reference as `status` shows it.
    #[arg(value_name = "HANDLE")]
    pub(super) handle: String,
    /// The last day on which it may be late.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(super) until: Date,
    /// Why it may.
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
    /// Who allows it.
    #[arg(long, value_name = "NAME")]
    pub(super) by: Option<String>,
    #[command(flatten)]
    pub(super) disclosure: Disclosure,
}

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    pub(super) what: ConfigCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the configuration in effect, and where each value comes from.
    Show,
    /// Say whether the configuration is valid.
    Check,
    /// Print the JSON schema of followthrough.yml.
    Schema,
}

fn day(text: &str) -> Result<Date, &'static str> {
    text.parse()
        .map_err(|_| "no day of the calendar; write one such as 2026-12-31")
}

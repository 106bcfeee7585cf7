//! The ledger: every action beside its issue. Everything before it leads here, everything after it
//! is a function of it.

mod assemble;
mod claims;
mod comparison;
mod coverage;
mod decisions;
mod doubles;
mod fingerprint;
mod handles;
mod incidents;
mod join;
mod names;
mod order;
mod proposed;
mod references;
mod renames;
mod rounds;
mod shelf;
mod similar;
mod status_words;
mod texts;
mod twins;
mod unmarked;

pub use comparison::Comparison;
pub use coverage::Coverage;
pub use decisions::Decisions;
pub use doubles::Double;
pub use fingerprint::{fingerprints, text_key};
pub use handles::Handles;
pub use join::join;
pub use names::ReportNames;
pub use order::Heard;
pub use proposed::proposed;
pub use references::References;
pub use similar::{PAIR_RATIO, UNSURE_RATIO, likeness};
pub use status_words::StatusWords;

use order::heard;

use crate::action::{Action, Link, LinkOrigin, Report, Word};
use crate::issue::{Home, Issue, IssueId, Key, UnreadFile};
use crate::policy::{Due, Tracking};

/// A report with what the policy says of each of its actions, in the order of [`Report::actions`].
#[derive(Debug, Clone, PartialEq)]
pub struct Scheduled {
    /// The report as read.
    pub report: Report,
    /// Whether each action is tracked, or why not.
    pub tracking: Vec<Tracking>,
    /// When each action is due, and why then.
    pub dues: Vec<Due>,
    /// For actions without a reference: the one that stands on our unmerged write-back branch. Empty if
    /// there is no such branch.
    pub proposed: Vec<Option<Link>>,
}

impl Scheduled {
    /// The reference of an action: its own, else the proposed one.
    #[must_use]
    pub fn link(&self, action: usize) -> Option<&Link> {
        let own = self.report.actions[action].link.as_ref();
        own.or_else(|| self.proposed.get(action)?.as_ref())
    }
}

/// Every action beside its issue, and the issues that no action claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// Names this set of reports in the tracker.
    pub scope: String,
    /// The tracker in use.
    pub home: Home,
    /// The reports that were read, in the order of their paths.
    pub reports: Vec<ReportEntry>,
    /// Every action of every report, in the order of the reports and within them.
    pub entries: Vec<Entry>,
    /// Open issues of this scope whose action is gone from a report that was read, or whose report is gone.
    pub orphans: Vec<Issue>,
    /// Issues that carry a key which another issue carries too.
    pub doubles: Vec<Double>,
    /// Files of the embedded tracker that could not be understood.
    pub unread: Vec<UnreadFile>,
    /// What was seen of reports and issues.
    pub coverage: Coverage,
    /// How many issues of this scope were seen in any state.
    pub issues_seen: usize,
}

/// One report of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportEntry {
    /// The id that new markers name, see [`ReportNames`].
    pub id: String,
    /// The report. Its actions are those of the entries, at [`Entry::action`].
    pub report: Report,
    /// The words of its status column: for each word of ours a cell that says the same.
    pub status_words: StatusWords,
    /// Set if an older report has the same front-matter id: that report's path.
    pub id_taken_by: Option<String>,
}

/// One action beside its issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Index into [`Ledger::reports`].
    pub report: usize,
    /// Index into [`Report::actions`].
    pub action: usize,
    /// Whether it is tracked, or why not.
    pub tracking: Tracking,
    /// When it is due, and why then.
    pub due: Due,
    /// The key of its issue; provisional while there is none.
    pub key: Key,
    /// The hash of its text alone.
    pub text: Key,
    /// Its issue, or why there is none.
    pub pairing: Pairing,
}

/// How an action stands to the tracker.
#[derive(Debug, Clone, PartialEq)]
pub enum Pairing {
    /// No issue; one is opened if the action is tracked and not settled already.
    New,
    /// Its own issue.
    Owned(Box<Issue>, Claim),
    /// An issue that a person linked by hand: its status is shown, it is never edited.
    Linked(Box<Issue>),
    /// It names an issue of another tracker.
    Elsewhere,
    /// The issue it names was not seen.
    Unread(IssueId, Unseen),
    /// The issue it names does not exist any more.
    Gone(IssueId),
    /// Nothing is done until a person says what is right.
    Held(Hold),
}

/// Why an issue that a report names was not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unseen {
    /// It was not looked at: the report says that it is settled.
    Settled,
    /// The tracker did not show it.
    NotShown,
    /// It exists, or may exist, and cannot be read; with the reason for people.
    Barred(String),
}

/// An issue that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Barred<'a> {
    /// Which one.
    pub issue: &'a IssueId,
    /// The reason for people.
    pub why: &'a str,
    /// A sync opened it; else a person linked it by hand, who may see what the token does not.
    pub ours: bool,
}

/// By what an action and its issue found each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Claim {
    /// Our suffix in the report.
    Suffix,
    /// The fingerprint.
    Key,
    /// A person's link to an issue that we had opened for this report.
    Hand,
    /// Alike enough, with the ratio.
    Similar(f64),
}

/// Why an action is held.
#[derive(Debug, Clone, PartialEq)]
pub enum Hold {
    /// It may be one of these issues, reworded; best first, with the ratios.
    Unpaired(Vec<(Issue, f64)>),
    /// It carries a suffix that belongs to another action: the issue, and where its action stands.
    Copied {
        /// The issue that the suffix names.
        issue: IssueId,
        /// The report the issue belongs to.
        report: String,
        /// The scope the issue belongs to, if that is another one.
        scope: Option<String>,
    },
    /// An issue carries its key, and its author is not trusted.
    Untrusted(Box<Issue>),
}

impl Entry {
    /// The id of the issue it is known by, seen or not.
    #[must_use]
    pub fn issue_id(&self) -> Option<&IssueId> {
        match &self.pairing {
            Pairing::Owned(issue, _) | Pairing::Linked(issue) => Some(&issue.id),
            Pairing::Unread(id, _) | Pairing::Gone(id) => Some(id),
            Pairing::New | Pairing::Elsewhere | Pairing::Held(_) => None,
        }
    }

    /// The issue, owned or linked by hand.
    #[must_use]
    pub fn issue(&self) -> Option<&Issue> {
        match &self.pairing {
            Pairing::Owned(issue, _) | Pairing::Linked(issue) => Some(issue),
            _ => None,
        }
    }

    /// True if somebody changed the day in the tracker to one that is not the report's.
    #[must_use]
    pub fn due_is_contested(&self) -> bool {
        let issue = self.owned().filter(|it| it.state.is_open());
        issue.is_some_and(|it| {
            let ours = it.marker().and_then(|marker| marker.due);
            it.due != ours && it.due != self.due.date
        })
    }

    fn now_owns(&mut self, issue: Issue) {
        let claim = match &self.pairing {
            Pairing::Owned(_, claim) => *claim,
            _ => Claim::Key,
        };
        self.pairing = Pairing::Owned(Box::new(issue), claim);
    }

    /// Its own issue.
    #[must_use]
    pub fn owned(&self) -> Option<&Issue> {
        match &self.pairing {
            Pairing::Owned(issue, _) => Some(issue),
            _ => None,
        }
    }
}

impl Ledger {
    /// The action of an entry.
    #[must_use]
    pub fn action(&self, entry: &Entry) -> &Action {
        &self.reports[entry.report].report.actions[entry.action]
    }

    /// What the entry's mark asks of its issue.
    #[must_use]
    pub fn heard(&self, entry: &Entry) -> Heard {
        let Some(issue) = entry.owned() else {
            return Heard::Nothing;
        };
        let words = &self.reports[entry.report].status_words;
        let action = self.action(entry);
        heard(action, issue, words.can_follow(action, issue.state.word()))
    }

    /// What the entry's mark says, if that is not how its issue stands, no order, and nothing that a
    /// write-back can put right.
    #[must_use]
    pub fn stuck_mark(&self, entry: &Entry) -> Option<Word> {
        let word = entry.owned()?.state.word();
        let action = self.action(entry);
        let mark = action.mark.as_ref()?.value;
        let words = &self.reports[entry.report].status_words;
        let stuck = !order::agrees(action, mark, word)
            && !words.can_follow(action, word)
            && !matches!(self.heard(entry), Heard::Obey(_));
        (stuck && self.follows(entry)).then(|| mark.word())
    }

    /// True if what a light look does not show might change what is done: an action without an issue
    /// may have a closed one.
    #[must_use]
    pub fn needs_closed(&self) -> bool {
        let unsure = |it: &Entry| match it.pairing {
            Pairing::New => self.wants_issue(it),
            Pairing::Held(_) => true,
            Pairing::Elsewhere => decisions::was_ours(self.action(it)),
            _ => false,
        };
        !self.coverage.closed_seen && self.entries.iter().any(unsure)
    }

    /// How many issues are ours, as far as issues and reports show it.
    #[must_use]
    pub fn tracked_issues(&self) -> usize {
        let named = |it: &&Entry| matches!(it.pairing, Pairing::Owned(..) | Pairing::Unread(..));
        let named = self.entries.iter().filter(named).count();
        self.issues_seen.max(named)
    }

    /// True if a report that was read goes by this name.
    #[must_use]
    pub fn has_report(&self, name: &str) -> bool {
        let mut reports = self.reports.iter();
        reports.any(|it| it.id == name || it.report.path == name)
    }

    /// The entries of the report with this index.
    #[must_use]
    pub fn entries_of(&self, report: usize) -> &[Entry] {
        let start = self.entries.partition_point(|entry| entry.report < report);
        let end = self.entries.partition_point(|entry| entry.report <= report);
        &self.entries[start..end]
    }

    /// True if an issue is to be opened for the entry.
    #[must_use]
    pub fn wants_issue(&self, entry: &Entry) -> bool {
        entry.pairing == Pairing::New
            && entry.tracking.is_tracked()
            && !self.action(entry).settled_by_mark()
    }

    /// True if the entry's action is followed up: it is tracked, or it has an issue of its own and
    /// nobody opted out since.
    #[must_use]
    pub fn follows(&self, entry: &Entry) -> bool {
        let owned = entry.owned().is_some() && !entry.tracking.is_opted_out();
        entry.tracking.is_tracked() || owned
    }

    /// How many tracked actions wait for a person to say which issue is theirs.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let waits = |it: &&Entry| matches!(it.pairing, Pairing::Held(_) | Pairing::Gone(_));
        let tracked = self.entries.iter().filter(|it| it.tracking.is_tracked());
        tracked.filter(waits).count()
    }

    /// How the action stands: as the report says where the next sync obeys it, else as its issue says, else as
    /// the report says.
    #[must_use]
    pub fn word(&self, entry: &Entry) -> Word {
        if let Some(issue) = entry.issue() {
            return match self.heard(entry) {
                // The mark is an order that was not carried out yet.
                Heard::Obey(word) if self.follows(entry) => word,
                _ => issue.state.word(),
            };
        }
        if matches!(entry.pairing, Pairing::Held(Hold::Copied { .. })) {
            // What was copied with the reference says nothing of this action.
            return Word::Open;
        }
        let action = self.action(entry);
        match (&entry.pairing, last_word(action)) {
            (Pairing::Unread(..), Some(word)) => word,
            _ => decisions::told(action),
        }
    }

    /// True if the report says that the work is over, and the next sync closes its issue.
    #[must_use]
    pub fn is_told_over(&self, entry: &Entry) -> bool {
        let open = entry.owned().is_some_and(|it| it.state.is_open());
        open && self.follows(entry) && self.word(entry) != Word::Open
    }

    /// The issue of an entry, if it cannot be read.
    #[must_use]
    pub fn barred<'a>(&self, entry: &'a Entry) -> Option<Barred<'a>> {
        let Pairing::Unread(issue, Unseen::Barred(why)) = &entry.pairing else {
            return None;
        };
        let link = self.action(entry).link.as_ref();
        let by_hand = link.is_some_and(|it| matches!(it.origin, LinkOrigin::Hand(_)));
        Some(Barred {
            issue,
            why,
            ours: !by_hand,
        })
    }

    /// Under which reference of another tracker the entry's issue was, or is to be, filed before.
    #[must_use]
    pub fn filed_before(&self, entry: &Entry) -> Option<String> {
        match entry.owned() {
            Some(issue) => issue.marker()?.was.clone(),
            None => decisions::elsewhere(self.action(entry), &self.home),
        }
    }

    /// How many open actions have the issue that a sync opened for them in the tracker used before.
    #[must_use]
    pub fn left_behind(&self) -> usize {
        let left = |it: &&Entry| {
            it.pairing == Pairing::Elsewhere
                && it.tracking.is_tracked()
                && decisions::was_ours(self.action(it))
                && self.word(it) == Word::Open
        };
        self.entries.iter().filter(left).count()
    }

    /// The same ledger in which no report is confidential: for people who asked to see them all.
    #[must_use]
    pub fn disclosed(mut self) -> Self {
        for report in &mut self.reports {
            report.report.front.confidential = false;
        }
        self
    }

    /// The same ledger in which the reports at these paths are confidential too.
    #[must_use]
    pub fn concealed(mut self, is_secret: impl Fn(&str) -> bool) -> Self {
        for report in &mut self.reports {
            report.report.front.confidential |= is_secret(&report.report.path);
        }
        self
    }

    /// The ledger after changes: `changed` gives, by index into [`Ledger::entries`], the issues as
    /// they are now.
    #[must_use]
    pub fn with(mut self, changed: impl IntoIterator<Item = (usize, Issue)>) -> Self {
        for (at, issue) in changed {
            let mut doubles = self.doubles.iter_mut();
            match doubles.find(|double| double.other.id == issue.id) {
                Some(double) => double.other = issue,
                None => self.entries[at].now_owns(issue),
            }
        }
        self
    }
}

/// The word that we wrote beside an action last, if the report shows one.
#[must_use]
pub fn last_word(action: &Action) -> Option<Word> {
    match action.link.as_ref()?.origin {
        LinkOrigin::Ours(word) => Some(word),
        LinkOrigin::Hand(word) => word,
    }
}

//! The words by which headings, columns, keys and marks are recognized, held as data.
//!
//! One file per language; a report is read with all of them at once, because teams mix languages.

mod file;
mod fold;
mod hasher;
mod phrases;

pub(super) use fold::{fold, is_wide};
pub(super) use phrases::Reading;
pub use phrases::Words;

use hasher::{Map, Set};
use std::sync::LazyLock;

use super::edition::Edition;
use crate::action::Mark;

/// What a section, a label or a group of actions is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Concrete work: Tasks, Action items.
    Task,
    /// General improvement wording.
    Measure,
    /// A kind of work inside such a section: Prevention, Process.
    Category,
    /// A time horizon: Short-term.
    Horizon,
    /// A group of finished actions.
    DoneGroup,
    /// A group of unfinished actions.
    OpenGroup,
    /// Lessons, among which things to do may stand.
    Lessons,
    /// What went well or wrong: facts only.
    Facts,
    /// What the configuration says holds no action.
    Ignored,
    /// The course of the incident.
    Timeline,
    /// What ended the incident.
    Resolution,
    /// Why it happened.
    Cause,
    /// Who was affected.
    Impact,
    /// What happened, in short.
    Summary,
    /// How long it lasted, or when.
    Duration,
    /// How long it took to notice it.
    Detect,
    /// How long it took until someone took it on.
    Acknowledge,
    /// When it began.
    Start,
    /// When it ended.
    End,
    /// The day of the incident.
    Date,
    /// How bad it was.
    Severity,
    /// What was hit.
    Services,
    /// What ends a report: Conclusion, References.
    Closing,
    /// Anything else that holds no actions.
    Other,
    /// What is done each time, and so is never over: `Before every release`.
    Routine,
    /// Text about what such a section must contain.
    Template,
}

impl Role {
    /// True for the two roles whose sections hold actions.
    #[must_use]
    pub fn is_action(self) -> bool {
        matches!(self, Self::Task | Self::Measure)
    }

    /// True for what divides a list of actions without ending it.
    pub(super) fn is_group(self) -> bool {
        matches!(
            self,
            Self::Category | Self::Horizon | Self::DoneGroup | Self::OpenGroup
        )
    }
}

/// What a column of a table, or a `Key:` beside an action, holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    /// The action itself.
    Action,
    /// More about it.
    Notes,
    /// Who is responsible.
    Owner,
    /// When it is due.
    Due,
    /// How far it is.
    Status,
    /// How urgent it is.
    Priority,
    /// What kind of work it is.
    Category,
    /// The issue that stands for it.
    Issue,
    /// A name or number of the report's own.
    Id,
}

/// Lists of single words and sentence openings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum List {
    /// Words with which a question begins.
    Asking,
    /// How the meaning of a degree begins: `P0: must be …`.
    Defining,
    /// Verbs with which an order begins.
    Verb,
    /// Verbs with which an order ends, where the language puts them there.
    FinalVerb,
    /// Verbs beside which such a verb tells rather than orders: `Wir konnten ihn einrichten`.
    ToldVerb,
    /// How an order ends in scripts without blanks between words.
    OrderEnding,
    /// Words for what was done at once.
    AtOnce,
    /// Adverbs that may stand before such a verb.
    Adverb,
    /// Given names.
    Name,
    /// Words that end the name of a team or role.
    Team,
    /// First words of sentences that tell rather than order.
    Prose,
    /// Openings of sentences that close a list.
    Closing,
    /// Words of a leading sentence that says the list is done.
    DoneLead,
    /// Texts that stand for a missing one.
    Placeholder,
    /// Labels of links that name no action.
    LinkLabel,
    /// Words after which a reference is the action's own issue.
    Tracked,
    /// Words after which a date is when the action is due.
    DueWord,
    /// Openings of entries about the report itself.
    AboutReport,
    /// Wordings of what one means to do.
    Intent,
    /// How a sentence ends that leads to a list of what one means to do.
    LeadingIntent,
    /// Words in such a sentence that say when, or that changes follow.
    LeadingHorizon,
    /// Words of an entry of the timeline at which the incident began.
    Began,
    /// Words of one at which it was over, whatever follows.
    Ended,
    /// Words of an entry of the timeline at which the incident was noticed.
    Detected,
    /// Words of one at which someone took it on.
    Acknowledged,
    /// Words of one at which it was over.
    Resolved,
    /// Words by which it was not over yet.
    NotOver,
    /// Words before a length of time by which it is that of the incident.
    Lasted,
    /// Words before a length of time by which it may be that of the incident.
    During,
    /// Words by which a sentence leads to what follows it.
    LeadWord,
    /// Words that make a range of the two moments beside them.
    Until,
    /// Words that may stand beside such a word.
    BesideUntil,
    /// Words that may stand before the day or time of an entry of the timeline.
    BeforeTime,
    /// Words between the parts of a length of time.
    And,
    /// Words by which a length of time is not exact.
    Roughly,
    /// Names and short forms of a unit of time.
    Minutes,
    /// The same of an hour.
    Hours,
    /// The same of a day.
    Days,
    /// The same of a week.
    Weeks,
    /// Openings of lines that say when the report itself was written, shown or changed.
    Posted,
    /// Words for a text that is to be filled in.
    Template,
    /// Words that name the kind of a document, and those between them.
    Document,
    /// Words for a text that says how reports are made.
    KindOfManual,
    /// Words for a text that says what to do.
    Manual,
    /// Participles that tell what was done.
    Past,
    /// Participles that tell or describe.
    PastOrNot,
}

/// What a report is read with: the words, and the edition of the reader. [`Vocabulary::default`] holds the words of all
/// known languages, for the first edition.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    edition: Edition,
    headings: Map<String, (phrases::Fit, Role)>,
    /// What divides a list of actions; the same word may be a heading of its own elsewhere.
    groups: Map<String, Role>,
    /// Phrases of scripts without blanks between words, longest first.
    wide: Vec<(String, Role)>,
    fields: Map<String, Field>,
    marks: Map<String, Mark>,
    lists: Map<List, Set<String>>,
    months: Map<String, i8>,
    /// Numbers in words, of one or two.
    numbers: Map<String, f64>,
    longest: usize,
}

static KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut known = Vocabulary::empty();
    for text in [
        include_str!("en.txt"),
        include_str!("words.txt"),
        include_str!("course.txt"),
        include_str!("names.txt"),
        include_str!("nb.txt"),
        include_str!("de.txt"),
        include_str!("fr.txt"),
        include_str!("es.txt"),
        include_str!("pt.txt"),
        include_str!("it.txt"),
        include_str!("nl.txt"),
        include_str!("sv.txt"),
        include_str!("id.txt"),
        include_str!("ru.txt"),
        include_str!("ja.txt"),
        include_str!("ko.txt"),
        include_str!("zh.txt"),
    ] {
        file::add(&mut known, text);
    }
    known.settle();
    known
});

impl Default for Vocabulary {
    fn default() -> Self {
        KNOWN.clone()
    }
}

impl Vocabulary {
    /// Everything known, and the user's own words, which win.
    #[must_use]
    pub fn with(words: &Words) -> Self {
        let mut all = Self::default();
        words.add_to(&mut all);
        all.settle();
        all
    }

    /// The same words, for another edition of the reader.
    #[must_use]
    pub fn of_edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }

    /// True if the edition at hand recognizes what came with `edition`.
    pub(super) fn knows(&self, edition: Edition) -> bool {
        self.edition >= edition
    }

    /// True if `word`, folded, is in `list`.
    pub(super) fn has(&self, list: List, word: &str) -> bool {
        self.lists
            .get(&list)
            .is_some_and(|words| words.contains(word))
    }

    /// The members of `list`.
    pub(super) fn list(&self, list: List) -> impl Iterator<Item = &str> {
        self.lists
            .get(&list)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// True if the folded `text` begins with a member of `list`, at a word's border.
    pub(super) fn begins(&self, list: List, text: &str) -> bool {
        let Some(words) = self.lists.get(&list) else {
            return false;
        };
        let borders = text.match_indices(' ').map(|(at, _)| at);
        borders
            .take(7)
            .chain([text.len()])
            .any(|end| words.contains(&text[..end]))
            || words.iter().any(|word| {
                word.chars().next().is_some_and(is_wide) && text.starts_with(word.as_str())
            })
    }

    /// True if the folded `text` holds a member of `list`, at words' borders where the script has any.
    pub(super) fn says(&self, list: List, text: &str) -> bool {
        let border = |at: usize| at == 0 || at >= text.len() || text.as_bytes()[at] == b' ';
        self.list(list).any(|phrase| {
            let wide = phrase.chars().next().is_some_and(is_wide);
            text.match_indices(phrase).any(|(at, _)| {
                let before = at == 0 || border(at - 1);
                wide || before && border(at + phrase.len())
            })
        })
    }

    /// What a column heading or key, folded, holds.
    pub(super) fn field(&self, folded: &str) -> Option<Field> {
        self.fields.get(folded).copied()
    }

    /// What a status word, folded, says.
    pub(super) fn mark(&self, folded: &str) -> Option<Mark> {
        self.marks.get(folded).copied()
    }

    /// The number of a month by its name or short name, in lower case.
    pub(super) fn month(&self, word: &str) -> Option<i8> {
        self.months.get(word).copied()
    }

    /// The number that one or two words name.
    pub(super) fn number(&self, words: &str) -> Option<f64> {
        self.numbers.get(words).copied()
    }
}

//! What a line can be, and the rules that say so, in words.

use std::ops::Range;

use crate::read::vocabulary::Role;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One or more actions begin on it.
    Action {
        /// Indexes in [`crate::action::Report::actions`].
        actions: Range<usize>,
        /// The rule that took them.
        rule: Taken,
    },
    /// It says more of an action above it.
    Part {
        /// Index in [`crate::action::Report::actions`].
        action: usize,
    },
    /// A heading; the line's section is the one it opens.
    Heading,
    /// It names a group of the actions below it.
    Group,
    /// It names the columns of a table.
    TableHead,
    /// It states a fact of the incident.
    Fact(Role),
    /// An entry of the timeline.
    Entry,
    /// It looks like something that could be an action, and is none.
    Refused(Refusal),
    /// Running text, and lists outside of sections that hold actions.
    Prose,
    /// Nothing is read from it.
    Mute(Mute),
}

/// The rule that took an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    /// A bullet in a section of actions.
    Item,
    /// A numbered item in a section of actions.
    Numbered,
    /// A checkbox in a section of actions.
    Checkbox,
    /// An HTML list item in a section of actions.
    HtmlItem,
    /// A checkbox outside of such sections.
    Box,
    /// A lesson that is an order or a promise.
    Lesson,
    /// `Task: …` below an improvement.
    TaskKey,
    /// A row of a table in a section of actions.
    Row,
    /// A row of a table whose columns leave no doubt.
    TellingRow,
    /// A heading per action.
    Heading,
    /// A line that reads like an order, or `Title: text`.
    Order,
    /// One of a series of lines of which most read like actions.
    Series,
    /// A paragraph that begins with its owner.
    Led,
    /// The text behind a label that names actions.
    Label,
    /// A reference of ours.
    Reference,
}

impl Taken {
    /// The rule in words that follow "action:".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Item => "list item",
            Self::Numbered => "numbered item",
            Self::Checkbox => "checkbox",
            Self::HtmlItem => "HTML list item",
            Self::Box => "a checkbox is an action also where no heading names actions",
            Self::Lesson => "a lesson that is an order or a promise",
            Self::TaskKey => "`Task:` below an improvement",
            Self::Row => "row of a table",
            Self::TellingRow => {
                "row of a table with a column of actions and one of owner, date or status"
            }
            Self::Heading => "a heading for each action",
            Self::Order => "a line that begins with an order or a title",
            Self::Series => "one of a series of lines, most of which read like actions",
            Self::Led => "a paragraph that begins with its owner in bold",
            Self::Label => "the text behind the label",
            Self::Reference => "it has an issue: what a sync once took up stays an action",
        }
    }
}

/// The rule by which a line holds no action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It stands where the text says what happened, not what is to be done.
    Section,
    /// The document says how reports are written.
    AboutReports,
    /// A list item, but no heading above it names actions.
    Outside,
    /// It stands for an action that is missing.
    Placeholder,
    /// It asks something.
    Question,
    /// It says what a degree or status means.
    Definition,
    /// It holds nothing but references.
    ReferenceOnly,
    /// A link inside the document.
    ContentsLink,
    /// It begins with a time of day.
    TimeEntry,
    /// It is about writing or sharing the report itself.
    AboutReport,
    /// A sentence that closes the list.
    Closing,
    /// It stands behind the sentence that closes the list.
    AfterClosing,
    /// A sentence that leads to what follows it.
    Lead,
    /// A field of no action in particular.
    LoneField,
    /// It is as long as a chapter.
    TooLong,
    /// It explains the table beside it.
    ExplainsTable,
    /// It tells what was done already.
    ToldDone,
    /// A lesson that states a fact.
    Fact,
    /// It tells something.
    Tale,
    /// A phrase that may be anything, alone among other text.
    Phrase,
    /// Text beside a list or a table.
    BesideList,
    /// The other paragraphs begin with their owner, and this one does not.
    NotLed,
    /// It goes on with the sentence of the paragraph above it.
    GoesOn,
    /// No column of the table holds actions.
    NoActionColumn,
    /// The table is a timeline.
    TimedTable,
    /// The row's cell for the action is empty or a placeholder.
    EmptyRow,
    /// A table without a line under its header.
    NoTableHead,
}

impl Refusal {
    /// The rule in words that follow "not taken:".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Section => "it stands where the text tells what happened",
            Self::AboutReports => "this document says how reports are written, it is none itself",
            Self::Question => "it asks something",
            Self::Definition => "it says what a priority or status means",
            Self::Outside => "list item, but no heading above it names actions",
            Self::Placeholder => "placeholder",
            Self::ReferenceOnly => "nothing but references",
            Self::ContentsLink => "a link inside the document",
            Self::TimeEntry => "it begins with a time of day, as a timeline's entry does",
            Self::AboutReport => "it is about writing or sharing the report itself",
            Self::Closing => "closing sentence",
            Self::AfterClosing => "behind the closing sentence",
            Self::Lead => "a sentence that leads to what follows",
            Self::LoneField => "a field, but of no action in particular",
            Self::TooLong => "too long for an action",
            Self::ExplainsTable => "it explains the table beside it",
            Self::ToldDone => "it tells what was done already",
            Self::Fact => "statement of a fact",
            Self::Tale => "it tells something rather than orders it",
            Self::Phrase => "a phrase that could be anything, among text that tells",
            Self::BesideList => "text beside a list or table",
            Self::NotLed => {
                "the other paragraphs begin with their owner in bold, this one does not"
            }
            Self::GoesOn => "it goes on with the sentence above it",
            Self::NoActionColumn => "no column of this table holds actions for sure",
            Self::TimedTable => "row of a timeline",
            Self::EmptyRow => "the cell for the action is empty or a placeholder",
            Self::NoTableHead => "a table without a line under its header",
        }
    }
}

/// Why nothing is read from a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mute {
    /// A blank line.
    Blank,
    /// A list marker without text.
    EmptyItem,
    /// Front matter that concerns others.
    FrontMatter,
    /// Front matter this tool reads.
    FrontMatterKey,
    /// A fence, or what stands inside.
    Code,
    /// A comment, or our own status table.
    Comment,
    /// A quoted line.
    Quote,
    /// Tags without text.
    Html,
    /// A thematic break.
    Rule,
    /// The line under a heading.
    Underline,
    /// The line under a table's header, or a border.
    Border,
    /// A reStructuredText directive.
    Directive,
    /// The target of a reference link.
    Definition,
    /// The file is too long to be read.
    Unread,
}

impl Mute {
    /// What the line is, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::EmptyItem => "empty list item",
            Self::FrontMatter => "front matter",
            Self::FrontMatterKey => "front matter that is read",
            Self::Code => "inside a code fence",
            Self::Comment => "comment",
            Self::Quote => "quoted text",
            Self::Html => "HTML tags without text",
            Self::Rule => "thematic break",
            Self::Underline => "underline of the heading above",
            Self::Border => "border of a table",
            Self::Directive => "directive",
            Self::Definition => "target of a reference link",
            Self::Unread => "not read: the file is too long",
        }
    }
}

impl Role {
    /// What a section is about, in words that follow "a section of".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Task => "tasks",
            Self::Measure => "measures",
            Self::Category => "one kind of work",
            Self::Horizon => "one time horizon",
            Self::DoneGroup => "finished actions",
            Self::OpenGroup => "unfinished actions",
            Self::Lessons => "lessons",
            Self::Facts => "what went well or wrong",
            Self::Ignored => "what the configuration ignores",
            Self::Timeline => "the timeline",
            Self::Resolution => "what ended the incident",
            Self::Cause => "the cause",
            Self::Impact => "the impact",
            Self::Summary => "the summary",
            Self::Duration => "the duration",
            Self::Detect => "the time to detect",
            Self::Acknowledge => "the time to acknowledge",
            Self::Start => "the start",
            Self::End => "the end",
            Self::Date => "the date",
            Self::Severity => "the severity",
            Self::Services => "the services",
            Self::Closing => "closing words",
            Self::Other => "something else than actions",
            Self::Routine => "what is done each time",
            Self::Template => "what a report must contain",
        }
    }
}

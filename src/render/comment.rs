//! The comment on a pull request, and the summary of a job: the same text, cut to what the place can hold.

use serde::{Deserialize, Serialize};

use super::{RenderError, Templates};

/// The template, with its built-in source.
pub(super) const COMMENT: (&str, &str) = (
    "comment.md.hbs",
    include_str!("../../templates/comment.md.hbs"),
);

/// What the template of a comment may speak of. It travels as JSON from the run on a fork's pull request to the one that
/// may write: then it is a stranger's, and rendering makes it harmless all the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentView {
    /// True if it was done, false if it would be.
    pub done: bool,
    /// How much there is, in a sentence or two.
    pub summary: String,
    /// What the guard holds.
    pub held: Vec<HeldRow>,
    /// What is done to issues.
    pub changes: Vec<ChangeRow>,
    /// What the change itself says differently of an action.
    pub moved: Vec<MovedRow>,
    /// The findings, the worst first.
    pub findings: Vec<FindingRow>,
    /// What became of the write-back.
    pub proposal: Option<ProposalRow>,
    /// What else is worth knowing, a sentence each.
    pub notes: Vec<String>,
}

/// A class that the guard holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldRow {
    /// "create", "close", …
    pub class: String,
    /// How many are held.
    pub count: usize,
    /// How many would pass, and how to let them.
    pub why: String,
}

/// A change of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRow {
    /// "open", "close", …
    pub what: String,
    /// The action's title.
    pub title: String,
    /// What people call the issue.
    pub handle: Option<String>,
    /// Its address.
    pub issue: Option<String>,
    /// `file:line`.
    pub place: String,
    /// The address of that line.
    pub href: Option<String>,
    /// When it is due.
    pub due: Option<String>,
}

/// Something that a change says differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedRow {
    /// The action's title.
    pub title: String,
    /// "due", "owner", "priority".
    pub field: String,
    /// What the base says.
    pub before: String,
    /// What the change says.
    pub after: String,
}

/// What became of the write-back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalRow {
    /// What happened, in a sentence.
    pub said: String,
    /// The address of its pull request.
    pub href: Option<String>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingRow {
    /// "error" or "warning".
    pub severity: String,
    /// The rule's name.
    pub rule: String,
    /// The action's title.
    pub title: Option<String>,
    /// What is wrong.
    pub message: String,
    /// `file:line`.
    pub place: String,
    /// The address of that line.
    pub href: Option<String>,
    /// What to do.
    pub help: String,
}

#[derive(Default, Serialize)]
pub(super) struct Shown<'a> {
    marker: &'a str,
    #[serde(flatten)]
    view: CommentView,
    more_changes: usize,
    more_findings: usize,
}

/// A comment in which nothing is left out, with one row of each list.
pub(super) fn full() -> Shown<'static> {
    let word = || "…".to_owned();
    let some = || Some(word());
    let view = CommentView {
        done: true,
        summary: word(),
        held: vec![HeldRow {
            class: word(),
            count: 1,
            why: word(),
        }],
        changes: vec![ChangeRow {
            what: word(),
            title: word(),
            handle: some(),
            issue: some(),
            place: word(),
            href: some(),
            due: some(),
        }],
        moved: vec![MovedRow {
            title: word(),
            field: word(),
            before: word(),
            after: word(),
        }],
        findings: vec![FindingRow {
            severity: word(),
            rule: word(),
            title: some(),
            message: word(),
            place: word(),
            href: some(),
            help: word(),
        }],
        proposal: Some(ProposalRow {
            said: word(),
            href: some(),
        }),
        notes: vec![word()],
    };
    Shown {
        marker: "…",
        view,
        more_changes: 1,
        more_findings: 1,
    }
}

impl CommentView {
    /// True if nobody needs to hear of it.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.held.is_empty()
            && self.changes.is_empty()
            && self.moved.is_empty()
            && self.findings.is_empty()
    }

    /// With at most so many rows of each table.
    fn cut(&self, rows: usize) -> Self {
        let mut view = self.clone();
        view.changes.truncate(rows);
        view.moved.truncate(rows);
        view.findings.truncate(rows);
        view
    }
}

impl Templates {
    /// The comment, in at most `chars` characters: tables lose whole rows at their end, and say how many. `marker` goes first,
    /// as it is.
    ///
    /// # Errors
    /// [`RenderError::Template`] if the template fails, or says more than fits without any row.
    pub fn comment(
        &self,
        view: &CommentView,
        marker: &str,
        chars: usize,
    ) -> Result<String, RenderError> {
        let most = view
            .changes
            .len()
            .max(view.moved.len())
            .max(view.findings.len());
        let mut rows = most;
        loop {
            let text = self.of_rows(view, marker, rows)?;
            let length = text.chars().count();
            if length <= chars {
                return Ok(text);
            }
            if rows == 0 {
                let reason = format!("{length} characters without any row, and {chars} fit");
                return Err(self.broken(COMMENT.0, None, reason));
            }
            // A little fewer than would fit if all rows were of one length.
            rows = (rows * chars / length).min(rows - 1) * 9 / 10;
        }
    }

    fn of_rows(
        &self,
        view: &CommentView,
        marker: &str,
        rows: usize,
    ) -> Result<String, RenderError> {
        let cut = view.cut(rows);
        let shown = Shown {
            marker,
            more_changes: view.changes.len() - cut.changes.len(),
            more_findings: view.findings.len() - cut.findings.len(),
            view: cut,
        };
        Ok(format!("{}\n", self.render(COMMENT.0, &shown)?.trim()))
    }
}

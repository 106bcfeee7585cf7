//! Templates: what issues and comments look like.

mod comment;
mod nudge;
mod parent;

pub use comment::{ChangeRow, CommentView, FindingRow, HeldRow, MovedRow, ProposalRow};

use std::borrow::Cow;
use std::collections::BTreeMap;

use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::escape::{
    comment_prose, comment_text, forge_text, forge_title, issue_text, link_target,
};
use crate::issue::Draft;
use crate::ledger::{Entry, Ledger};
use comment::COMMENT;
use nudge::NUDGE;

/// The template of an issue's fenced text, with its built-in source.
const ISSUE: (&str, &str) = ("issue.md.hbs", include_str!("../../templates/issue.md.hbs"));

/// The names of all templates; a file of that name in the user's folder replaces the built-in one.
pub const TEMPLATES: [&str; 3] = [ISSUE.0, NUDGE.0, COMMENT.0];

/// A template that does not parse or does not render.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The template has a mistake.
    #[error("{name}: {reason}; correct the template, or remove it to use the built-in one")]
    Template {
        /// The file's name.
        name: String,
        /// What is wrong, with the line.
        reason: String,
    },
    /// No template has this name.
    #[error("{0}: no template has this name; there are: {all}", all = TEMPLATES.join(", "))]
    Unknown(String),
}

/// Where issues are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In files beside the reports.
    Files,
    /// On the pages of a forge, which acts on some of what it reads.
    Forge {
        /// What the address of a report begins with, if the forge shows the reports too; the path follows.
        pages: Option<String>,
    },
}

impl Place {
    pub(super) fn text(&self) -> fn(&str) -> String {
        match self {
            Self::Files => issue_text,
            Self::Forge { .. } => forge_text,
        }
    }

    /// What a person says in a comment, as text and nothing more: no order, no mention, no hidden line.
    #[must_use]
    pub fn words(&self, text: &str) -> String {
        self.text()(text)
    }

    pub(super) fn title(&self, text: &str) -> String {
        match self {
            Self::Files => issue_text(text),
            Self::Forge { .. } => forge_title(text),
        }
    }

    /// The page that shows a line of a report as it was written.
    fn page(&self, path: &str, line: usize) -> Option<String> {
        let page = self.pages_of(path)?;
        Some(format!("{page}?plain=1#L{line}"))
    }

    /// The page that shows a report.
    pub(super) fn pages_of(&self, path: &str) -> Option<String> {
        let Self::Forge { pages: Some(pages) } = self else {
            return None;
        };
        let path = utf8_percent_encode(path, IN_PATH);
        Some(format!("{pages}{path}"))
    }
}

/// What a path in an address, inside the parentheses of a link, is spelled for.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.');

/// The templates in use.
pub struct Templates {
    issues: Handlebars<'static>,
    comments: Handlebars<'static>,
    place: Place,
}

/// The helper `prose`: a line in which what stands between backticks is code, and everything else only text.
fn prose(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = helper.param(0).and_then(|it| it.value().as_str());
    out.write(&comment_prose(text.unwrap_or_default()))?;
    Ok(())
}

/// The helper `link`: an address that stays in the brackets of its link, and is one of the web.
fn link(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let address = helper
        .param(0)
        .and_then(|it| it.value().as_str())
        .unwrap_or_default();
    let web = address.starts_with("https://") || address.starts_with("http://");
    let target = if web {
        link_target(address)
    } else {
        "#".to_owned()
    };
    out.write(&target)?;
    Ok(())
}

/// What the template of an issue may speak of.
#[derive(Serialize)]
struct IssueView<'a> {
    title: &'a str,
    text: &'a str,
    description: Option<&'a str>,
    owner: Option<&'a str>,
    due: Option<String>,
    due_why: Option<String>,
    priority: Option<&'a str>,
    category: Option<&'a str>,
    was: Option<String>,
    report: ReportView<'a>,
}

#[derive(Serialize)]
struct ReportView<'a> {
    path: &'a str,
    url: Option<String>,
    id: &'a str,
    title: Option<&'a str>,
    severity: Option<&'a str>,
}

impl Templates {
    /// The built-in templates, replaced by those in `overrides` (file name, source), for issues that are read
    /// at `place`.
    ///
    /// # Errors
    /// [`RenderError`] names the template and the line.
    pub fn new(overrides: BTreeMap<String, String>, place: Place) -> Result<Self, RenderError> {
        let mut sources: BTreeMap<&str, Cow<'_, str>> = [ISSUE, NUDGE, COMMENT]
            .map(|(name, source)| (name, Cow::Borrowed(source)))
            .into();
        for (name, source) in overrides {
            let known = TEMPLATES.into_iter().find(|it| *it == name);
            let known = known.ok_or(RenderError::Unknown(name))?;
            sources.insert(known, Cow::Owned(source));
        }
        let mut templates = Self {
            issues: Handlebars::new(),
            comments: Handlebars::new(),
            place,
        };
        templates.issues.register_escape_fn(templates.place.text());
        templates.comments.register_escape_fn(comment_text);
        templates.comments.register_helper("link", Box::new(link));
        templates.comments.register_helper("prose", Box::new(prose));
        for (name, source) in sources {
            check_includes(name, &source)?;
            check_depth(name, &source)?;
            let registry = match name == COMMENT.0 {
                true => &mut templates.comments,
                false => &mut templates.issues,
            };
            let added = registry.register_template_string(name, source);
            added.map_err(|error| broken(name, error.reason().to_string()))?;
        }
        Ok(templates)
    }

    /// What the issue of an entry should say.
    ///
    /// # Errors
    /// [`RenderError::Template`] if the template fails on this action.
    pub fn draft(
        &self,
        ledger: &Ledger,
        entry: &Entry,
        labels: &[String],
    ) -> Result<Draft, RenderError> {
        let rendered = self.issues.render(ISSUE.0, &self.view(ledger, entry));
        let block = rendered.map_err(|error| broken(ISSUE.0, error.to_string()))?;
        Ok(Draft {
            title: self.place.title(&ledger.action(entry).title),
            block: block.trim().to_owned(),
            labels: labels.to_vec(),
            ..Draft::default()
        })
    }

    fn view<'a>(&self, ledger: &'a Ledger, entry: &'a Entry) -> IssueView<'a> {
        let action = ledger.action(entry);
        let due = entry.due.date.map(|date| date.to_string());
        IssueView {
            title: &action.title,
            text: &action.text,
            description: action
                .description
                .as_deref()
                .filter(|description| !action.text.contains(description)),
            owner: action.owner.as_ref().map(|it| it.value.as_str()),
            due_why: due.is_some().then(|| entry.due.explain()),
            due,
            priority: action.priority.as_ref().map(|it| it.value.as_str()),
            category: action.category.as_ref().map(|it| it.value.as_str()),
            was: ledger.filed_before(entry),
            report: self.report(ledger, entry),
        }
    }

    fn report<'a>(&self, ledger: &'a Ledger, entry: &Entry) -> ReportView<'a> {
        let report = &ledger.reports[entry.report];
        let line = ledger.action(entry).line;
        ReportView {
            path: &report.report.path,
            url: self.place.page(&report.report.path, line),
            id: &report.id,
            title: report.report.incident.title.as_deref(),
            severity: report.report.incident.severity.as_deref(),
        }
    }
}

fn broken(name: &str, reason: String) -> RenderError {
    RenderError::Template {
        name: name.to_owned(),
        reason,
    }
}

/// Templates that include each other in a ring would overflow the stack: includes are refused.
fn check_includes(name: &str, source: &str) -> Result<(), RenderError> {
    let include = source
        .lines()
        .position(|line| line.contains("{{>") || line.contains("{{#>"));
    match include {
        None => Ok(()),
        Some(line) => Err(RenderError::Template {
            name: name.to_owned(),
            reason: format!("line {}: templates may not include others", line + 1),
        }),
    }
}

/// More blocks and brackets inside each other than any template has; parser and renderer go down one call for each.
const DEEPEST: usize = 64;

/// Deep nesting would overflow the stack: it is refused before the template is parsed.
fn check_depth(name: &str, source: &str) -> Result<(), RenderError> {
    // How many `else if` stand in each open block: they nest too.
    let mut open: Vec<usize> = Vec::new();
    let mut from = 0;
    while let Some(at) = source[from..].find("{{") {
        let start = from + at;
        let inner = source[start..].trim_start_matches('{');
        let end = inner.find("}}").unwrap_or(inner.len());
        let tag = inner[..end].trim_start_matches(['~', ' ', '\t', '\r', '\n', '&']);
        from = source.len() - inner.len() + end;
        let inverse = tag.strip_prefix('^');
        if tag.starts_with('#') || inverse.is_some_and(|it| !it.trim_matches(['~', ' ']).is_empty())
        {
            open.push(0);
        } else if tag.starts_with('/') {
            open.pop();
        } else if let (Some(chain), Some(_)) = (open.last_mut(), tag.strip_prefix("else ")) {
            *chain += 1;
        }
        let brackets = tag.matches(['(', '[', '{']).count();
        if open.len() + open.iter().sum::<usize>() + brackets > DEEPEST {
            let line = source[..start].matches('\n').count() + 1;
            return Err(broken(name, format!("line {line}: nested too deeply")));
        }
    }
    Ok(())
}

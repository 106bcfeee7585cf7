//! Templates: what issues and comments look like.

mod comment;
mod nudge;
mod parent;
mod trial;

pub use comment::{ChangeRow, CommentView, FindingRow, HeldRow, MovedRow, ProposalRow};
pub use trial::names;

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
    #[error("{file}{}: {reason}; correct the template, or remove it to use the built-in one", at(*line))]
    Template {
        /// The file, as it was given.
        file: String,
        /// The line, from 1, if it is known.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
    /// No template has this name.
    #[error("{0}: no template has this name; there are: {all}", all = TEMPLATES.join(", "))]
    Unknown(String),
}

fn at(line: Option<usize>) -> String {
    line.map_or(String::new(), |line| format!(":{line}"))
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
    /// What messages call each template.
    files: BTreeMap<&'static str, String>,
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
#[derive(Default, Serialize)]
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

#[derive(Default, Serialize)]
struct ReportView<'a> {
    path: &'a str,
    url: Option<String>,
    id: &'a str,
    title: Option<&'a str>,
    severity: Option<&'a str>,
}

impl Templates {
    /// The built-in templates, replaced by those in `overrides` (file and source, where the last part of
    /// the path says which), for issues that are read at `place`.
    ///
    /// # Errors
    /// [`RenderError`] names the file and the line; a name that no template knows is a mistake too.
    pub fn new(overrides: BTreeMap<String, String>, place: Place) -> Result<Self, RenderError> {
        let mut sources: BTreeMap<&str, Cow<'_, str>> = [ISSUE, NUDGE, COMMENT]
            .map(|(name, source)| (name, Cow::Borrowed(source)))
            .into();
        let mut files: BTreeMap<&str, String> = TEMPLATES.map(|it| (it, it.to_owned())).into();
        for (file, source) in overrides {
            let name = file.rsplit('/').next();
            let known = TEMPLATES.into_iter().find(|it| Some(*it) == name);
            let known = known.ok_or_else(|| RenderError::Unknown(file.clone()))?;
            sources.insert(known, Cow::Owned(source));
            files.insert(known, file);
        }
        let mut templates = Self {
            issues: Handlebars::new(),
            comments: Handlebars::new(),
            place,
            files,
        };
        templates.issues.register_escape_fn(templates.place.text());
        templates.comments.register_escape_fn(comment_text);
        templates.comments.register_helper("link", Box::new(link));
        templates.comments.register_helper("prose", Box::new(prose));
        trial::be_strict(&mut templates.issues);
        trial::be_strict(&mut templates.comments);
        for (name, source) in sources {
            if let Err((line, reason)) = check_includes(&source).and_then(|()| check_depth(&source))
            {
                return Err(templates.broken(name, Some(line), reason.to_owned()));
            }
            let registry = match name == COMMENT.0 {
                true => &mut templates.comments,
                false => &mut templates.issues,
            };
            let added = registry.register_template_string(name, source);
            added.map_err(|error| {
                let line = error.pos().map(|(line, _)| line);
                templates.broken(name, line, error.reason().to_string())
            })?;
        }
        templates.tried()
    }

    fn broken(&self, name: &str, line: Option<usize>, reason: String) -> RenderError {
        RenderError::Template {
            file: self.files.get(name).map_or(name, String::as_str).to_owned(),
            line,
            reason,
        }
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
        let block = self.render(ISSUE.0, &self.view(ledger, entry))?;
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

/// What is wrong with a template, and the line, from 1.
type Fault = (usize, &'static str);

/// Templates that include each other in a ring would overflow the stack: includes are refused.
fn check_includes(source: &str) -> Result<(), Fault> {
    let include = source
        .lines()
        .position(|line| line.contains("{{>") || line.contains("{{#>"));
    match include {
        None => Ok(()),
        Some(line) => Err((line + 1, "templates may not include others")),
    }
}

/// More blocks and brackets inside each other than any template has; parser and renderer go down one call for each.
const DEEPEST: usize = 64;

/// Deep nesting would overflow the stack: it is refused before the template is parsed.
fn check_depth(source: &str) -> Result<(), Fault> {
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
            return Err((line, "nested too deeply"));
        }
    }
    Ok(())
}

//! A template is tried before it is used: a name that nothing has is a slip of the pen, not an empty place.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy as _, Output, RenderContext,
    RenderErrorReason, Renderable as _,
};
use serde::Serialize;
use serde_json::Value;

use super::comment::{self, COMMENT};
use super::nudge::{self, NUDGE};
use super::{ISSUE, IssueView, RenderError, ReportView, Templates};

/// `if` and `unless`, which ask for a name as everything else does: the library's own take one that nothing has for
/// an empty one.
struct Asked {
    for_truth: bool,
}

impl HelperDef for Asked {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        state: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let asked = helper.param(0);
        let asked = asked.ok_or(RenderErrorReason::ParamNotFoundForIndex("if", 0))?;
        if asked.is_value_missing() {
            let name = asked.relative_path().cloned();
            return Err(RenderErrorReason::MissingVariable(name).into());
        }
        let branch = match asked.value().is_truthy(false) == self.for_truth {
            true => helper.template(),
            false => helper.inverse(),
        };
        branch.map_or(Ok(()), |it| it.render(registry, context, state, out))
    }
}

/// Makes every name that nothing has an error.
pub(super) fn be_strict(registry: &mut Handlebars<'_>) {
    registry.set_strict_mode(true);
    registry.register_helper("if", Box::new(Asked { for_truth: true }));
    registry.register_helper("unless", Box::new(Asked { for_truth: false }));
}

/// The names that the template called `template` may speak of, as `report.path` and, for each row of a list,
/// `changes[].title`; none if there is no such template.
#[must_use]
pub fn names(template: &str) -> Vec<String> {
    let full = match template {
        _ if template == ISSUE.0 => serde_json::to_value(full_issue()),
        _ if template == NUDGE.0 => serde_json::to_value(nudge::full()),
        _ if template == COMMENT.0 => serde_json::to_value(comment::full()),
        _ => return Vec::new(),
    };
    let mut names = Vec::new();
    collect("", &full.unwrap_or_default(), &mut names);
    names
}

fn collect(before: &str, value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let gap = if before.is_empty() { "" } else { "." };
            for (key, value) in map {
                collect(&format!("{before}{gap}{key}"), value, names);
            }
        }
        Value::Array(rows) if rows.first().is_some_and(Value::is_object) => {
            collect(&format!("{before}[]"), &rows[0], names);
        }
        _ => names.push(before.to_owned()),
    }
}

impl Templates {
    /// Renders each template of what has everything, and of what has as little as there can be.
    pub(super) fn tried(self) -> Result<Self, RenderError> {
        self.try_on(ISSUE.0, &full_issue())?;
        self.try_on(ISSUE.0, &IssueView::default())?;
        self.try_on(NUDGE.0, &nudge::full())?;
        self.try_on(NUDGE.0, &nudge::NudgeView::default())?;
        self.try_on(COMMENT.0, &comment::full())?;
        self.try_on(COMMENT.0, &comment::Shown::default())?;
        Ok(self)
    }

    fn try_on(&self, template: &'static str, view: &impl Serialize) -> Result<(), RenderError> {
        self.render(template, view).map(|_| ())
    }

    /// The text of a template.
    pub(super) fn render(
        &self,
        template: &'static str,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        let registry = match template == COMMENT.0 {
            true => &self.comments,
            false => &self.issues,
        };
        registry.render(template, view).map_err(|error| {
            let reason = match error.reason() {
                RenderErrorReason::MissingVariable(name) => unknown(template, name.as_deref()),
                reason => reason.to_string(),
            };
            self.broken(template, error.line_no, reason)
        })
    }
}

fn unknown(template: &str, name: Option<&str>) -> String {
    let name = name.map_or("a name that nothing has".to_owned(), |it| format!("`{it}`"));
    let all = names(template).join(", ");
    format!("there is no {name}; this template may speak of {all}")
}

fn full_issue() -> IssueView<'static> {
    let some = || Some("…".to_owned());
    IssueView {
        title: "…",
        text: "…",
        description: Some("…"),
        owner: Some("…"),
        due: some(),
        due_why: some(),
        priority: Some("…"),
        category: Some("…"),
        was: some(),
        report: full_report(),
    }
}

pub(super) fn full_report() -> ReportView<'static> {
    ReportView {
        path: "…",
        url: Some("…".to_owned()),
        id: "…",
        title: Some("…"),
        severity: Some("…"),
    }
}

//! What a report says of its incident.

mod title;

use super::front::Matter;
use super::lines::Line;
use super::sections::Segment;
use super::vocabulary::{Role, Vocabulary};
use crate::action::{Incident, When};

/// What the facts are read from.
pub(super) struct Facts<'a> {
    pub(super) text: &'a str,
    pub(super) path: &'a str,
    pub(super) lines: &'a [Line],
    pub(super) segments: &'a [Segment],
    pub(super) words: &'a Vocabulary,
    pub(super) matter: &'a Matter,
}

impl Facts<'_> {
    /// The facts of the incident; front matter wins over the text.
    pub(super) fn incident(&self) -> Incident {
        Incident {
            title: title::read(self),
            file_date: super::dates::of_file_name(self.path),
            start: self.stated_day("start").or_else(|| self.stated_day("date")),
            end: self.stated_day("end"),
            severity: self.matter.get("severity").map(str::to_owned),
            services: self.matter.list("services"),
            ..Incident::default()
        }
    }

    /// A day that the front matter names.
    fn stated_day(&self, key: &str) -> Option<When> {
        let found = super::dates::first(self.matter.get(key)?, 0, self.words)?;
        found.day.date(None).map(When::from)
    }

    /// True for a template, and for a text that says what a report must contain: neither promises anything.
    pub(super) fn is_about_reports(&self, title: Option<&str>) -> bool {
        let demands = self.segments.iter().filter(|segment| {
            segment
                .head
                .as_ref()
                .is_some_and(|head| head.own == Some(Role::Template))
        });
        if demands.take(2).count() == 2 {
            return true;
        }
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        let stem = name.split('.').next().unwrap_or(name).to_lowercase();
        let title = super::vocabulary::fold(title.unwrap_or_default());
        let named = [
            "template",
            "postmortem template",
            "post mortem template",
            "template postmortem",
            "incident template",
            "incident report template",
            "rca template",
            "template incident report",
        ];
        stem == "template"
            || stem.ends_with("-template")
            || stem.ends_with("_template")
            || stem.starts_with("template-")
            || stem.starts_with("template_")
            || named.contains(&title.as_str())
    }
}

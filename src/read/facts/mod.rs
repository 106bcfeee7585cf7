//! What a report says of its incident. What is stated wins over what can be computed; what contradicts
//! itself is left empty.

mod clock;
mod doubts;
mod length;
mod moments;
mod range;
mod response;
mod stated;
mod timeline;
mod title;

use super::explain::Ear;
use super::front::Matter;
use super::lines::{Kind, Line};
use super::sections::Segment;
use super::vocabulary::{Role, Vocabulary};
use super::{dates, inline};
use crate::action::{Incident, When};
use crate::text::Span;

/// What the facts are read from.
pub(super) struct Facts<'a> {
    pub(super) text: &'a str,
    pub(super) path: &'a str,
    pub(super) lines: &'a [Line],
    pub(super) segments: &'a [Segment],
    pub(super) words: &'a Vocabulary,
    pub(super) matter: &'a Matter,
    pub(super) ear: &'a Ear,
}

/// The longest paragraph taken over, in bytes.
const MAX_PARAGRAPH: usize = 2000;

impl Facts<'_> {
    /// The facts of the incident; front matter wins over the text.
    pub(super) fn incident(&self) -> Incident {
        let stated = stated::collect(self);
        let year = moments::year(self, &stated);
        let timeline = timeline::read(self, year);
        let course = moments::settle(self, &stated, &timeline, year);
        let response = response::settle(self, &stated, &timeline, &course);
        let doubts = doubts::find(self, &stated, &course, response, year);
        let mut severity = self.matter.facts(Role::Severity, self.words);
        let severity = severity.next().map(|(_, value)| value.to_owned());
        let services = self.matter.services(self.words);
        Incident {
            title: title::read(self),
            start: course.start,
            end: course.end,
            minutes: course.minutes,
            detect: response.detect,
            acknowledge: response.acknowledge,
            resolve: response.resolve,
            doubts,
            severity: severity.or_else(|| self.short(&stated.severity)),
            impact: self.paragraph(&stated.impact, Role::Impact),
            services: if services.is_empty() {
                self.names(&stated.services)
            } else {
                services
            },
            root_cause: self.paragraph(&stated.cause, Role::Cause),
            resolution: self.paragraph(&stated.resolution, Role::Resolution),
            timeline: timeline.entries,
            file_date: dates::of_file_name(self.path),
        }
    }

    /// When the front matter says that the incident began or ended.
    fn front_moment(&self, role: Role) -> Option<When> {
        let mut named = self.matter.facts(role, self.words);
        named.find_map(|(_, value)| self.moment_of(value))
    }

    /// The day of the incident in the front matter: `incident_date`, or `date` beside what only an incident has.
    fn front_date(&self) -> Option<When> {
        let has = |role| self.matter.facts(role, self.words).next().is_some();
        let of_incident = has(Role::Severity) || has(Role::Duration) || has(Role::End);
        let named = self.matter.facts(Role::Date, self.words);
        let mut named = named.filter(|(key, _)| of_incident || *key != "date");
        named.find_map(|(_, value)| self.moment_of(value))
    }

    /// The `date` of the front matter, which may be that of the document.
    fn document_date(&self) -> Option<When> {
        self.moment_of(self.matter.get("date")?)
    }

    /// The day that the summary in the front matter names.
    fn summary_day(&self) -> Option<When> {
        let told = self
            .matter
            .get("summary")
            .or(self.matter.get("description"));
        self.moment_of(told?).map(|it| When::from(it.date))
    }

    fn moment_of(&self, value: &str) -> Option<When> {
        let found = dates::first(value, 0, self.words)?;
        let date = found.day.date(None)?;
        let clock = clock::times(&value[found.span.end..]).into_iter().next();
        Some(When {
            date,
            time: clock.map(|it| it.time),
            offset: clock.and_then(|it| it.offset),
        })
    }

    fn plain(&self, span: Span) -> String {
        let tokens = inline::tokens(self.text, span, &|_| None);
        inline::plain(self.text, &tokens, &[])
    }

    /// A stated value that is a few words: up to the first dash, comma or parenthesis.
    fn short(&self, span: &Option<Span>) -> Option<String> {
        let whole = self.plain((*span)?);
        let end = whole
            .find([',', '(', '（', '–', '—', ';', ':'])
            .unwrap_or(whole.len());
        let end = whole.find(" - ").map_or(end, |dash| dash.min(end));
        let value = whole[..end].trim();
        (!value.is_empty() && value.len() <= 40).then(|| value.to_owned())
    }

    fn names(&self, span: &Option<Span>) -> Vec<String> {
        let Some(span) = *span else { return Vec::new() };
        let whole = self.plain(span);
        whole
            .split([',', ';', '、'])
            .map(|name| name.trim().trim_end_matches('.').to_owned())
            .filter(|name| !name.is_empty() && name.len() <= 80)
            .take(32)
            .collect()
    }

    /// The paragraph stated behind a label, or the first one of the section.
    fn paragraph(&self, stated: &Option<Span>, role: Role) -> Option<String> {
        let section = || {
            self.segments
                .iter()
                .filter(|it| it.role == Some(role))
                .find_map(|it| self.first_paragraph(it))
        };
        let span = stated.or_else(section)?;
        let end = super::sections::floor(&self.text[span.range()], MAX_PARAGRAPH);
        let text = self.plain(Span::new(span.start, span.start + end));
        (!text.is_empty()).then_some(text)
    }

    fn first_paragraph(&self, segment: &Segment) -> Option<Span> {
        let lines = &self.lines[segment.lines.clone()];
        let first = lines
            .iter()
            .position(|line| matches!(line.kind, Kind::Text | Kind::Item(_)))?;
        let more = lines[first + 1..]
            .iter()
            .take_while(|line| line.kind == Kind::Text && !line.gap)
            .count();
        Some(Span::new(
            lines[first].span().start,
            lines[first + more].end(),
        ))
    }
}

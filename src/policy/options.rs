//! What rules can be told beside their severity.

use crate::action::Incident;

/// The options of all rules: the name of each belongs to one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `missing-section`: headings that a report must have, with something below them; `A | B` is either.
    pub required_sections: Vec<String>,
    /// `missing-section`: facts that a report must state.
    pub required_fields: Vec<Field>,
    /// `vague`: what an action begins with that says nothing, beside the built-in phrases.
    pub phrases: Vec<String>,
    /// `near-duplicate`: from how many per cent on two texts are alike.
    pub alike: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            required_sections: Vec::new(),
            required_fields: Vec::new(),
            phrases: Vec::new(),
            alike: 90,
        }
    }
}

/// A fact of an incident that a policy can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The report's title.
    Title,
    /// How bad it was.
    Severity,
    /// When it began.
    Start,
    /// When it ended.
    End,
    /// Who was affected.
    Impact,
    /// The services it names.
    Services,
    /// Why it happened.
    RootCause,
    /// What ended it.
    Resolution,
    /// What happened when.
    Timeline,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Severity,
        Self::Start,
        Self::End,
        Self::Impact,
        Self::Services,
        Self::RootCause,
        Self::Resolution,
        Self::Timeline,
    ];

    /// The word for it in the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Severity => "severity",
            Self::Start => "start",
            Self::End => "end",
            Self::Impact => "impact",
            Self::Services => "services",
            Self::RootCause => "root-cause",
            Self::Resolution => "resolution",
            Self::Timeline => "timeline",
        }
    }

    /// True if the report states it.
    #[must_use]
    pub fn is_stated(self, incident: &Incident) -> bool {
        match self {
            Self::Title => incident.title.is_some(),
            Self::Severity => incident.severity.is_some(),
            Self::Start => incident.start.is_some(),
            Self::End => incident.end.is_some(),
            Self::Impact => incident.impact.is_some(),
            Self::Services => !incident.services.is_empty(),
            Self::RootCause => incident.root_cause.is_some(),
            Self::Resolution => incident.resolution.is_some(),
            Self::Timeline => !incident.timeline.is_empty(),
        }
    }
}

/// True if one of the headings, in the words of [`crate::action::Report::sections`], is what `required`
/// asks for: case, punctuation and numbering do not count, and `A | B` is either.
#[must_use]
pub fn has_section(sections: &[String], required: &str) -> bool {
    let mut wanted = required.split('|').map(letters);
    wanted.any(|wanted| sections.iter().any(|it| letters(it) == wanted))
}

fn letters(heading: &str) -> String {
    let spelled = heading.replace(['&', '/', '+'], " and ");
    let letters = spelled.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_by_their_letters() {
        let sections = ["root cause".to_owned(), "impact and scope".to_owned()];
        for (required, found) in [
            ("Root cause", true),
            ("Root-Cause:", true),
            ("Cause | Root cause", true),
            ("Impact & scope", true),
            ("Impact", false),
            ("Cause", false),
        ] {
            assert_eq!(has_section(&sections, required), found, "{required}");
        }
    }
}

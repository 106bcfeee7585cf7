//! The issue that stands for a whole report, above those of its actions.

use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::marker::ENCODED;

const OPEN: &str = "<!-- followthrough:report ";
const CLOSE: &str = " -->";

/// Which report, of which set. It is no [`Marker`](super::Marker), so that such an issue is never paired with
/// an action, nor missed by one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReportMarker {
    /// The set of reports.
    pub scope: String,
    /// The report's id.
    pub report: String,
}

/// What the issue of a report should say when it is opened. Later it is people's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// Which report.
    pub marker: ReportMarker,
    /// Title, one line.
    pub title: String,
    /// The text below the marker.
    pub text: String,
}

impl ReportMarker {
    /// The marker in the text of an issue, if it has one.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        text.lines().find_map(Self::parse)
    }

    fn parse(line: &str) -> Option<Self> {
        let fields = line.trim().strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
        let value = |name: &str| {
            let mut fields = fields.split_ascii_whitespace();
            let value = fields.find_map(|it| it.strip_prefix(name)?.strip_prefix('='))?;
            let value = percent_decode_str(value).decode_utf8().ok()?;
            Some(value.into_owned())
        };
        Some(Self {
            scope: value("scope")?,
            report: value("report")?,
        })
    }

    fn render(&self) -> String {
        let spelled = |value| utf8_percent_encode(value, ENCODED).to_string();
        let (scope, report) = (spelled(&self.scope), spelled(&self.report));
        format!("{OPEN}scope={scope} report={report}{CLOSE}")
    }
}

impl Parent {
    /// The whole text of the issue.
    #[must_use]
    pub fn body(&self) -> String {
        format!("{}\n{}\n", self.marker.render(), self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Marker;

    #[test]
    fn what_is_written_is_read_and_is_no_marker_of_an_action() {
        let marker = ReportMarker {
            scope: "acme/incidents".into(),
            report: "post mortems/--> 50%.md".into(),
        };
        let parent = Parent {
            marker: marker.clone(),
            title: "t".into(),
            text: "x".into(),
        };
        let body = parent.body();
        assert_eq!(ReportMarker::find(&body), Some(marker));
        assert_eq!(body.matches("-->").count(), 1, "{body}");
        assert_eq!(body.lines().find_map(Marker::parse), None);
        assert_eq!(
            ReportMarker::find("<!-- followthrough:report scope=a -->"),
            None
        );
    }
}

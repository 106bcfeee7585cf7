//! What the issue of a whole report says.

use super::Templates;
use crate::issue::{Parent, ReportMarker};
use crate::ledger::{Entry, Ledger};

impl Templates {
    /// What the issue says under which those of the entry's report stand, when it is opened.
    #[must_use]
    pub fn parent(&self, ledger: &Ledger, entry: &Entry) -> Parent {
        let report = &ledger.reports[entry.report];
        let path = &report.report.path;
        let title = report.report.incident.title.as_deref().unwrap_or(path);
        let name = (self.place.text())(path);
        let link = match self.place.pages_of(path) {
            Some(page) => format!("[`{name}`]({page})"),
            None => format!("`{name}`"),
        };
        Parent {
            marker: ReportMarker {
                scope: ledger.scope.clone(),
                report: report.id.clone(),
            },
            title: self.place.title(title),
            text: format!(
                "What the report {link} promises: each of its actions is an issue below this one, and they are kept \
                 true to the report. This issue was opened once, and is yours: nothing in it is changed again."
            ),
        }
    }
}

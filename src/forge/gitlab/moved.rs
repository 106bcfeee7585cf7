//! Issues that moved to another project. The old one stays behind, closed, and only a note of GitLab's own says
//! in so many words where the new one is.

use gitlab::api::common::SortOrder;
use gitlab::api::projects::issues::notes::IssueNotes;

use super::GitLab;
use super::model::{Note, Row};
use crate::forge::tracker::{Found, Other, Seen};
use crate::forge::transport::TransportError;
use crate::issue::Body;

/// How often an issue may have moved on.
const MOST_MOVES: usize = 5;

impl GitLab {
    /// The issue that goes on, if it can be read.
    pub(super) async fn follow(&self, repository: &str, row: Row) -> Result<Seen, TransportError> {
        let was = self.settings.id(repository, row.iid);
        let marker = Body::new(row.description.clone().unwrap_or_default());
        let marker = marker.marker().cloned();
        let mut now = (repository.to_owned(), row);
        for _ in 0..MOST_MOVES {
            let Some(id) = now.1.moved_to_id else {
                let found = self.found(now.1);
                return Ok(Seen::Issue(Box::new(Found {
                    was: Some(was),
                    ..found
                })));
            };
            match self.next(&now.0, now.1.iid, id).await? {
                Some(next) => now = next,
                None => break,
            }
        }
        let why = "it moved to another project, where the token cannot read it; give the token access to that project, or \
                   name the new issue in the report";
        let why = why.to_owned();
        let id = was;
        Ok(Seen::Other(Box::new(Other { id, why, marker })))
    }

    /// The issue with this `id` among all, to which the one in `project` moved.
    async fn next(
        &self,
        project: &str,
        iid: u64,
        id: u64,
    ) -> Result<Option<(String, Row)>, TransportError> {
        let hidden = |error: &TransportError| matches!(error.status(), Some(401 | 403 | 404));
        let question = IssueNotes::builder()
            .project(project.to_owned())
            .issue(iid)
            .sort(SortOrder::Descending)
            .build()
            .expect("a project and a number are all it needs");
        let notes = match self.api.pages::<Note>(&question).await {
            Ok(notes) => notes,
            Err(error) if hidden(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let said = notes.iter().filter(|it| it.system);
        let places = said.filter_map(|it| place(project, &it.body));
        for (there, number) in places {
            match self.bare_row(&there, number).await {
                Ok(row) if row.id == id => return Ok(Some((there, row))),
                Ok(_) => {}
                Err(error) if hidden(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// Project and number in `moved to group/project#12`; within a group its name is left out.
fn place(project: &str, note: &str) -> Option<(String, u64)> {
    let reference = note.trim().strip_prefix("moved to ")?;
    let reference = reference.split_whitespace().next()?;
    let (there, number) = reference.trim_end_matches('.').rsplit_once('#')?;
    let number = number.parse().ok()?;
    let there = match (there.is_empty(), there.contains('/')) {
        (true, _) => project.to_owned(),
        (false, true) => there.to_owned(),
        (false, false) => format!("{}/{there}", project.rsplit_once('/')?.0),
    };
    Some((there, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_note_leads() {
        for (note, wanted) in [
            ("moved to acme/ops/shop#12", Some(("acme/ops/shop", 12))),
            ("moved to shop#12", Some(("acme/sre/shop", 12))),
            ("moved to #12", Some(("acme/sre/incidents", 12))),
            ("moved from acme/shop#12", None),
            ("moved to the left", None),
        ] {
            let found = place("acme/sre/incidents", note);
            let found = found.as_ref().map(|(there, it)| (there.as_str(), *it));
            assert_eq!(found, wanted, "{note}");
        }
    }
}

//! One issue for each report, with those of its actions below it. It is opened like any other: sent once, and
//! looked for if the answer is lost.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use async_trait::async_trait;
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::model::Row;
use super::{GitHub, issues};
use crate::forge::search::{Lookout, search};
use crate::forge::tracker::Found;
use crate::forge::transport::TransportError;
use crate::issue::{Issue, IssueName, Parent, ReportMarker};

/// The first issue of each report; none if it may have been opened and did not show up.
pub(super) type Parents = BTreeMap<ReportMarker, Option<u64>>;

#[derive(Serialize)]
struct New<'a> {
    title: &'a str,
    body: String,
    labels: &'a [String],
}

#[derive(Serialize)]
struct Below {
    sub_issue_id: u64,
}

impl GitHub {
    fn parents(&self) -> MutexGuard<'_, Parents> {
        self.parents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers the issues of reports among those that were listed.
    pub(super) async fn learn_parents(&self, found: &[Found]) -> Result<(), TransportError> {
        if !self.options.parent {
            return Ok(());
        }
        for issue in self.believed_parents(found).await? {
            let (Some(marker), IssueName::Number(number)) = (mark(&issue), issue.id.name) else {
                continue;
            };
            let mut parents = self.parents();
            let first = parents.get(&marker).copied().flatten();
            // Opened twice, the first one is used.
            parents.insert(marker, Some(first.unwrap_or(number).min(number)));
        }
        Ok(())
    }

    async fn believed_parents(&self, found: &[Found]) -> Result<Vec<Issue>, TransportError> {
        let marked = found.iter().filter(|it| mark(&it.issue).is_some());
        let marked: Vec<&Found> = marked.collect();
        let believed = self.believed(&marked).await?;
        let all = marked.into_iter().zip(believed);
        let ours = all.filter(|(_, believed)| *believed);
        Ok(ours.map(|(found, _)| found.issue.clone()).collect())
    }

    /// Puts a new issue below that of its report, which is opened if there is none; or says what keeps it from
    /// that.
    pub(super) async fn put_below(&self, row: &Row, parent: &Parent) -> Option<String> {
        // Where there are sub-issues, every issue says how many it has.
        if row.sub_issues_summary.is_none() {
            return Some(
                "this GitHub has no sub-issues, so new issues stand for themselves; take out tracker.parent"
                    .to_owned(),
            );
        }
        let known = self.parents().get(&parent.marker).copied();
        let number = match known {
            Some(Some(number)) => Ok(number),
            Some(None) => Err("it may have been opened and did not show up".to_owned()),
            None => self.open_parent(parent).await,
        };
        let number = match number {
            Ok(number) => number,
            Err(why) => {
                return Some(format!(
                    "{}: there is no issue for its report: {why}; the next run goes on with it",
                    row.html_url
                ));
            }
        };
        let path = format!("{}/{number}/sub_issues", issues(&self.settings.repository));
        let below = Below {
            sub_issue_id: row.id,
        };
        let put = self.api.post::<IgnoredAny>(&path, &below).await;
        put.err().map(|error| {
            format!(
                "{} may not stand below the issue of its report, #{number}: {error}; add it there by hand",
                row.html_url
            )
        })
    }

    async fn open_parent(&self, parent: &Parent) -> Result<u64, String> {
        let new = New {
            title: &parent.title,
            body: parent.body(),
            labels: &self.settings.labels,
        };
        let path = issues(&self.settings.repository);
        let number = match self.api.post::<Row>(&path, &new).await {
            Ok(row) => Ok(self.first_of(&parent.marker, row.number).await),
            Err(error) if error.may_have_reached() => {
                let ours = |it: &Issue| mark(it).as_ref() == Some(&parent.marker);
                let found = search(self, &self.api.transport, &ours).await;
                match found.map(|it| it.id.name) {
                    Some(IssueName::Number(number)) => Ok(number),
                    _ => {
                        self.parents().insert(parent.marker.clone(), None);
                        return Err(error.to_string());
                    }
                }
            }
            Err(error) => Err(error.to_string()),
        };
        if let Ok(number) = number {
            self.parents().insert(parent.marker.clone(), Some(number));
        }
        number
    }

    /// Two syncs at once may both open the issue of a report: the first one stays. Another is closed as its duplicate
    /// as long as nothing stands below it and nobody said anything; all syncs see the same one as the first.
    async fn first_of(&self, marker: &ReportMarker, own: u64) -> u64 {
        let newest = self.newest().await.unwrap_or_default();
        let same = newest
            .into_iter()
            .filter(|it| mark(it).as_ref() == Some(marker));
        let mut same: Vec<Issue> = same.filter(|it| it.state.is_open()).collect();
        same.sort_by(|a, b| a.id.cmp(&b.id));
        let Some(IssueName::Number(first)) = same.first().map(|it| it.id.name.clone()) else {
            return own;
        };
        for other in same.iter().skip(1).filter(|it| !it.discussed) {
            let IssueName::Number(number) = other.id.name else {
                continue;
            };
            let path = format!("{}/{number}", issues(&self.settings.repository));
            let closed = json!({ "state": "closed", "state_reason": "duplicate" });
            if let Err(error) = self.api.patch::<IgnoredAny>(&path, &closed).await {
                self.notes().push(format!(
                    "{} is the issue of the same report as #{first} and could not be closed: {error}; close it by hand",
                    other.place()
                ));
            }
        }
        first.min(own)
    }
}

#[async_trait]
impl Lookout for GitHub {
    /// Those that stand for reports.
    async fn newest(&self) -> Option<Vec<Issue>> {
        let found = self.rows_opened_last().await.ok()?;
        self.believed_parents(&found).await.ok()
    }
}

fn mark(issue: &Issue) -> Option<ReportMarker> {
    ReportMarker::find(issue.body.text())
}

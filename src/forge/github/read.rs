//! Issues as REST shows them: by label, the newest, one by number.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::model::Row;
use super::{GitHub, issues};
use crate::forge::tracker::{Fate, Found, Seen};
use crate::forge::transport::TransportError;
use crate::issue::Reach;

impl GitHub {
    /// Pull requests are in the list too, and are left out.
    pub(super) async fn rows_with_label(&self, reach: Reach) -> Result<Vec<Seen>, TransportError> {
        let path = |state, direction| {
            let label = utf8_percent_encode(self.settings.label(), NON_ALPHANUMERIC);
            format!(
                "{}?labels={label}&state={state}&sort=created&direction={direction}&per_page=100",
                issues(&self.settings.repository)
            )
        };
        self.learn_due_field().await;
        // From the oldest on, so that what is opened meanwhile moves nothing to another page.
        let rows: Vec<Row> = match reach {
            Reach::Named => Vec::new(),
            Reach::Newest => self.api.page(&path("open", "desc")).await?,
            Reach::Open => self.api.pages(&path("open", "asc")).await?,
            Reach::All => self.api.pages(&path("all", "asc")).await?,
        };
        let seen = rows.into_iter().map(|row| row.seen(self));
        let found: Vec<Found> = seen.filter_map(only_issues).collect();
        self.learn_parents(&found).await?;
        let issues = found.into_iter().map(|it| Seen::Issue(Box::new(it)));
        Ok(issues.collect())
    }

    pub(super) async fn rows_opened_last(&self) -> Result<Vec<Found>, TransportError> {
        self.last_by("created").await
    }

    pub(super) async fn rows_touched_last(&self) -> Result<Vec<Found>, TransportError> {
        let found = self.last_by("updated").await?;
        self.learn_parents(&found).await?;
        Ok(found)
    }

    async fn last_by(&self, order: &str) -> Result<Vec<Found>, TransportError> {
        let path = format!(
            "{}?state=all&sort={order}&direction=desc&per_page=100",
            issues(&self.settings.repository)
        );
        let rows: Vec<Row> = self.api.page(&path).await?;
        let seen = rows.into_iter().map(|row| row.seen(self));
        Ok(seen.filter_map(only_issues).collect())
    }

    pub(super) async fn row(&self, repository: &str, number: u64) -> Result<Seen, TransportError> {
        let path = format!("{}/{number}", issues(repository));
        let row: Row = self.api.get(&path).await?;
        Ok(row.seen(self))
    }

    pub(super) fn fate_of(&self, repository: &str, error: &TransportError) -> Fate {
        match error.status() {
            Some(410) if !switched_off(error) => Fate::Gone,
            // Elsewhere nobody tells missing from hidden.
            Some(404) if repository == self.settings.repository => Fate::Gone,
            _ => Fate::Hidden,
        }
    }
}

fn only_issues(seen: Seen) -> Option<Found> {
    match seen {
        Seen::Issue(found) => Some(*found),
        Seen::Other(..) => None,
    }
}

/// 410 is said of a deleted issue, and of every issue where issues are turned off.
fn switched_off(error: &TransportError) -> bool {
    let answer = error.answer();
    answer.is_some_and(|it| it.message.to_lowercase().contains("disabled"))
}

#[derive(Deserialize)]
struct Comment {
    #[serde(default)]
    body: Option<String>,
}

pub(super) async fn comments(
    github: &GitHub,
    repository: &str,
    number: u64,
) -> Result<Vec<String>, TransportError> {
    let path = format!("{}/{number}/comments?per_page=100", issues(repository));
    let rows: Vec<Comment> = github.api.pages(&path).await?;
    Ok(rows.into_iter().filter_map(|it| it.body).collect())
}

//! Whose markers are believed: anyone may open an issue and copy a marker into it. Our label, which few may
//! set, is what a list goes by; an issue that lost it is still ours when a report names it, or nobody would
//! ever put the label back.

use super::GitHubTracker;
use super::model::{Account, Author, Found};
use crate::forge::transport::TransportError;
use crate::issue::Issue;

/// What GitHub says of those who may write to the repository.
const MEMBERS: [&str; 3] = ["OWNER", "MEMBER", "COLLABORATOR"];

impl GitHubTracker {
    /// The issues, each with the word on whether its marker may be believed. Whose token it is, is asked
    /// only if that decides, and once.
    pub(super) async fn judged(&self, found: Vec<Found>) -> Result<Vec<Issue>, TransportError> {
        let mut issues = Vec::with_capacity(found.len());
        for Found { issue, author, .. } in found {
            let marked = issue.body.marker().is_some();
            let trusted = marked && (self.vouched(&author) || self.is_me(&author).await?);
            issues.push(Issue { trusted, ..issue });
        }
        Ok(issues)
    }

    /// What this very token has just written.
    pub(super) fn own(&self, found: Found) -> Issue {
        Issue {
            trusted: true,
            ..found.issue
        }
    }

    pub(super) fn carries_label(&self, issue: &Issue) -> bool {
        issue.labels.iter().any(|it| it == self.label())
    }

    fn vouched(&self, author: &Author) -> bool {
        let named = |login: &String| same(login, &author.login);
        author.is_bot
            || MEMBERS.contains(&author.association.as_str())
            || self.settings.authors.iter().any(named)
    }

    async fn is_me(&self, author: &Author) -> Result<bool, TransportError> {
        if self.me.get().is_none() {
            let asked: Result<Account, _> = self.api.get("/user").await;
            let login = match asked {
                Ok(account) => Some(account.login),
                // An app's token belongs to nobody, and without a token one is nobody.
                Err(error) if matches!(error.status(), Some(401 | 403 | 404)) => None,
                Err(error) => return Err(error),
            };
            // Asked twice at once, the answer is the same.
            let _ = self.me.set(login);
        }
        let me = self.me.get().and_then(Option::as_ref);
        Ok(me.is_some_and(|me| same(me, &author.login)))
    }
}

/// REST calls a bot `name[bot]`, GraphQL `name`.
fn same(a: &str, b: &str) -> bool {
    let bare = |login: &str| login.trim_end_matches("[bot]").to_lowercase();
    bare(a) == bare(b)
}

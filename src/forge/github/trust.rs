//! Whom GitHub vouches for.

use super::GitHub;
use super::model::{Account, Repository};
use crate::forge::tracker::{Author, Found, same};
use crate::forge::transport::TransportError;

/// What GitHub says of those who may write to the repository.
const MEMBERS: [&str; 3] = ["OWNER", "MEMBER", "COLLABORATOR"];

impl GitHub {
    /// Bots were let in by whoever owns the repository. Whose token it is, is asked only if that decides,
    /// and once.
    pub(super) async fn believed(&self, found: &[&Found]) -> Result<Vec<bool>, TransportError> {
        let mut believed = Vec::with_capacity(found.len());
        for author in found.iter().map(|it| &it.author) {
            let vouched = author.is_bot || MEMBERS.contains(&author.association.as_str());
            believed.push(vouched || self.is_me(author).await?);
        }
        Ok(believed)
    }

    /// As the repository says of whoever's token it is. An app's token has no such standing: what it may not do is
    /// refused, not left out.
    pub(super) async fn sets_labels(&self) -> Option<bool> {
        if let Some(known) = self.labels.get() {
            return *known;
        }
        let path = format!("/repos/{}", self.settings.repository);
        let repository: Result<Repository, _> = self.api.get(&path).await;
        let told = repository.ok().and_then(|it| it.permissions);
        let may = told.map(|it| it.push || it.triage || it.maintain || it.admin);
        let known = match may {
            Some(false) => self.my_login().await.ok().flatten().map(|_| false),
            other => other,
        };
        let _ = self.labels.set(known);
        known
    }

    async fn is_me(&self, author: &Author) -> Result<bool, TransportError> {
        let me = self.my_login().await?;
        Ok(me.is_some_and(|me| same(&me, &author.login)))
    }

    async fn my_login(&self) -> Result<Option<String>, TransportError> {
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
        Ok(self.me.get().cloned().flatten())
    }
}

//! Whom GitHub vouches for.

use super::GitHub;
use super::model::Account;
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

//! Who asks, and what they may do.

use super::refuse::{self, Refusal};
use super::state::{GitHub, Level, Repository, Role, Token};
use crate::http::{Reply, Request};

/// Who asks.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    Nobody,
    Somebody(Box<Token>),
}

impl Caller {
    pub(super) fn login(&self) -> Option<&str> {
        match self {
            Self::Nobody => None,
            Self::Somebody(token) => Some(&token.login),
        }
    }

    /// An app's installation: it acts for itself, and has no account to show.
    pub(super) fn installation(&self) -> bool {
        self.login().is_some_and(|it| it.ends_with("[bot]"))
    }
}

/// The secret of a request, whichever way it is sent.
pub(super) fn secret(request: &Request) -> Option<&str> {
    let header = request.header("authorization")?;
    let (scheme, secret) = header.split_once(' ').unwrap_or(("", header));
    let known = ["bearer", "token"].contains(&scheme.to_ascii_lowercase().as_str());
    Some(if known { secret.trim() } else { header })
}

impl GitHub {
    pub(super) fn caller_of(&self, request: &Request) -> Result<Caller, Refusal> {
        secret(request).map_or(Ok(Caller::Nobody), |it| self.holder(it))
    }

    pub(super) fn holder(&self, secret: &str) -> Result<Caller, Refusal> {
        let token = self.tokens.get(secret).filter(|it| !it.expired);
        let token = token.ok_or_else(|| refuse::with_message(401, "Bad credentials"))?;
        Ok(Caller::Somebody(Box::new(token.clone())))
    }

    /// What the caller is in a repository; a token may be worth less than its user.
    pub(super) fn role(&self, caller: &Caller, repository: &Repository) -> Role {
        let open = if repository.private {
            Role::None
        } else {
            Role::Read
        };
        let Caller::Somebody(token) = caller else {
            return open;
        };
        let named = token.repositories.as_ref();
        if named.is_some_and(|it| !it.contains(&repository.full_name)) {
            return open;
        }
        if caller.installation() {
            return if named.is_some() { Role::Write } else { open };
        }
        let scopes = token.scopes.as_ref();
        let enough = scopes.is_none_or(|it| {
            it.contains("repo") || (!repository.private && it.contains("public_repo"))
        });
        if !enough {
            return open;
        }
        open.max(self.role_of(&token.login, repository))
    }

    pub(super) fn role_of(&self, login: &str, repository: &Repository) -> Role {
        if repository.owner().eq_ignore_ascii_case(login) {
            return Role::Admin;
        }
        let given = repository.roles.get(login).copied().unwrap_or(Role::None);
        let member = self.is_member(login, repository);
        given.max(if member { Role::Read } else { Role::None })
    }

    fn is_member(&self, login: &str, repository: &Repository) -> bool {
        let mut owners = self
            .users
            .iter()
            .filter(|it| it.login == repository.owner());
        owners.any(|it| it.members.contains(login))
    }

    /// What GitHub calls the author's standing towards the repository.
    pub(super) fn association(&self, login: &str, repository: &Repository) -> &'static str {
        if repository.owner().eq_ignore_ascii_case(login) {
            "OWNER"
        } else if self.is_member(login, repository) {
            "MEMBER"
        } else if repository.roles.contains_key(login) {
            "COLLABORATOR"
        } else {
            "NONE"
        }
    }

    /// True if this account can be given work here.
    pub(super) fn assignable(&self, login: &str, repository: &Repository) -> bool {
        self.association(login, repository) != "NONE"
    }
}

/// Refuses unless the token carries one of these rights.
pub(super) fn permitted(caller: &Caller, rights: &[&str], level: Level) -> Result<(), Refusal> {
    let Caller::Somebody(token) = caller else {
        return match level {
            Level::Read => Ok(()),
            Level::Write => Err(refuse::with_message(401, "Requires authentication")),
        };
    };
    let Some(permissions) = &token.permissions else {
        return Ok(());
    };
    let has = |right: &&str| permissions.get(*right).is_some_and(|it| *it >= level);
    if rights.iter().any(has) {
        return Ok(());
    }
    let by = match caller.installation() {
        true => "integration",
        false => "personal access token",
    };
    let word = if level == Level::Read {
        "read"
    } else {
        "write"
    };
    let accepted: Vec<String> = rights.iter().map(|it| format!("{it}={word}")).collect();
    let refusal = refuse::with_message(403, &format!("Resource not accessible by {by}"));
    Err(Box::new(Reply::with(
        *refusal,
        "x-accepted-github-permissions",
        accepted.join("; "),
    )))
}

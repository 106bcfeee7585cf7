//! How long the token lasts.

use gitlab::api::personal_access_tokens::PersonalAccessTokenSelf;
use jiff::civil::Date;

use super::GitLab;
use super::model::Token;

/// Days before its end on which a token is spoken of.
const AHEAD: i32 = 30;

impl GitLab {
    /// A word on a token that ends soon. Servers that cannot tell, and tokens that are none of a person or
    /// project, say nothing, and that is no failure.
    pub(super) async fn last_days(&self) -> Option<String> {
        let today = self.options.today.filter(|_| !self.options.as_job)?;
        let question = PersonalAccessTokenSelf::builder().build().ok()?;
        let token: Token = self.api.ask(&question).await.ok()?;
        word(&token, today)
    }
}

fn word(token: &Token, today: Date) -> Option<String> {
    let ends: Date = token.expires_at.as_deref()?.parse().ok()?;
    let left = ends.since(today).ok()?.get_days();
    let name = match &token.name {
        Some(name) => format!("the token \"{name}\""),
        None => "the token".to_owned(),
    };
    (left <= AHEAD).then(|| {
        format!(
            "{name} ends on {ends}: rotate it before that day, in GitLab under Settings, Access tokens, and put the new one \
             where FOLLOWTHROUGH_TOKEN or GITLAB_TOKEN is set"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ahead_it_is_said() {
        let today: Date = "2026-11-21".parse().expect("a day");
        let said = |ends: Option<&str>| {
            let token = Token {
                name: Some("sync".into()),
                expires_at: ends.map(str::to_owned),
            };
            word(&token, today)
        };
        let word = said(Some("2026-12-21")).expect("a word");
        assert!(
            word.starts_with("the token \"sync\" ends on 2026-12-21"),
            "{word}"
        );
        assert!(
            said(Some("2026-11-20")).is_some(),
            "and of one that has ended"
        );
        for ends in [None, Some("2026-12-22"), Some("2030-01-01"), Some("soon")] {
            assert_eq!(said(ends), None, "{ends:?}");
        }
    }
}

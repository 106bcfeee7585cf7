//! The token, which no message, no `Debug` and no other server gets to see.

use std::fmt;

use http::{HeaderName, HeaderValue, header::AUTHORIZATION};

/// A token and the header it travels in.
#[derive(Clone)]
pub struct Credential {
    header: HeaderName,
    value: HeaderValue,
    secret: String,
}

/// The token holds characters that no header may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token holds a line break or another character that no token has; set it again")]
pub struct NoToken;

impl Credential {
    /// `Authorization: Bearer TOKEN`.
    ///
    /// # Errors
    /// [`NoToken`] if it cannot be sent; blanks and line ends around it are dropped.
    pub fn bearer(token: &str) -> Result<Self, NoToken> {
        Self::new(AUTHORIZATION, "Bearer ", token)
    }

    /// The token alone in a header of the forge's own.
    ///
    /// # Errors
    /// As [`Credential::bearer`].
    pub fn header(header: HeaderName, token: &str) -> Result<Self, NoToken> {
        Self::new(header, "", token)
    }

    fn new(header: HeaderName, scheme: &str, token: &str) -> Result<Self, NoToken> {
        let secret = token.trim().to_owned();
        if secret.is_empty() || secret.contains(char::is_whitespace) {
            return Err(NoToken);
        }
        let mut value = HeaderValue::from_str(&format!("{scheme}{secret}")).map_err(|_| NoToken)?;
        value.set_sensitive(true);
        Ok(Self {
            header,
            value,
            secret,
        })
    }

    pub(super) fn pair(&self) -> (HeaderName, HeaderValue) {
        (self.header.clone(), self.value.clone())
    }

    /// The text without the token: servers and proxies have been seen to repeat what they got.
    pub(super) fn scrub(&self, text: &str) -> String {
        text.replace(&self.secret, "[token]")
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({}: [token])", self.header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_shows_nowhere() {
        let credential = Credential::bearer(" ghp_s3cret\n").expect("a token");
        let shown = format!("{credential:?} {:?}", credential.pair());
        assert!(!shown.contains("s3cret"), "{shown}");
        assert_eq!(
            credential.scrub("bad token ghp_s3cret!"),
            "bad token [token]!"
        );
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", " \n", "a\nb", "a b", "a\u{7f}"] {
            assert!(Credential::bearer(text).is_err(), "{text:?}");
        }
    }
}

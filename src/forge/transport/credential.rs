//! The token, which no message, no `Debug` and no other server gets to see.

use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, header::AUTHORIZATION};

use super::spelled::spellings;

/// What stands for the token in a text.
const INSTEAD: &str = "[token]";

/// A shorter secret is a word that answers may hold without meaning it; what forges hand out is longer.
const LEAST: usize = 12;

/// A token and the header it travels in.
#[derive(Clone)]
pub struct Credential {
    header: HeaderName,
    value: HeaderValue,
    /// The token, and how else it is written.
    spellings: Vec<String>,
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
            spellings: spellings(&secret),
        })
    }

    pub(super) fn pair(&self) -> (HeaderName, HeaderValue) {
        (self.header.clone(), self.value.clone())
    }

    /// The text without the token: servers and proxies have been seen to repeat what they got.
    pub(super) fn scrub(&self, text: &str) -> String {
        let scrubbed = |text: String, it: &String| text.replace(it.as_str(), INSTEAD);
        self.spellings.iter().fold(text.to_owned(), scrubbed)
    }

    /// The answer without the token, before anybody reads it: what is made of it may become a message, an issue of the
    /// plan, a file that is kept.
    pub(super) fn scrub_answer(&self, mut answer: Response<Bytes>) -> Response<Bytes> {
        let is_secret = |it: &&String| it.len() >= LEAST;
        let holds = |text: &str| {
            self.spellings
                .iter()
                .filter(is_secret)
                .any(|it| text.contains(it.as_str()))
        };
        for value in answer.headers_mut().values_mut() {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            if holds(&text) {
                let clean = HeaderValue::from_str(&self.scrub(&text));
                *value = clean.unwrap_or(HeaderValue::from_static(INSTEAD));
            }
        }
        let text = String::from_utf8_lossy(answer.body());
        if holds(&text) {
            *answer.body_mut() = Bytes::from(self.scrub(&text));
        }
        answer
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

//! What may be done a second time.

use http::Method;

/// How a request bears being sent again. Kept in the extensions of a request where its method would
/// say otherwise (a GraphQL query is sent by POST).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Changes nothing.
    Read,
    /// Sets values: twice is as good as once.
    Absolute,
    /// Makes something new: sent again only if the server certainly did not take it.
    Create,
}

impl Class {
    /// What the method promises.
    #[must_use]
    pub fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => Self::Read,
            Method::PUT | Method::PATCH | Method::DELETE => Self::Absolute,
            _ => Self::Create,
        }
    }

    /// True if it may be sent again after it may have been carried out.
    #[must_use]
    pub fn may_repeat(self) -> bool {
        self != Self::Create
    }
}

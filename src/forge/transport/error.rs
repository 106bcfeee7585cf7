//! What can go wrong between us and a forge.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// A request that came to nothing, or of which nobody knows what became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportError {
    /// The method of the request.
    pub method: Method,
    /// Its address, without the query.
    pub url: String,
    /// What happened.
    pub fault: Fault,
}

/// What happened to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The server answered that it will not.
    Status(Box<Answer>),
    /// The server wants less to do, and asks for more time than we wait.
    Limited {
        /// How long it asks for.
        wait: Duration,
        /// Its own words.
        message: String,
    },
    /// It sends us round in circles.
    Circle,
    /// It sends us to another server, and our token goes nowhere else.
    Redirected {
        /// Where to, without the query.
        to: String,
    },
    /// No connection: the request was not sent.
    Unreachable(Reason, String),
    /// The connection broke, or no answer came in time, after the request may have been sent.
    Interrupted(String),
    /// A success, and no answer that this forge gives: what it is instead.
    Foreign(String),
    /// The address cannot be one of this forge.
    Address,
}

/// An answer of the server that is no success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// What the body says, as text for people, or the name of the status.
    pub message: String,
    /// The body, for those who know its form.
    pub body: bytes::Bytes,
    /// All headers.
    pub headers: HeaderMap,
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The name of the server has no address.
    Name,
    /// The server's certificate is not believed.
    Certificate,
    /// The proxy does not let us through.
    Proxy,
    /// Nobody answered in time.
    Time,
    /// Any other.
    Other,
}

impl TransportError {
    pub(super) fn new(method: &Method, url: &Url, fault: Fault) -> Self {
        Self {
            method: method.clone(),
            url: shown(url),
            fault,
        }
    }

    /// True if the server may have carried the request out all the same.
    #[must_use]
    pub fn may_have_reached(&self) -> bool {
        match &self.fault {
            Fault::Interrupted(_) | Fault::Foreign(_) => true,
            Fault::Status(answer) => answer.status.is_server_error(),
            _ => false,
        }
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.answer().map(|answer| answer.status.as_u16())
    }

    /// The answer that is no success, if there was one.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match &self.fault {
            Fault::Status(answer) => Some(answer),
            _ => None,
        }
    }
}

impl Answer {
    /// A header, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl std::error::Error for TransportError {}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, fault } = self;
        write!(f, "{method} {url}: ")?;
        match fault {
            Fault::Status(answer) => write!(f, "{}, {}", answer.status.as_u16(), answer.message),
            Fault::Limited { wait, message } => write!(
                f,
                "the server asks to wait {} ({message}); run again after that",
                spoken(*wait)
            ),
            Fault::Redirected { to } => write!(
                f,
                "the server sends on to {to}, where your token is not sent; if that is the right \
                 place, set tracker.url and tracker.repository to it"
            ),
            Fault::Unreachable(reason, text) => write!(f, "{text}; {}", reason.advice()),
            Fault::Interrupted(text) => write!(f, "no whole answer came ({text}); run again"),
            Fault::Circle => f.write_str(
                "the server sends from one of its addresses to the next, round in circles; check tracker.url",
            ),
            Fault::Foreign(text) => write!(f, "{text}; check tracker.url"),
            Fault::Address => write!(f, "no address of this forge; check tracker.url"),
        }
    }
}

impl Reason {
    fn advice(self) -> &'static str {
        match self {
            Self::Name => {
                "the server's name cannot be found: check tracker.url and this machine's network"
            }
            Self::Certificate => {
                "the server's certificate is not trusted here: install your organisation's \
                 certificate on this machine (or name it in SSL_CERT_FILE), and check this machine's clock"
            }
            Self::Proxy => {
                "the proxy did not let the request through: check HTTPS_PROXY and NO_PROXY"
            }
            Self::Time => {
                "no connection within the time allowed: check this machine's network, HTTPS_PROXY and tracker.url"
            }
            Self::Other => "check that the server runs, tracker.url, and HTTPS_PROXY",
        }
    }
}

/// An address as messages may show it: without what is private in it.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Both fail only for addresses that have no such part.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// "90 s", "12 min".
pub(super) fn spoken(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..=120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

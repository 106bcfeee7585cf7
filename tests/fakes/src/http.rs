//! A request and a reply, as far as a forge looks at them.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// What a client asks.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// In capitals.
    pub method: String,
    /// Undecoded, without the query.
    pub path: String,
    /// Decoded, in the order they came.
    pub query: Vec<(String, String)>,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// A request for `target`, which is a path and perhaps a query.
    #[must_use]
    pub fn new(method: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = form_urlencoded::parse(query.as_bytes());
        Self {
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            query: query.into_owned().collect(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn with_json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.with_header("content-type", "application/json")
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(it, _)| it == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The last value of a parameter of the query.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        let mut found = self.query.iter().rev().filter(|(it, _)| it == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The parts of the path, decoded one by one, so that `%2F` stays inside its part.
    #[must_use]
    pub fn segments(&self) -> Vec<String> {
        let parts = self.path.split('/').filter(|it| !it.is_empty());
        parts
            .map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// Path and query as one.
    #[must_use]
    pub fn target(&self) -> String {
        match self.query.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, encoded(&self.query)),
        }
    }

    /// The body as JSON; null if there is none, or it is something else.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// Parameters as a query spells them.
#[must_use]
pub fn encoded(query: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish()
}

/// What a forge answers.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        }
        .with("content-type", "application/json; charset=utf-8")
    }

    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn text(status: u16, body: &str) -> Self {
        let reply = Self::empty(status).with("content-type", "text/plain; charset=utf-8");
        Self {
            body: body.into(),
            ..reply
        }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(it, _)| it == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null if it is something else.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

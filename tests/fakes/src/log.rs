//! Every request that arrived, so that tests can count them.

use serde::Serialize;
use serde_json::Value;

/// One request and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Whose token it carried; never the token.
    pub user: Option<String>,
    pub agent: Option<String>,
    /// The body if it was JSON, a text if it was something else, null if there was none.
    pub body: Value,
    /// None if the client got no answer.
    pub status: Option<u16>,
    /// The fault that struck it.
    pub fault: Option<String>,
}

impl Entry {
    /// True for requests that change nothing.
    #[must_use]
    pub fn reads(&self) -> bool {
        let query = self.body["query"].as_str();
        let graphql = query.is_some_and(|it| !it.trim_start().starts_with("mutation"));
        self.method == "GET" || self.method == "HEAD" || graphql
    }
}

/// The requests in the order they arrived.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Log(pub Vec<Entry>);

impl Log {
    /// How many requests had this method and this text in path and query.
    #[must_use]
    pub fn count(&self, method: &str, path: &str) -> usize {
        let hits = |it: &&Entry| it.method == method && it.target.contains(path);
        self.0.iter().filter(hits).count()
    }

    #[must_use]
    pub fn reads(&self) -> usize {
        self.0.iter().filter(|it| it.reads()).count()
    }

    #[must_use]
    pub fn writes(&self) -> usize {
        self.0.iter().filter(|it| !it.reads()).count()
    }

    /// `METHOD target` of each, for messages and comparisons.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let line = |it: &Entry| format!("{} {}", it.method, it.target);
        self.0.iter().map(line).collect()
    }
}

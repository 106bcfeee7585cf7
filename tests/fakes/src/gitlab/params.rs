//! What a request gives, in its query, as a form or as JSON: GitLab takes all three.

use serde_json::{Map, Value, json};

use super::refuse::{self, Refusal};
use crate::http::Request;

/// The parameters of one request.
#[derive(Debug, Clone, Default)]
pub(super) struct Params(Map<String, Value>);

impl Params {
    pub(super) fn of(request: &Request) -> Result<Self, Refusal> {
        let mut found = Self::default();
        found.take(&request.query);
        let kind = request.header("content-type").unwrap_or_default();
        if kind.starts_with("application/json") && !request.body.is_empty() {
            let body = serde_json::from_slice::<Map<String, Value>>(&request.body);
            let body =
                body.map_err(|_| refuse::error(400, "The provided content could not be parsed."))?;
            found.0.extend(body);
        } else {
            let pairs = form_urlencoded::parse(&request.body).into_owned();
            found.take(&pairs.collect::<Vec<_>>());
        }
        Ok(found)
    }

    fn take(&mut self, pairs: &[(String, String)]) {
        for (name, value) in pairs {
            match name.strip_suffix("[]") {
                None => {
                    self.0.insert(name.clone(), json!(value));
                }
                Some(name) => {
                    let list = self.0.entry(name).or_insert_with(|| json!([]));
                    if let Some(list) = list.as_array_mut() {
                        list.push(json!(value));
                    }
                }
            }
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        Some(["true", "1", "t"].contains(&self.text(name)?.as_str()))
    }

    /// A list, which may be one text with commas.
    pub(super) fn list(&self, name: &str) -> Option<Vec<String>> {
        let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
        let list = match self.0.get(name)? {
            Value::Array(items) => items.iter().map(text).collect(),
            Value::Null => Vec::new(),
            other => text(other)
                .split(',')
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        };
        let trimmed = list.iter().map(|it| it.trim().to_owned());
        Some(trimmed.filter(|it| !it.is_empty()).collect())
    }

    /// One of a few words, or a refusal.
    pub(super) fn one_of(&self, name: &str, words: &[&str]) -> Result<Option<String>, Refusal> {
        match self.text(name) {
            Some(word) if !words.contains(&word.as_str()) => Err(refuse::error(
                400,
                &format!("{name} does not have a valid value"),
            )),
            word => Ok(word),
        }
    }

    /// What is needed and must not be empty.
    pub(super) fn needed(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name);
        let text = text.ok_or_else(|| refuse::error(400, &format!("{name} is missing")))?;
        match text.is_empty() {
            true => Err(refuse::error(400, &format!("{name} is empty"))),
            false => Ok(text),
        }
    }

    pub(super) fn json(&self, name: &str) -> Value {
        self.0.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|it| self.has(it))
    }
}

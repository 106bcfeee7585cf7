//! JSON over the transport, for what the crates of the forges do not do our way: comments, branches, pull requests.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::transport::{Class, Fault, Transport, TransportError};

/// More pages than this is a ring.
const MOST_PAGES: usize = 1_000;

/// What a request came to, when it came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RestError {
    /// The transport's word.
    Transport(Box<TransportError>),
    /// The answer is not what GitHub documents.
    Form(String),
}

impl From<TransportError> for RestError {
    fn from(error: TransportError) -> Self {
        Self::Transport(Box::new(error))
    }
}

/// What lies below one address of an interface: a repository, a project.
#[derive(Debug, Clone)]
pub(super) struct Rest {
    transport: Transport,
    /// What every path begins with: `/repos/OWNER/NAME`.
    below: String,
    /// What is sent with every request, beside the token.
    headers: &'static [(&'static str, &'static str)],
}

impl Rest {
    /// Nothing is sent yet.
    pub(super) fn new(
        transport: Transport,
        below: String,
        headers: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            transport,
            below,
            headers,
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("{}{rest}", self.below)
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, rest: &str) -> Result<T, RestError> {
        let answer = self.send(Method::GET, &self.path(rest), None).await?;
        self.read(answer.body())
    }

    /// All rows of a list.
    pub(super) async fn all<T: DeserializeOwned>(&self, rest: &str) -> Result<Vec<T>, RestError> {
        let mut next = Some(self.path(rest));
        let mut rows = Vec::new();
        for _ in 0..MOST_PAGES {
            let Some(address) = next.take() else {
                return Ok(rows);
            };
            let answer = self.send(Method::GET, &address, None).await?;
            rows.extend(self.read::<Vec<T>>(answer.body())?);
            next = link_to_next(&answer);
        }
        Err(RestError::Form(format!("{rest}: the list has no end")))
    }

    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        rest: &str,
        body: &impl Serialize,
    ) -> Result<T, RestError> {
        let called = self.call_or_none(method, rest, body).await?;
        called.ok_or_else(|| RestError::Form("an empty answer".to_owned()))
    }

    /// A call that may be answered with nothing: 204, no content.
    pub(super) async fn call_or_none<T: DeserializeOwned>(
        &self,
        method: Method,
        rest: &str,
        body: &impl Serialize,
    ) -> Result<Option<T>, RestError> {
        let body = serde_json::to_value(body).map_err(|it| RestError::Form(it.to_string()))?;
        let answer = self.send(method, &self.path(rest), Some(&body)).await?;
        match answer.body().is_empty() {
            true => Ok(None),
            false => self.read(answer.body()).map(Some),
        }
    }

    /// A call whose answer is not looked at.
    pub(super) async fn order(
        &self,
        method: Method,
        rest: &str,
        body: Option<Value>,
    ) -> Result<(), RestError> {
        self.send(method, &self.path(rest), body.as_ref())
            .await
            .map(drop)
    }

    /// `data` of a GraphQL answer.
    pub(super) async fn graphql(
        &self,
        address: &str,
        query: &str,
        variables: Value,
        class: Class,
    ) -> Result<Value, RestError> {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.request(Method::POST, address, Some(&body))?;
        request.extensions_mut().insert(class);
        let answer = self.transport.send(request).await?;
        let mut answer: Value = self.read(answer.body())?;
        match answer.pointer("/errors/0/message").and_then(Value::as_str) {
            Some(message) => Err(RestError::Form(self.transport.scrub(message))),
            None => Ok(answer["data"].take()),
        }
    }

    fn read<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, RestError> {
        serde_json::from_slice(body).map_err(|error| {
            // The error repeats a part of the answer.
            let said = self.transport.scrub(&error.to_string());
            RestError::Form(format!("an answer that is none: {said}"))
        })
    }

    async fn send(
        &self,
        method: Method,
        address: &str,
        body: Option<&Value>,
    ) -> Result<Response<Bytes>, RestError> {
        let request = self.request(method, address, body)?;
        Ok(self.transport.send(request).await?)
    }

    fn request(
        &self,
        method: Method,
        address: &str,
        body: Option<&Value>,
    ) -> Result<Request<Bytes>, RestError> {
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            .header("content-type", "application/json");
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        let bytes = body
            .map(|it| Bytes::from(it.to_string()))
            .unwrap_or_default();
        request
            .body(bytes)
            .map_err(|error| RestError::Form(format!("{address}: {error}")))
    }
}

/// The address of the next page, which is followed and never built.
fn link_to_next(answer: &Response<Bytes>) -> Option<String> {
    let links = answer.headers().get("link")?.to_str().ok()?;
    let next = links.split(',').find(|it| it.contains("rel=\"next\""))?;
    let address = next.split_once('<')?.1.split_once('>')?.0;
    Some(address.to_owned())
}

impl RestError {
    /// True if what was asked for may have been done all the same.
    pub(super) fn may_have_reached(&self) -> bool {
        matches!(self, Self::Transport(error) if error.may_have_reached())
    }

    /// The status of the answer, if it was one.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Transport(error) => error.status(),
            Self::Form(_) => None,
        }
    }

    /// What the server said.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Transport(error) => match &error.fault {
                Fault::Status(answer) => answer.message.clone(),
                _ => error.to_string(),
            },
            Self::Form(text) => text.clone(),
        }
    }
}

impl std::fmt::Display for RestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Form(text) => f.write_str(text),
        }
    }
}

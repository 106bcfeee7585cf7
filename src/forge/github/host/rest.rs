//! JSON over the transport, as GitHub speaks it.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::forge::github::address::graphql;
use crate::forge::transport::{Class, Fault, Transport, TransportError};

/// More pages than this is a ring.
const MOST_PAGES: usize = 1_000;

/// `owner/name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// The account.
    pub owner: String,
    /// The repository of that account.
    pub name: String,
}

impl Repository {
    /// Reads `owner/name`; what cannot be part of an address is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        let plain = |part: &str| {
            let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !part.is_empty() && part.chars().all(legal) && !part.chars().all(|c| c == '.')
        };
        (plain(owner) && plain(name)).then(|| Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }
}

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

/// GitHub's REST and GraphQL, for one repository.
#[derive(Debug, Clone)]
pub struct Rest {
    transport: Transport,
    graphql: String,
    repository: Repository,
}

impl Rest {
    /// Nothing is sent yet.
    #[must_use]
    pub fn new(transport: Transport, repository: Repository) -> Self {
        Self {
            graphql: graphql(transport.base()),
            transport,
            repository,
        }
    }

    /// The repository.
    #[must_use]
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// `/repos/OWNER/NAME` and `rest`.
    fn path(&self, rest: &str) -> String {
        format!(
            "/repos/{}/{}{rest}",
            self.repository.owner, self.repository.name
        )
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, rest: &str) -> Result<T, RestError> {
        let answer = self.send(Method::GET, &self.path(rest), None).await?;
        read(answer.body())
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
            rows.extend(read::<Vec<T>>(answer.body())?);
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
            false => read(answer.body()).map(Some),
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
        query: &str,
        variables: Value,
        class: Class,
    ) -> Result<Value, RestError> {
        let body = json!({ "query": query, "variables": variables });
        let mut request = request(Method::POST, &self.graphql, Some(&body))?;
        request.extensions_mut().insert(class);
        let answer = self.transport.send(request).await?;
        let mut answer: Value = read(answer.body())?;
        match answer.pointer("/errors/0/message").and_then(Value::as_str) {
            Some(message) => Err(RestError::Form(message.to_owned())),
            None => Ok(answer["data"].take()),
        }
    }

    async fn send(
        &self,
        method: Method,
        address: &str,
        body: Option<&Value>,
    ) -> Result<Response<Bytes>, RestError> {
        Ok(self.transport.send(request(method, address, body)?).await?)
    }
}

fn request(
    method: Method,
    address: &str,
    body: Option<&Value>,
) -> Result<Request<Bytes>, RestError> {
    let request = Request::builder()
        .method(method)
        .uri(address)
        .header("accept", "application/vnd.github+json")
        .header("x-github-api-version", "2022-11-28")
        .header("content-type", "application/json");
    let bytes = body
        .map(|it| Bytes::from(it.to_string()))
        .unwrap_or_default();
    request
        .body(bytes)
        .map_err(|error| RestError::Form(format!("{address}: {error}")))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, RestError> {
    serde_json::from_slice(body)
        .map_err(|error| RestError::Form(format!("an answer that is none: {error}")))
}

/// The address of the next page, which is followed and never built.
fn link_to_next(answer: &Response<Bytes>) -> Option<String> {
    let links = answer.headers().get("link")?.to_str().ok()?;
    let next = links.split(',').find(|it| it.contains("rel=\"next\""))?;
    let address = next.split_once('<')?.1.split_once('>')?.0;
    Some(address.to_owned())
}

impl RestError {
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

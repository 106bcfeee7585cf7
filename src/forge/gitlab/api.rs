//! Questions to the API: the gitlab crate's endpoints, over our transport. Its own client retries what we must
//! not send twice, sends its token to other servers, and asks who we are before anything else.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use gitlab::api::{
    ApiError, AsyncClient, AsyncQuery, BodyError, Endpoint, QueryParams, RestClient, UrlBase,
};
use http::header::{ACCEPT, LINK};
use http::{HeaderMap, Method, Response, Uri};
use serde::de::DeserializeOwned;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::forge::transport::{Fault, Transport, TransportError};

/// How the crate sends what it writes.
const FORM: &str = "application/x-www-form-urlencoded";

pub(super) struct Api {
    pub(super) transport: Transport,
}

impl Api {
    pub(super) fn new(transport: Transport) -> Self {
        Self { transport }
    }

    /// The answer to one question.
    pub(super) async fn ask<T: DeserializeOwned + 'static>(
        &self,
        endpoint: &(impl Endpoint + Sync),
    ) -> Result<T, TransportError> {
        Ok(self.exchange(endpoint).await?.0)
    }

    /// The first page of a list.
    pub(super) async fn page<T: DeserializeOwned + 'static>(
        &self,
        endpoint: &(impl Endpoint + Sync),
    ) -> Result<Page<T>, TransportError> {
        let (rows, headers) = self.exchange(endpoint).await?;
        let total = headers.get("x-total").and_then(|it| it.to_str().ok());
        let total = total.and_then(|it| it.parse().ok());
        let next = next_page(&headers, self.transport.base());
        Ok(Page { rows, next, total })
    }

    /// All pages of a list, as far as each links to the next.
    pub(super) async fn pages<T: DeserializeOwned + 'static>(
        &self,
        endpoint: &(impl Endpoint + Sync),
    ) -> Result<Vec<T>, TransportError> {
        let first = self.page(endpoint).await?;
        self.rest(first).await
    }

    /// A page and all pages behind it.
    pub(super) async fn rest<T: DeserializeOwned + 'static>(
        &self,
        first: Page<T>,
    ) -> Result<Vec<T>, TransportError> {
        let Page {
            mut rows, mut next, ..
        } = first;
        let mut asked = HashSet::new();
        while let Some(url) = next {
            if !asked.insert(url.clone()) {
                return Err(self.garbled(&Method::GET, url.path(), "its pages link in a circle"));
            }
            let page = self.page(&At(url)).await?;
            rows.extend(page.rows);
            next = page.next;
        }
        Ok(rows)
    }

    async fn exchange<T: DeserializeOwned + 'static>(
        &self,
        endpoint: &(impl Endpoint + Sync),
    ) -> Result<(T, HeaderMap), TransportError> {
        let wire = Wire {
            transport: &self.transport,
            headers: Mutex::default(),
        };
        let answer = endpoint.query_async(&wire).await;
        let headers = wire.headers.into_inner();
        let headers = headers.unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok(answer) => Ok((answer, headers)),
            Err(ApiError::Client { source }) => Err(source),
            Err(other) => {
                let path = format!("/{}", endpoint.endpoint());
                Err(self.garbled(&endpoint.method(), &path, told(&other)))
            }
        }
    }

    fn garbled(&self, method: &Method, path: &str, what: &str) -> TransportError {
        let base = self.transport.base().as_str().trim_end_matches('/');
        TransportError {
            method: method.clone(),
            url: format!("{base}{path}"),
            fault: Fault::Foreign(format!("this is no answer of GitLab's API: {what}")),
        }
    }
}

/// What is wrong with an answer, without the names of our types.
fn told(error: &ApiError<TransportError>) -> &'static str {
    match error {
        ApiError::DataType { .. } => "its JSON has another form",
        _ => "it is no JSON",
    }
}

/// One page of a list.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) rows: Vec<T>,
    /// Where the next one is.
    pub(super) next: Option<Url>,
    /// How long the list is; the server does not say it of more than 10,000 rows.
    pub(super) total: Option<usize>,
}

/// The one link that goes on.
fn next_page(headers: &HeaderMap, base: &Url) -> Option<Url> {
    let links = headers.get(LINK)?.to_str().ok()?;
    let links = http_link::parse_link_header(links, base).ok()?;
    let mut links = links.into_iter();
    links.find(|it| it.rel == "next").map(|it| it.target)
}

/// The transport as the client of the crate, for one exchange.
struct Wire<'a> {
    transport: &'a Transport,
    /// Of the answer: the crate drops them.
    headers: Mutex<HeaderMap>,
}

impl RestClient for Wire<'_> {
    type Error = TransportError;

    fn rest_endpoint(&self, endpoint: &str) -> Result<Url, ApiError<Self::Error>> {
        let base = self.transport.base().as_str().trim_end_matches('/');
        match endpoint.starts_with("http://") || endpoint.starts_with("https://") {
            true => Ok(Url::parse(endpoint)?),
            false => Ok(Url::parse(&format!("{base}/{endpoint}"))?),
        }
    }
}

#[async_trait]
impl AsyncClient for Wire<'_> {
    async fn rest_async(
        &self,
        request: http::request::Builder,
        body: Vec<u8>,
    ) -> Result<Response<Bytes>, ApiError<Self::Error>> {
        let address = || TransportError {
            method: Method::GET,
            url: self.transport.base().to_string(),
            fault: Fault::Address,
        };
        let request = request.header(ACCEPT, "application/json");
        let request = request.body(Bytes::from(body));
        let mut request = request.map_err(|_| ApiError::client(address()))?;
        // The crate ends every address without a query in a question mark.
        let bare = request.uri().to_string();
        if let Some(Ok(bare)) = bare.strip_suffix('?').map(str::parse::<Uri>) {
            *request.uri_mut() = bare;
        }
        let answer = self.transport.send(request).await;
        let answer = answer.map_err(ApiError::client)?;
        let mut headers = self.headers.lock().unwrap_or_else(PoisonError::into_inner);
        headers.clone_from(answer.headers());
        Ok(answer)
    }
}

/// Something to read at an address that the server gave.
struct At(Url);

impl Endpoint for At {
    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Cow<'static, str> {
        self.0.to_string().into()
    }
}

/// Something to read that the crate has no endpoint for.
pub(super) struct Read(pub(super) String);

impl Endpoint for Read {
    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Cow<'static, str> {
        self.0.clone().into()
    }
}

/// An endpoint of the crate's with more than it can say.
pub(super) struct With<E> {
    pub(super) endpoint: E,
    /// Parameters of the query.
    pub(super) query: Vec<(&'static str, String)>,
    /// Fields of the body; an empty value clears the field.
    pub(super) fields: Vec<(&'static str, String)>,
}

impl<E: Endpoint> Endpoint for With<E> {
    fn method(&self) -> Method {
        self.endpoint.method()
    }

    fn endpoint(&self) -> Cow<'static, str> {
        self.endpoint.endpoint()
    }

    fn url_base(&self) -> UrlBase {
        self.endpoint.url_base()
    }

    fn parameters(&self) -> QueryParams<'_> {
        let mut params = self.endpoint.parameters();
        for (name, value) in &self.query {
            params.push(*name, value.as_str());
        }
        params
    }

    fn body(&self) -> Result<Option<(&'static str, Vec<u8>)>, BodyError> {
        let (mime, body) = match self.endpoint.body()? {
            Some(form) => form,
            None if self.fields.is_empty() => return Ok(None),
            None => (FORM, Vec::new()),
        };
        let body = String::from_utf8_lossy(&body).into_owned();
        let mut body = Serializer::new(body);
        body.extend_pairs(&self.fields);
        Ok(Some((mime, body.finish().into_bytes())))
    }
}

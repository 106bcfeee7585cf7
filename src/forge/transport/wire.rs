//! One request, sent once, over reqwest and rustls.

use std::error::Error;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Method, Request, Response};
use reqwest::{Client, redirect::Policy};
use url::Url;

use super::credential::Credential;
use super::error::{Fault, Reason, TransportError};

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(15);

/// The largest answer that is read, in bytes: a page of a hundred issues at their longest is a quarter.
const MOST: usize = 128 << 20;

/// No answer.
#[derive(Debug)]
pub(super) enum Broken {
    /// The request did not leave.
    Unsent(Reason, String),
    /// It left, or may have.
    Sent(String),
}

pub(super) struct Wire(Client);

impl Wire {
    pub(super) fn new(base: &Url, timeout: Duration) -> Result<Self, TransportError> {
        let client = Client::builder()
            .user_agent(concat!("followthrough/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            // Its own retries know nothing of creates.
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT.min(timeout))
            .timeout(timeout)
            .build();
        let client = client.map_err(|error| {
            let fault = Fault::Unreachable(Reason::Other, innermost(&error));
            TransportError::new(&Method::GET, base, fault)
        })?;
        Ok(Self(client))
    }

    pub(super) async fn once(
        &self,
        request: &Request<Bytes>,
        url: &Url,
        credential: Option<&Credential>,
    ) -> Result<Response<Bytes>, Broken> {
        let mut headers = request.headers().clone();
        headers.remove(http::header::USER_AGENT);
        headers.remove(http::header::CONTENT_LENGTH);
        if let Some((name, value)) = credential.map(Credential::pair) {
            headers.insert(name, value);
        }
        let sent = self
            .0
            .request(request.method().clone(), url.clone())
            .headers(headers)
            .body(request.body().clone())
            .send();
        let mut answer = sent.await.map_err(|error| broken(&error))?;
        let mut response = Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| cut(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST {
                return Err(Broken::Sent("the answer is longer than 128 MiB".to_owned()));
            }
        }
        response
            .body(body.freeze())
            .map_err(|error| Broken::Sent(error.to_string()))
    }
}

/// The answer began and did not end.
fn cut(error: &reqwest::Error) -> Broken {
    Broken::Sent(format!("the answer was cut short: {}", innermost(error)))
}

fn broken(error: &reqwest::Error) -> Broken {
    let text = innermost(error);
    if !error.is_connect() && !error.is_builder() {
        return Broken::Sent(match error.is_timeout() {
            true => "no answer within the time allowed".to_owned(),
            false => text,
        });
    }
    let chain = chain(error).join(": ").to_lowercase();
    let says = |word| chain.contains(word);
    let reason = if error.is_timeout() {
        Reason::Time
    } else if says("certificate") {
        Reason::Certificate
    } else if says("tunnel") || says("proxy") {
        Reason::Proxy
    } else if says("dns") {
        Reason::Name
    } else {
        Reason::Other
    };
    Broken::Unsent(reason, text)
}

/// What happened in the end: the outer errors only say that something did.
fn innermost(error: &reqwest::Error) -> String {
    chain(error).pop().unwrap_or_default()
}

fn chain(error: &reqwest::Error) -> Vec<String> {
    let mut all = Vec::new();
    let mut next: Option<&dyn Error> = Some(error);
    while let Some(error) = next {
        all.push(error.to_string());
        next = error.source();
    }
    all
}

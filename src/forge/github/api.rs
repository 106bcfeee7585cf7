//! Questions to the API, over octocrab on our transport.

use std::collections::HashSet;

use http::{Method, Request};
use octocrab::{AuthState, FromResponse, Octocrab, OctocrabBuilder, Page};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::address::graphql;
use super::service::Service;
use crate::forge::transport::{Class, Fault, Transport, TransportError};

pub(super) struct Api {
    pub(super) transport: Transport,
}

impl Api {
    pub(super) fn new(transport: Transport) -> Self {
        Self { transport }
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, TransportError> {
        self.ask(Method::GET, path, None, None::<&()>).await
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, TransportError> {
        self.ask(Method::POST, path, None, Some(body)).await
    }

    pub(super) async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, TransportError> {
        self.ask(Method::PATCH, path, None, Some(body)).await
    }

    /// A GraphQL query: it only reads, although it is posted.
    pub(super) async fn query<T: DeserializeOwned>(
        &self,
        query: &(impl Serialize + Sync),
    ) -> Result<T, TransportError> {
        let url = graphql(self.transport.base());
        self.ask(Method::POST, &url, Some(Class::Read), Some(query))
            .await
    }

    /// The first page of a list.
    pub(super) async fn page<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Vec<T>, TransportError> {
        Ok(self.one_page(path).await?.items)
    }

    /// All pages of a list, as far as each links to the next.
    pub(super) async fn pages<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Vec<T>, TransportError> {
        let mut all = Vec::new();
        let mut path = path.to_owned();
        let mut asked = HashSet::new();
        while asked.insert(path.clone()) {
            let page = self.one_page(&path).await?;
            all.extend(page.items);
            match page.next {
                Some(next) => path = next.to_string(),
                None => return Ok(all),
            }
        }
        Err(self.garbled(&Method::GET, &path, "its pages link in a circle"))
    }

    async fn one_page<T: DeserializeOwned>(&self, path: &str) -> Result<Page<T>, TransportError> {
        let request = Request::builder().method(Method::GET).uri(path);
        self.execute(Method::GET, path, request, None::<&()>).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        class: Option<Class>,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<T, TransportError> {
        let class = class.unwrap_or_else(|| Class::of(&method));
        let request = Request::builder().method(&method).uri(path);
        let request = request.extension(class);
        self.execute(method, path, request, body).await
    }

    async fn execute<T: FromResponse>(
        &self,
        method: Method,
        path: &str,
        request: http::request::Builder,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<T, TransportError> {
        let request = request.header(http::header::ACCEPT, "application/vnd.github+json");
        let crab = self.crab();
        let answer = async {
            let request = crab.build_request(request, body)?;
            T::from_response(crab.execute(request).await?).await
        };
        answer
            .await
            .map_err(|error| self.error(&method, path, error))
    }

    /// Cheap, and bound to the runtime at hand: octocrab puts a queue before every service.
    fn crab(&self) -> Octocrab {
        let built = OctocrabBuilder::new_empty()
            .with_service(Service(self.transport.clone()))
            .with_auth(AuthState::None)
            .build();
        match built {
            Ok(crab) => crab,
            Err(never) => match never {},
        }
    }

    /// The transport's own error; anything else is an answer that cannot be understood.
    fn error(&self, method: &Method, path: &str, error: octocrab::Error) -> TransportError {
        match error {
            octocrab::Error::Service { source, .. } => match source.downcast() {
                Ok(ours) => *ours,
                Err(other) => self.garbled(method, path, &other.to_string()),
            },
            octocrab::Error::Json { .. } | octocrab::Error::Serde { .. } => {
                self.garbled(method, path, "it is no JSON, or has another form")
            }
            _ => self.garbled(method, path, "it is no JSON"),
        }
    }

    fn garbled(&self, method: &Method, path: &str, what: &str) -> TransportError {
        let path = path.split('?').next().unwrap_or_default();
        let base = self.transport.base().as_str().trim_end_matches('/');
        let url = match path.starts_with('/') {
            true => format!("{base}{path}"),
            false => path.to_owned(),
        };
        TransportError {
            method: method.clone(),
            url,
            fault: Fault::Foreign(format!("this is no answer of GitHub's API: {what}")),
        }
    }
}

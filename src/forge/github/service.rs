//! Our transport as the service below octocrab.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use octocrab::OctoBody;

use crate::forge::transport::Transport;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, Clone)]
pub(super) struct Service(pub(super) Transport);

impl tower::Service<Request<OctoBody>> for Service {
    type Response = Response<Full<Bytes>>;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<OctoBody>) -> Self::Future {
        let transport = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let answer = transport.send(Request::from_parts(parts, body)).await?;
            Ok(answer.map(Full::new))
        })
    }
}

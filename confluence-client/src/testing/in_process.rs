//! The way of a request to the sandbox and back, without a network.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use http::header::CONTENT_TYPE;
use url::Url;

use super::addresses::Addresses;
use super::listener::Listener;
use super::reply::{Outcome, Reply};
use super::request::Request;
use super::service::Service;
use crate::transport::{RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind};

/// Carries requests by calling the service.
#[derive(Debug)]
pub(super) struct InProcess {
    addresses: Addresses,
    service: Arc<Service>,
}

impl InProcess {
    pub(super) fn new(addresses: Addresses, service: Arc<Service>) -> Self {
        Self { addresses, service }
    }

    /// Which part of the site an address belongs to.
    fn listener(&self, url: &Url) -> Result<Listener, TransportError> {
        let origin = url.origin().ascii_serialization();
        let known = [
            (&self.addresses.site, Listener::Site),
            (&self.addresses.gateway, Listener::Gateway),
            (&self.addresses.media, Listener::Media),
        ];
        let found = known.into_iter().find(|(address, _)| **address == origin);
        let nowhere = || {
            TransportError::new(TransportErrorKind::Connect, format!("nobody plays {origin} in this sandbox"))
        };
        found.map(|(_, listener)| listener).ok_or_else(nowhere)
    }
}

#[async_trait]
impl Transport for InProcess {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let (mut parts, body) = request.into_parts();
        let unreadable = |error| TransportError::new(TransportErrorKind::Setup, error);
        let url = Url::parse(&parts.uri.to_string()).map_err(unreadable)?;
        let listener = self.listener(&url)?;
        let body = match body {
            RequestBody::Empty => Vec::new(),
            RequestBody::Full(bytes) => bytes.into(),
            RequestBody::Multipart(multipart) => {
                let (media_type, chunks) = multipart.encode().await?;
                parts.headers.insert(CONTENT_TYPE, media_type);
                chunks
                    .try_fold(Vec::new(), async |mut body, chunk| {
                        body.extend_from_slice(&chunk);
                        Ok(body)
                    })
                    .await?
            }
        };
        let request = Request::new(&parts.method, &url, &parts.headers, &body);
        match self.service.serve(listener, &request) {
            Outcome::Reply(reply) => answered(reply).await,
            Outcome::HangUp => {
                Err(TransportError::new(TransportErrorKind::Interrupted, "the sandbox closed the connection"))
            }
        }
    }
}

async fn answered(reply: Reply) -> Result<http::Response<ResponseBody>, TransportError> {
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    let mut response = http::Response::builder().status(reply.status);
    if !reply.content_type.is_empty() {
        response = response.header(CONTENT_TYPE, reply.content_type);
    }
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    let response = response.body(ResponseBody::full(reply.body));
    response.map_err(|error| TransportError::new(TransportErrorKind::Body, error))
}

//! The exchange of tokens, over the transport that requests take: one HTTP client, one rule for TLS, one pool.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use confluence_oauth::{ExchangeError, HttpExchange};
use http::{HeaderName, HeaderValue};
use url::{Origin, Url};

use crate::transport::{RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind};

/// Larger answers are not a token endpoint's.
const MAX_ANSWER: usize = 256 << 10;
/// A refresh that takes longer is better tried again while the service still forgives it: Cloud does for ten minutes.
const MAX_TIMEOUT: Duration = Duration::from_secs(20);

/// Sends the requests of a [`Session`](confluence_oauth::Session) over a transport: answers of at most 256 KiB, within
/// 20 seconds.
///
/// ```
/// use confluence_client::{Network, connection};
///
/// let exchange = connection::exchange(Network::default().transport());
/// # let _ = exchange;
/// ```
#[must_use]
pub fn exchange(transport: Arc<dyn Transport>) -> Arc<dyn HttpExchange> {
    within(transport, MAX_TIMEOUT)
}

/// The same within a shorter time, if `timeout` is one.
pub(super) fn within(transport: Arc<dyn Transport>, timeout: Duration) -> Arc<dyn HttpExchange> {
    Arc::new(OverTransport { transport, timeout: timeout.min(MAX_TIMEOUT) })
}

/// The exchange of a session whose site has a gateway before it: what goes to the site itself, as tokens of Data Center do,
/// goes through the gateway and has its headers. Nobody else sees them.
pub(super) fn through_gateway(
    below: &Arc<dyn HttpExchange>,
    site: &Url,
    headers: &Arc<[(HeaderName, HeaderValue)]>,
) -> Arc<dyn HttpExchange> {
    match headers.is_empty() {
        true => Arc::clone(below),
        false => Arc::new(ThroughGateway {
            below: Arc::clone(below),
            site: site.origin(),
            headers: Arc::clone(headers),
        }),
    }
}

struct ThroughGateway {
    below: Arc<dyn HttpExchange>,
    site: Origin,
    headers: Arc<[(HeaderName, HeaderValue)]>,
}

#[async_trait]
impl HttpExchange for ThroughGateway {
    async fn exchange(
        &self,
        mut request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, ExchangeError> {
        if Url::parse(&request.uri().to_string()).is_ok_and(|url| url.origin() == self.site) {
            // What the session says itself, such as the type of its body, is not the gateway's to say.
            let own = request.headers().clone();
            for (name, value) in self.headers.iter().filter(|(name, _)| !own.contains_key(name)) {
                request.headers_mut().append(name, value.clone());
            }
        }
        self.below.exchange(request).await
    }
}

struct OverTransport {
    transport: Arc<dyn Transport>,
    timeout: Duration,
}

#[async_trait]
impl HttpExchange for OverTransport {
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        let exchanged = async {
            let answer = self.transport.exchange(request.map(body)).await?;
            let (head, body) = answer.into_parts();
            Ok::<_, TransportError>((head, bounded(body).await?))
        };
        match tokio::time::timeout(self.timeout, exchanged).await {
            Err(_) => Err(format!("no answer within {} s", self.timeout.as_secs()).into()),
            Ok(Err(error)) => Err(exchange_error(error)),
            Ok(Ok((_, None))) => Err("the answer is too large".into()),
            Ok(Ok((head, Some(bytes)))) => Ok(http::Response::from_parts(head, bytes)),
        }
    }
}

/// What cannot be set up is not going to pass, and the caller is told so by the type of the error.
fn exchange_error(error: TransportError) -> ExchangeError {
    match error.kind() {
        TransportErrorKind::Setup => {
            confluence_oauth::Error::unsupported(error.explained()).with_source(error.into_source()).into()
        }
        _ => error.into(),
    }
}

fn body(bytes: Bytes) -> RequestBody {
    if bytes.is_empty() { RequestBody::Empty } else { RequestBody::Full(bytes) }
}

async fn bounded(mut body: ResponseBody) -> Result<Option<Bytes>, TransportError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = body.chunk().await? {
        if bytes.len() + chunk.len() > MAX_ANSWER {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes.freeze()))
}

//! The seam to the network.

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::{Error, ErrorKind};

/// Why an exchange failed before there was an answer. Where it holds an [`Error`] of this crate, that is what the
/// caller gets; anything else counts as a failure that may pass.
pub type ExchangeError = Box<dyn std::error::Error + Send + Sync>;

/// Sends one request and returns its answer: the only way in which this crate reaches the network.
///
/// This crate brings no HTTP client, so that tokens travel as the program's other requests do: over the same proxy,
/// trust roots and connections. An implementation must not follow redirects and should bound time and size. An `Arc` of
/// one is one, and so are closures:
///
/// ```
/// # use bytes::Bytes;
/// # use confluence_oauth::{ExchangeError, HttpExchange};
/// fn offline() -> impl HttpExchange {
///     |_request: http::Request<Bytes>| async {
///         Err::<http::Response<Bytes>, ExchangeError>("this machine is offline".into())
///     }
/// }
/// ```
#[async_trait]
pub trait HttpExchange: Send + Sync + 'static {
    /// Sends the request.
    ///
    /// # Errors
    /// No answer was received. The error must not hold the request.
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError>;
}

#[async_trait]
impl<F, Answer> HttpExchange for F
where
    F: Fn(http::Request<Bytes>) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<http::Response<Bytes>, ExchangeError>> + Send,
{
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        self(request).await
    }
}

#[async_trait]
impl<T: HttpExchange + ?Sized> HttpExchange for Arc<T> {
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        (**self).exchange(request).await
    }
}

/// Stands in where no exchange was given.
pub(crate) struct NoExchange;

#[async_trait]
impl HttpExchange for NoExchange {
    async fn exchange(&self, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        Err(Error::unsupported("no HTTP client was given: name one with SessionOptions::exchange").into())
    }
}

/// The error of an exchange that failed: what may pass, unless the exchange itself knows better.
pub(crate) fn failed(what: &str, source: ExchangeError) -> Error {
    match source.downcast::<Error>() {
        Ok(known) if known.kind() != ErrorKind::Transient => *known,
        Ok(known) => Error::transient(what).with_source(*known),
        Err(source) => Error::transient(what).with_source(source),
    }
}

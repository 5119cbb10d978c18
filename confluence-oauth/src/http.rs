//! The seam to the network.

mod network;
#[cfg(feature = "reqwest")]
mod reqwest_exchange;

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

pub use self::network::Network;
#[cfg(feature = "reqwest")]
pub(crate) use self::reqwest_exchange::ReqwestExchange;

/// Why an exchange failed before there was an answer.
pub type ExchangeError = Box<dyn std::error::Error + Send + Sync>;

/// Sends one request and returns its answer: the only way in which this crate reaches the network.
///
/// An implementation must not follow redirects and should bound time and size. An `Arc` of one is one, and so are
/// closures:
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

//! HTTP transport: the [`Transport`] trait, proxy, TLS and client certificates.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::StreamExt as _;

mod alert;
mod distrust;
pub(crate) mod elsewhere;
mod moved;
mod multipart;
mod over_reqwest;
mod proxy_fault;
mod settings;
#[cfg(feature = "rustls")]
mod trust;
mod unreadable;

pub(crate) use moved::Moved;
pub use multipart::Multipart;
pub use settings::{ClientCertificate, Network};

/// The HTTP transport of a client: sends one request to the service and returns the response.
///
/// The default goes over a pooled HTTP client. A test or a program with needs of its own may put another in its
/// place, or one around the default, which [`Network::transport`] hands out. It must not follow redirects.
///
/// A transport for a test, which answers everything alike; one is implemented with the crate `async-trait`:
///
/// ```
/// use async_trait::async_trait;
/// use confluence_client::transport::{RequestBody, ResponseBody, Transport, TransportError};
/// use confluence_client::{Client, Site, v2};
///
/// #[derive(Debug)]
/// struct Canned;
///
/// #[async_trait]
/// impl Transport for Canned {
///     async fn exchange(
///         &self,
///         request: http::Request<RequestBody>,
///     ) -> Result<http::Response<ResponseBody>, TransportError> {
///         assert_eq!(request.uri().path(), "/wiki/api/v2/pages/42");
///         let json = http::HeaderValue::from_static("application/json");
///         let mut response = http::Response::new(ResponseBody::full(r#"{ "id": "42", "title": "Plan" }"#));
///         response.headers_mut().insert("content-type", json);
///         Ok(response)
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), confluence_client::Error> {
/// let site = Site::cloud("https://example.atlassian.net")?;
/// let client = Client::builder(site).transport(Canned).build()?;
/// let page = client.send(v2::pages::get(42)).await?;
/// assert_eq!(page.title, "Plan");
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Exchanges one request for the head of its answer; the body follows as a stream.
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError>;
}

#[async_trait]
impl<T: Transport + ?Sized> Transport for Arc<T> {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        (**self).exchange(request).await
    }
}

/// The body of an HTTP request.
#[derive(Debug)]
#[non_exhaustive]
pub enum RequestBody {
    /// None.
    Empty,
    /// All of it.
    Full(Bytes),
    /// Files and fields; [`Multipart::encode`] makes bytes of them.
    Multipart(Multipart),
}

/// The body of an HTTP response, as a stream.
pub struct ResponseBody(BoxStream<'static, Result<Bytes, TransportError>>);

impl ResponseBody {
    /// A body from a stream of chunks.
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(chunks.boxed())
    }

    /// A body that is there at once.
    #[must_use]
    pub fn full(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self::new(futures_util::stream::iter([Ok(bytes)]))
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// The body broke off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.0.next().await.transpose()
    }

    /// The chunks as a stream, for a transport around another one that reads or changes what comes:
    /// [`ResponseBody::new`] makes a body of it again.
    #[must_use]
    pub fn into_stream(self) -> BoxStream<'static, Result<Bytes, TransportError>> {
        self.0
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResponseBody(..)")
    }
}

/// The kind of a [`TransportError`], which decides whether the request may be retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the request never left, so that any request may be sent again.
    Connect,
    /// The certificate of the site is not trusted, or the site refused ours: the request never left, and trying again will
    /// not help.
    Certificate,
    /// The host has no address: the request never left, and trying again at once will not help.
    Name,
    /// Time ran out; the service may have acted.
    Timeout,
    /// The connection broke while the request was under way; the service may have acted.
    Interrupted,
    /// The body of the answer broke off or could not be decoded.
    Body,
    /// The client itself could not be set up, the request could not be written, or the site speaks another protocol: the
    /// request never left, and trying again will not help.
    Setup,
}

/// Why an exchange failed.
///
/// `Display` says how it failed; of a request that could not be made it says why, since that is nobody's fault on the way.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    /// What is known beyond the kind, and which property of the connection is at fault then.
    said: Option<Cow<'static, str>>,
    property: Option<&'static str>,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    /// An error of this kind with its cause, which must not hold a secret.
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind, said: None, property: None, source: source.into() }
    }

    /// The same, told more exactly, with what in the connection is at fault.
    pub(crate) fn at_fault(self, said: &'static str, property: &'static str) -> Self {
        self.with_message(said, Some(property))
    }

    /// The same where nothing in the connection may be at fault.
    pub(crate) fn with_message(
        self,
        said: impl Into<Cow<'static, str>>,
        property: Option<&'static str>,
    ) -> Self {
        Self { said: Some(said.into()), property, ..self }
    }

    /// The same, known to be of another kind.
    pub(crate) fn of_kind(self, kind: TransportErrorKind) -> Self {
        Self { kind, ..self }
    }

    pub(crate) fn property(&self) -> Option<&'static str> {
        self.property
    }

    /// How it failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// How it failed and what is behind it, each once.
    #[cfg(feature = "oauth")]
    pub(crate) fn explained(&self) -> String {
        let (said, cause) = (self.to_string(), self.source.to_string());
        if said.contains(&cause) { said } else { format!("{said}: {cause}") }
    }

    pub(crate) fn into_source(self) -> Box<dyn std::error::Error + Send + Sync> {
        self.source
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.said, self.kind) {
            (Some(said), _) => formatter.write_str(said),
            (None, TransportErrorKind::Setup) => {
                write!(formatter, "{}: {}", self.kind.describe(), self.source)
            }
            (None, kind) => formatter.write_str(kind.describe()),
        }
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.describe())
    }
}

impl TransportErrorKind {
    fn describe(self) -> &'static str {
        match self {
            Self::Connect => "no connection to the site",
            Self::Certificate => "the certificate of the site was not accepted",
            Self::Name => "the host was not found",
            Self::Timeout => "the site did not answer in time",
            Self::Interrupted => "the connection broke",
            Self::Body => "the answer broke off",
            Self::Setup => "the request could not be made",
        }
    }
}

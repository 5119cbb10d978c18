//! The REST client: sends operations, streams lists, downloads bytes.

pub(crate) mod builder;
mod call;
pub(crate) mod credential;
pub(crate) mod deadline;
pub(crate) mod download;
#[cfg(feature = "sql")]
pub(crate) mod meter;
pub(crate) mod rate_limit;
mod redirect;
mod refused;
pub(crate) mod retry;
pub(crate) mod stream;
mod trace;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use crate::auth::Authenticator;
use crate::client::call::Asked;
use crate::client::credential::Scheme;
use crate::client::rate_limit::{Budget, RateLimit};
use crate::client::retry::RetryPolicy;
use crate::error::Result;
use crate::site::Site;
use crate::transport::Transport;
use crate::wire::answer::{FromResponse, RawResponse, Response};
use crate::wire::endpoint::Endpoint;
use crate::wire::limits::Limits;

/// A REST client of one Confluence site, with one credential.
///
/// A clone is cheap and shares connections and rate limits. The verbs are few, the operations many: see
/// [`v2`](crate::v2), [`v1`](crate::v1), [`dc`](crate::dc), and [`wiki`](crate::wiki) for what works on every site.
///
/// ```no_run
/// use confluence_client::{Client, Credential, Site, v2};
///
/// # async fn example() -> confluence_client::Result<()> {
/// let client = Client::builder(Site::cloud("https://example.atlassian.net")?)
///     .authenticator(Credential::basic("ada@example.com", "an API token")?)
///     .build()?;
/// let page = client.send(v2::pages::get(98765)).await?;
/// println!("{:?}", page.title);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) authenticator: Arc<dyn Authenticator>,
    pub(crate) options: CallOptions,
}

/// What all clones share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) site: Site,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) limits: Limits,
    pub(crate) budget: Arc<Budget>,
}

/// What a clone may have for itself.
#[derive(Clone, Debug)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) headers: HeaderMap,
    /// What authorizes the requests, where the connection says it.
    pub(crate) scheme: Option<Scheme>,
    /// Whether a stream asks for the next page while this one is worked on.
    pub(crate) reads_ahead: bool,
    /// Counts the requests, where somebody wants to know.
    #[cfg(feature = "sql")]
    pub(crate) meter: Option<Arc<meter::Meter>>,
    /// Becomes true with the first request that may change something.
    pub(crate) has_written: Option<Arc<AtomicBool>>,
}

impl Client {
    /// Sends an operation and reads its answer.
    ///
    /// # Errors
    /// As [`ErrorKind`](crate::ErrorKind) lists them; the operation is named.
    pub async fn send<E: Endpoint>(&self, endpoint: E) -> Result<E::Output> {
        self.respond(Asked::of(&endpoint), E::Output::read).await
    }

    /// Sends an operation and reads its answer as a type of one's own.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send_as<T>(&self, endpoint: impl Endpoint) -> Result<T>
    where
        T: DeserializeOwned + Send + 'static,
    {
        self.respond(Asked::of(&endpoint), T::read).await
    }

    /// Sends an operation and returns status, headers and body of its answer.
    ///
    /// # Errors
    /// As [`Client::send`]; a bad status is an error here too.
    pub async fn raw(&self, endpoint: impl Endpoint) -> Result<RawResponse> {
        self.respond(Asked::of(&endpoint), Response::bytes).await
    }

    /// The rate limit as the newest response to any clone has it.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.shared.budget.newest()
    }

    /// The site this client talks to.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.shared.site
    }

    /// A clone for another caller, over the same connections.
    #[must_use]
    pub fn with_authenticator(&self, authenticator: impl Authenticator) -> Self {
        let mut clone = Self { authenticator: Arc::new(authenticator), ..self.clone() };
        clone.options.scheme = None;
        clone
    }

    /// A clone whose calls may take this long in all, retries included; see [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        let mut clone = self.clone();
        clone.options.timeout = timeout;
        clone
    }

    /// A clone that tries again by another policy.
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        let mut clone = self.clone();
        clone.options.retry = retry;
        clone
    }

    /// A clone that sends one more header with each request, such as `Atl-Confluence-With-Admin-Key`.
    #[must_use]
    pub fn with_header(&self, name: HeaderName, mut value: HeaderValue) -> Self {
        let mut clone = self.clone();
        // A gateway's key is a secret like any other: what is sensitive is not shown by `Debug`.
        value.set_sensitive(true);
        clone.options.headers.insert(name, value);
        clone
    }

    /// A clone that sends what a gateway wants to see, each header as often as it is given.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_gateway_headers(&self, headers: &[(HeaderName, HeaderValue)]) -> Self {
        let mut clone = self.clone();
        for (name, value) in headers {
            clone.options.headers.append(name, value.clone());
        }
        clone
    }

    /// A clone whose requests are counted, and end at a number.
    #[cfg(feature = "sql")]
    pub(crate) fn with_meter(&self, meter: Arc<meter::Meter>) -> Self {
        let mut clone = self.clone();
        clone.options.meter = Some(meter);
        clone
    }

    /// A clone whose streams ask for the next page when it is wanted, and not ahead.
    #[cfg(feature = "sql")]
    pub(crate) fn without_reading_ahead(&self) -> Self {
        let mut clone = self.clone();
        clone.options.reads_ahead = false;
        clone
    }

    /// A clone that tells by `has_written` whether anything was sent that may change something: what fails before that has
    /// changed nothing.
    #[doc(hidden)]
    #[must_use]
    pub fn with_write_mark(&self, has_written: Arc<AtomicBool>) -> Self {
        let mut clone = self.clone();
        clone.options.has_written = Some(has_written);
        clone
    }

    /// Whether both ask the same site for the same caller.
    pub(crate) fn is_clone_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared) && Arc::ptr_eq(&self.authenticator, &other.authenticator)
    }
}

//! Sets up a client.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::auth::{Anonymous, Authenticator};
#[cfg(feature = "oauth")]
use crate::client::credential::Scheme;
use crate::client::rate_limit::Budget;
use crate::client::retry::RetryPolicy;
use crate::client::{CallOptions, Client, Shared};
use crate::error::{Error, ErrorKind};
use crate::site::Site;
use crate::transport::{Network, Transport};
use crate::wire::limits::Limits;

impl Client {
    /// Starts a client for a site.
    pub fn builder(site: Site) -> ClientBuilder {
        ClientBuilder::new(site)
    }
}

/// Builds a [`Client`]: credential, timeout, retries, limits, transport.
///
/// ```
/// use std::time::Duration;
/// use confluence_client::{Client, Credential, RetryPolicy, Site};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder(Site::data_center("https://wiki.example.com")?)
///     .authenticator(Credential::bearer("a personal access token")?)
///     .timeout(Duration::from_secs(20))
///     .retry(RetryPolicy::default().attempts(2))
///     .build()?;
/// assert_eq!(client.site(), &Site::data_center("https://wiki.example.com/")?);
///
/// // A credential over plain http would be readable on the way.
/// assert!(Client::builder(Site::data_center("http://wiki.example.com")?).build().is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    site: Site,
    authenticator: Arc<dyn Authenticator>,
    options: CallOptions,
    limits: Limits,
    network: Network,
    transport: Option<Arc<dyn Transport>>,
    allow_http: bool,
    budget: Arc<Budget>,
}

impl ClientBuilder {
    pub(crate) fn new(site: Site) -> Self {
        Self {
            site,
            authenticator: Arc::new(Anonymous),
            options: CallOptions {
                timeout: Duration::from_secs(60),
                retry: RetryPolicy::default(),
                headers: HeaderMap::new(),
                scheme: None,
                reads_ahead: true,
                #[cfg(feature = "sql")]
                meter: None,
                has_written: None,
            },
            limits: Limits::default(),
            network: Network::default(),
            transport: None,
            allow_http: false,
            budget: Arc::default(),
        }
    }

    /// Who calls: a [`Credential`](crate::Credential), a session of confluence-oauth, or an authenticator of one's own.
    pub fn authenticator(mut self, authenticator: impl Authenticator) -> Self {
        self.authenticator = Arc::new(authenticator);
        self
    }

    /// How long a call may take in all, retries included; 60 seconds by default. An upload may go on for as long as
    /// bytes of its files move, and a download once it was answered: they end when none has moved for that long.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// When a call is tried again.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.options.retry = retry;
        self
    }

    /// How much of an answer is accepted.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Proxy, trust roots, client certificate, user agent.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// Another transport than the default, or one around it ([`Network::transport`]); the settings of
    /// [`ClientBuilder::network`] are then not used.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Allows plain http to hosts other than this machine, where credentials can be read on the way.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// What the connection says of the credential.
    #[cfg(feature = "oauth")]
    pub(crate) fn scheme(mut self, scheme: Option<Scheme>) -> Self {
        self.options.scheme = scheme;
        self
    }

    /// What is known of the site's limits, where several callers have one in common.
    #[cfg(feature = "oauth")]
    pub(crate) fn budget(mut self, budget: Arc<Budget>) -> Self {
        self.budget = budget;
        self
    }

    /// Makes the client. Nothing is sent and no connection is opened.
    ///
    /// # Errors
    /// `Invalid` if the site is reached over plain http from another machine and that was not allowed.
    pub fn build(self) -> Result<Client, Error> {
        if !self.allow_http && !self.site.is_safe() {
            return Err(Error::new(ErrorKind::Invalid, "site").with_message(
                "credentials travel over https only; use an https URL, or allow plain http with `allow_http`",
            ));
        }
        let transport = self.transport.unwrap_or_else(|| self.network.transport());
        let shared = Shared { site: self.site, transport, limits: self.limits, budget: self.budget };
        Ok(Client { shared: Arc::new(shared), authenticator: self.authenticator, options: self.options })
    }
}

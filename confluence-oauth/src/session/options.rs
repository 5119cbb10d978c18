//! What a session is built from.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::clock::Clock;
use crate::connection_string::ConnectionString;
use crate::error::Result;
use crate::exchange::HttpExchange;
use crate::login::LoginPrompt;
use crate::properties::{OAuthProperties, SiteProperties};
use crate::store::TokenStore;

/// What a [`Session`](crate::Session) is built from: the properties, the site, and what replaces the defaults.
///
/// ```
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{ConnectionString, MemoryStore, SessionOptions};
///
/// let mut string = ConnectionString::parse("URL=https://wiki.example.com;OAuthClientId=a;OAuthClientSecret=s")?;
/// let options = SessionOptions::take_from(&mut string)?.scopes(["WRITE"]).store(MemoryStore::new());
/// string.finish()?;
/// # let _ = options;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "options do nothing until a session is opened with them"]
pub struct SessionOptions {
    pub(super) properties: OAuthProperties,
    pub(super) site: SiteProperties,
    pub(super) scopes: Vec<String>,
    pub(super) principal: String,
    pub(super) store: Option<Arc<dyn TokenStore>>,
    pub(super) http: Option<Arc<dyn HttpExchange>>,
    pub(super) prompt: Option<Arc<dyn LoginPrompt>>,
    pub(super) clock: Clock,
}

impl SessionOptions {
    /// Options for one site.
    pub fn new(properties: OAuthProperties, site: SiteProperties) -> Self {
        Self {
            properties,
            site,
            scopes: Vec::new(),
            principal: String::new(),
            store: None,
            http: None,
            prompt: None,
            clock: Clock::default(),
        }
    }

    /// Takes everything that a session needs out of a connection string: the OAuth properties, and those of the site.
    ///
    /// # Errors
    /// `URL` is missing, or a value cannot be.
    pub fn take_from(string: &mut ConnectionString) -> Result<Self> {
        Ok(Self::new(OAuthProperties::take_from(string)?, SiteProperties::take_from(string)?))
    }

    /// The scopes to ask for when `Scope` is empty.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Whose tokens these are, where one process serves several users: the verified issuer and subject.
    pub fn principal(mut self, principal: impl Into<String>) -> Self {
        self.principal = principal.into();
        self
    }

    /// Keeps tokens here instead of where `OAuthSettingsLocation` says; what others keep theirs in too is given in an [`Arc`].
    pub fn store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Sends requests through this; one that others use too is given in an [`Arc`]. Without it a session can do what needs no
    /// network.
    pub fn exchange(mut self, exchange: impl HttpExchange) -> Self {
        self.http = Some(Arc::new(exchange));
        self
    }

    /// Lets `GETANDREFRESH` log in by itself, showing the URL through this.
    pub fn prompt(mut self, prompt: impl LoginPrompt) -> Self {
        self.prompt = Some(Arc::new(prompt));
        self
    }

    /// Tells the time by this instead of the system's clock.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }
}

impl fmt::Debug for SessionOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionOptions")
            .field("properties", &self.properties)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}

//! What a session is built from.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use url::Url;

use crate::clock::Clock;
use crate::connection_string::ConnectionString;
use crate::error::{Error, Result};
use crate::http::{HttpExchange, Network};
use crate::login::LoginPrompt;
use crate::properties::OAuthProperties;
use crate::provider::Deployment;
use crate::store::TokenStore;

/// What a [`Session`](crate::Session) is built from: the properties, the site, and what replaces the defaults.
#[derive(Clone)]
#[must_use = "options do nothing until a session is opened with them"]
pub struct SessionOptions {
    pub(super) properties: OAuthProperties,
    pub(super) site: Url,
    pub(super) deployment: Deployment,
    pub(super) gateway: Option<Url>,
    pub(super) cloud_id: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) principal: String,
    pub(super) network: Network,
    pub(super) store: Option<Arc<dyn TokenStore>>,
    pub(super) http: Option<Arc<dyn HttpExchange>>,
    pub(super) prompt: Option<Arc<dyn LoginPrompt>>,
    pub(super) clock: Clock,
}

impl SessionOptions {
    /// Options for one site; the deployment is what the site's host gives away.
    pub fn new(properties: OAuthProperties, site: Url) -> Self {
        Self {
            properties,
            deployment: Deployment::of(&site),
            site,
            gateway: None,
            cloud_id: None,
            scopes: Vec::new(),
            principal: String::new(),
            network: Network::default(),
            store: None,
            http: None,
            prompt: None,
            clock: Clock::default(),
        }
    }

    /// Takes everything that a session needs out of a connection string: the OAuth properties, `URL`,
    /// `Deployment`, `GatewayURL`, `CloudId` and those of the network.
    ///
    /// # Errors
    /// `URL` is missing, or a value cannot be.
    pub fn take_from(string: &mut ConnectionString) -> Result<Self> {
        const DEPLOYMENTS: &[(&str, Option<Deployment>)] = &[
            ("Auto", None),
            ("Cloud", Some(Deployment::Cloud)),
            ("DataCenter", Some(Deployment::DataCenter)),
        ];
        let properties = OAuthProperties::take_from(string)?;
        let site =
            string.take("URL").ok_or_else(|| Error::config("URL", "is needed: the address of the site"))?;
        let mut options = Self::new(properties, site.url()?);
        if let Some(value) = string.take("Deployment") {
            options.deployment = value.one_of(DEPLOYMENTS)?.unwrap_or(options.deployment);
        }
        options.gateway = string.take("GatewayURL").map(|value| value.url()).transpose()?;
        options.cloud_id = string.take("CloudId").map(|value| value.text().to_owned());
        options.network = Network::take_from(string)?;
        Ok(options)
    }

    /// The deployment, where the host does not give it away.
    pub fn deployment(mut self, deployment: Deployment) -> Self {
        self.deployment = deployment;
        self
    }

    /// Cloud's gateway, where it is not the usual one.
    pub fn gateway(mut self, gateway: Url) -> Self {
        self.gateway = Some(gateway);
        self
    }

    /// The cloud id, where it need not be discovered.
    pub fn cloud_id(mut self, cloud_id: impl Into<String>) -> Self {
        self.cloud_id = Some(cloud_id.into());
        self
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

    /// How the network is reached.
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// Keeps tokens here instead of where `OAuthSettingsLocation` says.
    pub fn store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Sends requests through this instead of the built-in client.
    pub fn exchange(mut self, exchange: impl HttpExchange) -> Self {
        self.http = Some(Arc::new(exchange));
        self
    }

    /// Lets `GETANDREFRESH` log in by itself, showing the address through this.
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionOptions")
            .field("properties", &self.properties)
            .field("site", &self.site.as_str())
            .field("deployment", &self.deployment)
            .finish_non_exhaustive()
    }
}

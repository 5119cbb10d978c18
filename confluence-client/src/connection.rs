//! From a connection string to a [`Wiki`]: who has the one has the other in one call.
//!
//! ```no_run
//! # async fn example() -> Result<(), confluence_client::Error> {
//! use confluence_client::connection;
//!
//! let wiki = connection::open("URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT").await?;
//! println!("{}", wiki.page(98765).await?.title);
//! # Ok(())
//! # }
//! ```

use std::sync::Arc;
use std::time::Duration;

pub use confluence_oauth::{ConnectionString, Layers, Property};
use confluence_oauth::{HttpExchange, OAuthProperties, Session, SessionOptions, SiteProperties};

use crate::auth::Authenticator;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::site::{Deployment, Site};
use crate::transport::Transport;
use crate::wiki::{Policy, Wiki};

mod credential;
mod exchange;
mod network;
mod principal;
mod table;

pub use exchange::exchange;
pub use table::PROPERTIES;

/// Parses one string, knowing the properties of the client and of the session.
///
/// ```
/// # fn main() -> Result<(), confluence_client::Error> {
/// use confluence_client::connection;
///
/// let string = connection::parse("URL=https://wiki.example.com;AuthScheme=PAT;PAT=canary")?;
/// assert_eq!(string.to_string(), "URL=https://wiki.example.com;AuthScheme=PAT;PAT=***");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The text is not well formed or names a property twice.
pub fn parse(text: &str) -> Result<ConnectionString> {
    Ok(layers().string(text).build()?)
}

/// Begins a string that is gathered from flags, the environment and a profile file, knowing the properties of the client
/// and of the session.
pub fn layers() -> Layers {
    ConnectionString::layers().knowing(PROPERTIES)
}

/// Opens the wiki that a connection string names. Only OAuth on Cloud asks the network, for the cloud id.
///
/// # Errors
/// `Invalid` for a string that cannot be, naming the property; `Unauthenticated` if there is no token and none can be
/// obtained.
pub async fn open(string: &str) -> Result<Wiki> {
    Connection::new(parse(string)?)?.wiki().await
}

/// A connection string that was understood: every property has its place, and nothing was sent yet.
///
/// ```
/// # fn main() -> Result<(), confluence_client::Error> {
/// use confluence_client::connection::{self, Connection};
///
/// let string = connection::parse("URL=https://wiki.example.com;AuthScheme=PAT;PAT=t;ReadOnly=true")?;
/// let connection = Connection::new(string)?;
/// assert!(connection.session().is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Connection {
    target: Target,
    /// Shared by all clones, and by the connections of all users that come from this one.
    transport: Arc<dyn Transport>,
    /// Over the same transport.
    exchange: Arc<dyn HttpExchange>,
    timeout: Duration,
    policy: Policy,
}

#[derive(Clone, Debug)]
enum Target {
    /// The address is known and the credential never changes.
    Fixed(Site, Arc<dyn Authenticator>),
    /// The session renews its tokens, and on Cloud finds the address.
    Session(Session, Address),
}

/// What the address of a site is made of.
#[derive(Clone, Debug)]
struct Address {
    given: SiteProperties,
    deployment: Deployment,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("target", &self.target)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// Understands a string. Nothing is sent.
    ///
    /// # Errors
    /// `Invalid`, naming the property at fault and what would be right.
    pub fn new(string: ConnectionString) -> Result<Self> {
        Self::with_session(string, |options| options)
    }

    /// As [`Connection::new`], with a say in the OAuth session: the scopes to ask for, whose tokens they are, how a
    /// login is shown.
    ///
    /// # Errors
    /// As [`Connection::new`].
    pub fn with_session(
        mut string: ConnectionString,
        adjust: impl FnOnce(SessionOptions) -> SessionOptions,
    ) -> Result<Self> {
        string = string.knowing(PROPERTIES)?;
        string.check_names()?;
        let policy = policy(&mut string)?;
        let network::Reached { network, timeout } = network::take_from(&mut string)?;
        let transport = network.transport();
        let exchange = exchange::within(Arc::clone(&transport), timeout);
        let credential = credential::take_from(&mut string)?;
        let address = Address::of(SiteProperties::take_from(&mut string)?);
        let target = match credential {
            Some(credential) => Target::Fixed(address.site()?, credential),
            None => {
                let properties = OAuthProperties::take_from(&mut string)?;
                let options = SessionOptions::new(properties, address.given.clone())
                    .shared_exchange(Arc::clone(&exchange))
                    .scopes(scopes(address.deployment, policy.read_only));
                Target::Session(Session::open(adjust(options))?, address)
            }
        };
        string.finish()?;
        Ok(Self { target, transport, exchange, timeout, policy })
    }

    /// Sends requests that are none of Confluence's over the same network: for the keys of an issuer, for example.
    #[must_use]
    pub fn exchange(&self) -> Arc<dyn HttpExchange> {
        Arc::clone(&self.exchange)
    }

    /// The OAuth session, if this connection has one.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        match &self.target {
            Target::Session(session, _) => Some(session),
            Target::Fixed(..) => None,
        }
    }

    /// What may be done over this connection.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Puts a transport around the one that all clones share, to count its exchanges for example.
    #[must_use]
    pub fn map_transport(self, wrap: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>) -> Self {
        Self { transport: wrap(self.transport), ..self }
    }

    /// The wiki. With OAuth on Cloud the cloud id is asked for unless it was given or is stored.
    ///
    /// # Errors
    /// `Unauthenticated` if there is no token and none can be obtained; `Transport` if the service cannot be asked.
    pub async fn wiki(&self) -> Result<Wiki> {
        let client = match &self.target {
            Target::Fixed(site, credential) => {
                Client::builder(site.clone()).authenticator(credential.clone())
            }
            Target::Session(session, address) => {
                Client::builder(address.of_session(session).await?).authenticator(session.clone())
            }
        };
        let client = client.transport(Arc::clone(&self.transport)).timeout(self.timeout).build()?;
        Ok(Wiki::new(client).with_policy(self.policy.clone()))
    }
}

fn policy(string: &mut ConnectionString) -> Result<Policy> {
    let mut policy = Policy::new();
    if let Some(value) = string.take("ReadOnly") {
        policy = policy.read_only(value.boolean()?);
    }
    if let Some(value) = string.take("Spaces") {
        let spaces = value.list()?;
        if spaces.is_empty() {
            // Without a space in it, the policy would allow them all.
            return Err(value.error("must be the keys of spaces, such as DOCS,OPS").into());
        }
        policy = policy.spaces(spaces);
    }
    Ok(policy)
}

/// The scopes of a login that names none: on Cloud those of every operation behind [`Wiki`].
fn scopes(deployment: Deployment, read_only: bool) -> Vec<&'static str> {
    match (deployment, read_only) {
        (Deployment::Cloud, _) => crate::wiki::scopes(read_only),
        (Deployment::DataCenter, true) => vec!["READ"],
        (Deployment::DataCenter, false) => vec!["WRITE"],
    }
}

impl Address {
    fn of(given: SiteProperties) -> Self {
        let deployment = match given.deployment() {
            confluence_oauth::Deployment::Cloud => Deployment::Cloud,
            _ => Deployment::DataCenter,
        };
        Self { given, deployment }
    }

    /// A cloud id with a fixed credential means a scoped API token, which works through the gateway alone.
    fn site(&self) -> Result<Site> {
        match (self.deployment, self.given.cloud_id()) {
            (Deployment::DataCenter, _) => Site::data_center(self.given.url().as_str()),
            (Deployment::Cloud, None) => Site::cloud(self.given.url().as_str()),
            (Deployment::Cloud, Some(id)) => self.behind_gateway(id),
        }
    }

    async fn of_session(&self, session: &Session) -> Result<Site> {
        match (self.deployment, self.given.cloud_id()) {
            (Deployment::Cloud, None) => self.behind_gateway(&session.cloud_id().await?),
            _ => self.site(),
        }
    }

    fn behind_gateway(&self, cloud_id: &str) -> Result<Site> {
        let gateway = self.given.gateway().map_or(Site::GATEWAY, url::Url::as_str);
        Site::cloud_gateway(self.given.url().as_str(), cloud_id, gateway)
    }
}

fn missing(property: &str, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Invalid, "connection").said(format!("{property} is missing: {what}"))
}

impl From<confluence_oauth::Error> for Error {
    /// A value that cannot be is `Invalid`, what may pass is `Transport`, everything else needs a person to log in.
    fn from(error: confluence_oauth::Error) -> Self {
        use confluence_oauth::ErrorKind as OAuth;
        let kind = match error.kind() {
            _ if error.is_transient() => ErrorKind::Transport,
            OAuth::Config | OAuth::Store => ErrorKind::Invalid,
            OAuth::Unsupported => ErrorKind::Unsupported,
            _ => ErrorKind::Unauthenticated,
        };
        Self::told_by(kind, "connection", error)
    }
}

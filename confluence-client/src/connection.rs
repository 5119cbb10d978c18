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

pub use confluence_oauth::ConnectionString;
use confluence_oauth::{Session, SessionOptions, Value};
use url::Url;

use crate::auth::Authenticator;
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::site::{Deployment, Site};
use crate::transport::Transport;
use crate::wiki::{Policy, Wiki};

mod credential;
mod network;
mod principal;

/// Opens the wiki that a connection string names. Only OAuth on Cloud asks the network, for the cloud id.
///
/// # Errors
/// `Invalid` for a string that cannot be, naming the property; `Unauthenticated` if there is no token and none can be
/// obtained.
pub async fn open(string: &str) -> Result<Wiki> {
    Connection::new(ConnectionString::parse(string)?)?.wiki().await
}

/// A connection string that was understood: every property has its place, and nothing was sent yet.
#[derive(Clone, Debug)]
pub struct Connection {
    target: Target,
    /// Shared by all clones, and by the connections of all users that come from this one.
    transport: Arc<dyn Transport>,
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
    url: String,
    deployment: Deployment,
    gateway: String,
    cloud_id: Option<String>,
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
        let policy = policy(&mut string)?;
        let address = Address::of(&string)?;
        let reached = confluence_oauth::Network::take_from(&mut string)?;
        let target = match credential::take_from(&mut string)? {
            Some(credential) => Target::Fixed(address.take_from(&mut string).site()?, credential),
            None => {
                let options = SessionOptions::take_from(&mut string)?.network(reached.clone());
                let options = options.scopes(scopes(address.deployment, policy.read_only));
                Target::Session(Session::open(adjust(options))?, address)
            }
        };
        string.finish(&[])?;
        let transport = network::of(&reached)?.transport();
        Ok(Self { target, transport, timeout: reached.timeout(), policy })
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
        let spaces = value.list();
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
    const DEPLOYMENTS: &[(&str, Option<Deployment>)] =
        &[("Auto", None), ("Cloud", Some(Deployment::Cloud)), ("DataCenter", Some(Deployment::DataCenter))];

    fn of(string: &ConnectionString) -> Result<Self> {
        let url = string.peek("URL").ok_or_else(|| missing("URL", "the address of the site"))?;
        let declared = string.peek("Deployment").map(|value| value.one_of(Self::DEPLOYMENTS)).transpose()?;
        let deployment = match declared.flatten() {
            Some(deployment) => deployment,
            None => of_host(&url.url()?),
        };
        let gateway = string.peek("GatewayURL").map(Value::url).transpose()?;
        Ok(Self {
            url: url.text().to_owned(),
            deployment,
            gateway: gateway.map_or_else(|| Site::GATEWAY.to_owned(), String::from),
            cloud_id: string.peek("CloudId").map(|value| value.text().to_owned()),
        })
    }

    fn take_from(self, string: &mut ConnectionString) -> Self {
        for name in ["URL", "Deployment", "GatewayURL", "CloudId"] {
            string.take(name);
        }
        self
    }

    /// A cloud id with a fixed credential means a scoped API token, which works through the gateway alone.
    fn site(&self) -> Result<Site> {
        match (self.deployment, &self.cloud_id) {
            (Deployment::DataCenter, _) => Site::data_center(&self.url),
            (Deployment::Cloud, None) => Site::cloud(&self.url),
            (Deployment::Cloud, Some(id)) => Site::cloud_gateway(&self.url, id, &self.gateway),
        }
    }

    async fn of_session(&self, session: &Session) -> Result<Site> {
        match (self.deployment, &self.cloud_id) {
            (Deployment::Cloud, None) => {
                Site::cloud_gateway(&self.url, &session.cloud_id().await?, &self.gateway)
            }
            _ => self.site(),
        }
    }
}

fn of_host(url: &Url) -> Deployment {
    match confluence_oauth::Deployment::of(url) {
        confluence_oauth::Deployment::Cloud => Deployment::Cloud,
        _ => Deployment::DataCenter,
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
        Self::new(kind, "connection").said(error.to_string()).source(error)
    }
}

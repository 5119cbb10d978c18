//! Connection strings: open a [`Wiki`] from `URL=...;AuthScheme=...`.
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

/// The crate whose types stand in what this module takes and gives: sessions, stores, exchanges of tokens.
pub use confluence_oauth as oauth;
pub use confluence_oauth::{ConnectionString, Layers, Property};
use confluence_oauth::{HttpExchange, OAuthProperties, Session, SessionOptions, SiteProperties};
use http::{HeaderName, HeaderValue};
use tokio::sync::OnceCell;

use crate::auth::Authenticator;
use crate::client::Client;
use crate::client::credential::Scheme;
use crate::client::rate_limit::Budget;
use crate::connection::address::Address;
use crate::connection::call_bounds::CallBounds;
use crate::connection::without_effect::{Given, OAuth, Situation};
use crate::error::{Error, ErrorKind, Reason, Result};
use crate::offload::blocking;
use crate::site::{Deployment, Site};
use crate::time_zone::TimeZone;
use crate::transport::Transport;
use crate::wiki::{Policy, Wiki};

mod address;
mod call_bounds;
mod cloud_id;
mod credential;
mod exchange;
mod from_oauth;
mod headers;
mod network;
mod policy;
mod principal;
mod proxy;
mod scopes;
mod table;
mod time_zone;
mod without_effect;

pub use exchange::exchange;
pub use table::PROPERTIES;

/// Parses a connection string, knowing the properties of the client and of the session.
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

/// Builds a connection string from flags, the environment and a profile file, knowing the properties of the client
/// and of the session.
pub fn layers() -> Layers {
    ConnectionString::layers().with_properties(PROPERTIES)
}

/// Opens a [`Wiki`] by a connection string. Only OAuth on Cloud asks the network, for the cloud id.
///
/// What was given and has no effect, such as a token of another product, is logged as a warning (`tracing`) for each;
/// [`Connection::notes`] has them for a program that shows them itself.
///
/// # Errors
/// `Invalid` for a string that cannot be, naming the property; `Unauthenticated` if there is no token and none can be
/// obtained.
pub async fn open(string: &str) -> Result<Wiki> {
    let string = parse(string)?;
    let connection = blocking(move || Connection::new(string)).await?;
    for note in connection.notes() {
        tracing::warn!("{note}");
    }
    connection.wiki().await
}

/// A connection made from a connection string: every property was understood, and nothing was sent yet.
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
    /// What authorizes the requests; `None` where a user brings it.
    scheme: Option<Scheme>,
    /// Shared by all clones, and by the connections of all users that come from this one.
    transport: Arc<dyn Transport>,
    /// Over the same transport.
    exchange: Arc<dyn HttpExchange>,
    bounds: CallBounds,
    policy: Policy,
    /// What a gateway before the site wants to see, and nobody else.
    headers: Arc<[(HeaderName, HeaderValue)]>,
    /// Whether the site itself may be reached over plain http.
    allows_http: bool,
    has_proxy: bool,
    /// The most rows of one SQL query.
    #[cfg_attr(not(feature = "sql"), expect(dead_code, reason = "without SQL there are no rows to bound"))]
    max_rows: Option<u64>,
    time_zone: Option<TimeZone>,
    notes: Arc<[String]>,
    wrap: Option<WrapAuthenticator>,
    /// What is known of the site's limits. The quota of an app on Cloud counts over all of its users, so that the
    /// connections of all of them wait together; Data Center counts each user's own.
    budget: Arc<Budget>,
    /// The wiki, once it was asked for: all who share this connection share its limits and what it remembers.
    opened: Arc<OnceCell<Wiki>>,
}

/// What is put around the authenticator of every client.
type WrapAuthenticator = Arc<dyn Fn(Arc<dyn Authenticator>) -> Arc<dyn Authenticator> + Send + Sync>;

#[derive(Clone, Debug)]
enum Target {
    /// The URL is known and the credential never changes.
    Fixed(Site, Arc<dyn Authenticator>),
    /// The session refreshes its tokens, and on Cloud finds the URL.
    Session(Session, Address),
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
    /// Understands a string. Nothing is sent; the files that it names are read, and to open a key with a password may take
    /// seconds: [`open`] does it where it keeps no other task waiting.
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
        string = string.with_properties(PROPERTIES)?;
        string.check_names()?;
        require_site(&string)?;
        let (given, mut notes) = (Given::of(&string), string.notes());
        let policy = policy::take_from(&mut string)?;
        notes.extend(policy::out_of_reach(&policy));
        let bounds = call_bounds::take_from(&mut string)?;
        notes.extend(bounds.in_other_units());
        let network = network::take_from(&mut string)?;
        let has_proxy = network.proxy.is_some();
        let transport = network.transport();
        let exchange = exchange::within(Arc::clone(&transport), bounds.timeout);
        let headers: Arc<[_]> = headers::take_from(&mut string)?.into();
        let max_rows = call_bounds::max_rows(&mut string)?;
        let time_zone = time_zone::take_from(&mut string)?;
        let credential = credential::take_from(&mut string)?;
        let address = Address::of(SiteProperties::take_from(&mut string)?);
        let allows_http = address.given.allows_http();
        address.require_encryption()?;
        let mut oauth = None;
        let (deployment, is_https) = (address.deployment, address.given.url().scheme() == "https");
        let (target, scheme) = match credential {
            Some((credential, scheme)) => (Target::Fixed(address.site()?, credential), scheme),
            None => {
                let properties = OAuthProperties::take_from(&mut string)?;
                let scheme = oauth.insert(OAuth::of(&properties)).scheme(&given);
                let of_session = exchange::through_gateway(&exchange, address.given.url(), &headers);
                let options = SessionOptions::new(properties, address.given.clone())
                    .exchange(of_session)
                    .scopes(scopes(address.deployment, policy.read_only));
                (Target::Session(Session::open(adjust(options))?, address), scheme)
            }
        };
        notes.extend(without_effect::unused_variables(&string, &given));
        if let Target::Session(session, _) = &target {
            notes.extend(scopes::refused(session.scopes(), deployment));
        }
        let read_only = policy.read_only;
        let situation = Situation { given, deployment, is_https, read_only, scheme, oauth };
        notes.extend(without_effect::notes(&situation));
        string.finish()?;
        Ok(Self {
            target,
            scheme: Some(scheme),
            transport,
            exchange,
            bounds,
            policy,
            headers,
            allows_http,
            has_proxy,
            max_rows,
            time_zone,
            notes: notes.into(),
            wrap: None,
            budget: Arc::default(),
            opened: Arc::default(),
        })
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

    /// Whether the connection itself names a proxy; otherwise those of the environment count.
    #[must_use]
    pub fn has_proxy(&self) -> bool {
        self.has_proxy
    }

    /// What was given and has no effect here, a line for each: such as properties of another product.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Puts a transport around the one that all clones share, to count its exchanges for example. It carries what the client
    /// asks of Confluence; what the OAuth session asks for its tokens and its cloud id, and what [`exchange`](Self::exchange)
    /// sends, go over the exchange: [`map_exchange`](Self::map_exchange) covers the session's. A program that wants both
    /// elsewhere maps both:
    ///
    /// ```
    /// # fn example(connection: confluence_client::connection::Connection, transport: std::sync::Arc<dyn confluence_client::Transport>) {
    /// use confluence_client::connection;
    ///
    /// let exchange = connection::exchange(transport.clone());
    /// let connection = connection.map_transport(|_| transport).map_exchange(|_| exchange);
    /// # drop(connection);
    /// # }
    /// ```
    #[must_use]
    pub fn map_transport(self, wrap: impl FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport>) -> Self {
        Self { transport: wrap(self.transport), opened: Arc::default(), ..self }
    }

    /// Puts an exchange around the one by which the OAuth session asks for tokens, to count its requests for example. It is
    /// for a connection that is not used yet: what its session has in memory stays behind.
    #[must_use]
    pub fn map_exchange(self, wrap: impl FnOnce(Arc<dyn HttpExchange>) -> Arc<dyn HttpExchange>) -> Self {
        let target = match self.target {
            Target::Session(session, address) => Target::Session(session.map_exchange(wrap), address),
            fixed @ Target::Fixed(..) => fixed,
        };
        Self { target, opened: Arc::default(), ..self }
    }

    /// Puts an authenticator around the one that every wiki of this connection gets: to log what fails, or to keep a reason
    /// from who calls.
    #[must_use]
    pub fn map_authenticator(
        self,
        wrap: impl Fn(Arc<dyn Authenticator>) -> Arc<dyn Authenticator> + Send + Sync + 'static,
    ) -> Self {
        Self { wrap: Some(Arc::new(wrap)), opened: Arc::default(), ..self }
    }

    /// The wiki, the same at each call: clones of the connection share its rate limits and what it remembers. With OAuth
    /// on Cloud the cloud id is asked for unless it was given or is stored.
    ///
    /// # Errors
    /// `Unauthenticated` if there is no token and none can be obtained; `Transport` if the service cannot be asked.
    pub async fn wiki(&self) -> Result<Wiki> {
        self.opened.get_or_try_init(|| self.opened()).await.cloned()
    }

    async fn opened(&self) -> Result<Wiki> {
        let (site, credential): (Site, Arc<dyn Authenticator>) = match &self.target {
            Target::Fixed(site, credential) => (site.clone(), Arc::clone(credential)),
            Target::Session(session, address) => {
                (address.of_session(session).await?, Arc::new(session.clone()))
            }
        };
        let credential = match &self.wrap {
            Some(wrap) => wrap(credential),
            None => credential,
        };
        let client = Client::builder(site).authenticator(credential).budget(Arc::clone(&self.budget));
        let client = client.transport(Arc::clone(&self.transport)).timeout(self.bounds.timeout);
        let client = client.retry(self.bounds.retry).limits(self.bounds.limits).scheme(self.scheme);
        let client = client.allow_http(self.allows_http).build()?.with_gateway_headers(&self.headers);
        let wiki = Wiki::new(client).with_policy(self.policy.clone());
        let wiki = match &self.time_zone {
            Some(zone) => wiki.with_time_zone(zone.clone()),
            None => wiki,
        };
        #[cfg(feature = "sql")]
        let wiki = wiki.with_row_limit(self.max_rows);
        Ok(wiki)
    }
}

/// The scopes of a login that names none: on Cloud those of every operation behind [`Wiki`].
fn scopes(deployment: Deployment, read_only: bool) -> Vec<&'static str> {
    match (deployment, read_only) {
        (Deployment::Cloud, _) => crate::wiki::scopes(read_only),
        (Deployment::DataCenter, true) => vec!["READ"],
        (Deployment::DataCenter, false) => vec!["WRITE"],
    }
}

/// What is missing first is told first.
fn require_site(string: &ConnectionString) -> Result<()> {
    match string.peek("URL") {
        Some(_) => Ok(()),
        None => Err(missing("URL", "the URL of the site, such as https://example.atlassian.net")),
    }
}

fn missing(property: &str, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Invalid, "connection")
        .with_message(format!("{property} is missing: {what}"))
        .with_property(property)
        .because(Reason::MissingProperty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_missing_first_is_told_first() {
        for string in ["", "ReadOnly=true", "AuthScheme=PAT"] {
            let error = open(string).await.unwrap_err();
            assert_eq!(error.property(), Some("URL"), "{string}: {error}");
            assert_eq!(error.reason(), Some(Reason::MissingProperty));
        }
        assert_eq!(open("URL=https://wiki.example.com").await.unwrap_err().property(), Some("AuthScheme"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_takes_long_to_be_read_keeps_no_other_task_waiting() {
        use std::time::{Duration, Instant};

        let pipe = std::env::temp_dir().join(format!("confluence-client-{}.pem", std::process::id()));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::thread::spawn({
            let pipe = pipe.clone();
            move || {
                std::thread::sleep(Duration::from_secs(2));
                std::fs::write(pipe, "no certificate")
            }
        });
        let string = format!("URL=https://wiki.example.com;AuthScheme=None;SSLServerCert={}", pipe.display());
        let begun = Instant::now();
        let other = async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            begun.elapsed()
        };
        let (opened, waited) = tokio::join!(open(&string), other);
        std::fs::remove_file(pipe).unwrap();
        assert_eq!(opened.unwrap_err().property(), Some("SSLServerCert"));
        assert!(waited < Duration::from_secs(1), "{waited:?}");
    }

    #[test]
    fn an_account_of_cloud_is_told_how_its_token_is_given() {
        let refused = |string: &str| Connection::new(parse(string).unwrap()).unwrap_err();
        let error = refused("URL=https://x.atlassian.net;User=me@example.com;PAT=canary");
        assert!(error.property() == Some("PAT") && error.to_string().contains("as APIToken"), "{error}");
        // That of a service account is a bearer token, and has no user.
        let with_id = "URL=https://x.atlassian.net;CloudId=11223344-a1b2-4c3d-8e5f-112233445566;PAT=t";
        assert!(Connection::new(parse(with_id).unwrap()).is_ok());
    }
}

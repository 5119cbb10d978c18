//! Whose wiki answers a request.

use async_trait::async_trait;
use confluence_client::connection::Connection;
use confluence_client::{Error, Wiki};
use rmcp::RoleServer;
use rmcp::service::RequestContext;
use tokio::sync::OnceCell;

/// Finds the wiki of a request: always the same one for a person at their own machine, the one of the caller in a
/// server for many.
#[async_trait]
pub trait Clients: Send + Sync + 'static {
    /// The wiki to use. `site` is one of [`Clients::sites`], or `None` if the caller named none.
    ///
    /// # Errors
    /// Whatever keeps the wiki from being opened; the caller of the tool reads it.
    async fn wiki(&self, site: Option<&str>, request: &RequestContext<RoleServer>) -> Result<Wiki, Error>;

    /// The names that callers choose among with the argument `site`, the default first. Empty or one: there is no such
    /// argument.
    fn sites(&self) -> Vec<String> {
        Vec::new()
    }
}

#[async_trait]
impl Clients for Wiki {
    async fn wiki(&self, _: Option<&str>, _: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        Ok(self.clone())
    }
}

/// A connection that is opened when the first tool needs it, so that a server starts without the network.
#[derive(Debug)]
pub struct Deferred {
    connection: Connection,
    opened: OnceCell<Wiki>,
}

impl Deferred {
    /// Keeps the connection closed for now.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self { connection, opened: OnceCell::new() }
    }
}

#[async_trait]
impl Clients for Deferred {
    async fn wiki(&self, _: Option<&str>, _: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        self.opened.get_or_try_init(|| self.connection.wiki()).await.cloned()
    }
}

/// Several sites in one server, among which callers choose with the argument `site`.
pub struct Sites {
    usual: Box<dyn Clients>,
    others: Vec<(String, Box<dyn Clients>)>,
    names: Vec<String>,
}

impl Sites {
    /// The site that is used where a caller names none.
    #[must_use]
    pub fn new(name: impl Into<String>, clients: impl Clients) -> Self {
        Self { usual: Box::new(clients), others: Vec::new(), names: vec![name.into()] }
    }

    /// Another site, under a name that no other one has.
    #[must_use]
    pub fn and(mut self, name: impl Into<String>, clients: impl Clients) -> Self {
        let name = name.into();
        self.names.push(name.clone());
        self.others.push((name, Box::new(clients)));
        self
    }
}

#[async_trait]
impl Clients for Sites {
    async fn wiki(&self, site: Option<&str>, request: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        let named = self.others.iter().find(|(name, _)| site == Some(name));
        named.map_or(&self.usual, |(_, clients)| clients).wiki(None, request).await
    }

    fn sites(&self) -> Vec<String> {
        self.names.clone()
    }
}

impl std::fmt::Debug for Sites {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Sites").field(&self.names).finish()
    }
}

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

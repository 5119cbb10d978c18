//! The sites of a server, from its connections.

use confluence_client::connection::Connection;
use confluence_mcp::{Deferred, Sites};

use super::error::Result;

/// The first one is used where a caller names none.
pub(crate) fn sites(connections: Vec<(String, Connection)>) -> Result<Sites> {
    let mut named = connections.into_iter().map(|(name, connection)| (name, Deferred::new(connection)));
    let (name, usual) = named.next().ok_or("there is no connection")?;
    Ok(named.fold(Sites::new(name, usual), |sites, (name, clients)| sites.and(name, clients)))
}

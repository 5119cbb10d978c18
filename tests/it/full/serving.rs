//! The server over HTTP, as programs of others reach it.

use confluence_client::connection;
use confluence_mcp::{Server, Toolset};
use tokio::process::Child;

use crate::http::command::start;
use crate::mcp::process::command;

/// A running server, which ends when this is dropped.
pub(crate) struct Serving {
    endpoint: String,
    _process: Child,
}

impl Serving {
    /// The address of its endpoint.
    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

/// The binary with these arguments, over HTTP on a port of its choice.
pub(crate) async fn serve(arguments: &[&str]) -> Serving {
    let mut command = command(&["serve", "--http", "127.0.0.1:0", "--log", "info"]);
    command.args(arguments);
    let (process, endpoint) = start(command).await;
    Serving { endpoint: endpoint.into(), _process: process }
}

/// A server that offers all tools.
pub(crate) async fn everything(connection: &str) -> Server {
    let wiki = connection::open(connection).await.unwrap();
    Server::builder(wiki).toolsets(Toolset::ALL.iter().copied()).build().unwrap()
}

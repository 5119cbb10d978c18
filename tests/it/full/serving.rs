//! The server over HTTP, as programs of others reach it.

use std::process::Stdio;
use std::time::Duration;

use confluence_client::connection;
use confluence_mcp::{Server, Toolset};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;
use tokio::time::timeout;

use crate::mcp::process::command;

const PATIENCE: Duration = Duration::from_secs(30);

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
    let mut process = command.args(arguments).stdin(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let address = loop {
        let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().expect("it ended");
        if let Some((_, address)) = line.split_once("serving address=") {
            break address.trim().to_owned();
        }
    };
    tokio::spawn(async move { while lines.next_line().await.is_ok_and(|line| line.is_some()) {} });
    Serving { endpoint: format!("http://{address}/mcp"), _process: process }
}

/// A server that offers all tools.
pub(crate) async fn everything(connection: &str) -> Server {
    let wiki = connection::open(connection).await.unwrap();
    Server::builder(wiki).toolsets(Toolset::ALL.iter().copied()).build().unwrap()
}

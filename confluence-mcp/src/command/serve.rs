//! `serve`: the protocol on standard input and output, or over HTTP.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use confluence_client::connection::Connection;
use confluence_mcp::{Builder, Server, Toolset, unavailable_tools};
use confluence_oauth::Deployment;

use super::connect::ConnectOptions;
use super::error::Result;
use super::sites::sites;
use super::{http, stdio};

/// What is served.
#[derive(Debug, Args)]
#[command(next_help_heading = "Of serving")]
pub(crate) struct Options {
    /// The toolsets to offer, in place of pages, search, spaces and comments: of these and attachments, labels,
    /// history, people, tasks, admin.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    toolsets: Option<Vec<Toolset>>,
    /// Tools to offer besides those of the toolsets.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    tools: Vec<String>,
    /// Tools never to offer.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    exclude_tools: Vec<String>,
    /// Offers only tools that change nothing, and lets nothing be changed.
    #[arg(long)]
    read_only: bool,
    /// Lets tools that destroy something act without asking the user.
    #[arg(long)]
    unattended: bool,
    /// A folder from which files may be attached and into which they may be saved; may be given several times.
    #[arg(long, value_name = "FOLDER")]
    files: Vec<PathBuf>,
    /// Answers rows and facts as structured content too, for clients that are programs.
    #[arg(long)]
    structured: bool,
    #[command(flatten)]
    http: http::Options,
}

impl Options {
    pub(crate) fn is_http(&self) -> bool {
        self.http.http.is_some()
    }

    /// What these connections offer, as it was asked for.
    pub(crate) fn offering(&self, builder: Builder, connections: &[(String, Connection)]) -> Builder {
        let read_only = connections.iter().all(|(_, connection)| connection.policy().read_only);
        let builder = builder
            .read_only(read_only)
            .unattended(self.unattended)
            .structured(self.structured)
            .allow(self.tools.iter().cloned())
            .deny(self.exclude_tools.iter().cloned());
        match &self.toolsets {
            Some(toolsets) => builder.toolsets(toolsets.iter().copied()),
            None => builder,
        }
    }
}

pub(crate) async fn run(connect: &ConnectOptions, options: Options) -> Result<()> {
    let connections = connect.connections(options.read_only)?;
    if let Some(address) = options.http.http {
        if !options.files.is_empty() {
            return Err(
                "--files opens folders of this machine to its own user: it does not go with --http".into()
            );
        }
        return options
            .http
            .serve(address, connect, connections, |builder, connections| {
                options.offering(builder, connections)
            })
            .await;
    }
    let builder = options.offering(Server::builder(sites(connections.clone())?), &connections);
    let builder = builder.files(options.files).granted_scopes(granted(&connections).await);
    if std::io::stdin().is_terminal() {
        writeln!(
            std::io::stderr(),
            "This is a server for MCP clients, which start it and speak to it here. `confluence-mcp init` configures \
             one, `confluence-mcp doctor` tries the connection, Ctrl-C ends this."
        )?;
    }
    stdio::serve(builder.build()?).await
}

/// How long a token store may take to say what was granted, before all tools are offered: a keyring may ask its user.
const PATIENCE: Duration = Duration::from_millis(500);

/// The scopes that the logins of these connections were granted, where all of them are logins on Cloud of which that is
/// known.
async fn granted(connections: &[(String, Connection)]) -> Vec<String> {
    let mut granted = Vec::new();
    for (_, connection) in connections {
        let session = connection.session().filter(|session| session.deployment() == Deployment::Cloud);
        let Some(session) = session else { return Vec::new() };
        match tokio::time::timeout(PATIENCE, session.status()).await {
            Ok(Ok(status)) if !status.scopes.is_empty() => granted.extend(status.scopes),
            _ => return Vec::new(),
        }
    }
    for (tool, scopes) in unavailable_tools(&granted) {
        tracing::info!(tool, scopes = scopes.join(" "), "left out: the login did not grant what it needs");
    }
    granted
}

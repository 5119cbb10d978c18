//! `cargo xtask demo`: a session with the real server on an in-memory Confluence.

mod session;
mod sql;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use tests::sandbox::{ADMIN, Deployment, SCOPED_TOKEN, Sandbox};

use crate::{
    Result,
    built::executable,
    step::{cargo, output, step},
};
use session::Session;

/// Options of `cargo xtask demo`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Plays Data Center in place of Cloud.
    #[arg(long)]
    data_center: bool,
    /// Plays a session with SQL, or serves the tools of SQL.
    #[arg(long)]
    sql: bool,
    /// Keeps the in-memory Confluence up, and prints the configuration to paste into an MCP client.
    #[arg(long)]
    serve: bool,
}

/// Builds the server and shows it at work.
pub(crate) fn run(options: &Options) -> Result<()> {
    let server = step("build the server", || server(options.sql))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(show(options, &server))
}

fn server(sql: bool) -> Result<PathBuf> {
    let format = "--message-format=json-render-diagnostics";
    let mut build = cargo(["build", "--package", "confluence-mcp", "--bin", "confluence-mcp", format]);
    if sql {
        build.args(["--features", "sql"]);
    }
    let messages = output(build)?;
    let built = messages.lines().filter_map(executable).find(|(name, _)| name == "confluence-mcp");
    Ok(built.ok_or("cargo built no server")?.1)
}

async fn show(options: &Options, server: &Path) -> Result<()> {
    let deployment = if options.data_center { Deployment::DataCenter } else { Deployment::Cloud };
    let sandbox = Sandbox::builder().deployment(deployment).sample_content().start().await;
    println!("\nAn in-memory Confluence ({deployment:?}) is at {}", sandbox.url());
    if options.serve {
        return keep(&sandbox, server, options.sql).await;
    }
    match options.sql {
        true => sql::play(&sandbox, server).await?,
        false => play(&sandbox, server).await?,
    }
    println!("\n{} requests reached Confluence. Next: cargo xtask demo --serve", sandbox.traffic().requests);
    Ok(())
}

/// Plays a session as a model would: what is there, where is it, what does it say, what lies below.
async fn play(sandbox: &Sandbox, server: &Path) -> Result<()> {
    let mut session = Session::start(server, &sandbox.connection_string()).await?;
    session.tools().await?;
    session.call("confluence_list_spaces", json!({})).await?;
    let found =
        session.call("confluence_search", json!({"query": "deploy", "spaces": "DOCS", "limit": 3})).await?;
    session.call("confluence_get_page", json!({"page_id": first(&found)?})).await?;
    session.call("confluence_get_page", json!({"page_id": first(&found)?, "format": "outline"})).await?;
    let parent = json!({"title": "Meeting notes", "space_key": "TEAM", "format": "text"});
    let parent = session.call("confluence_get_page", parent).await?;
    let parent: Value = serde_json::from_str(&parent)?;
    session.call("confluence_get_page_children", json!({"parent_id": parent["id"]})).await?;
    session.refused("confluence_get_page", json!({"page_id": "1", "colour": "red"})).await?;
    session.end().await
}

/// The id of the first row of an answer.
fn first(rows: &str) -> Result<Value> {
    let rows: Value = serde_json::from_str(rows)?;
    Ok(rows.pointer("/results/0/id").ok_or("nothing was found")?.clone())
}

/// Stays up until the user ends it.
async fn keep(sandbox: &Sandbox, server: &Path, sql: bool) -> Result<()> {
    let connection = sandbox.connection_string();
    let toolsets: &[&str] = if sql { &["serve", "--toolsets", "pages,search,sql"] } else { &[] };
    let arguments = [toolsets, &["--connection", &connection]].concat();
    let configuration = json!({"mcpServers": {"confluence-demo": {"command": server, "args": arguments}}});
    println!("\nPaste this into the configuration of an MCP client:\n\n{configuration:#}\n");
    println!("or, for a client with a command line of its own:\n");
    println!(
        "claude mcp add confluence-demo -- {} {}--connection '{connection}'\n",
        server.display(),
        toolsets.iter().map(|word| format!("{word} ")).collect::<String>()
    );
    if sql {
        println!("or ask at this terminal:\n\n{} query --connection '{connection}'\n", server.display());
    }
    println!("or let the server ask, try and log in, by each way that there is into this Confluence:\n");
    for (way, connection) in ways(sandbox) {
        println!("# {way}\n{} init --connection '{connection}'\n", server.display());
    }
    println!("Whoever opens an address to log in at is Ada, and agrees. Ctrl-C ends it.");
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// Each way to log in, and its connection string.
fn ways(sandbox: &Sandbox) -> Vec<(&'static str, String)> {
    let mine = sandbox.connection_string();
    match sandbox.deployment() {
        Deployment::DataCenter => vec![
            ("a personal access token", mine),
            ("OAuth 2.0", sandbox.oauth_connection_string()),
            ("OAuth 1.0a", sandbox.link_connection_string()),
        ],
        _ => vec![
            ("an API token", mine.clone()),
            (
                "an API token with scopes",
                format!(
                    "{};CloudId={};GatewayURL={}",
                    mine.replace(ADMIN.api_token, SCOPED_TOKEN),
                    sandbox.cloud_id(),
                    sandbox.gateway_url()
                ),
            ),
            ("OAuth 2.0", sandbox.oauth_connection_string()),
            ("a service account", sandbox.service_connection_string()),
        ],
    }
}
